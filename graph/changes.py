"""What happened to packages and their names, as events in time: a pure function of releases and evidence.

Only what has a certain date is an event. Indexes do not tell when a release was yanked, so that event carries the date
on which the release was published.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from graph.identity import symbol_key
from graph.records import Content, Evidence, Interval, Release, SymbolKey
from graph.vocabulary import ChangeKind, Finding

_THERE = {Finding.PRESENT, Finding.DEPRECATED}
_GONE = {Finding.ABSENT, Finding.TOMBSTONE}


@dataclass(frozen=True, slots=True)
class Change:
    """Something that a release brought: `version` is the first one read that shows it, `date` when it was published.

    Where it is not `exact`, releases between `after` and `version` were not read, and it may have come with one of
    them. `ref` is null for what concerns the release itself; `moved_to` says where a name that moved is now.
    """

    kind: ChangeKind
    framework: str
    package: str
    version: str
    date: datetime.date
    exact: bool = True
    after: str | None = None
    ref: str | None = None
    moved_to: SymbolKey | None = None

    @property
    def symbol(self) -> SymbolKey | None:
        """The key of the symbol that changed."""
        return None if self.ref is None else SymbolKey(self.package, self.ref)

    @property
    def key(self) -> str:
        """What tells this event from all others."""
        return f"{self.package}@{self.version}#{self.ref or ''}!{self.kind}"


def release_key(release: Release) -> str:
    """Return what tells a release from all others."""
    return f"{release.package}@{release.version}"


def changes_of(content: Content) -> Iterator[Change]:
    """Return the events of all packages and symbols that the content has; in no order."""
    owners = {package.purl: package.framework for package in content.packages}
    symbols = {symbol_key(SymbolKey(symbol.package, symbol.ref)) for symbol in content.symbols}
    for release in content.releases:
        if release.package in owners and release.date is not None:
            yield from _of_release(release, release.date, owners[release.package])
    for evidence in content.evidence:
        if symbol_key(evidence.symbol) in symbols:
            yield from _of_symbol(evidence, owners[evidence.package])


def _of_release(release: Release, date: datetime.date, framework: str) -> Iterator[Change]:
    yield Change(ChangeKind.RELEASE_PUBLISHED, framework, release.package, release.version, date)
    if release.yanked:
        yield Change(ChangeKind.RELEASE_YANKED, framework, release.package, release.version, date)


def _of_symbol(evidence: Evidence, framework: str) -> Iterator[Change]:
    """Return an event for each interval that begins with news; one that could not be decided is passed over."""
    before: Interval | None = None
    for interval in evidence.intervals:
        if interval.finding is Finding.UNDECIDED:
            continue
        kind = _kind(before, interval, evidence)
        if kind is not None and interval.first_date is not None:
            yield Change(
                kind,
                framework,
                evidence.package,
                interval.first,
                interval.first_date,
                exact=interval.first_exact,
                after=None if before is None else before.last,
                ref=evidence.ref,
                moved_to=evidence.moved_to if kind is ChangeKind.SYMBOL_MOVED else None,
            )
        before = interval


def _kind(before: Interval | None, now: Interval, evidence: Evidence) -> ChangeKind | None:
    """Return what the step from one finding to the next means; null where it is no news.

    What the first release read has may be older than that release, unless it is the package's first.
    """
    was_there = before is not None and before.finding in _THERE
    if now.finding in _GONE:
        if not was_there:
            return None
        moved = now.last is None and evidence.moved_to is not None
        return ChangeKind.SYMBOL_MOVED if moved else ChangeKind.SYMBOL_GONE
    if not was_there:
        return ChangeKind.SYMBOL_APPEARED if before is not None or now.first_exact else None
    return ChangeKind.SYMBOL_DEPRECATED if now.finding is Finding.DEPRECATED else None
