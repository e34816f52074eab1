"""Pages that set tools side by side: what both express, what stands in for what, and the names to write instead."""

import httpx
import pytest

from tests.explorer.catalogue import HOSTILE
from tests.explorer.conftest import Soup, words


def headings(soup: Soup, path: str) -> list[str]:
    return [words(heading) for heading in soup(path).select("main h2")]


def test_two_tools_are_told_apart_by_what_both_and_what_one_expresses(soup: Soup) -> None:
    assert headings(soup, "/compare?a=haystack&b=jslib") == [
        "What they are",
        "1 concept in both",
        "1 concept only in Haystack",
        "1 concept only in Jslib",
    ]
    page = soup("/compare?a=haystack&b=jslib")
    row = page.select_one(".compared tbody tr")
    assert row.th.a["href"] == "/concepts/retrieval"
    assert ["haystack.retrievers:Retriever" in words(row), "@js/core/retrievers:BaseRetriever" in words(row)] == [
        True,
        True,
    ]
    assert "○ hook" in words(row)
    assert words(page.find(id="only-0").parent.select_one("dt")) == "Reranking"
    assert "which is not to say that it cannot" in words(page.main)
    assert page.find("link", rel="canonical") is None


def test_a_comparison_leads_to_both_moves(soup: Soup) -> None:
    links = {a["href"] for a in soup("/compare?a=haystack&b=jslib").select("main a")}
    assert {"/swap?from=haystack&to=jslib", "/swap?from=jslib&to=haystack", "/frameworks/jslib"} <= links


@pytest.mark.parametrize(
    ("path", "notice"),
    [
        ("/compare?a=haystack&b=haystack", "differs in nothing from itself"),
        ("/compare?a=haystak&b=jslib", "There is no framework “haystak”, so it was left out. Near it: haystack"),
        ("/compare?a=%00%1b&b=" + "x" * 9000, "There is no framework"),
        ("/swap?from=haystak", "Near it: haystack"),
        ("/swap?from=haystack&to=haystack", "cannot stand in for itself"),
        ("/swap?from=haystack&concept=none", "There is no concept “none”"),
        ("/swap?from=haystack&concept=chunking", "Haystack is not mapped to Chunking."),
        ("/evidence?state=excellent", "There is no such state"),
        ("/evidence?family=none", "There is no such family"),
        ("/evidence?family=%00", ""),
        ("/evidence?state=broken&after=garbage", "not understood"),
        ("/evidence?framework=haystak", "Near it: haystack"),
        ("/changes?since=yesterday", "is no day such as"),
        ("/changes?kind=gone&kind=praise", "Kinds of changes are gone, moved"),
        ("/changes?after=garbage", "not understood"),
        ("/changes?framework=%22%3E%3Cscript%3E", "There is no framework"),
        ("/frameworks?sort=popularity", "There is no such order"),
        ("/concepts/reranking?after=garbage", "not understood"),
        ("/frameworks/haystack?after=" + "x" * 5000, "not understood"),
    ],
)
def test_odd_values_are_left_out_with_a_notice(client: httpx.Client, soup: Soup, path: str, notice: str) -> None:
    assert client.get(path).status_code == 200
    shown = " ".join(words(one) for one in soup(path).select(".notice"))
    assert notice in shown
    assert bool(shown) == bool(notice)


def test_a_hostile_name_stays_text(client: httpx.Client, soup: Soup) -> None:
    for path in ("/compare?a=edge&b=haystack", "/swap?from=edge&to=haystack", "/evidence?framework=edge", "/changes"):
        assert HOSTILE not in client.get(path).text
        assert HOSTILE in soup(path).get_text()


def test_what_stands_in_is_told_with_what_is_kept_lost_and_gained(soup: Soup) -> None:
    page = soup("/swap?from=haystack")
    rows = {row.th.a.get_text(): words(row) for row in page.select(".stand-ins tbody tr")}
    assert "Old-chain" not in rows, "its names are gone"
    assert all("Lost" in row and "Gained" in row for row in rows.values())
    page = soup("/swap?from=old-chain&concept=retrieval")
    row = page.select_one(".stand-ins tbody tr")
    assert row.th.a["href"] == "/frameworks/haystack"
    assert row.find("a", string=lambda text: text and "Name by name" in text) or "Name by name" in words(row)
    assert "/swap?from=old-chain&to=haystack&concept=retrieval" in {a["href"] for a in row.select("a")}


def test_nothing_that_stands_in_is_said_to_be_so(soup: Soup) -> None:
    assert "knows nothing that can stand in" in words(soup("/swap?from=edge&concept=hostile").main)


def test_a_move_lists_each_name_with_what_to_write_instead(soup: Soup) -> None:
    page = soup("/swap?from=old-chain&to=haystack")
    row = page.select_one(".compared tbody tr")
    assert "old.chains:QA" in words(row)
    assert "gone there already" in words(row)
    assert "from haystack.retrievers import Retriever" in words(row)
    assert "/concepts/retrieval" in {a["href"] for a in row.select("a")}


def test_a_move_for_one_concept_keeps_only_its_names(soup: Soup) -> None:
    whole = soup("/swap?from=haystack&to=jslib")
    assert headings(soup, "/swap?from=haystack&to=jslib") == ["2 names without a counterpart"]
    assert "Haystack has no" not in words(whole.main)
    one = soup("/swap?from=haystack&to=jslib&concept=reranking")
    assert headings(soup, "/swap?from=haystack&to=jslib&concept=reranking") == ["1 name without a counterpart"]
    assert "haystack.rankers:Ranker" in words(one.main)
    assert "haystack.retrievers:Retriever" not in words(one.main)


@pytest.mark.parametrize("path", ["/compare", "/swap"])
def test_without_a_choice_there_is_a_form_that_needs_no_script(soup: Soup, path: str) -> None:
    form = soup(path).select_one(f'main form[action="{path}"]')
    assert form["method"] == "get"
    options = {option["value"] for option in form.find("select").find_all("option")}
    assert {"", "haystack", "jslib", "old-chain"} <= options


def test_nothing_reads_as_a_judgement(soup: Soup) -> None:
    for path in (
        "/compare?a=haystack&b=jslib",
        "/swap?from=haystack",
        "/frameworks?sort=churn",
        "/frameworks/haystack",
    ):
        text = words(soup(path).main).lower()
        for praise in ("best", "winner", "recommended", "unstable", "bad ", "excellent", "score"):
            assert praise not in text, path
