"""The lives of public names inside a window: when each is followed from, until when, and what became of it then.

Time runs from the beginning of the window. A name leaves its path at the first release read without it.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from graph.records import Evidence
from ingest.evidence.findings import THERE
from ingest.evidence.names import NamesFile


class Outcome(Enum):
    """What became of a name."""

    STAYS = auto()
    MOVED = auto()
    GONE = auto()


@dataclass(frozen=True, slots=True)
class Life:
    """One name: followed from `entry` to `exit`, in days since the beginning of the window."""

    entry: int
    exit: int
    outcome: Outcome


def lives_of_names(file: NamesFile, start: datetime.date, end: datetime.date) -> list[Life]:
    """Return the lives of the public names of a package inside a window."""
    dates = dict(file.read)
    versions = [version for version, _ in file.read]
    following = dict(pairwise(versions))
    lives = []
    for one in file.names:
        left = dates[following[one.last]] if one.last is not None else None
        outcome = Outcome.STAYS if left is None else Outcome.MOVED if one.moved_to else Outcome.GONE
        lives.append(_life(start, end, dates[one.first], left, outcome))
    return [life for life in lives if life is not None]


def lives_of_evidence(evidence: Sequence[Evidence], start: datetime.date, end: datetime.date) -> list[Life]:
    """Return the lives of mapped names inside a window; names without dates are left out."""
    lives = []
    for one in evidence:
        there = [index for index, interval in enumerate(one.intervals) if interval.finding in THERE]
        if not there:
            continue
        born = one.intervals[there[0]].first_date
        after = one.intervals[there[-1] + 1 :]
        left = after[0].first_date if after else None
        outcome = Outcome.STAYS if not after else Outcome.MOVED if one.moved_to else Outcome.GONE
        lives.append(_life(start, end, born, left, outcome))
    return [life for life in lives if life is not None]


def _life(
    start: datetime.date,
    end: datetime.date,
    born: datetime.date | None,
    left: datetime.date | None,
    outcome: Outcome,
) -> Life | None:
    if born is None or born >= end or (left is None and outcome is not Outcome.STAYS):
        return None
    if left is None or left > end:
        left, outcome = end, Outcome.STAYS
    entry, leaving = max(0, (born - start).days), (left - start).days
    return Life(entry, leaving, outcome) if leaving > entry else None
