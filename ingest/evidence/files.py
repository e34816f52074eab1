"""The form of ``evidence/F.json``: dates once a package, one symbol and one release a line, same inputs same bytes.

```
{"packages":[
{"package":…,"checked_on":…,"newest":…,"history":…,"releases":[
{"version":…,"date":…,"reading":…,"sha256":…},
…]}],
"evidence":[
{"package":…,"ref":…,"finding":…,…,"intervals":[{"finding":…,"first":…,"last":null}]},
…]}
```

What follows from the rest is not written: dates of intervals are those of the releases, and the version of a finding
is the package's newest. Values that are as usual are left out; ``"last":null`` is an interval that is still open.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import msgspec

from graph.records import Evidence, Interval, PackageCheck, Release, SignatureChange, SymbolKey
from graph.vocabulary import Finding, HistoryScope, MoveBasis, Reading


class _Release(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    version: str
    date: date | None
    yanked: bool = False
    reading: Reading = Reading.UNREAD
    sha256: str | None = None


class _Package(msgspec.Struct, forbid_unknown_fields=True):
    package: str
    checked_on: date
    newest: str
    history: HistoryScope
    releases: list[_Release]


class _Interval(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    finding: Finding
    first: str
    last: str | None
    first_exact: bool = True
    last_exact: bool = True


class _SignatureChange(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    version: str
    exact: bool = True
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


class _Evidence(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    package: str
    ref: str
    finding: Finding
    how: str | None = None
    kind: str | None = None
    file: str | None = None
    line: int | None = None
    defined_in: str | None = None
    defined_in_version: str | None = None
    signature: str | None = None
    reason: str | None = None
    nearest: tuple[str, ...] = ()
    moved_to: SymbolKey | None = None
    moved_by: MoveBasis | None = None
    intervals: list[_Interval] = []
    signature_changes: list[_SignatureChange] = []


class EvidenceForm(msgspec.Struct, forbid_unknown_fields=True):
    """The file as JSON."""

    packages: list[_Package]
    evidence: list[_Evidence]


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """The records of one file: releases oldest first a package, checks and evidence sorted by key."""

    releases: tuple[Release, ...] = ()
    checks: tuple[PackageCheck, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def encode(file: EvidenceFile) -> bytes:
    """Return the bytes of a file."""
    releases = {package: list(group) for package, group in groupby(file.releases, key=lambda one: one.package)}
    packages = ",\n".join(_package(check, releases.get(check.package, [])) for check in file.checks)
    evidence = ",\n".join(_json(_evidence_form(one)) for one in file.evidence)
    return f'{{"packages":[\n{packages}],\n"evidence":[\n{evidence}]}}\n'.encode()


def records_of(form: EvidenceForm) -> EvidenceFile:
    """Return the records of a file that was read.

    Raises:
        ValueError: If it contradicts itself: a package twice, or a finding about a package or a release not listed.
    """
    packages = {package.package: package for package in form.packages}
    if len(packages) != len(form.packages):
        raise ValueError("a package is listed twice")
    dates = {
        (name, release.version): release.date for name, package in packages.items() for release in package.releases
    }
    return EvidenceFile(
        releases=tuple(
            Release(name, one.version, one.date, one.yanked, one.reading, one.sha256)
            for name, package in packages.items()
            for one in package.releases
        ),
        checks=tuple(PackageCheck(p.package, p.checked_on, p.newest, p.history) for p in form.packages),
        evidence=tuple(_evidence(one, packages, dates) for one in form.evidence),
    )


def _package(check: PackageCheck, releases: Iterable[Release]) -> str:
    lines = ",\n".join(_json(_Release(r.version, r.date, r.yanked, r.reading, r.sha256)) for r in releases)
    head = _json(_Package(check.package, check.checked_on, check.newest, check.history, []))
    return f"{head.removesuffix(']}')}\n{lines}]}}"


def _evidence_form(one: Evidence) -> _Evidence:
    return _Evidence(
        package=one.package,
        ref=one.ref,
        finding=one.finding,
        how=one.how,
        kind=one.object_kind,
        file=one.file,
        line=one.line,
        defined_in=one.defined_in,
        defined_in_version=one.defined_in_version,
        signature=one.signature,
        reason=one.reason,
        nearest=one.nearest,
        moved_to=one.moved_to,
        moved_by=one.moved_by,
        intervals=[_Interval(i.finding, i.first, i.last, i.first_exact, i.last_exact) for i in one.intervals],
        signature_changes=[
            _SignatureChange(c.version, c.exact, c.added, c.removed, c.changed) for c in one.signature_changes
        ],
    )


def _evidence(one: _Evidence, packages: dict[str, _Package], dates: dict[tuple[str, str], date | None]) -> Evidence:
    package = packages.get(one.package)
    if package is None:
        raise ValueError(f"{one.package} is not listed")

    def published(version: str | None) -> date | None:
        if version is not None and (one.package, version) not in dates:
            raise ValueError(f"{one.package} {version} is not listed")
        return None if version is None else dates[one.package, version]

    return Evidence(
        package=one.package,
        ref=one.ref,
        checked_on=package.checked_on,
        version=package.newest,
        finding=one.finding,
        how=one.how,
        file=one.file,
        line=one.line,
        signature=one.signature,
        reason=one.reason,
        moved_to=one.moved_to,
        intervals=tuple(
            Interval(i.finding, i.first, published(i.first), i.last, published(i.last), i.first_exact, i.last_exact)
            for i in one.intervals
        ),
        object_kind=one.kind,
        defined_in=one.defined_in,
        defined_in_version=one.defined_in_version,
        moved_by=one.moved_by,
        nearest=one.nearest,
        signature_changes=tuple(
            SignatureChange(c.version, published(c.version), c.exact, c.added, c.removed, c.changed)
            for c in one.signature_changes
        ),
    )


def _json(form: msgspec.Struct) -> str:
    return msgspec.json.encode(form).decode()
