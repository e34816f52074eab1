"""The state of a mapping: the worst of its living references, and never more than the evidence says."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.records import Evidence, Interval, Quotation
from graph.state import finding_on, state_in, state_of, symbol_state
from graph.vocabulary import Finding, MappingState, SymbolState
from tests.contents import small_content, symbol

PLAIN = small_content().evidence[0]
LIVING = symbol("pkg:pypi/a", "a:b")
FORMER = symbol("pkg:pypi/a", "a:c", former=True)
WORST_FIRST = list(MappingState)


def found(finding: Finding) -> Evidence:
    return replace(PLAIN, finding=finding)


@pytest.mark.parametrize(
    ("finding", "state"),
    [
        (Finding.PRESENT, MappingState.VERIFIED),
        (Finding.DEPRECATED, MappingState.DEPRECATED),
        (Finding.TOMBSTONE, MappingState.BROKEN),
        (Finding.ABSENT, MappingState.BROKEN),
        (Finding.UNDECIDED, MappingState.UNVERIFIED),
    ],
)
def test_each_finding_has_its_state(finding: Finding, state: MappingState) -> None:
    assert state_of([(LIVING, found(finding))]) is state


def test_what_nobody_looked_at_is_unverified() -> None:
    assert state_of([(LIVING, None)]) is MappingState.UNVERIFIED


def test_a_mapping_of_former_names_only_is_broken() -> None:
    assert state_of([(FORMER, found(Finding.ABSENT))]) is MappingState.BROKEN
    assert state_of([]) is MappingState.BROKEN


def test_a_former_name_beside_a_living_one_does_not_count() -> None:
    assert state_of([(FORMER, found(Finding.ABSENT)), (LIVING, found(Finding.PRESENT))]) is MappingState.VERIFIED


@given(st.lists(st.sampled_from(Finding), min_size=1), st.sampled_from(Finding))
def test_another_reference_never_makes_a_state_better(findings: list[Finding], other: Finding) -> None:
    claims = [(LIVING, found(finding)) for finding in findings]
    before, after = state_of(claims), state_of([*claims, (LIVING, found(other))])
    assert WORST_FIRST.index(after) <= WORST_FIRST.index(before)


def test_an_interval_whose_beginning_is_not_exact_says_nothing_about_a_date() -> None:
    unsure = replace(PLAIN, intervals=(Interval(Finding.PRESENT, "1.0", None, None, None),))
    assert finding_on(unsure, datetime.date(2026, 1, 1)) is None
    assert finding_on(unsure, None) is Finding.PRESENT


def day(month: int) -> datetime.date:
    return datetime.date(2026, month, 1)


def test_inside_a_gap_between_two_findings_nothing_is_recorded() -> None:
    ended = Interval(Finding.PRESENT, "1.0", day(1), "1.1", day(2), last_exact=False)
    begun = Interval(Finding.ABSENT, "2.0", day(4), None, None, first_exact=False)
    sampled = replace(PLAIN, finding=Finding.ABSENT, intervals=(ended, begun))
    assert finding_on(sampled, datetime.date(2025, 12, 31)) is None
    assert finding_on(sampled, day(2)) is Finding.PRESENT
    assert finding_on(sampled, day(3)) is None
    assert finding_on(sampled, day(4)) is Finding.ABSENT


def test_between_two_neighbouring_releases_the_older_one_was_the_newest() -> None:
    ended = Interval(Finding.PRESENT, "1.0", day(1), "1.1", day(2))
    begun = Interval(Finding.ABSENT, "2.0", day(4), None, None)
    assert finding_on(replace(PLAIN, intervals=(ended, begun)), day(3)) is Finding.PRESENT


def test_a_release_without_a_date_ends_what_is_known() -> None:
    ended = Interval(Finding.PRESENT, "1.0", day(1), "1.1", day(2))
    undated = Interval(Finding.ABSENT, "2.0", None, None, None)
    history = replace(PLAIN, intervals=(ended, undated))
    assert finding_on(history, day(2)) is Finding.PRESENT
    assert finding_on(history, day(3)) is None


def test_only_an_undecided_name_with_a_quotation_is_documented() -> None:
    quotation = Quotation("Use `a.b` to do it.", "https://example.org/docs", day(1))
    quoted = replace(LIVING, quotation=quotation)
    assert state_of([(quoted, found(Finding.UNDECIDED))]) is MappingState.DOCUMENTED
    assert state_of([(quoted, found(Finding.ABSENT))]) is MappingState.BROKEN
    assert state_of([(quoted, None)]) is MappingState.UNVERIFIED


def test_before_the_first_release_read_a_state_is_not_recorded() -> None:
    before = datetime.date(2024, 12, 31)
    assert state_of([(LIVING, PLAIN)], before) is MappingState.NOT_RECORDED
    assert symbol_state(PLAIN, before) is SymbolState.NOT_RECORDED
    assert symbol_state(None) is SymbolState.NOT_RECORDED
    assert symbol_state(PLAIN) is SymbolState.PRESENT


def test_what_is_former_now_lived_on_a_day_before_it_went() -> None:
    gone = replace(
        PLAIN,
        finding=Finding.ABSENT,
        intervals=(
            Interval(Finding.PRESENT, "1.0", day(1), "1.1", day(2)),
            Interval(Finding.ABSENT, "2.0", day(4), None, None),
        ),
    )
    assert state_of([(FORMER, gone)], day(2)) is MappingState.VERIFIED
    assert state_of([(FORMER, gone)], day(5)) is MappingState.BROKEN
    assert state_of([(FORMER, gone)]) is MappingState.BROKEN
    assert state_of([(FORMER, None)], day(2)) is MappingState.BROKEN


@pytest.mark.parametrize(
    ("version", "state"),
    [
        ("0.9", SymbolState.NOT_RECORDED),
        ("1.0", SymbolState.PRESENT),
        ("1.0.5", SymbolState.PRESENT),
        ("1.2", SymbolState.NOT_RECORDED),
        ("2.0rc1", SymbolState.NOT_RECORDED),
        ("2.0", SymbolState.ABSENT),
        ("2.0.0", SymbolState.ABSENT),
        ("2.9", SymbolState.NOT_RECORDED),
        ("x", SymbolState.NOT_RECORDED),
    ],
)
def test_a_release_has_the_finding_of_the_run_that_it_is_in(version: str, state: SymbolState) -> None:
    found = replace(
        PLAIN,
        version="2.1",
        finding=Finding.ABSENT,
        intervals=(
            Interval(Finding.PRESENT, "1.0", day(1), "1.1", day(2)),
            Interval(Finding.ABSENT, "2.0", day(4), None, None),
        ),
    )
    assert state_in(found, version) is state


@given(st.sampled_from(Finding), st.dates(min_value=PLAIN.checked_on))
def test_from_the_day_of_the_check_on_the_newest_finding_holds(finding: Finding, on: datetime.date) -> None:
    undated = replace(PLAIN, finding=finding, intervals=())
    assert finding_on(undated, on) is finding
    assert finding_on(undated, PLAIN.checked_on - datetime.timedelta(days=1)) is None
