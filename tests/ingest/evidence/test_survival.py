"""Life tables: worked out by hand, and laws that hold for any lives."""

import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.records import Evidence, Interval
from graph.vocabulary import Finding
from ingest.evidence.lives import Life, Outcome, lives_of_evidence, lives_of_names
from ingest.evidence.names import NameInterval, NamesFile
from ingest.evidence.survival import life_table, pooled_table

START, END = datetime.date(2024, 1, 1), datetime.date(2026, 9, 27)
LENGTH = (END - START).days
STAYS, MOVED, GONE = Outcome.STAYS, Outcome.MOVED, Outcome.GONE


def shares(lives: list[Life]) -> dict[int, tuple[int, float, float, float]]:
    return {
        point.days: (point.at_risk, point.same_path, point.moved, point.gone) for point in life_table(lives, LENGTH)
    }


def test_four_names_followed_from_the_start() -> None:
    lives = [Life(0, 100, MOVED), Life(0, 200, GONE), Life(0, LENGTH, STAYS), Life(0, LENGTH, STAYS)]
    found = shares(lives)
    assert found[91] == (4, 1.0, 0.0, 0.0)
    assert found[182] == (3, 0.75, 0.25, 0.0)
    assert found[365] == (2, 0.5, 0.25, 0.25)
    assert found[LENGTH] == (2, 0.5, 0.25, 0.25)


def test_a_name_that_comes_later_is_at_risk_only_from_then() -> None:
    lives = [Life(0, 100, GONE), Life(0, LENGTH, STAYS), Life(150, 300, GONE), Life(150, LENGTH, STAYS)]
    found = shares(lives)
    assert found[91] == (2, 1.0, 0.0, 0.0)
    # one of two leaves at 100, then one of three at 300
    assert found[182] == (3, 0.5, 0.0, 0.5)
    assert found[365] == (2, pytest.approx(0.5 * 2 / 3, abs=1e-4), 0.0, pytest.approx(2 / 3, abs=1e-4))


lives = st.builds(
    lambda entry, length, outcome: Life(entry, min(entry + length, LENGTH), outcome),
    st.integers(0, LENGTH - 1),
    st.integers(1, LENGTH),
    st.sampled_from(Outcome),
)


@given(st.lists(lives, max_size=30))
def test_the_three_shares_add_up_and_what_left_does_not_come_back(found: list[Life]) -> None:
    points = life_table(found, LENGTH)
    for point in points:
        assert point.same_path + point.moved + point.gone == pytest.approx(1, abs=2e-4)
    for earlier, later in pairwise(points):
        assert later.same_path <= earlier.same_path
        assert later.moved >= earlier.moved


def test_all_packages_together_count_once_each_and_late_ones_not_at_all() -> None:
    large = [Life(0, 100, GONE)] * 90 + [Life(0, LENGTH, STAYS)] * 10
    small = [Life(0, LENGTH, STAYS)]
    packages, points = pooled_table({"a": large, "b": small, "late": [Life(400, 500, GONE)]}, LENGTH)
    assert packages == ("a", "b")
    last = points[-1]
    assert (last.at_risk, last.same_path, last.gone) == (11, 0.55, 0.45)
    assert (last.lower, last.upper) == (0.1, 1.0)


def test_names_are_followed_between_the_releases_that_were_read() -> None:
    read = (("1.0", datetime.date(2023, 12, 1)), ("2.0", datetime.date(2024, 4, 1)), ("3.0", datetime.date(2024, 7, 1)))
    names = (
        NameInterval("a:gone", "1.0", "1.0"),
        NameInterval("a:late", "2.0", None),
        NameInterval("a:moved", "2.0", "2.0", "pkg:pypi/a#b:moved"),
        NameInterval("a:stays", "1.0", None),
    )
    file = NamesFile("pkg:pypi/a", END, read, names)
    assert lives_of_names(file, START, END) == [
        Life(0, 91, GONE),
        Life(91, LENGTH, STAYS),
        Life(91, 182, MOVED),
        Life(0, LENGTH, STAYS),
    ]


def evidence(*intervals: Interval) -> Evidence:
    return Evidence(
        "pkg:pypi/a", "a:b", END, "2.0", Finding.PRESENT, None, None, None, None, None, None, intervals=intervals
    )


def test_mapped_names_are_followed_through_their_intervals_and_undated_ones_not_at_all() -> None:
    day = datetime.date(2024, 4, 1)
    born, left = datetime.date(2024, 1, 11), datetime.date(2024, 4, 10)
    found = lives_of_evidence(
        [
            evidence(
                Interval(Finding.PRESENT, "1.0", born, "1.1", day), Interval(Finding.ABSENT, "2.0", left, None, None)
            ),
            evidence(Interval(Finding.PRESENT, "1.0", born, None, None)),
            evidence(Interval(Finding.PRESENT, "1.0", None, None, None)),
            evidence(Interval(Finding.ABSENT, "1.0", born, None, None)),
        ],
        START,
        END,
    )
    assert found == [Life(10, 100, GONE), Life(10, LENGTH, STAYS)]


def test_a_name_that_left_before_the_window_is_not_followed() -> None:
    before = datetime.date(2023, 1, 1)
    gone = evidence(
        Interval(Finding.PRESENT, "1.0", before, "1.0", before), Interval(Finding.ABSENT, "2.0", before, None, None)
    )
    assert lives_of_evidence([gone], START, END) == []
