"""Reading one release: fetch its artifact, ask the resolver, and say how much was read or why it was refused."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from graph.vocabulary import Reading
from ingest.artifacts.errors import ArtifactProblem
from ingest.indexes.errors import UnknownRelease
from ingest.indexes.indexes import Indexes
from ingest.indexes.listing import PublishedRelease
from ingest.resolver import PublicName, Resolution
from ingest.resolver.isolated import ArtifactFile, FetchFile

SIBLINGS_FOLLOW_WITHIN = datetime.timedelta(days=1)
"""Distributions that make up one release are often published one after the other."""


class ReadsArtifacts(Protocol):
    """What `ingest.resolver.isolated.Reader` does, and a test may do otherwise."""

    def resolve(
        self, refs: Sequence[str], artifacts: Sequence[ArtifactFile], fetch: FetchFile | None = None
    ) -> list[Resolution]:
        """Resolve references."""

    def public_names(self, artifacts: Sequence[ArtifactFile], fetch: FetchFile | None = None) -> list[PublicName]:
        """List public names."""


@dataclass(frozen=True, slots=True)
class ReleaseReading:
    """What was read of a release.

    `resolutions` are by reference, and empty where nothing was read; `names` is null where names were not asked for;
    `refused` says why an artifact was not read.
    """

    release: PublishedRelease
    reading: Reading
    resolutions: dict[str, Resolution] = field(default_factory=dict)
    names: tuple[PublicName, ...] | None = None
    refused: str | None = None
    size: int = 0
    sha256: str | None = None


class ReleaseReader:
    """Reads releases one after the other, with the requirements that were newest when they came out."""

    def __init__(self, indexes: Indexes, artifacts: ReadsArtifacts, keep: bool = False) -> None:
        """Read with `artifacts`; an artifact is removed from the cache once it was read, unless `keep` is true."""
        self.indexes = indexes
        self.artifacts = artifacts
        self.keep = keep

    def forget(self, purl: str, release: PublishedRelease) -> None:
        """Remove the artifact of a release that was read from the cache, unless all are kept."""
        if not self.keep and release.file is not None:
            self.indexes.discard(self.indexes.artifact(purl, release))

    def read(
        self,
        purl: str,
        release: PublishedRelease,
        refs: Sequence[str],
        until: datetime.datetime | None = None,
        names: bool = False,
        again: bool = False,
    ) -> ReleaseReading:
        """Read one release.

        Args:
            purl: The package.
            release: One of its releases.
            refs: References to resolve.
            until: Requirements published later are left out; null means a day after the release itself.
            names: Whether to list the public names too.
            again: Whether it will be read again, so that its artifact stays in the cache until `forget`.

        Raises:
            IndexProblem: If the index gives no answer.
        """
        try:
            artifact = self.indexes.artifact(purl, release)
        except UnknownRelease as unknown:
            return ReleaseReading(release, Reading.NO_ARTIFACT, refused=unknown.fault)
        if until is None and release.uploaded is not None:
            until = release.uploaded + SIBLINGS_FOLLOW_WITHIN
        fetch = self.indexes.fetcher(until)
        size = artifact.path.stat().st_blocks * 512
        try:
            found = self.artifacts.resolve(refs, [artifact], fetch) if refs else []
            public = tuple(self.artifacts.public_names([artifact], fetch)) if names else None
        except ArtifactProblem as problem:
            return ReleaseReading(release, Reading.REFUSED, refused=problem.fault, size=size)
        finally:
            if not self.keep and not again:
                self.indexes.discard(artifact)
        return ReleaseReading(
            release,
            Reading.PARTS if artifact.sha256 is None else Reading.WHOLE,
            resolutions=dict(zip(refs, found, strict=True)),
            names=public,
            size=size,
            sha256=artifact.sha256 or (release.file.sha256 if release.file else None),
        )
