"""Plots say what their figures say: in lines, in words, and the same each time."""

import datetime
import re
import subprocess
import sys
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from api.explorer.drawing.measures import width_of
from api.explorer.drawing.plots import WIDTH, TimeAxis, percent, spread, stairs
from api.explorer.drawing.plots_coverage import MOST_COLUMNS, Cell, Heading, coverage_plots
from api.explorer.drawing.plots_releases import Release, dated, release_lane, releases_said, timeline_axis
from api.explorer.drawing.plots_survival import said, survival_plot

DAY = datetime.date
PHONE_TEXT = 14.0
"""The size of text in plots on a phone, as the style sheet has it; there it is the largest."""


def survival(*points: tuple[int, float, float, float], bounds: tuple[float, float] | None = None) -> dict[str, Any]:
    lower, upper = bounds or (None, None)
    keys = ("days", "samePath", "moved", "gone")
    return {
        "windowStart": "2024-01-01",
        "windowEnd": "2026-11-24",
        "points": [{**dict(zip(keys, point, strict=True)), "lower": lower, "upper": upper} for point in points],
    }


def parsed(svg: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0 %"), (0.001, "< 1 %"), (0.013, "1 %"), (0.5, "50 %"), (0.999, "> 99 %"), (1.0, "100 %")],
)
def test_some_never_reads_as_none_and_not_all_never_as_all(share: float, text: str) -> None:
    assert percent(share) == text


def test_a_step_keeps_its_value_until_the_next_point() -> None:
    assert stairs([(0, 1), (2, 5), (3, 4)]) == [(0, 1), (2, 1), (2, 5), (3, 5), (3, 4)]
    assert stairs([]) == []


@given(st.lists(st.floats(0, 100), max_size=5))
def test_labels_keep_apart_in_their_order_and_inside(wanted: list[float]) -> None:
    placed = spread(wanted, 18, 0, 100)
    ordered = sorted(range(len(wanted)), key=lambda index: wanted[index])
    tops = [placed[index] for index in ordered]
    assert all(after - before >= 18 - 1e-9 for before, after in pairwise(tops))
    assert all(-1e-9 <= top <= 100 for top in tops)


@given(st.dates(DAY(2015, 1, 1), DAY(2030, 1, 1)), st.integers(0, 6000))
def test_an_axis_has_few_marks_and_all_of_them_on_it(start: DAY, days: int) -> None:
    axis = TimeAxis(start, start + datetime.timedelta(days=days), 10, 410)
    ticks = axis.ticks()
    assert len(ticks) <= 6
    assert all(10 <= x <= 410 for x, _ in ticks)
    assert [x for x, _ in ticks] == sorted(x for x, _ in ticks)
    assert len({label for _, label in ticks}) == len(ticks)


def test_the_curve_says_its_figures_in_words_and_beside_its_lines() -> None:
    one = survival((182, 0.9, 0.05, 0.05), (365, 0.75, 0.1, 0.15))
    assert said(one) == "After 365 days, on 2024-12-31: 75 % same path, 10 % moved, 15 % gone."
    svg = parsed(survival_plot("public", one))
    texts = ["".join(text.itertext()) for text in svg.iter("text")]
    assert texts[-3:] == ["same path 75 %", "moved 10 %", "gone 15 %"]
    assert svg.find("desc").text == said(one)
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == svg.find("title").get("id")


def test_a_band_stands_only_where_bounds_are_known() -> None:
    assert "plot-band" in survival_plot("all", survival((365, 0.75, 0.1, 0.15), bounds=(0.5, 0.9)))
    assert "plot-band" not in survival_plot("public", survival((365, 0.75, 0.1, 0.15)))


def test_a_life_table_without_points_is_an_empty_frame_that_says_so() -> None:
    svg = survival_plot("public", survival())
    assert "plot-line" not in svg
    assert "not have enough" in svg or "enough names" in svg


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_labels_of_the_curve_are_never_cut_and_never_touch(shares: list[float]) -> None:
    svg = parsed(survival_plot("x", survival((400, *shares))))
    labels = [text for text in svg.iter("text") if text.get("text-anchor") is None]
    for label in labels:
        assert float(label.get("x")) + width_of(label.text, PHONE_TEXT, bold=True) <= WIDTH
    tops = sorted(float(label.get("y")) for label in labels)
    assert all(after - before >= PHONE_TEXT for before, after in pairwise(tops))
    for left in (text for text in svg.iter("text") if text.get("text-anchor") == "end"):
        assert float(left.get("x")) >= width_of(left.text, PHONE_TEXT)


def release(version: str, day: str | None, *, yanked: bool = False) -> dict[str, Any]:
    return {"version": version, "date": day, "yanked": yanked}


LINE = dated(
    [
        release("2.0.0", "2026-05-01"),
        release("0.9.0", "2024-01-01"),
        release("1.0.0", "2025-01-01"),
        release("1.1.0", "2025-06-01", yanked=True),
        release("9.9.9", None),
    ]
)


def test_releases_are_said_by_year_and_those_without_a_day_are_left_out() -> None:
    assert [one.version for one in LINE] == ["0.9.0", "1.0.0", "1.1.0", "2.0.0"]
    text = releases_said("pkg", LINE)
    assert text == "pkg: 1 in 2024, 2 in 2025, 1 in 2026. The last is 2.0.0 of 2026-05-01. 1 of them were withdrawn."
    assert "No release" in releases_said("pkg", [])


def test_major_versions_stand_out_and_the_first_seen_is_none() -> None:
    axis = timeline_axis(LINE, DAY(2026, 11, 24))
    assert axis is not None
    svg = parsed(release_lane("lane-1", "pkg", LINE, axis))
    assert [text.text for text in svg.iter("text")] == ["2.x", "1.x"]
    kinds = {path.get("class"): path.get("d").count("M") for path in svg.iter("path")}
    assert kinds == {"plot-axis": 1, "plot-release": 1, "plot-yanked": 1, "plot-major": 2}


def test_numbers_of_major_versions_never_touch() -> None:
    many = [Release(f"{n}.0.0", DAY(2024, 1, 1) + datetime.timedelta(days=9 * n), yanked=False) for n in range(60)]
    axis = timeline_axis(many, DAY(2026, 1, 1))
    assert axis is not None
    places = [float(text.get("x")) for text in parsed(release_lane("x", "pkg", many, axis)).iter("text")]
    assert len(places) > 3
    assert all(abs(one - other) >= width_of("59.x", PHONE_TEXT) for one, other in pairwise(places))


def test_without_releases_there_is_no_axis() -> None:
    assert timeline_axis([], DAY(2026, 1, 1)) is None


def test_coverage_has_a_cell_for_each_pair_with_mappings_and_splits_many_columns() -> None:
    families = [Heading("f", "Family & co", "/evidence?family=f"), Heading("g", "Other", "/evidence?family=g")]
    frameworks = [Heading(f"w{n}", f"Tool {n}", f"/evidence?framework=w{n}") for n in range(MOST_COLUMNS + 5)]
    plots = coverage_plots(
        families, frameworks, {("f", "w0"): Cell(3, "broken"), ("g", f"w{MOST_COLUMNS}"): Cell(1, "x")}
    )
    assert len(plots) == 2
    assert len({parsed(plot).get("viewBox") for plot in plots}) == 1, "all of them are drawn to one scale"
    first = parsed(plots[0])
    cells = list(first.iter("g"))
    assert [(cell.get("class"), "".join(cell.itertext())) for cell in cells] == [("plot-cell state-broken", "3")]
    assert {a.get("href") for a in first.iter("a")} >= {"/evidence?family=f", "/evidence?framework=w0"}
    assert "Family &amp; co" in plots[0]


def test_plots_are_the_same_bytes_whatever_the_hash_seed() -> None:
    code = (
        "from tests.explorer.drawing.test_plots import *\n"
        "axis = timeline_axis(LINE, DAY(2026, 11, 24))\n"
        "print(release_lane('a', 'b', LINE, axis), survival_plot('x', survival((365, .75, .1, .15))))"
    )
    drawn = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(drawn) == 1
    assert re.search(r"style=", drawn.pop()) is None
