"""What the evidence, the changes with their feed, and the method say: each figure with its rows and its caution."""

import datetime
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from api.explorer.views.changes import USUAL, Asked, _atom
from api.explorer.views.evidence import Proof, _stale_ones
from tests.explorer.conftest import Soup, words

ATOM = "{http://www.w3.org/2005/Atom}"


def test_each_figure_leads_to_its_rows(soup: Soup) -> None:
    page = soup("/evidence")
    figures = {a["href"]: int(a.get_text().split()[0]) for a in page.select(".figure a") if "state=" in a["href"]}
    assert sum(figures.values()) == 8
    for path, count in figures.items():
        assert len(soup(path).select(".proofs tbody tr")) == count
    never = page.select_one('.figure a[href="/evidence?check=never"]')
    assert len(soup("/evidence?check=never").select(".entry")) == int(never.get_text().split()[0]) > 0
    families = page.select(".by-family tbody tr")
    for row in families:
        assert len(soup(row.th.a["href"]).select(".proofs tbody tr")) == int(row.find("td").get_text())


def test_rows_tell_release_day_and_finding(soup: Soup) -> None:
    text = words(soup("/evidence?state=broken").main)
    assert "not found in edge 1.0, looked at on 2026-11-01" in text
    assert "found in haystack-ai 2.0.0, looked at on 2026-11-01" in words(soup("/evidence?framework=haystack").main)


def test_a_stale_check_is_one_much_older_than_the_newest() -> None:
    def proof(checked: str | None) -> Proof:
        return Proof({}, {}, "VERIFIED", checked)

    newest = datetime.date(2026, 11, 24)
    old, edge = (str(newest - datetime.timedelta(days=days)) for days in (91, 90))
    assert _stale_ones([proof(edge), proof(old), proof(None)], str(newest)) == [proof(old)]
    assert _stale_ones([proof(old)], None) == []


def test_no_stale_check_is_said_to_be_so(soup: Soup) -> None:
    assert "looked up recently" in words(soup("/evidence?check=stale").main)


def test_the_coverage_picture_leads_to_rows_and_a_table_says_the_same(soup: Soup) -> None:
    page = soup("/evidence")
    plot = page.select_one(".coverage-plot")
    assert {a["href"] for a in plot.select("a")} >= {"/evidence?family=retrieval", "/evidence?framework=haystack"}
    assert {cell["class"][1] for cell in plot.select(".plot-cell")} == {"state-unverified", "state-broken"}, "the worst"
    drawn = sum(int(cell.find("text").get_text()) for cell in plot.select(".plot-cell"))
    assert drawn == sum(int(row.find("td").get_text()) for row in page.select(".by-family tbody tr"))


def test_changes_are_dated_and_say_how_exactly(soup: Soup) -> None:
    rows = [words(row) for row in soup("/changes?kind=came").select("tbody tr")]
    assert len(rows) == 1
    for part in ("2026-01-01", "name came", "haystack.rankers:Ranker", "with 2.0.0", "of haystack-ai"):
        assert part in rows[0]
    releases = [words(row.th) for row in soup("/changes?kind=release").select("tbody tr")]
    assert releases == ["2026-01-01", "2025-01-01"]
    assert [words(r.th) for r in soup("/changes?kind=release&since=2025-06-01").select("tbody tr")] == ["2026-01-01"]
    assert "Nothing of this kind is recorded for Jslib" in words(soup("/changes?framework=jslib").main)


def test_a_filter_is_in_the_address_in_one_order(soup: Soup) -> None:
    page = soup("/changes?kind=release&kind=came&framework=haystack&since=2025-01-01")
    feed = page.find("link", rel="alternate")["href"]
    assert feed == "/changes.atom?since=2025-01-01&framework=haystack&kind=came&kind=release"
    assert {box["value"] for box in page.select("input[type=checkbox][checked]")} == {"came", "release"}


@pytest.mark.parametrize("path", ["/changes.atom", "/changes.atom?kind=came&kind=release", "/changes.atom?since=x"])
def test_the_feed_is_atom(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/atom+xml")
    assert "default-src 'none'" in response.headers["content-security-policy"]
    tree = ElementTree.fromstring(response.content)
    assert tree.tag == f"{ATOM}feed"
    for needed in ("title", "id", "updated", "author", "link", "rights"):
        assert tree.find(ATOM + needed) is not None, needed
    entries = tree.findall(f"{ATOM}entry")
    ids = [entry.find(f"{ATOM}id").text for entry in entries]
    assert len(set(ids)) == len(ids)
    for entry in entries:
        datetime.datetime.fromisoformat(entry.find(f"{ATOM}updated").text)
        assert entry.find(f"{ATOM}link").get("href") == "/frameworks/haystack"
    assert client.get(path, headers={"If-None-Match": response.headers["etag"]}).status_code == 304


def test_the_feed_holds_what_the_page_lists(client: httpx.Client, soup: Soup) -> None:
    query = "kind=came&kind=release"
    tree = ElementTree.fromstring(client.get(f"/changes.atom?{query}").content)
    entries = tree.findall(f"{ATOM}entry")
    assert len(entries) == len(soup(f"/changes?{query}").select("tbody tr")) == 3
    assert tree.find(f"{ATOM}updated").text == "2026-01-01T00:00:00Z"
    assert any("haystack.rankers:Ranker" in entry.find(f"{ATOM}summary").text for entry in entries)


def test_what_one_release_did_to_two_names_are_two_entries() -> None:
    def change(ref: str) -> dict[str, Any]:
        return {
            "kind": "SYMBOL_GONE",
            "date": "2026-01-01",
            "version": "2.0.0",
            "exact": False,
            "after": "1.4.0",
            "package": {"purl": "pkg:pypi/haystack-ai"},
            "framework": {"slug": "haystack", "name": "Haystack"},
            "symbol": {"ref": ref},
            "movedTo": None,
        }

    snapshot = {"evidenceNewest": "2026-11-01", "licence": "CC-BY-4.0", "attribution": "Duramen"}
    nodes = [change("haystack:A"), change("haystack:B")]
    written = _atom({"snapshot": snapshot, "changes": {"nodes": nodes}}, Asked(None, None, USUAL, ()), "")
    entries = ElementTree.fromstring(written).findall(f"{ATOM}entry")
    assert len({entry.find(f"{ATOM}id").text for entry in entries}) == 2
    assert "after 1.4.0, by 2.0.0" in entries[0].find(f"{ATOM}summary").text


def test_the_method_shows_survival_as_three_figures_with_window_and_caution(soup: Soup) -> None:
    figure = soup("/method").select_one("figure.survival")
    text = words(figure.figcaption)
    assert "75 % same path, 10 % moved, 15 % gone" in text
    for part in ("40 names", "2024-01-01 to 2026-11-01", "30 could be imported", "4 had moved and 6 were gone", "95 %"):
        assert part in text
    assert "A name that stays may behave otherwise than before." in text
    assert [words(cell) for cell in figure.select("tbody tr > *")] == [
        "2024-12-31",
        "40",
        "75 % (50 % to 88 %)",
        "10 %",
        "15 %",
    ]
    assert figure.select_one("svg .plot-band") is not None


def test_the_method_counts_ideas_that_faded_too(soup: Soup) -> None:
    table = soup("/method").select(".ideas tbody tr")
    rows = {row.th.find(string=True).strip(): [words(cell) for cell in row.find_all("td")] for row in table}
    assert rows["Dense retrieval"] == ["Retrieval", "2", "2", "up: @js/coredropped: old-chain"]
    assert rows["Prompt chaining"] == ["none", "3", "1", "dropped: haystack-ai, old-chain"]


def test_the_method_is_where_about_was(client: httpx.Client) -> None:
    response = client.get("/about")
    assert response.status_code == 301
    assert response.headers["location"] == "/method"
