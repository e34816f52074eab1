"""The resolver in a child process with limits: what commands use on files that a stranger published."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from graph.vocabulary import Finding
from ingest.artifacts import errors
from ingest.artifacts.errors import ArtifactProblem, ReaderFailed
from ingest.isolation.process import ChildFailed, ChildProcess
from ingest.resolver import requirements
from ingest.resolver.requirements import Wanted
from ingest.resolver.resolution import How, ObjectKind, PublicName, Resolution

SECONDS = 180.0
"""For one request, time in `fetch` not counted."""
ANSWER_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ArtifactFile:
    """A wheel or npm tarball on disk; with a digest, its bytes are checked against it before anything is read."""

    path: Path
    sha256: str | None = None


FetchFile = Callable[[Wanted], ArtifactFile | None]
"""Gives the file of another distribution; runs in the caller's process, may use the network."""


class Reader:
    """A child process that opens artifacts and resolves references; a context manager, one at a time a thread.

    The child has limits on CPU time, memory, open files and written bytes (none), and each request has a time limit.
    After a failure a new child is started for the next request.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        """Allow each request so many seconds; the child starts with the first one."""
        self._seconds = seconds
        self._child = ChildProcess("ingest.resolver.child", seconds, ANSWER_BYTES)

    def resolve(
        self, refs: Sequence[str], artifacts: Sequence[ArtifactFile], fetch: FetchFile | None = None
    ) -> list[Resolution]:
        """Do what `ingest.resolver.resolve` does, on files.

        Raises:
            ArtifactProblem: If an artifact is unsafe, corrupt, too large or not the one its digest names
                (`ingest.artifacts.errors`), or the child ran out of time or memory (`ReaderFailed`).
        """
        request = {"do": "resolve", "refs": list(refs), "artifacts": [_described(one) for one in artifacts]}
        return [_resolution(one) for one in self._ask(request, artifacts[0], fetch)["resolutions"]]

    def public_names(self, artifacts: Sequence[ArtifactFile], fetch: FetchFile | None = None) -> list[PublicName]:
        """Do what `ingest.resolver.public_names` does, on files; raises the same errors as `resolve`."""
        request = {"do": "names", "artifacts": [_described(one) for one in artifacts]}
        return [PublicName(**one) for one in self._ask(request, artifacts[0], fetch)["names"]]

    def __enter__(self) -> Self:
        """Return itself; the child starts with the first request."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the child."""
        self._child.end()

    def _ask(self, request: dict[str, Any], first: ArtifactFile, fetch: FetchFile | None) -> dict[str, Any]:
        left = self._seconds
        message: dict[str, Any] = request
        try:
            while True:
                started = time.monotonic()
                answer = self._exchange(message, first.path.name, left)
                left -= time.monotonic() - started
                if "fetch" not in answer:
                    break
                found = fetch(requirements.read(answer["fetch"])) if fetch is not None else None
                message = {"artifact": _described(found) if found is not None else None}
        except BaseException:
            self._child.end()  # a child that waits for an answer, or is busy, is of no use for the next request
            raise
        if "problem" in answer:
            problem: type[ArtifactProblem] = getattr(errors, answer["problem"])
            raise problem(answer["artifact"], answer["fault"])
        return answer

    def _exchange(self, message: dict[str, Any], artifact: str, seconds: float) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = json.loads(self._child.exchange(json.dumps(message).encode(), seconds))
        except ChildFailed as failure:
            raise ReaderFailed(artifact, failure.fault) from failure
        return answer


def _described(file: ArtifactFile) -> dict[str, str | None]:
    return {"path": str(file.path.absolute()), "sha256": file.sha256}


def _resolution(fields: dict[str, Any]) -> Resolution:
    how, kind = fields["how"], fields["kind"]
    return Resolution(
        **{
            **fields,
            "state": Finding(fields["state"]),
            "how": How(how) if how is not None else None,
            "kind": ObjectKind(kind) if kind is not None else None,
            "nearest": tuple(fields["nearest"]),
            "chain": tuple(fields["chain"]),
        }
    )


def resolve_files(
    refs: Sequence[str], artifacts: Sequence[ArtifactFile], fetch: FetchFile | None = None
) -> list[Resolution]:
    """Resolve in a child process of its own; errors as in `Reader.resolve`."""
    with Reader() as reader:
        return reader.resolve(refs, artifacts, fetch)
