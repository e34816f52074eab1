"""Prerequisites in layers: what is needed stands before what needs it, nothing covers anything, the same bytes."""

import graphlib
import os
import subprocess
import sys
from itertools import combinations, pairwise

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import strategies as st

from api.explorer.drawing.layered import Box, layered
from api.explorer.drawing.layers import depths, settled
from api.explorer.drawing.layers import layered as layering_of

_COUNT = 9
edges = st.lists(
    st.tuples(st.integers(0, _COUNT - 1), st.integers(0, _COUNT - 1)).filter(lambda pair: pair[0] < pair[1]),
    max_size=20,
    unique=True,
)
labels = st.lists(st.text("abW m", min_size=1, max_size=40), min_size=_COUNT, max_size=_COUNT)


def _boxes(names: list[str]) -> list[Box]:
    return [Box(f"concept:{place}", name, f"/concepts/{place}") for place, name in enumerate(names)]


def _pairs(found: list[tuple[int, int]]) -> list[tuple[str, str]]:
    return [(f"concept:{a}", f"concept:{b}") for a, b in found]


def _rect(box: Tag) -> tuple[float, float, float, float]:
    rect = box.rect
    assert rect is not None
    x, y, width, height = (float(str(rect[name])) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


@given(labels, edges)
def test_boxes_stand_apart_and_within_the_picture(names: list[str], found: list[tuple[int, int]]) -> None:
    picture = BeautifulSoup(layered(_boxes(names), _pairs(found), title="t"), "html.parser")
    rects = [_rect(box) for box in picture.find_all("a")]
    svg = picture.svg
    assert svg is not None
    assert len(rects) == _COUNT
    for left, top, right, bottom in rects:
        assert left >= 0
        assert top >= 0
        assert right <= float(str(svg["width"]))
        assert bottom <= float(str(svg["height"]))
    for one, other in combinations(rects, 2):
        assert one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]


@given(edges)
def test_what_is_needed_stands_before_what_needs_it(found: list[tuple[int, int]]) -> None:
    layers = layering_of(_COUNT, found).layers
    layer_of = {place: number for number, layer in enumerate(layers) for place in layer if isinstance(place, int)}
    assert sorted(layer_of) == list(range(_COUNT))
    assert all(layer_of[a] < layer_of[b] for a, b in found)
    assert layer_of == depths(range(_COUNT), found)


def test_a_line_that_passes_a_layer_has_a_place_there() -> None:
    (first, second, third) = layering_of(3, [(0, 1), (1, 2), (0, 2)]).layers
    assert (len(first), len(second), len(third)) == (1, 2, 1)


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=8))
def test_settled_places_keep_their_gaps_and_move_no_further_than_needed(wanted: list[float]) -> None:
    places = settled(wanted, [10.0] * (len(wanted) - 1))
    assert all(b - a >= 10 - 1e-6 for a, b in pairwise(places))
    assert sum(places) == pytest.approx(sum(wanted), abs=1e-6), "the whole moves nowhere"
    apart = [20.0 * place for place in range(len(wanted))]
    assert list(settled(apart, [10.0] * (len(wanted) - 1))) == apart


def test_a_cycle_is_refused() -> None:
    with pytest.raises(graphlib.CycleError):
        layered(_boxes(["a", "b"]), _pairs([(0, 1), (1, 0)]), title="t")


def test_unknown_ends_are_left_out_and_nothing_gives_nothing() -> None:
    drawn = layered(_boxes(["a"]), [("concept:0", "concept:gone"), ("concept:0", "concept:0")], title="t")
    assert "needs" not in drawn
    assert layered([], [], title="t") == ""


def test_text_is_text() -> None:
    drawn = layered([Box("concept:0", "<b>&\"'", '/"><script>')], [], title='"><script>')
    assert "<script>" not in drawn
    assert BeautifulSoup(drawn, "html.parser").text.strip() == "<b>&\"'"


def test_the_same_picture_under_any_hash_seed() -> None:
    code = (
        "from api.explorer.drawing.layered import Box, layered;"
        "boxes = [Box(f'concept:{n}', f'Concept {n}', f'/concepts/{n}') for n in range(30)];"
        "edges = {(f'concept:{a}', f'concept:{b}') for b in range(30) for a in range(b) if (a * 7 + b) % 5 == 0};"
        "print(layered(boxes, edges, title='t'))"
    )
    drawn = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(drawn) == 1
