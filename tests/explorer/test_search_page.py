"""The search page: what lasts comes first, slips of the keyboard are understood, and any text has an answer."""

import httpx
import pytest
from bs4 import BeautifulSoup

from tests.explorer.catalogue import HOSTILE, HOSTILE_ATTRIBUTE
from tests.explorer.conftest import Soup, words


def _headings(page: BeautifulSoup) -> list[str]:
    return [words(h2) for h2 in page.select("main h2")]


def test_concepts_come_before_frameworks_before_symbols(soup: Soup) -> None:
    page = soup("/search?q=retrieval")
    assert _headings(page)[:2] == ["Concepts", "Public names"]
    assert page.select_one("main dt a")["href"] == "/concepts/retrieval"
    assert _headings(soup("/search?q=haystack"))[:2] == ["Frameworks and their packages", "Public names"]


def test_what_fits_is_marked_and_an_alias_is_said_to_be_one(soup: Soup) -> None:
    page = soup("/search?q=rerank")
    assert [words(mark) for mark in page.select("main dt mark")]
    assert "also called splitting" in words(soup("/search?q=splitting").main)


def test_a_symbol_shows_what_it_is_for(soup: Soup) -> None:
    found = soup("/search?q=Ranker").select_one(".names-found li")
    assert words(found.code) == "haystack.rankers:Ranker"
    assert [link["href"] for link in found.select("a")] == ["/concepts/reranking", "/frameworks/haystack"]


def test_a_name_that_is_gone_is_marked_as_such(soup: Soup) -> None:
    found = soup("/search?q=old.chains").select_one(".names-found li")
    assert "former" in words(found)


def test_a_slip_is_understood_and_told(soup: Soup) -> None:
    page = soup("/search?q=retreival")
    status = page.select_one("main [role=status]")
    assert words(status) == "Nothing is spelt “retreival”. Did you mean Retrieval?"
    assert status.a["href"] == "/concepts/retrieval"
    assert "Did you mean" not in words(soup("/search?q=retrieval").main)


def test_nothing_found_offers_the_nearest_and_ways_on(soup: Soup) -> None:
    page = soup("/search?q=zzzzqq")
    assert "Nothing goes by" in words(page.select_one("[role=status]"))
    assert page.select_one("main a[href='/concepts']")


def test_one_kind_can_be_searched_alone(soup: Soup) -> None:
    page = soup("/search?q=retrieval&kind=symbols")
    assert _headings(page) == ["Public names"]
    assert page.select_one("main a[href='/search?q=retrieval']")
    assert words(soup("/search?q=retrieval&kind=nothing").select_one(".notice")).startswith("There is no such kind")


@pytest.mark.parametrize("text", [HOSTILE, HOSTILE_ATTRIBUTE, "{{7*7}}", "\x00\x1b", "x" * 5000, "🌳", "%", "a" * 201])
def test_any_text_has_an_answer_and_stays_text(client: httpx.Client, text: str) -> None:
    response = client.get("/search", params={"q": text})
    assert response.status_code == 200
    page = BeautifulSoup(response.text, "html.parser")
    assert not page.select("img")
    assert not [script for script in page.select("script") if "alert" in script.get_text()]
    assert len(page.find("input", id="search")["value"]) <= 200


def test_the_page_shows_its_query(soup: Soup) -> None:
    assert "SearchPage" in words(soup("/search?q=retrieval").select_one(".as-graphql"))
    assert soup("/search").select_one(".as-graphql") is None
