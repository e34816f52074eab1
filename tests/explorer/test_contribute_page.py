"""Contributing: the form writes the file, the checks are those of `duramen check`, and nothing is kept anywhere."""

from urllib.parse import urlencode

import httpx
import pytest
from bs4 import BeautifulSoup

from tests.explorer.catalogue import HOSTILE
from tests.explorer.conftest import Soup, words

MAPPING = {
    "framework": "haystack",
    "concept": "chunking",
    "coverage": "core",
    "summary": "A splitter takes documents and returns\nsmaller ones.",
    "caveat": "",
    "documentation": "",
    "package0": "pkg:pypi/haystack-ai",
    "ref0": "haystack.splitters:Splitter",
    "kind0": "implementation",
    "ref1": "  ",
}


def _send(client: httpx.Client, fields: dict[str, str], **headers: str) -> httpx.Response:
    sent = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    return client.post("/contribute", content=urlencode(fields).encode(), headers=sent)


def _page(response: httpx.Response) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


def _problems(page: BeautifulSoup) -> list[str]:
    return [words(one) for one in page.select("#problems .error")]


def test_the_start_offers_everything_that_can_be_mapped(soup: Soup) -> None:
    page = soup("/contribute")
    assert {option["value"] for option in page.select("#framework option")} >= {"haystack", "jslib", "edge"}
    assert {option["value"] for option in page.select("#concept option")} >= {"chunking", "reranking"}


def test_half_a_choice_is_kept(soup: Soup) -> None:
    page = soup("/contribute?concept=reranking")
    assert page.select_one("#concept option[selected]")["value"] == "reranking"
    assert page.select_one("#framework option[selected]") is None
    assert soup("/contribute?framework=haystack").select_one("#framework option[selected]")["value"] == "haystack"
    assert soup("/contribute?concept=nothing").select_one("option[selected]") is None


def test_a_mapping_that_is_there_fills_the_form(soup: Soup) -> None:
    page = soup("/contribute?framework=haystack&concept=reranking")
    assert page.select_one("#ref0")["value"] == "haystack.rankers:Ranker"
    assert page.select_one("#kind0 option[selected]")["value"] == "implementation"
    assert page.select_one("#coverage option[selected]")["value"] == "core"
    assert page.select_one("#outcome").has_attr("hidden")


def test_the_form_writes_the_lines_of_a_mapping(client: httpx.Client) -> None:
    response = _send(client, MAPPING)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    page = _page(response)
    assert page.select_one("#part").get_text() == (
        "  - concept: chunking\n"
        "    coverage: core\n"
        "    summary: A splitter takes documents and returns smaller ones.\n"
        "    symbols:\n"
        "      - package: pkg:pypi/haystack-ai\n"
        "        ref: haystack.splitters:Splitter\n"
        "        kind: implementation\n"
    )
    assert words(page.select_one("#path")) == "seeds/frameworks/haystack.yaml"
    assert "concept: reranking" in page.select_one("#whole").get_text()


def test_a_mapping_is_checked_by_the_rules(client: httpx.Client) -> None:
    wrong = {**MAPPING, "coverage": "partial", "ref0": "haystack.splitters", "documentation": "http://x"}
    page = _page(_send(client, wrong))
    assert "it cannot be taken" in words(page.select_one("#verdict"))
    told = " ".join(_problems(page))
    assert "DUR205" in told
    assert page.select_one("#ref0")["value"] == "haystack.splitters", "what was written stays"


def test_a_form_without_names_says_what_is_missing(client: httpx.Client) -> None:
    page = _page(_send(client, {"framework": "haystack", "concept": "chunking"}))
    told = " ".join(_problems(page))
    assert "the key coverage is missing" in told
    assert "symbols" in told


def test_the_file_can_be_saved(client: httpx.Client) -> None:
    response = _send(client, {**MAPPING, "download": "1"})
    assert response.headers["content-disposition"] == 'attachment; filename="haystack.yaml"'
    assert response.headers["content-type"].startswith("application/yaml")
    assert response.headers["cache-control"] == "no-store"
    assert response.text.startswith("# yaml-language-server")
    assert "- concept: chunking" in response.text


def test_script_gets_the_same_as_json(client: httpx.Client) -> None:
    checked = _send(client, {**MAPPING, "summary": "", "live": "1"}).json()
    assert checked["part"].startswith("  - concept: chunking")
    assert checked["path"] == "seeds/frameworks/haystack.yaml"
    assert {"line", "column", "severity", "code", "message", "help"} == set(checked["problems"][0])
    nothing = {"framework": "nothing", "concept": "chunking", "live": "1"}
    assert _send(client, nothing).json() is None


@pytest.mark.parametrize(
    "query",
    [
        "framework=nothing&concept=chunking",
        "framework=haystack&concept=nothing",
        f"framework={'x' * 3000}&concept=y",
        "kind=nothing&slug=x",
        "kind=role&slug=<script>",
        "kind=role&slug=of-nobody",
        "kind=goal&slug=of-nobody",
        "kind=concept&slug=Not a slug",
        "kind=concept&slug=semantic-search",
    ],
)
def test_what_cannot_be_meant_leads_back_to_the_start(client: httpx.Client, query: str) -> None:
    response = client.get(f"/contribute?{query}")
    assert response.status_code == 200
    page = _page(response)
    assert words(page.h1) == "Add or correct something"
    assert words(page.select_one(".notice"))


def test_a_new_file_begins_as_a_skeleton_and_a_known_one_as_it_is(soup: Soup) -> None:
    new = soup("/contribute?kind=concept&slug=query-routing").find("textarea", id="text").get_text()
    assert "TODO" in new
    there = soup("/contribute?kind=concept&slug=reranking").find("textarea", id="text").get_text()
    assert "name: Reranking" in there
    assert "TODO" not in there


@pytest.mark.parametrize("way", ["", "live", "download"])
@pytest.mark.parametrize("sent", [{}, {"concept": ""}])
def test_a_mapping_without_a_concept_is_no_failure(client: httpx.Client, sent: dict[str, str], way: str) -> None:
    response = _send(client, {"framework": "haystack", **sent, **({way: "1"} if way else {})})
    assert response.status_code == 200


def test_a_slug_is_taken_as_it_is_shown(client: httpx.Client) -> None:
    page = _page(client.get("/contribute?kind=concept&slug=query-routing%E2%80%8B%0A"))
    assert words(page.h1) == "query-routing.yaml"
    sent = {field["name"]: field.get("value", "") for field in page.select("#contribution input")}
    assert sent["slug"] == "query-routing"


def test_a_file_is_checked_line_by_line(client: httpx.Client) -> None:
    sent = {"kind": "concept", "slug": "query-routing", "text": "name: Query routing\r\nfamily: retreival"}
    page = _page(_send(client, sent))
    told = _problems(page)
    assert any(one.startswith("line 2 there is no family retreival did you mean retrieval?") for one in told)
    assert page.find("textarea", id="text").get_text().strip("\n") == "name: Query routing\nfamily: retreival"


@pytest.mark.parametrize(
    "text",
    [
        "",
        HOSTILE,
        f"name: '{HOSTILE}'",
        "a: &a [*a]",
        "[" * 20_000,
        "\x00",
        "name: " + "x" * 60_000,
        "x: 1\n" * 9_000,
        "? " * 3_000,
        "\N{REPLACEMENT CHARACTER}\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    ],
)
def test_any_file_is_answered_in_words(client: httpx.Client, text: str) -> None:
    response = _send(client, {"kind": "concept", "slug": "anything", "text": text})
    assert response.status_code == 200
    page = _page(response)
    assert _problems(page)
    assert len(page.select("#problems li")) <= 50
    assert not [script for script in page.select("script") if "alert" in script.get_text()]
    assert "Traceback" not in response.text


def test_a_form_that_names_no_file_is_refused(client: httpx.Client) -> None:
    assert _send(client, {"kind": "concept", "slug": "../../etc/passwd", "text": "x"}).status_code == 400
    assert _send(client, {"kind": "snapshot", "slug": "x", "text": "x"}).status_code == 400
    assert _send(client, {}).status_code == 400


def test_the_form_has_bounds_and_is_taken_from_here_only(client: httpx.Client) -> None:
    assert _send(client, {"kind": "concept", "slug": "x", "text": "x" * 300_000}).status_code == 413
    assert _send(client, {f"f{number}": "" for number in range(100)}).status_code == 400
    assert _send(client, MAPPING, Origin="https://elsewhere.example").status_code == 403
