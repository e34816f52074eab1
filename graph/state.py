"""The state of a mapping, as a pure function of its symbols and of the evidence about them.

A state says that names exist, never that a tool does its work well.
"""

import datetime
from collections.abc import Iterable
from itertools import zip_longest

from graph.records import Evidence, Symbol
from graph.vocabulary import Finding, MappingState

_STATE_OF_FINDING = {
    Finding.PRESENT: MappingState.VERIFIED,
    Finding.DEPRECATED: MappingState.DEPRECATED,
    Finding.TOMBSTONE: MappingState.BROKEN,
    Finding.ABSENT: MappingState.BROKEN,
    Finding.UNDECIDED: MappingState.UNVERIFIED,
}
_WORST_FIRST = list(MappingState)


def finding_on(evidence: Evidence, on: datetime.date | None) -> Finding | None:
    """Return what the releases said on a date, or the newest finding; null where that is not recorded.

    Not recorded is a date before the first release that was read, one inside a gap between two releases that were
    read with different findings, and any date of releases whose dates are not known: null, never absent.
    """
    if on is None:
        return evidence.finding
    for interval, following in reversed(list(zip_longest(evidence.intervals, evidence.intervals[1:]))):
        if interval.first_date is None or interval.first_date > on:
            continue
        # between the last release of this interval and the first of the next, only an exact end tells
        ends_exactly = interval.last_exact and (following is None or following.first_date is not None)
        if interval.last is None or ends_exactly:
            return interval.finding
        return interval.finding if interval.last_date is not None and on <= interval.last_date else None
    return None


def state_of(claims: Iterable[tuple[Symbol, Evidence | None]], on: datetime.date | None = None) -> MappingState:
    """Return the worst state of a mapping's references that are not marked former; all former means `BROKEN`."""
    states = [_state(symbol, evidence, on) for symbol, evidence in claims if not symbol.former]
    return min(states, key=_WORST_FIRST.index, default=MappingState.BROKEN)


def _state(symbol: Symbol, evidence: Evidence | None, on: datetime.date | None) -> MappingState:
    finding = finding_on(evidence, on) if evidence is not None else None
    if finding is None:
        return MappingState.UNVERIFIED
    if finding is Finding.UNDECIDED and symbol.quotation is not None:
        return MappingState.DOCUMENTED
    return _STATE_OF_FINDING[finding]
