"""The state of a mapping at any date, as a list of dates on which it changed: what a database can look up by itself."""

import datetime
from collections.abc import Iterable

from graph.records import Evidence, Mapping
from graph.snapshot import Snapshot, claims_of
from graph.state import judged, worst_state
from graph.vocabulary import MappingState, NodeKind

DAY = datetime.timedelta(days=1)


def state_timeline(snapshot: Snapshot, key: str) -> tuple[list[datetime.date], list[MappingState]]:
    """Return dates and states, one state more than dates: the first holds before all dates, each other from its date.

    What `graph.state` says can change on the day of the first release of an interval, on the day after its last one,
    and on the day of the check, never between.
    """
    mapping = snapshot.nodes[NodeKind.MAPPING][key]
    assert isinstance(mapping, Mapping)
    claims = judged(claims_of(mapping, snapshot.nodes[NodeKind.SYMBOL], snapshot.evidence), dated=True)
    days = sorted({day for _, found in claims if found is not None for day in _turning_days(found)})
    states = [worst_state(claims, day) for day in (datetime.date.min, *days)]
    changes = [index for index in range(1, len(states)) if states[index] is not states[index - 1]]
    return [days[index - 1] for index in changes], [states[0], *(states[index] for index in changes)]


def _turning_days(evidence: Evidence) -> Iterable[datetime.date]:
    yield evidence.checked_on
    for interval in evidence.intervals:
        if interval.first_date is not None:
            yield interval.first_date
        if interval.last_date is not None and interval.last_date < datetime.date.max:
            yield interval.last_date + DAY
