"""What holds for every page: its frame, its headers, its links, and that nothing in it needs script or style inline."""

import re
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from bs4 import BeautifulSoup

from api.app import create_app
from api.explorer.headers import GRAPHIQL_POLICY, PAGE_POLICY
from api.settings import Settings
from graph.memory import MemoryStore
from graph.records import Content
from graph.snapshot import Snapshot
from tests.explorer.addresses import ERRORS, PAGES
from tests.explorer.catalogue import catalogue
from tests.explorer.conftest import Soup
from tests.explorer.serving import PATIENT, serving

EVERYTHING = [*((path, 200) for path in PAGES), *ERRORS.items()]


@pytest.mark.parametrize(("path", "status"), EVERYTHING)
def test_every_page_has_its_frame(client: httpx.Client, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    page = BeautifulSoup(response.text, "html.parser")
    assert page.html is not None
    assert page.html["lang"] == "en"
    assert len(page.find_all("h1")) == 1
    assert len(page.find_all("main")) == 1
    assert page.find("a", class_="skip")["href"] == "#main"
    assert page.find(id="main") is not None
    assert page.find("nav", attrs={"aria-label": "Main"}) is not None
    assert len(page.find_all("form", role="search")) == 1
    assert page.find(class_="breadcrumb") is not None or path == "/"
    assert "Content version" in page.find("footer").get_text()
    assert page.find("meta", attrs={"name": "viewport"}) is not None
    assert page.find("link", rel="canonical") is None, "no public address is set"


@pytest.mark.parametrize(("path", "status"), EVERYTHING)
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(soup: Soup, path: str, status: int) -> None:
    page = soup(path)
    for script in page.find_all("script"):
        assert script["src"].startswith("/static/")
        assert not script.get_text()
    assert page.find("style") is None
    for element in page.find_all(True):
        assert "style" not in element.attrs
        assert not [name for name in element.attrs if name.startswith("on")]
        for name in ("href", "src", "action"):
            assert not str(element.get(name, "")).lower().startswith(("javascript:", "data:", "http://", "//"))
    for loaded in page.select("link[href], img[src], script[src]"):
        assert (loaded.get("href") or loaded["src"]).startswith("/")


@pytest.mark.parametrize(("path", "status"), EVERYTHING)
def test_headings_skip_no_level_and_ids_are_unique(soup: Soup, path: str, status: int) -> None:
    page = soup(path)
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [element["id"] for element in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for labelled in page.find_all(attrs={"aria-labelledby": True}):
        assert set(labelled["aria-labelledby"].split()) <= set(ids)


@pytest.mark.parametrize(("path", "status"), EVERYTHING)
def test_every_field_has_a_label(soup: Soup, path: str, status: int) -> None:
    page = soup(path)
    for field in page.select("input:not([type=hidden]), select, textarea"):
        label = page.find("label", attrs={"for": field["id"]}) if field.get("id") else field.find_parent("label")
        assert label is not None
        assert label.find(string=True).strip()


def test_titles_and_descriptions_tell_pages_apart(soup: Soup) -> None:
    heads = []
    for path in PAGES:
        page = soup(path)
        description = page.find("meta", attrs={"name": "description"})["content"]
        assert 10 <= len(description) <= 300
        heads.append((page.title.get_text(), description))
    assert len({title for title, _ in heads}) == len(PAGES)
    lasting = [description for path, (_, description) in zip(PAGES, heads, strict=True) if "search" not in path]
    assert len(set(lasting)) == len(lasting)


def test_every_internal_link_answers(client: httpx.Client, soup: Soup) -> None:
    links = set()
    for path in (*PAGES, *ERRORS):
        for link in soup(path).find_all("a", href=True):
            address = urljoin(path, link["href"])
            if not urlsplit(address).netloc and not link["href"].startswith("#"):
                links.add(address.partition("#")[0])
    broken = {link: status for link in sorted(links) if (status := client.get(link).status_code) != 200}
    assert len(links) > 30
    assert not broken


@pytest.mark.parametrize(("path", "status"), EVERYTHING)
def test_headers_of_pages(client: httpx.Client, path: str, status: int) -> None:
    headers = client.get(path).headers
    policy = GRAPHIQL_POLICY if path == "/graphiql" else PAGE_POLICY
    assert headers["content-security-policy"] == policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"] == "no-cache"
    assert headers["vary"] == "Accept-Encoding"
    assert "set-cookie" not in headers


def test_the_policy_of_pages_is_the_measured_one() -> None:
    directives = dict(directive.split(" ", 1) for directive in PAGE_POLICY.split("; "))
    assert directives == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "font-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "manifest-src": "'self'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    assert "unsafe-eval" not in GRAPHIQL_POLICY
    assert "script-src 'self';" in GRAPHIQL_POLICY


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_the_reader_has_is_not_sent_again(client: httpx.Client, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304, again.text
    assert not again.content
    assert again.headers["etag"] == first.headers["etag"]
    assert client.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_the_etag_changes_with_the_content(client: httpx.Client) -> None:
    other = Content(families=catalogue().families)
    with serving(create_app(MemoryStore(Snapshot.of(other)), Settings(limits=PATIENT))) as address:
        assert httpx.get(f"{address}/method", timeout=60).headers["etag"] != client.get("/method").headers["etag"]


def test_pages_are_the_same_plain_and_compressed(client: httpx.Client) -> None:
    compressed = client.get("/concepts", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/concepts", headers={"Accept-Encoding": "gzip;q=0"})
    assert compressed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert compressed.content == plain.content


def test_head_has_the_headers_and_no_body(client: httpx.Client) -> None:
    response = client.head("/concepts/reranking")
    assert response.status_code == 200
    assert not response.content


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_pages_can_only_be_read(client: httpx.Client, method: str) -> None:
    response = client.request(method, "/concepts")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD"
    assert response.headers["content-security-policy"] == PAGE_POLICY


def test_a_canonical_address_is_given_when_the_public_one_is_known() -> None:
    settings = Settings(limits=PATIENT, public_url="https://duramen.example/")
    with serving(create_app(MemoryStore(Snapshot.of(catalogue())), settings)) as address:
        text = httpx.get(f"{address}/concepts/reranking?utm=1", timeout=60).text
        page = BeautifulSoup(text, "html.parser")
        assert page.find("link", rel="canonical")["href"] == "https://duramen.example/concepts/reranking"
        missing = BeautifulSoup(httpx.get(f"{address}/concepts/none", timeout=60).text, "html.parser")
        assert missing.find("link", rel="canonical") is None


def test_an_empty_catalogue_has_pages_too() -> None:
    with serving(create_app(MemoryStore(Snapshot.of(Content())), Settings(limits=PATIENT))) as address:
        for path in ("/", "/concepts", "/frameworks", "/roles", "/goals", "/search?q=x", "/method", "/graphiql"):
            response = httpx.get(f"{address}{path}", timeout=60)
            assert response.status_code == 200, path
            assert len(BeautifulSoup(response.text, "html.parser").find_all("h1")) == 1


@pytest.mark.parametrize("path", ["/concepts", "/matrix", "/prerequisites", "/evidence", "/"])
def test_a_family_that_is_no_text_is_ignored_with_a_notice(client: httpx.Client, path: str) -> None:
    for family in ("%01", "%00x", "%F0%9F", "x" * 2000):
        response = client.get(f"{path}?family={family}")
        assert response.status_code == 200
        assert family == "%01" or "There is no such family" in response.text
