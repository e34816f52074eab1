"""Whether a framework is kept up, and how long its public names lasted: what rankings of frameworks rest on.

Never popularity. A framework is maintained if one of its packages had a final release in the twelve months before the
day on which packages were last read, and if it names no successor.
"""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from graph.identity import NodeKey
from graph.questions.projection import Projection
from graph.questions.reasons import Basis, Reason, framework_key
from graph.records import Release, Survival, SurvivalPoint
from graph.vocabulary import NodeKind, SurvivalScope

MAINTAINED_DAYS = 365
SURVIVAL_DAYS = 365
"""The age at which the share of names that stayed is compared."""
LEAST_AT_RISK = 10
"""Names that must have been followed to that age; with fewer, the figure is unknown."""


class Upkeep(StrEnum):
    """Whether a framework is kept up."""

    MAINTAINED = "maintained"
    NO_RECENT_RELEASE = "no-recent-release"
    SUCCEEDED = "succeeded"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Maintenance:
    """Whether a framework is kept up, by which release; `since` is the day of its newest release, where known."""

    framework: str
    upkeep: Upkeep
    since: datetime.date | None
    version: str | None
    successor: str | None
    because: tuple[Reason, ...]

    @property
    def is_maintained(self) -> bool:
        """Whether the framework may be recommended."""
        return self.upkeep is Upkeep.MAINTAINED


@dataclass(frozen=True, slots=True)
class Lasting:
    """How many public names of a framework still stood at the same path after `days`; the rest moved or went."""

    framework: str
    days: int
    same_path: float
    moved: float
    gone: float
    at_risk: int
    window_start: datetime.date
    window_end: datetime.date
    caution: str

    @property
    def percent(self) -> int:
        """The share at the same path in whole percent."""
        return round(self.same_path * 100)

    @property
    def reason(self) -> Reason:
        """The measurement as a reason."""
        text = (
            f"Of its public names, {self.percent} % stood at the same path after {self.days} days "
            f"({self.at_risk} followed, {self.window_start} to {self.window_end})."
        )
        return Reason(Basis.SURVIVAL, text, framework_key(self.framework), checked_on=self.window_end)


def maintenance_of(projection: Projection, slug: str) -> Maintenance:
    """Return whether a framework is kept up; worked out once a version."""
    return projection.once(_maintenance, slug)


def _maintenance(projection: Projection, slug: str) -> Maintenance:
    framework = projection.frameworks[slug]
    checked = max(
        (projection.checks[purl].checked_on for purl in framework.packages if purl in projection.checks),
        default=projection.evidence_date,
    )
    newest = _newest(projection, slug)
    version, since = (newest.version, newest.date) if newest else (None, None)
    if framework.successor is not None:
        name = projection.frameworks[framework.successor].name
        reason = Reason(
            Basis.SUCCESSOR,
            f"{framework.name} names {name} as its successor.",
            framework_key(slug),
            framework_key(framework.successor),
        )
        return Maintenance(slug, Upkeep.SUCCEEDED, since, version, framework.successor, (reason,))
    if newest is None or since is None or checked is None:
        reason = Reason(Basis.RELEASE, f"No release of {framework.name} is recorded.", framework_key(slug))
        return Maintenance(slug, Upkeep.UNKNOWN, None, None, None, (reason,))
    recent = (checked - since).days <= MAINTAINED_DAYS
    said = f"Released {version} on {since}" if recent else f"No release since {since} ({version})"
    package = NodeKey(NodeKind.PACKAGE, newest.package)
    reason = Reason(Basis.RELEASE, f"{said}, as of {checked}.", framework_key(slug), package, checked, version)
    upkeep = Upkeep.MAINTAINED if recent else Upkeep.NO_RECENT_RELEASE
    return Maintenance(slug, upkeep, since, version, None, (reason,))


def _newest(projection: Projection, slug: str) -> Release | None:
    """Return the newest dated release of a framework's packages that was not withdrawn."""
    packages = projection.frameworks[slug].packages
    return max(
        filter(None, (_newest_of(projection, purl) for purl in packages)),
        key=lambda one: (one.date, one.package),
        default=None,
    )


def _newest_of(projection: Projection, purl: str) -> Release | None:
    """Return the newest dated release of a package that was not withdrawn; of one day's the highest version."""
    ascending = [one for one in projection.releases.get(purl, ()) if one.date is not None and not one.yanked]
    return max(reversed(ascending), key=lambda one: one.date or datetime.date.min, default=None)


def lasting_of(projection: Projection, slug: str) -> Lasting | None:
    """Return how long the public names of a framework lasted; null for a short history, or where nobody measured."""
    measured = [one for one in projection.survival.get(slug, ()) if one.scope is SurvivalScope.PUBLIC]
    for survival in measured:
        point = _point(survival)
        if point is not None:
            return Lasting(
                slug,
                point.days,
                point.same_path,
                point.moved,
                point.gone,
                point.at_risk,
                survival.window_start,
                survival.window_end,
                survival.caution,
            )
    return None


@dataclass(frozen=True, slots=True)
class Pooled:
    """How many public names of all measured packages still stood at the same path after `days`."""

    days: int
    same_path: float
    reason: Reason


def pooled_lasting(projection: Projection) -> Pooled | None:
    """Return how long public names last over all packages that were measured; null where nobody measured."""
    for survival in projection.content.survival:
        if survival.framework is None and survival.scope is SurvivalScope.PUBLIC:
            point = _point(survival)
            if point is not None:
                text = (
                    f"Over all {len(survival.packages)} packages that were measured, {round(point.same_path * 100)} % "
                    f"of the public names did ({point.at_risk} followed)."
                )
                reason = Reason(Basis.SURVIVAL, text, None, checked_on=survival.window_end)
                return Pooled(point.days, point.same_path, reason)
    return None


@dataclass(frozen=True, slots=True)
class PackageUpkeep:
    """The newest release of one package that has a date and was not withdrawn, as of the day it was looked at."""

    version: str
    since: datetime.date
    checked_on: datetime.date

    @property
    def is_recent(self) -> bool:
        """Whether it was released in the twelve months before that day."""
        return (self.checked_on - self.since).days <= MAINTAINED_DAYS


def package_upkeep(projection: Projection, purl: str) -> PackageUpkeep | None:
    """Return when a package was released last; null where no date is known."""
    check = projection.checks.get(purl)
    checked_on = check.checked_on if check is not None else projection.evidence_date
    newest = _newest_of(projection, purl)
    if newest is None or newest.date is None or checked_on is None:
        return None
    return PackageUpkeep(newest.version, newest.date, checked_on)


def _point(survival: Survival) -> SurvivalPoint | None:
    enough = (one for one in survival.points if one.days == SURVIVAL_DAYS and one.at_risk >= LEAST_AT_RISK)
    return next(enough, None)
