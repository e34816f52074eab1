"""Where and when a name was seen: pure functions of the evidence about it."""

import datetime
from dataclasses import dataclass

from graph.names import KnownName
from graph.records import Evidence
from graph.vocabulary import Finding

_THERE = {Finding.PRESENT, Finding.DEPRECATED}


@dataclass(frozen=True, slots=True)
class Sighting:
    """A release in which a name was found; `exact` says that it is really the first or the last."""

    version: str
    date: datetime.date | None
    exact: bool


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a published package."""

    package: str
    version: str
    file: str
    line: int | None


def first_seen(evidence: Evidence) -> Sighting | None:
    """Return the first release read that has a name."""
    for interval in evidence.intervals:
        if interval.finding in _THERE:
            return Sighting(interval.first, interval.first_date, interval.first_exact)
    return None


def last_seen(evidence: Evidence) -> Sighting | None:
    """Return the last release read that has a name: the newest one as long as it is there."""
    for interval in reversed(evidence.intervals):
        if interval.finding not in _THERE:
            continue
        if interval.last is not None:
            return Sighting(interval.last, interval.last_date, interval.last_exact)
        # the interval knows the date of its first release only
        date = interval.first_date if interval.first == evidence.version else None
        return Sighting(evidence.version, date, exact=False)
    return None


def location_of(evidence: Evidence) -> Location | None:
    """Return where a name is defined."""
    if evidence.file is None:
        return None
    version = evidence.defined_in_version or evidence.version
    return Location(evidence.defined_in or evidence.package, version, evidence.file, evidence.line)


def sightings_of(known: KnownName) -> tuple[Sighting, Sighting]:
    """Return the first and the last release read that has a name of a survey, which reads some releases only."""
    first, last = known.runs[0].first, known.runs[-1].last or known.survey.read[-1]
    return Sighting(first.version, first.date, exact=False), Sighting(last.version, last.date, exact=False)
