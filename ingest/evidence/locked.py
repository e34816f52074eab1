"""Reproducing an evidence file: the same releases are read again, by the digests that it records."""

from collections.abc import Sequence
from dataclasses import replace

from graph.records import Release
from graph.vocabulary import HistoryScope, Reading
from ingest.evidence.files import EvidenceFile
from ingest.evidence.reading import ReleaseReader
from ingest.evidence.verification import Assignment, Knowledge, PackageVerifier, part_of
from ingest.indexes.errors import UnknownRelease
from ingest.indexes.listing import Listing, PublishedRelease

READ = frozenset({Reading.WHOLE, Reading.PARTS})


class LockedVerifier(PackageVerifier):
    """Reads again what the record of one package says was read, and nothing else."""

    def __init__(self, reader: ReleaseReader, recorded: EvidenceFile, purl: str) -> None:
        """Reproduce what `recorded` says about a package.

        Raises:
            UnknownRelease: If it says nothing.
        """
        self.recorded = part_of(recorded, purl)
        if not self.recorded.checks:
            raise UnknownRelease(purl, "no evidence is recorded that could be reproduced")
        super().__init__(reader, self.recorded.checks[0].checked_on)

    def _before(self, known: EvidenceFile, purl: str) -> EvidenceFile:
        """Forget findings, so that they are found again."""
        return EvidenceFile(releases=self.recorded.releases)

    def _listing(self, purl: str, before: EvidenceFile) -> Listing:
        """Return the recorded releases with the files that the index has for them now.

        Raises:
            UnknownRelease: If the index has another file than the one whose digest is recorded.
        """
        listing = super()._listing(purl, before)
        releases = [_as_recorded(purl, one, listing.by_version.get(one.version)) for one in before.releases]
        return replace(listing, releases=tuple(releases))

    def _read(
        self,
        assignment: Assignment,
        line: Sequence[PublishedRelease],
        newest: PublishedRelease,
        knowledge: Knowledge,
        before: EvidenceFile,
    ) -> HistoryScope:
        wanted = {one.version: one.sha256 for one in before.releases if one.reading in READ}
        self._read_newest(assignment.purl, newest, knowledge)
        self._read_all(assignment.purl, [one for one in line if one.version in wanted], knowledge)
        for version, sha256 in wanted.items():
            reading = knowledge.readings.get(version)
            if reading is not None and reading.sha256 != sha256:
                raise UnknownRelease(assignment.purl, f"the file of {version} is not the one whose digest is recorded")
        return self.recorded.checks[0].history


def _as_recorded(purl: str, recorded: Release, now: PublishedRelease | None) -> PublishedRelease:
    file = now.file if now is not None else None
    if recorded.reading in READ and file is None:
        raise UnknownRelease(purl, f"the file of {recorded.version} that was read is no longer on the index")
    if file is not None and file.sha256 and recorded.sha256 and file.sha256 != recorded.sha256:
        raise UnknownRelease(purl, f"the file of {recorded.version} is not the one whose digest is recorded")
    if now is not None and now.date == recorded.date:
        return replace(now, yanked=recorded.yanked)
    return PublishedRelease(recorded.version, None, recorded.yanked, file)
