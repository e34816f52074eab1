"""One run of `duramen verify` over some frameworks: ask the indexes, read, write the evidence files, keep account."""

import datetime
from collections.abc import Sequence
from pathlib import Path

from graph.records import Content
from ingest.assembly import content_of
from ingest.errors import BrokenContent
from ingest.evidence.files import EvidenceFile
from ingest.evidence.frameworks import FrameworkResult, assignments_of, known_evidence, verify_framework, write_evidence
from ingest.evidence.locked import LockedVerifier
from ingest.evidence.newcomers import Newcomer, newcomer
from ingest.evidence.persistence import persistence_of
from ingest.evidence.reading import ReadsArtifacts, ReleaseReader
from ingest.evidence.survey import (
    POOLED,
    Survey,
    known_names,
    pooled_survival,
    survey_framework,
    survival_of,
    write_survey,
    write_survival,
)
from ingest.evidence.verification import PackageVerifier
from ingest.indexes.errors import IndexProblem
from ingest.indexes.indexes import Indexes
from ingest.machine import MachineRecords, read_machine_files
from ingest.reading import read_catalogue
from ingest.tree import read_tree


def content_to_verify(seeds: Path) -> Content:
    """Return the content, whose evidence may be old, malformed or missing.

    Raises:
        NoContent: If the folder is missing, cannot be read or is empty.
        BrokenContent: If a file of the content cannot be read.
    """
    tree = read_tree(seeds)
    catalogue, problems = read_catalogue(tree)
    if catalogue.broken:
        raise BrokenContent(problems)
    machine, malformed = read_machine_files(tree.root, tree.machine)
    return content_of(catalogue, MachineRecords() if malformed else machine)


class VerificationRun:
    """Verifies frameworks one after the other; `changed`, `newcomers` and `stale` tell what else was seen.

    Attributes:
        changed: Whether the evidence of each framework differs from its file.
        newcomers: New packages, by framework.
        stale: Packages about which the index gave no answer now, so that an older one was used.
    """

    def __init__(
        self, seeds: Path, content: Content, indexes: Indexes, on: datetime.date, history: bool = False
    ) -> None:
        """Verify as of the end of the day `on`."""
        self.seeds = seeds
        self.content = content
        self.indexes = indexes
        self.on = on
        self.history = history
        self.changed: dict[str, bool] = {}
        self.newcomers: dict[str, list[Newcomer]] = {}
        self.stale: list[str] = []

    def ask_indexes(self, frameworks: Sequence[str]) -> None:
        """Ask for the releases of all packages of some frameworks at once; who gives none is met again later."""
        purls = [one.purl for slug in frameworks for one in assignments_of(self.content, slug)]
        for purl, listing in self.indexes.listings(purls).items():
            if not isinstance(listing, IndexProblem) and not listing.fresh and not self.indexes.offline:
                self.stale.append(purl)

    def verify(self, framework: str, artifacts: ReadsArtifacts) -> FrameworkResult:
        """Verify one framework and write its evidence."""
        known = known_evidence(self.seeds, framework)
        reader = ReleaseReader(self.indexes, artifacts, keep=not self.history)
        result = verify_framework(PackageVerifier(reader, self.on, self.history), self.content, framework, known)
        self.newcomers[framework] = self._newcomers(result, known)
        self.changed[framework] = write_evidence(self.seeds, framework, result.file)
        return result

    def reproduce(self, framework: str, artifacts: ReadsArtifacts) -> FrameworkResult:
        """Read the recorded artifacts of one framework again; nothing is written."""
        known = known_evidence(self.seeds, framework)
        reader = ReleaseReader(self.indexes, artifacts, keep=True)
        results, problems, file = {}, {}, EvidenceFile()
        for assignment in assignments_of(self.content, framework):
            try:
                verifier = LockedVerifier(reader, known, assignment.purl)
                found = verifier.verify(assignment, known)
            except IndexProblem as problem:
                problems[assignment.purl] = problem
                continue
            results[assignment.purl] = found
            file = EvidenceFile(
                (*file.releases, *found.releases), (*file.checks, found.check), (*file.evidence, *found.evidence)
            )
        self.changed[framework] = file != known
        return FrameworkResult(framework, results, problems, file)

    def survey(self, framework: str, artifacts: ReadsArtifacts) -> Survey:
        """Read the public names of a framework's packages once a quarter, and write them and their life tables."""
        found = survey_framework(ReleaseReader(self.indexes, artifacts), self.content, framework, self.on)
        write_survey(self.seeds, found)
        if found.names:
            evidence = known_evidence(self.seeds, framework).evidence
            write_survival(self.seeds, framework, survival_of(found, evidence, self.on))
        return found

    def pool(self) -> None:
        """Write the life table of all packages whose names are on file, and how ideas lasted in them."""
        owners = {package.purl: package.framework for package in self.content.packages}
        files = [file for file in known_names(self.seeds) if file.package in owners]
        if files:
            tables = [pooled_survival(files, self.on)]
            write_survival(self.seeds, POOLED, tables, persistence_of(files, owners, self.on))

    def _newcomers(self, result: FrameworkResult, known: EvidenceFile) -> list[Newcomer]:
        checked = {check.package for check in known.checks}
        framework = next(one for one in self.content.frameworks if one.slug == result.framework)
        catalogued = [package.purl for package in self.content.packages]
        found = []
        for purl in result.results:
            if purl in checked:
                continue
            listing = self.indexes.listing(purl).until(self.on)
            found.append(newcomer(framework, listing, self._newest_artifact(purl), catalogued, self.on))
        return found

    def _newest_artifact(self, purl: str) -> Path | None:
        newest = self.indexes.listing(purl).until(self.on).newest
        try:
            return None if newest is None else self.indexes.artifact(purl, newest).path
        except IndexProblem:
            return None
