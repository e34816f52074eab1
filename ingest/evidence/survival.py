"""How long public names last: Kaplan-Meier life tables, with names that come later entering when they come.

What becomes of a name that leaves its path is told apart (Aalen-Johansen): it moved, or it is gone. Bounds are given
only for all packages together, by a bootstrap over packages: names of one package leave together, so that many names
are still one observation.

Sources: Kaplan and Meier (1958); Aalen and Johansen (1978); Efron and Tibshirani (1993) for the bootstrap. This module
alone needs statsmodels, which is not installed with the rest: who makes no tables does without.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from statsmodels.duration.survfunc import SurvfuncRight

from graph.records import SurvivalPoint
from ingest.evidence.lives import Life, Outcome

DAYS = (91, 182, 365, 548, 730, 912, 1000)
BOOTSTRAPS = 1000
SEED = 2024
FOLLOWED_FROM_THE_START = 100
"""A package whose first release read is later than so many days is left out of what is said about all packages."""


def life_table(lives: Sequence[Life], length: int) -> tuple[SurvivalPoint, ...]:
    """Return what share of names is where after the days of `DAYS` and at the end of a window of `length` days."""
    if not lives:
        return ()
    times = np.array([life.exit for life in lives])
    entries = np.array([life.entry for life in lives])
    status = np.array([life.outcome is not Outcome.STAYS for life in lives], dtype=int)
    curve = _steps(times, entries, status, np.array([life.outcome is Outcome.MOVED for life in lives]))
    return tuple(
        SurvivalPoint(day, int(np.sum((entries < day) & (times >= day))), *_shares(curve, day)) for day in _days(length)
    )


def _days(length: int) -> list[int]:
    return [day for day in DAYS if day < length] + [length]


Steps = list[tuple[float, float, float]]
"""At each time of leaving: the time, the share that stays, and the share that moved so far."""


def _steps(times: np.ndarray, entries: np.ndarray, status: np.ndarray, moved: np.ndarray) -> Steps:
    if not status.any():
        return []
    function = SurvfuncRight(times, status, entry=entries)
    steps, before, gathered = [], 1.0, 0.0
    for time, stays, at_risk in zip(function.surv_times, function.surv_prob, function.n_risk, strict=True):
        leaving = float(np.sum((times == time) & moved & (status == 1)))
        gathered += before * leaving / float(at_risk) if at_risk else 0.0
        before = float(stays)
        steps.append((float(time), before, gathered))
    return steps


def _shares(steps: Steps, day: int) -> tuple[float, float, float]:
    stays, moved = next(((stays, moved) for time, stays, moved in reversed(steps) if time <= day), (1.0, 0.0))
    return round(stays, 4), round(moved, 4), round(max(0.0, 1.0 - stays - moved), 4)


def pooled_table(
    by_package: Mapping[str, Sequence[Life]], length: int
) -> tuple[tuple[str, ...], tuple[SurvivalPoint, ...]]:
    """Return the packages that were followed from the start, and their mean table with bounds; each counts once."""
    followed = {
        purl: life_table(lives, length)
        for purl, lives in sorted(by_package.items())
        if lives and min(life.entry for life in lives) <= FOLLOWED_FROM_THE_START
    }
    points = []
    for day in _days(length):
        rows = [point for table in followed.values() for point in table if point.days == day]
        if rows:
            points.append(_pooled(day, rows))
    return tuple(followed), tuple(points)


def _pooled(day: int, rows: Sequence[SurvivalPoint]) -> SurvivalPoint:
    stays = np.array([row.same_path for row in rows])
    moved = float(np.mean([row.moved for row in rows]))
    drawn = np.random.default_rng(SEED).integers(0, len(rows), size=(BOOTSTRAPS, len(rows)))
    lower, upper = np.quantile(stays[drawn].mean(axis=1), [0.025, 0.975])
    mean = float(stays.mean())
    return SurvivalPoint(
        days=day,
        at_risk=sum(row.at_risk for row in rows),
        same_path=round(mean, 4),
        moved=round(moved, 4),
        gone=round(max(0.0, 1.0 - mean - moved), 4),
        lower=round(float(lower), 4),
        upper=round(float(upper), 4),
    )
