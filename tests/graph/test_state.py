"""The state of a mapping: the worst of its living references, and never more than the evidence says."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.records import Evidence, Interval
from graph.state import finding_on, state_of
from graph.vocabulary import Finding, MappingState
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
