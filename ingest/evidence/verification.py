"""Verifying the symbols of one package: read its newest release, and as much of its history as is wanted.

Releases that an earlier run read are not read again: their findings are taken from the evidence file.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from packageurl import PackageURL

from graph.records import Evidence, PackageCheck, Release, Symbol, SymbolKey
from graph.vocabulary import Finding, HistoryScope, MoveBasis, Reading
from ingest.evidence.files import EvidenceFile
from ingest.evidence.findings import GONE, THERE, Disagreement, disagreements
from ingest.evidence.history import findings_of, intervals_of, signature_changes_of
from ingest.evidence.reading import ReleaseReader, ReleaseReading
from ingest.evidence.selection import MAX_READINGS, between_differences, sample, scope_of
from ingest.indexes.errors import UnknownRelease
from ingest.indexes.indexes import name_of, parsed_purl
from ingest.indexes.listing import Listing, PublishedRelease
from ingest.resolver import Resolution

MAX_SIGNATURE = 600


@dataclass(frozen=True, slots=True)
class Assignment:
    """What to verify of a package: the symbols that mappings name, and the packages they may have moved to."""

    purl: str
    symbols: tuple[Symbol, ...]
    siblings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackageResult:
    """What verifying a package gave; `resolutions` are those in the newest release, for the review sheet."""

    check: PackageCheck
    releases: tuple[Release, ...]
    evidence: tuple[Evidence, ...]
    disagreements: tuple[Disagreement, ...]
    resolutions: Mapping[str, Resolution]
    releases_read: int
    bytes_read: int
    refused: tuple[str, ...] = ()


@dataclass(slots=True)
class Knowledge:
    """What is known about the releases of a package, from this run and from the evidence file.

    `findings` and `signatures` are by reference and version.
    """

    findings: dict[str, dict[str, Finding]]
    signatures: dict[str, dict[str, str]]
    readings: dict[str, ReleaseReading] = field(default_factory=dict)

    def add(self, reading: ReleaseReading) -> None:
        """Remember what a release says."""
        version = reading.release.version
        self.readings[version] = reading
        for ref, resolution in reading.resolutions.items():
            self.findings[ref][version] = resolution.state
            if resolution.signature:
                self.signatures[ref][version] = resolution.signature

    def of_release(self, version: str) -> tuple[Finding | None, ...]:
        """Return what a release says about every reference."""
        return tuple(by_version.get(version) for by_version in self.findings.values())

    def lacks(self, version: str) -> list[str]:
        """Return the references about which a release was not asked yet."""
        return [ref for ref, by_version in self.findings.items() if version not in by_version]

    @property
    def unreadable(self) -> frozenset[str]:
        """The versions that cannot be read."""
        return frozenset(version for version, one in self.readings.items() if not one.resolutions)


class PackageVerifier:
    """Verifies packages as they stood at the end of one day."""

    def __init__(self, reader: ReleaseReader, on: datetime.date, history: bool = False) -> None:
        """Read with `reader`; with `history`, read older releases too."""
        self.reader = reader
        self.on = on
        self.history = history

    def verify(self, assignment: Assignment, known: EvidenceFile) -> PackageResult:
        """Verify one package.

        Args:
            assignment: The package and its symbols.
            known: The evidence file of the framework as it is.

        Raises:
            IndexProblem: If the index gives no answer, or the package has no final release.
        """
        before = self._before(known, assignment.purl)
        listing = self._listing(assignment.purl, before)
        newest = listing.newest
        if newest is None:
            raise UnknownRelease(assignment.purl, "it has no final release")
        refs = sorted({symbol.ref for symbol in assignment.symbols})
        line = _line(listing, (symbol.seen_in for symbol in assignment.symbols))
        knowledge = _knowledge(before, line, refs)
        scope = self._read(assignment, line, newest, knowledge, before)
        releases = tuple(_release(assignment.purl, one, knowledge, before) for one in listing.releases)
        listed = {release.version: release for release in releases}
        evidence = tuple(
            self._evidence(ref, assignment, newest, [listed[one.version] for one in line], knowledge, before)
            for ref in refs
        )
        return PackageResult(
            check=PackageCheck(assignment.purl, self.on, newest.version, scope),
            releases=releases,
            evidence=evidence,
            disagreements=tuple(_disagreements(assignment, evidence, scope, knowledge)),
            resolutions=_newest_resolutions(knowledge, newest),
            releases_read=sum(bool(one.size) for one in knowledge.readings.values()),
            bytes_read=sum(one.size for one in knowledge.readings.values()),
            refused=tuple(
                f"{version}: {one.refused}"
                for version, one in knowledge.readings.items()
                if one.reading is Reading.REFUSED
            ),
        )

    def _before(self, known: EvidenceFile, purl: str) -> EvidenceFile:
        """Return what is known about one package."""
        return part_of(known, purl)

    def _listing(self, purl: str, before: EvidenceFile) -> Listing:
        """Return the releases as they stood at the end of the day."""
        return self.reader.indexes.listing(purl).until(self.on)

    def _read(
        self,
        assignment: Assignment,
        line: Sequence[PublishedRelease],
        newest: PublishedRelease,
        knowledge: Knowledge,
        before: EvidenceFile,
    ) -> HistoryScope:
        """Read what is wanted and not known, and return how much of the history is known now."""
        self._read_newest(assignment.purl, newest, knowledge)
        named = {symbol.seen_in for symbol in assignment.symbols}
        self._read_all(assignment.purl, [one for one in line if one.version in named], knowledge)
        if not self.history and not _has_history(before):
            return HistoryScope.NEWEST
        scope = scope_of(line)
        if scope is HistoryScope.FULL:
            self._read_all(assignment.purl, line, knowledge)
            return scope
        self._read_all(assignment.purl, sample(line), knowledge)
        while len(knowledge.readings) < MAX_READINGS:
            said = {one.version: knowledge.of_release(one.version) for one in line if not knowledge.lacks(one.version)}
            wanted = between_differences(line, said, knowledge.unreadable)
            if not wanted:
                break
            self._read_all(assignment.purl, wanted, knowledge)
        return scope

    def _read_newest(self, purl: str, newest: PublishedRelease, knowledge: Knowledge) -> None:
        """Read the newest release with what could be installed beside it; one that cannot be read decides nothing."""
        knowledge.add(self.reader.read(purl, newest, list(knowledge.findings), until=self._end_of_day))
        for ref in knowledge.lacks(newest.version):
            knowledge.findings[ref][newest.version] = Finding.UNDECIDED

    @property
    def _end_of_day(self) -> datetime.datetime:
        return datetime.datetime.combine(self.on, datetime.time.max, datetime.UTC)

    def _read_all(self, purl: str, releases: Iterable[PublishedRelease], knowledge: Knowledge) -> None:
        for release in releases:
            lacking = knowledge.lacks(release.version)
            if lacking and release.version not in knowledge.readings:
                knowledge.add(self.reader.read(purl, release, lacking))

    def _evidence(
        self,
        ref: str,
        assignment: Assignment,
        newest: PublishedRelease,
        line: Sequence[Release],
        knowledge: Knowledge,
        before: EvidenceFile,
    ) -> Evidence:
        reading = knowledge.readings[newest.version]
        resolution = reading.resolutions.get(ref) or Resolution(ref, Finding.UNDECIDED, reason=reading.refused)
        former = next((one for one in before.evidence if one.ref == ref), None)
        owner = _owner(assignment.purl, resolution)
        elsewhere = owner != assignment.purl
        moved_to, moved_by = self._move(ref, assignment, resolution, knowledge.findings[ref], newest)
        earlier_changes = former.signature_changes if former and _has_history(before) else ()
        unread = line if former is None else _since(line, before)
        changes = signature_changes_of(unread, knowledge.signatures[ref])
        return Evidence(
            package=assignment.purl,
            ref=ref,
            checked_on=self.on,
            version=newest.version,
            finding=resolution.state,
            how=resolution.how,
            file=resolution.file,
            line=resolution.line,
            signature=_short(resolution.signature),
            reason=resolution.reason,
            moved_to=moved_to,
            intervals=intervals_of(line, knowledge.findings[ref]),
            object_kind=resolution.kind,
            defined_in=owner if elsewhere else None,
            defined_in_version=resolution.version if elsewhere else None,
            moved_by=moved_by,
            nearest=() if moved_to else resolution.nearest,
            signature_changes=tuple(sorted({*earlier_changes, *changes}, key=lambda one: _place(line, one.version))),
        )

    def _move(
        self,
        ref: str,
        assignment: Assignment,
        resolution: Resolution,
        findings: Mapping[str, Finding],
        newest: PublishedRelease,
    ) -> tuple[SymbolKey | None, MoveBasis | None]:
        """Return where a name that is gone is now: where the resolver found it, or the same path in a sibling."""
        if resolution.state not in GONE or not any(finding in THERE for finding in findings.values()):
            return None, None
        places = [(assignment.purl, resolution.moved_to)]
        places += [(sibling, _in_sibling(ref, assignment.purl, sibling)) for sibling in assignment.siblings]
        for purl, moved in places:
            found = self._now(purl, moved) if moved is not None else None
            if moved is not None and found is not None and found.state in THERE:
                # a path below a sibling's own name is the sibling's, wherever the object behind it is defined
                owner = _owner(purl, found) if purl == assignment.purl else purl
                return SymbolKey(owner, moved), MoveBasis.SAME_TAIL
        return None, None

    def _now(self, purl: str, ref: str) -> Resolution | None:
        """Return what the newest release of a package says about a reference; null where it has none."""
        release = self.reader.indexes.listing(purl).until(self.on).newest
        if release is None:
            return None
        return self.reader.read(purl, release, [ref], until=self._end_of_day).resolutions.get(ref)


def _line(listing: Listing, named: Iterable[str | None]) -> list[PublishedRelease]:
    """Return the history of a package and the releases that the content names, in the order of versions."""
    wanted = {release.version for release in listing.mainline} | set(named)
    return [release for release in listing.releases if release.version in wanted]


def part_of(known: EvidenceFile, purl: str) -> EvidenceFile:
    """Return what an evidence file says about one package."""
    return EvidenceFile(
        releases=tuple(one for one in known.releases if one.package == purl),
        checks=tuple(one for one in known.checks if one.package == purl),
        evidence=tuple(one for one in known.evidence if one.package == purl),
    )


def _knowledge(before: EvidenceFile, line: Sequence[PublishedRelease], refs: Sequence[str]) -> Knowledge:
    knowledge = Knowledge({ref: {} for ref in refs}, {ref: {} for ref in refs})
    if not before.checks:
        return knowledge
    read = {one.version for one in before.releases if one.reading in {Reading.WHOLE, Reading.PARTS}}
    past = [Release("", one.version, one.date, one.yanked) for one in line]
    newest = next((at for at, one in enumerate(past) if one.version == before.checks[0].newest), None)
    for one in before.evidence:
        if one.ref in knowledge.findings and newest is not None:
            knowledge.findings[one.ref] = findings_of(past[: newest + 1], one.intervals, read)
            if one.signature is not None and not one.signature.endswith("…"):
                knowledge.signatures[one.ref] = {one.version: one.signature}
    return knowledge


def _release(purl: str, one: PublishedRelease, knowledge: Knowledge, before: EvidenceFile) -> Release:
    earlier = next((release for release in before.releases if release.version == one.version), None)
    now = knowledge.readings.get(one.version)
    if now is not None:
        return Release(purl, one.version, one.date, one.yanked, now.reading, now.sha256)
    if earlier is not None:
        return replace(earlier, date=one.date, yanked=one.yanked)
    return Release(purl, one.version, one.date, one.yanked, Reading.UNREAD if one.file else Reading.NO_ARTIFACT)


def _has_history(before: EvidenceFile) -> bool:
    return bool(before.checks) and before.checks[0].history is not HistoryScope.NEWEST


def _since(line: Sequence[Release], before: EvidenceFile) -> Sequence[Release]:
    """Return the releases whose signatures are to be compared: all, or those since the history that is on file."""
    if not _has_history(before):
        return line
    return line[max(0, _place(line, before.checks[0].newest)) :]


def _disagreements(
    assignment: Assignment, evidence: Sequence[Evidence], scope: HistoryScope, knowledge: Knowledge
) -> Iterable[Disagreement]:
    by_ref = {one.ref: one for one in evidence}
    for symbol in assignment.symbols:
        seen = knowledge.findings[symbol.ref].get(symbol.seen_in) if symbol.seen_in else None
        yield from disagreements(symbol, by_ref[symbol.ref], scope, seen)


def _newest_resolutions(knowledge: Knowledge, newest: PublishedRelease) -> Mapping[str, Resolution]:
    return knowledge.readings[newest.version].resolutions


def _owner(purl: str, resolution: Resolution) -> str:
    """Return the package whose file defines a name that was asked of `purl`."""
    kind = parsed_purl(purl).type
    return PackageURL(kind, *_namespace_and_name(resolution.package)).to_string() if resolution.package else purl


def _namespace_and_name(package: str) -> tuple[str | None, str]:
    namespace, _, name = package.rpartition("/")
    return namespace or None, name


def _in_sibling(ref: str, purl: str, sibling: str) -> str | None:
    """Return the same path below a sibling package's own name; null where the two names do not lead to one."""
    module, _, qualname = ref.partition(":")
    here, there = name_of(parsed_purl(purl)), name_of(parsed_purl(sibling))
    if purl.startswith("pkg:npm/"):
        return f"{there}{module.removeprefix(here)}:{qualname}" if module.startswith(here) else None
    top, dot, rest = module.partition(".")
    return f"{there.replace('-', '_')}{dot}{rest}:{qualname}" if top else None


def _place(line: Sequence[Release], version: str) -> int:
    return next((index for index, release in enumerate(line) if release.version == version), -1)


def _short(signature: str | None) -> str | None:
    if signature is None or len(signature) <= MAX_SIGNATURE:
        return signature
    return f"{signature[: MAX_SIGNATURE - 1]}…"
