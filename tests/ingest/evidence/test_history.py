"""Intervals: the laws of their ends, for any history and any choice of releases read."""

import datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from graph.records import Release
from graph.vocabulary import Finding
from ingest.evidence.history import findings_of, intervals_of, signature_changes_of

DAY = datetime.date(2025, 1, 1)


def line(length: int) -> list[Release]:
    return [Release("pkg:pypi/a", f"{n}.0", DAY + datetime.timedelta(days=n), yanked=False) for n in range(length)]


findings = st.lists(st.none() | st.sampled_from(Finding), min_size=1, max_size=12)


def read_of(said: list[Finding | None]) -> dict[str, Finding]:
    return {f"{n}.0": finding for n, finding in enumerate(said) if finding is not None}


@given(findings)
def test_each_release_that_was_read_lies_in_the_interval_of_its_finding(said: list[Finding | None]) -> None:
    releases = line(len(said))
    intervals = intervals_of(releases, read_of(said))
    assert findings_of(releases, intervals, set(read_of(said))) == read_of(said)


@given(findings)
def test_neighbouring_intervals_differ_and_only_the_last_is_open(said: list[Finding | None]) -> None:
    intervals = intervals_of(line(len(said)), read_of(said))
    assert [one.last is None for one in intervals] == [False] * (len(intervals) - 1) + [True] * bool(intervals)
    for one, other in pairwise(intervals):
        assert one.finding is not other.finding
        assert one.last_exact == other.first_exact


@given(findings)
def test_with_every_release_read_every_end_is_exact(said: list[Finding | None]) -> None:
    complete = {f"{n}.0": finding or Finding.ABSENT for n, finding in enumerate(said)}
    for interval in intervals_of(line(len(said)), complete):
        assert interval.first_exact
        assert interval.last_exact


def test_before_the_first_release_that_was_read_nothing_is_claimed() -> None:
    intervals = intervals_of(line(3), {"1.0": Finding.PRESENT, "2.0": Finding.PRESENT})
    assert [(one.first, one.first_exact) for one in intervals] == [("1.0", False)]


def test_a_name_that_returns_has_two_intervals() -> None:
    said = {"0.0": Finding.PRESENT, "1.0": Finding.ABSENT, "2.0": Finding.PRESENT}
    assert [one.finding for one in intervals_of(line(3), said)] == [Finding.PRESENT, Finding.ABSENT, Finding.PRESENT]


def test_a_signature_change_between_releases_that_are_not_neighbours_is_not_exact() -> None:
    changes = signature_changes_of(line(4), {"0.0": "(a)", "1.0": "(a)", "3.0": "(b)"})
    assert [(one.version, one.exact, one.added, one.removed) for one in changes] == [("3.0", False, ("b",), ("a",))]
