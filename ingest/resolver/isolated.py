"""The resolver in a child process with limits: what commands use on files that a stranger published."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from packaging.requirements import Requirement

from ingest.resolver.resolution import PublicName, Resolution


@dataclass(frozen=True, slots=True)
class ArtifactFile:
    """A wheel or npm tarball on disk; with a digest, its bytes are checked against it before anything is read."""

    path: Path
    sha256: str | None = None


FetchFile = Callable[[Requirement], ArtifactFile | None]
"""Gives the file of another distribution; runs in the caller's process, may use the network."""


class Reader:
    """A child process that opens artifacts and resolves references; a context manager, one at a time a thread.

    The child has limits on CPU time, memory, open files and written bytes (none), and each request has a time limit.
    After a failure a new child is started for the next request.
    """

    def resolve(
        self, refs: Sequence[str], artifacts: Sequence[ArtifactFile], fetch: FetchFile | None = None
    ) -> list[Resolution]:
        """Do what `ingest.resolver.resolve` does, on files.

        Raises:
            ArtifactProblem: If an artifact is unsafe, corrupt, too large or not the one its digest names
                (`ingest.artifacts.errors`), or the child ran out of time or memory (`ReaderFailed`).
        """
        raise NotImplementedError

    def public_names(self, artifacts: Sequence[ArtifactFile], fetch: FetchFile | None = None) -> list[PublicName]:
        """Do what `ingest.resolver.public_names` does, on files; raises the same errors as `resolve`."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        """Return itself; the child starts with the first request."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the child."""


def resolve_files(
    refs: Sequence[str], artifacts: Sequence[ArtifactFile], fetch: FetchFile | None = None
) -> list[Resolution]:
    """Resolve in a child process of its own; errors as in `Reader.resolve`."""
    with Reader() as reader:
        return reader.resolve(refs, artifacts, fetch)
