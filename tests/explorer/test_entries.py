"""Addresses that lead nowhere, ids that have ended, and lists that are asked for oddly."""

import json

import httpx
import pytest

from api.explorer.queries import Query
from tests.explorer.conftest import Soup


def test_an_unknown_slug_offers_the_nearest(client: httpx.Client, soup: Soup) -> None:
    assert client.get("/concepts/rerankin").status_code == 404
    offered = [link["href"] for link in soup("/concepts/rerankin").select("main dt a")]
    assert offered[0] == "/concepts/reranking"
    assert len(offered) <= 3


def test_the_same_kind_is_offered_first(soup: Soup) -> None:
    offered = [link["href"] for link in soup("/frameworks/haystac").select("main dt a")]
    assert offered[0] == "/frameworks/haystack"


def test_a_renamed_id_leads_to_its_successor(client: httpx.Client) -> None:
    response = client.get("/concepts/semantic-search")
    assert response.status_code == 301
    assert response.headers["location"] == "/concepts/retrieval"


def test_a_split_id_names_all_its_successors(client: httpx.Client, soup: Soup) -> None:
    assert client.get("/concepts/halves").status_code == 410
    page = soup("/concepts/halves")
    assert {link["href"] for link in page.select("main li a")} == {"/concepts/chunking", "/concepts/retrieval"}


def test_a_withdrawn_id_says_why(client: httpx.Client, soup: Soup) -> None:
    assert client.get("/frameworks/nothing").status_code == 410
    assert "put in order" in soup("/frameworks/nothing").main.get_text()


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/concepts/", "/concepts"),
        ("/concepts/reranking/", "/concepts/reranking"),
        ("/search/?q=a%20b", "/search?q=a%20b"),
    ],
)
def test_a_slash_too_many_is_taken_away(client: httpx.Client, path: str, to: str) -> None:
    response = client.get(path)
    assert response.status_code == 301
    assert response.headers["location"] == to


@pytest.mark.parametrize(
    "path",
    [
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "/concepts/../../etc/passwd",
        "/concepts/%2e%2e%2fetc",
        "/concepts/" + "a" * 5000,
        "/concepts/R%C3%89RANKING",
        "/concepts/%00",
        "/concepts/%ff%fe",
        "/static/",
        "/static/site.css",
        "/static/..%2fpages.py",
        "/static/graphiql/..%2fmanifest.json",
        "/static/graphiql/manifest.json",
        "/%3Cscript%3Ealert(1)%3C/script%3E",
    ],
)
def test_odd_paths_are_not_found_in_the_frame_of_the_site(address: str, path: str) -> None:
    with httpx.Client(timeout=60) as client:
        response = client.get(httpx.URL(address).copy_with(raw_path=path.encode()))
    assert response.status_code == 404
    assert "location" not in response.headers
    assert "<h1>Nothing is at this address</h1>" in response.text
    assert "<script>alert" not in response.text


@pytest.mark.parametrize(
    "query", ["?family=none", "?family=" + "x" * 3000, "?after=garbage", "?after=" + "x" * 3000, "?q=%00&family=%ff"]
)
def test_odd_filters_are_ignored_with_a_notice(client: httpx.Client, query: str) -> None:
    response = client.get(f"/concepts{query}")
    assert response.status_code == 200
    assert 'class="notice"' in response.text
    assert "/concepts/reranking" in response.text


def test_concepts_are_filtered_by_family_and_by_name(soup: Soup) -> None:
    family = {link.get_text() for link in soup("/concepts?family=evaluation").select("main dt a")}
    assert family == {"Error analysis", "Evaluation"}
    named = {link.get_text() for link in soup("/concepts?q=splitting").select("main dt a")}
    assert named == {"Chunking"}
    assert "No concept goes by" in soup("/concepts?q=zzz").main.get_text()


def test_a_page_shows_the_query_that_made_it(soup: Soup) -> None:
    shown = soup("/concepts/reranking").select_one(".as-graphql")
    asked = httpx.URL(shown.a["href"]).params
    assert [code.get_text() for code in shown.select("pre")] == [
        asked["query"],
        Query("concept", json.loads(asked["variables"])).variables_text,
    ]
    assert "query ConceptPage" in asked["query"]
    assert '"reranking"' in asked["variables"]
