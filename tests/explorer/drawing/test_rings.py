"""The layout of the picture: place says what it means, nothing depends on the day, the same bytes each time."""

import datetime
import math
import os
import subprocess
import sys
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from api.explorer.drawing.measures import width_of, wrapped
from api.explorer.drawing.places import LINE, TO_TEXT, Places, places_of
from api.explorer.drawing.rings import rings
from api.explorer.scene import Leaf, Link, Ring, Scene, Wanted, chosen

_DAY = datetime.date(2026, 11, 1)


def _scene(depths: list[int], leaves: int = 12) -> Scene:
    families = [("first", "First family"), ("second", "Second"), ("third", "A third family")]
    found = [
        Ring(f"concept-{n}", f"Concept number {n}", families[n % 3][0], "COMPONENT", depth, ())
        for n, depth in enumerate(depths)
    ]
    frameworks = [
        Leaf(f"tool-{n}", f"Tool {n} of many", "AGENT", _DAY, there=True, withered=n % 5 == 0) for n in range(leaves)
    ]
    links = (
        []
        if not leaves
        else [
            Link(f"tool-{(n * 7 + m * 3) % leaves}", f"concept-{n}", "VERIFIED")
            for n in range(len(depths))
            for m in range(2)
        ]
    )
    return Scene(families, found, frameworks, links)


def _drawn(scene: Scene, places: Places) -> BeautifulSoup:
    return BeautifulSoup(rings(places, scene, scene, {}, title="t", text="d"), "html.parser")


@given(st.lists(st.integers(0, 6), min_size=1, max_size=40))
def test_the_deeper_the_further_from_the_heart(depths: list[int]) -> None:
    scene = _scene(depths)
    places = places_of(scene)
    radius = {ring.slug: places.concepts[ring.slug].radius for ring in scene.rings}
    for one in scene.rings:
        for other in scene.rings:
            assert (one.depth < other.depth) == (radius[one.slug] < radius[other.slug])
    assert places.heart < min(radius.values())
    assert max(radius.values()) < places.rim < min(spot.radius for spot in places.leaves.values())


@given(st.lists(st.integers(0, 6), min_size=1, max_size=60))
def test_names_have_room_where_they_begin(depths: list[int]) -> None:
    spots = sorted(places_of(_scene(depths)).concepts.values(), key=lambda spot: spot.angle)
    for one, other in zip(spots, [*spots[1:], spots[0]], strict=True):
        if one is other:
            continue
        between = (other.angle - one.angle) % (2 * math.pi)
        outer = max(one.radius, other.radius) + TO_TEXT
        if between < math.pi / 2:
            assert 2 * outer * math.tan(between / 2) >= LINE - 0.01


@given(st.lists(st.integers(0, 4), min_size=3, max_size=30))
def test_families_are_sectors_in_their_order(depths: list[int]) -> None:
    scene = _scene(depths)
    places = places_of(scene)
    assert [sector.slug for sector in places.sectors] == [slug for slug, _ in scene.families]
    for sector, after in pairwise(places.sectors):
        assert sector.end < after.begin
    for ring in scene.rings:
        sector = next(one for one in places.sectors if one.slug == ring.family)
        assert sector.begin < places.concepts[ring.slug].angle < sector.end


def test_leaves_stand_at_equal_angles_and_near_what_they_express() -> None:
    scene = _scene([0, 1, 2, 3] * 6)
    places = places_of(scene)
    angles = sorted(spot.angle for spot in places.leaves.values())
    gaps = {round(b - a, 6) for a, b in pairwise(angles)}
    assert len(gaps) == 1
    off = [math.cos(places.leaves[link.framework].angle - places.concepts[link.concept].angle) for link in scene.links]
    assert sum(off) > 0


def test_the_picture_keeps_its_places_whatever_is_chosen() -> None:
    scene = _scene([0, 1, 2, 3] * 6)
    places = places_of(scene)
    whole = _drawn(scene, places)
    part = BeautifulSoup(
        rings(places, scene, chosen(scene, Wanted(family="second")), {}, title="t", text="d"), "html.parser"
    )
    assert len(part.select("a.concept")) == 8
    assert len(part.select(".faint")) == 16
    for node in part.select("a.concept, a.leaf"):
        twin = whole.find(id=node["id"])
        assert twin is not None
        assert node["transform"] == twin["transform"]


def test_every_node_is_a_link_with_a_name_and_names_are_as_written() -> None:
    scene = _scene([0, 1, 2])
    picture = _drawn(scene, places_of(scene))
    assert picture.svg is not None
    assert picture.svg["role"] == "group"
    names = {" ".join(node.get_text().split()): node["href"] for node in picture.select("a.concept, a.leaf")}
    assert names["Concept number 0"] == "/concepts/concept-0"
    assert names["Tool 1 of many"] == "/frameworks/tool-1"
    withered = picture.find(id="framework:tool-0")
    assert withered is not None
    assert withered["aria-label"] == "Tool 0 of many, last release 2026-11-01"


@pytest.mark.parametrize("count", [0, 1, 2, 300])
def test_any_number_of_concepts_has_a_picture(count: int) -> None:
    scene = _scene([n % 4 for n in range(count)], leaves=0)
    assert len(_drawn(scene, places_of(scene)).select("a.concept")) == count


def test_the_same_picture_under_any_hash_seed() -> None:
    code = (
        "from tests.explorer.drawing.test_rings import _scene; from api.explorer.drawing.places import places_of;"
        "from api.explorer.drawing.rings import rings; scene = _scene([0, 1, 2, 3] * 9);"
        "print(rings(places_of(scene), scene, scene, {}, title='t', text='d'))"
    )
    drawn = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(drawn) == 1


def test_lines_break_between_words_and_stay_within_their_width() -> None:
    assert wrapped("Retrieval-augmented generation", 96, 11) == ["Retrieval-augmented", "generation"] or all(
        width_of(line, 11) <= 130 for line in wrapped("Retrieval-augmented generation", 96, 11)
    )
    assert wrapped("Tool use", 96, 11) == ["Tool use"]
    assert wrapped("", 96, 11) == []
    assert width_of("日本", 10) >= 20, "letters of unknown width take the widest"
