"""What the picture holds: days and quarters, withered leaves, filters, and notices for what is not understood."""

import datetime

import httpx
import pytest
from bs4 import BeautifulSoup

from api.explorer.scene import ALIVE, NOT_YET, WITHERED, Leaf, Link, Ring, Scene, Seasons, Wanted, chosen, withers
from api.explorer.seasons import day_named
from tests.explorer.conftest import Soup, words


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024-06-30", "2024-06-30"),
        ("2024-Q2", "2024-06-30"),
        ("2024-q4", "2024-12-31"),
        ("2023-Q1", "2023-03-31"),
        ("2024-Q5", None),
        ("2024-02-30", None),
        ("0000-Q1", None),
        ("9999-Q4", None),
        ("20240630", None),
        ("yesterday", None),
        ("", None),
        ("9" * 5000, None),
    ],
)
def test_a_day_has_two_spellings(text: str, found: str | None) -> None:
    assert day_named(text) == (found and day(found))


def test_a_leaf_withers_after_a_year_without_a_release() -> None:
    assert not withers(day("2025-11-02"), day("2026-11-01"))
    assert withers(day("2025-11-01"), day("2026-11-01"))
    assert withers(day("2023-02-28"), day("2024-02-29"))
    assert not withers(None, day("2026-11-01"))
    assert not withers(day("2020-01-01"), None)


RINGS = (
    Ring("near", "Near", "one", "COMPONENT", 0, ()),
    Ring("far", "Far", "two", "COMPONENT", 1, ("near",)),
    Ring("deed", "Deed", "two", "PRACTICE", 1, ("near",)),
)
LEAVES = (
    Leaf("agent", "Agent", "AGENT", day("2026-01-01"), there=True, withered=False),
    Leaf("store", "Store", "VECTOR_STORE", day("2020-01-01"), there=True, withered=True),
    Leaf("later", "Later", "AGENT", None, there=False, withered=False),
)
LINKS = (
    Link("agent", "near", "VERIFIED"),
    Link("agent", "far", "BROKEN"),
    Link("store", "far", "VERIFIED"),
    Link("later", "near", "NOT_RECORDED"),
)
SCENE = Scene((("one", "One"), ("two", "Two")), RINGS, LEAVES, LINKS)


@pytest.mark.parametrize(
    ("wanted", "rings", "leaves", "links"),
    [
        (Wanted(), "near far deed", "agent store later", 3),
        (Wanted(family="two"), "far deed", "agent store", 2),
        (Wanted(family="one"), "near", "agent later", 1),
        (Wanted(kind="AGENT"), "near far", "agent later", 2),
        (Wanted(kind="PRACTICE"), "deed", "", 0),
        (Wanted(kind="COMPONENT"), "near far", "agent store later", 3),
        (Wanted(state="BROKEN"), "far", "agent", 1),
        (Wanted(family="one", state="BROKEN"), "", "", 0),
        (Wanted(family="two", kind="VECTOR_STORE", state="VERIFIED"), "far", "store", 1),
    ],
)
def test_a_choice_keeps_what_fits_and_what_hangs_on_it(wanted: Wanted, rings: str, leaves: str, links: int) -> None:
    found = chosen(SCENE, wanted)
    assert " ".join(ring.slug for ring in found.rings) == rings
    assert " ".join(leaf.slug for leaf in found.leaves) == leaves
    assert len(found.links) == links


def test_seasons_count_their_leaves() -> None:
    seasons = Seasons((day("2025-12-31"), day("2026-11-01")), {"a": NOT_YET + ALIVE, "b": ALIVE + WITHERED})
    assert seasons.count(ALIVE) == [1, 1]
    assert seasons.count(WITHERED) == [0, 1]


def test_a_past_day_shows_what_was_published_and_says_how_much_is_on_record(soup: Soup) -> None:
    page = soup("/?date=2025-04-15")
    said = words(page.find(id="coverage"))
    assert said.startswith(
        "On 2025-04-15 1 of 4 frameworks was published. Names of 1 of these 1 are on record for that day"
    )
    hidden = {leaf["id"] for leaf in page.select(".wood .leaf[display=none]")}
    assert hidden == {"framework:jslib", "framework:old-chain", "framework:edge"}
    assert page.find(id="framework:haystack").get("display") is None
    assert "name missing" in words(page.select_one(".picture-legend"))


def test_a_successor_withers_a_leaf_today_and_not_in_the_past(soup: Soup) -> None:
    leaf = soup("/").find(id="framework:old-chain")
    assert "withered" in leaf["class"]
    assert leaf["aria-label"] == "Old-chain, Haystack took over"


def test_quarters_are_days(client: httpx.Client, soup: Soup) -> None:
    assert words(soup("/?date=2025-Q1").find(id="coverage")) == words(soup("/?date=2025-03-31").find(id="coverage"))


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("family=nothing", "no such family"),
        ("kind=nothing", "no such kind"),
        ("state=proven", "no such state"),
        ("date=soon", "not understood"),
        ("date=0001-01-01", "Nothing here was published before"),
        ("date=9999-12-31", None),
        ("other=1&family=", None),
        ("family=%3Cscript%3E", "no such family"),
    ],
)
def test_what_is_not_understood_is_left_out_with_a_notice(client: httpx.Client, query: str, notice: str | None) -> None:
    response = client.get(f"/?{query}")
    assert response.status_code == 200
    page = BeautifulSoup(response.text, "html.parser")
    notices = [words(one) for one in page.select(".notice")]
    assert (notice is None and notices == []) or any(notice and notice in one for one in notices)


def test_all_that_the_picture_says_the_lists_say(soup: Soup) -> None:
    for path in ("/", "/?family=retrieval", "/?state=broken", "/?date=2025-04-15"):
        page = soup(path)
        shown = {node["href"] for node in page.select(".wood .concept, .wood .leaf") if node.get("display") != "none"}
        listed = {link["href"] for link in page.select("#lists a") if link["href"].count("/") == 2}
        assert listed == shown, path


def test_a_choice_that_nothing_fits_leads_on(soup: Soup) -> None:
    page = soup("/?family=evaluation&state=deprecated")
    assert page.select_one(".picture .empty a")["href"] == "/"


def test_the_matrix_has_a_full_name_in_every_cell(soup: Soup) -> None:
    page = soup("/matrix")
    cells = page.select(".matrix a.cell")
    assert len(cells) > 3
    names = [cell["aria-label"] for cell in cells]
    assert "Haystack, Reranking: core, names found" in names
    assert len(set(names)) == len(names)
    columns = len(page.select(".matrix thead th"))
    for row in page.select(".matrix tbody tr:not(.group)"):
        assert len(row.find_all("td")) == columns


def test_the_matrix_is_chosen_and_ordered_by_its_address(client: httpx.Client, soup: Soup) -> None:
    gone = soup("/matrix?state=broken")
    assert {cell["class"][1] for cell in gone.select(".matrix a.cell")} == {"state-broken"}
    one = soup("/matrix?family=evaluation")
    assert [words(group) for group in one.select(".matrix .group")] in ([], ["Evaluation"])
    names = [words(head) for head in soup("/matrix?sort=name").select(".matrix thead th")]
    assert names == sorted(names, key=str.casefold)
    for query in ("family=x", "state=x", "sort=x"):
        page = BeautifulSoup(client.get(f"/matrix?{query}").text, "html.parser")
        assert len(page.select(".notice")) == 1


def test_prerequisites_are_drawn_and_listed(soup: Soup) -> None:
    page = soup("/prerequisites?family=retrieval")
    drawn = {box["href"] for box in page.select(".layered a")}
    assert {"/concepts/chunking", "/concepts/retrieval", "/concepts/reranking"} <= drawn
    assert {link["href"] for link in page.select(".entries a")} == drawn
    assert len(soup("/prerequisites?family=x").select(".notice")) == 1
