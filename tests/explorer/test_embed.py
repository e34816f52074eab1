"""Cards for other sites: any site may show them, no other page may be framed, and nothing of the visitor is asked."""

import httpx
import pytest
from bs4 import BeautifulSoup

from api.explorer.headers import EMBED_POLICY, PAGE_POLICY
from tests.explorer.browsing import ROOT
from tests.explorer.catalogue import HOSTILE
from tests.explorer.conftest import Soup, words


def test_a_card_may_be_framed_and_nothing_else_may(client: httpx.Client) -> None:
    headers = client.get("/embed/concepts/reranking").headers
    assert headers["content-security-policy"] == EMBED_POLICY
    assert "frame-ancestors *" in EMBED_POLICY
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert "set-cookie" not in headers
    for path in ("/embed", "/concepts/reranking", "/embed/nothing"):
        assert client.get(path).headers["content-security-policy"] == PAGE_POLICY


def test_a_card_says_what_lasts_and_leads_back(soup: Soup) -> None:
    page = soup("/embed/concepts/reranking")
    assert words(page.h1) == "Reranking"
    assert page.select_one("nav, header, form, script") is None
    assert page.select_one("a[href='/frameworks/haystack']")
    assert all(link["target"] == "_blank" for link in page.select("a"))
    assert "Duramen contributors" in words(page.main)


def test_a_card_of_hostile_text_shows_text(soup: Soup) -> None:
    page = soup("/embed/concepts/hostile")
    assert words(page.h1) == HOSTILE
    assert page.select_one("script, img") is None


@pytest.mark.parametrize("slug", ["nothing", "%3Cscript%3E", "x" * 2000, "..%2f..", "-"])
def test_an_unknown_concept_has_a_card_that_says_so(client: httpx.Client, slug: str) -> None:
    response = client.get(f"/embed/concepts/{slug}")
    assert response.status_code == 404
    assert "No such concept" in response.text or "Nothing is at this address" in response.text


def test_a_renamed_concept_is_redirected_to(client: httpx.Client) -> None:
    response = client.get("/embed/concepts/semantic-search")
    assert response.status_code == 301
    assert response.headers["location"].startswith("/embed/concepts/")
    assert client.get(response.headers["location"]).status_code == 200


def test_the_module_is_for_everybody_and_checked_anew(client: httpx.Client) -> None:
    response = client.get("/embed/duramen-concept.js")
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["content-type"].startswith("text/javascript")
    assert "immutable" not in response.headers["cache-control"]
    again = client.get("/embed/duramen-concept.js", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304
    assert client.post("/embed/duramen-concept.js").status_code == 405


def test_the_page_about_it_shows_lines_that_can_be_copied(soup: Soup, address: str) -> None:
    code = soup("/embed?concept=chunking").select("pre code")
    assert f'src="{address}/embed/duramen-concept.js"' in code[0].get_text()
    assert '<duramen-concept slug="chunking">' in code[0].get_text()
    assert words(soup("/embed?concept=nothing").select_one(".notice"))


def test_the_example_names_what_is_served() -> None:
    text = (ROOT / "examples/embed/index.html").read_text(encoding="utf-8")
    page = BeautifulSoup(text, "html.parser")
    assert page.script["src"].endswith("/embed/duramen-concept.js")
    for card in page.select("duramen-concept"):
        assert (ROOT / f"seeds/concepts/{card['slug']}.yaml").is_file()
