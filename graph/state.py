"""The state of a mapping, as a pure function of its symbols and of the evidence about them.

A state says that names exist, never that a tool does its work well.
"""

import datetime
from collections.abc import Iterable

from graph.records import Evidence, Symbol
from graph.versions import version_key
from graph.vocabulary import Finding, MappingState, SymbolState

_STATE_OF_FINDING = {
    Finding.PRESENT: MappingState.VERIFIED,
    Finding.DEPRECATED: MappingState.DEPRECATED,
    Finding.TOMBSTONE: MappingState.BROKEN,
    Finding.ABSENT: MappingState.BROKEN,
    Finding.UNDECIDED: MappingState.UNVERIFIED,
}
_RANKS = {state: rank for rank, state in enumerate(MappingState)}  # the worst first


Claim = tuple[Symbol, Evidence | None]
"""A symbol that a mapping names, with what was found about it."""


def finding_on(evidence: Evidence, on: datetime.date | None) -> Finding | None:
    """Return what the releases said on a date, or the newest finding; null where that is not recorded.

    Not recorded is a date before the first release that was read, one inside a gap between two releases that were
    read with different findings, and any date of releases whose dates are not known: null, never absent. From the day
    of the check on, what was found then holds.
    """
    if on is None or on >= evidence.checked_on:
        return evidence.finding
    following = None
    for interval in reversed(evidence.intervals):
        if interval.first_date is None or interval.first_date > on:
            following = interval
            continue
        # between the last release of this interval and the first of the next, only an exact end tells
        ends_exactly = interval.last_exact and (following is None or following.first_date is not None)
        if interval.last is None or ends_exactly:
            return interval.finding
        return interval.finding if interval.last_date is not None and on <= interval.last_date else None
    return None


def symbol_state(evidence: Evidence | None, on: datetime.date | None = None) -> SymbolState:
    """Return what is recorded about a name on a date, or in the newest release read."""
    finding = finding_on(evidence, on) if evidence is not None else None
    return SymbolState.NOT_RECORDED if finding is None else SymbolState(finding.value)


def state_in(evidence: Evidence | None, version: str) -> SymbolState:
    """Return what is recorded about a name in one release: the finding of the run of releases that it lies in."""
    wanted = None if evidence is None else version_key(evidence.package, version)
    if evidence is None or wanted is None:
        return SymbolState.NOT_RECORDED
    for interval in evidence.intervals:
        first = version_key(evidence.package, interval.first)
        last = version_key(evidence.package, interval.last or evidence.version)
        if first is not None and last is not None and first <= wanted <= last:
            return SymbolState(interval.finding.value)
    return SymbolState.NOT_RECORDED


def state_of(claims: Iterable[Claim], on: datetime.date | None = None) -> MappingState:
    """Return the worst state of a mapping's references that are not marked former; all former means `BROKEN`.

    On a date the mark does not count where there is no other reference: what is former now may have lived then.
    """
    return worst_state(judged(claims, dated=on is not None), on)


def judged(claims: Iterable[Claim], *, dated: bool) -> list[Claim]:
    """Return the claims that decide about a mapping, now or on any date: see `state_of`."""
    claims = list(claims)
    living = [claim for claim in claims if not claim[0].former]
    return living or [claim for claim in claims if dated and claim[1] is not None]


def worst_state(claims: Iterable[Claim], on: datetime.date | None) -> MappingState:
    """Return the worst state of claims that decide."""
    states = [_state(symbol, evidence, on) for symbol, evidence in claims]
    return min(states, key=_RANKS.__getitem__, default=MappingState.BROKEN)


def _state(symbol: Symbol, evidence: Evidence | None, on: datetime.date | None) -> MappingState:
    if evidence is None:
        return MappingState.UNVERIFIED
    finding = finding_on(evidence, on)
    if finding is None:
        return MappingState.NOT_RECORDED
    if finding is Finding.UNDECIDED and symbol.quotation is not None:
        return MappingState.DOCUMENTED
    return _STATE_OF_FINDING[finding]
