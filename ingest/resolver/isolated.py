"""The resolver in a child process with limits: what commands use on files that a stranger published."""

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import ingest
from graph.vocabulary import Finding
from ingest.artifacts import errors
from ingest.artifacts.errors import ArtifactProblem, ReaderFailed
from ingest.resolver import requirements
from ingest.resolver.requirements import Wanted
from ingest.resolver.resolution import How, ObjectKind, PublicName, Resolution

SECONDS = 180.0
"""For one request, time in `fetch` not counted."""
ANSWER_BYTES = 256 * 1024 * 1024
_CHUNK = 1 << 16


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
        self._child: subprocess.Popen[bytes] | None = None
        self._rest = b""

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
        self._end()

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
            self._end()  # a child that waits for an answer, or is busy, is of no use for the next request
            raise
        if "problem" in answer:
            problem: type[ArtifactProblem] = getattr(errors, answer["problem"])
            raise problem(answer["artifact"], answer["fault"])
        return answer

    def _exchange(self, message: dict[str, Any], artifact: str, seconds: float) -> dict[str, Any]:
        child = self._running()
        assert child.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # why the child ended is told by `_line`
            child.stdin.write(json.dumps(message).encode() + b"\n")
            child.stdin.flush()
        answer: dict[str, Any] = json.loads(self._line(child, artifact, seconds))
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            root = str(Path(ingest.__file__).parent.parent)
            environment = {"PYTHONPATH": root, "PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1"}
            self._rest = b""
            self._child = subprocess.Popen(
                [sys.executable, "-B", "-P", "-m", "ingest.resolver.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
            )
        return self._child

    def _line(self, child: subprocess.Popen[bytes], artifact: str, seconds: float) -> bytes:
        assert child.stdout is not None
        deadline = time.monotonic() + seconds
        parts = [self._rest]
        size = len(self._rest)
        with selectors.DefaultSelector() as selector:
            selector.register(child.stdout, selectors.EVENT_READ)
            while b"\n" not in parts[-1]:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise ReaderFailed(artifact, f"reading it takes more than {self._seconds:.0f} seconds")
                chunk = os.read(child.stdout.fileno(), _CHUNK)
                size += len(chunk)
                if not chunk:
                    raise ReaderFailed(artifact, _how_ended(child.wait()))
                if size > ANSWER_BYTES:
                    raise ReaderFailed(artifact, f"the answer is longer than {ANSWER_BYTES} bytes")
                parts.append(chunk)
        line, _, self._rest = b"".join(parts).partition(b"\n")
        return line

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):  # what was not sent yet is of no use any more
                    stream.close()
        child.wait()


def _how_ended(code: int) -> str:
    if code == -signal.SIGXCPU:
        return "reading it takes too much processor time"
    return "reading it takes too much memory" if code == -signal.SIGKILL else "it makes the reader fail"


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
