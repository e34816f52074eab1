"""The state of a mapping, as a pure function of its symbols and of the evidence about them.

A state says that names exist, never that a tool does its work well.
"""

import datetime
from collections.abc import Iterable

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
    """Return what the releases said on a date, or the newest finding; null where no release had been read by then.

    An interval whose beginning has no exact date says nothing about a date: null, never absent.
    """
    if on is None:
        return evidence.finding
    dated = [i for i in evidence.intervals if i.first_date is not None and i.first_date <= on]
    if not dated:
        return None
    latest = max(dated, key=lambda interval: interval.first_date or datetime.date.min)
    return latest.finding


def state_of(claims: Iterable[tuple[Symbol, Evidence | None]], on: datetime.date | None = None) -> MappingState:
    """Return the worst state of a mapping's references that are not marked former; all former means `BROKEN`."""
    states = []
    for symbol, evidence in claims:
        if symbol.former:
            continue
        finding = finding_on(evidence, on) if evidence is not None else None
        states.append(MappingState.UNVERIFIED if finding is None else _STATE_OF_FINDING[finding])
    return min(states, key=_WORST_FIRST.index, default=MappingState.BROKEN)
