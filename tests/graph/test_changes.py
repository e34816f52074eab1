"""Events: each step of a history is one, and nothing is an event that nobody saw happen."""

import datetime
from collections.abc import Sequence
from dataclasses import replace

import pytest

from graph.changes import Change, changes_of
from graph.records import Evidence, Interval, SymbolKey
from graph.vocabulary import ChangeKind, Finding
from tests.contents import small_content

SMALL = small_content()
PLAIN = SMALL.evidence[0]
THERE, GONE, WARNED, RAISES, OPEN = (
    Finding.PRESENT,
    Finding.ABSENT,
    Finding.DEPRECATED,
    Finding.TOMBSTONE,
    Finding.UNDECIDED,
)
ELSEWHERE = SymbolKey("pkg:pypi/haystack-ai", "haystack.elsewhere:Ranker")


def history(*findings: Finding, **changes: object) -> Evidence:
    intervals = tuple(
        Interval(
            finding,
            f"{at}.0",
            datetime.date(2025, at, 1),
            None if at == len(findings) else f"{at}.9",
            None if at == len(findings) else datetime.date(2025, at, 20),
        )
        for at, finding in enumerate(findings, 1)
    )
    return replace(PLAIN, finding=findings[-1], intervals=intervals, **changes)


def events(evidence: Evidence) -> list[Change]:
    return list(changes_of(replace(SMALL, releases=(), evidence=(evidence,))))


@pytest.mark.parametrize(
    ("findings", "moved_to", "kinds"),
    [
        ([THERE], None, ["symbol-appeared"]),
        ([GONE, THERE], None, ["symbol-appeared"]),
        ([GONE], None, []),
        ([THERE, GONE], None, ["symbol-appeared", "symbol-gone"]),
        ([THERE, GONE], ELSEWHERE, ["symbol-appeared", "symbol-moved"]),
        ([THERE, GONE, THERE, GONE], ELSEWHERE, ["appeared", "gone", "appeared", "moved"]),
        ([THERE, WARNED, RAISES, GONE], None, ["symbol-appeared", "symbol-deprecated", "symbol-gone"]),
        ([WARNED, THERE], None, ["symbol-appeared"]),
        ([THERE, OPEN, THERE], None, ["symbol-appeared"]),
        ([THERE, OPEN, GONE], None, ["symbol-appeared", "symbol-gone"]),
        ([OPEN], None, []),
    ],
)
def test_each_step_of_a_history_is_an_event(
    findings: Sequence[Finding], moved_to: SymbolKey | None, kinds: list[str]
) -> None:
    found = [change.kind.value for change in events(history(*findings, moved_to=moved_to))]
    assert found == [kind if kind.startswith("symbol") else f"symbol-{kind}" for kind in kinds]


def test_what_the_first_release_read_has_may_be_older_than_that_release() -> None:
    sampled = history(THERE)
    assert events(replace(sampled, intervals=(replace(sampled.intervals[0], first_exact=False),))) == []


def test_an_event_says_between_which_releases_it_came() -> None:
    evidence = history(THERE, GONE)
    sure, unsure = evidence.intervals[0], replace(evidence.intervals[1], first_exact=False)
    change = events(replace(evidence, intervals=(sure, unsure)))[-1]
    assert (change.exact, change.after, change.version) == (False, "1.9", "2.0")


def test_what_has_no_certain_date_is_no_event() -> None:
    evidence = history(THERE)
    undated = replace(evidence, intervals=(replace(evidence.intervals[0], first_date=None),))
    release = replace(SMALL.releases[0], date=None)
    assert list(changes_of(replace(SMALL, releases=(release,), evidence=(undated,)))) == []


def test_a_yanked_release_was_published_too() -> None:
    release = replace(SMALL.releases[0], yanked=True)
    found = [change.kind for change in changes_of(replace(SMALL, releases=(release,), evidence=()))]
    assert found == [ChangeKind.RELEASE_PUBLISHED, ChangeKind.RELEASE_YANKED]


def test_no_two_events_have_the_same_key() -> None:
    keys = [change.key for change in changes_of(replace(SMALL, evidence=(history(THERE, GONE, THERE, WARNED),)))]
    assert len(keys) == len(set(keys)) == 6
