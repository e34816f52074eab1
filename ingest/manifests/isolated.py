"""Readers in a child process with limits: a file that makes it fail costs its own answer only."""

import time
from types import TracebackType
from typing import Self

import msgspec

from graph.dependencies import ManifestProblem, ManifestProblemCode, Manifests
from ingest.diagnostics import printable
from ingest.isolation.process import ChildFailed, ChildProcess
from ingest.manifests.collecting import MESSAGE_LENGTH, FileReading
from ingest.manifests.limits import LIMITS, Limits
from ingest.manifests.messages import Request, decode_answer, encode


class ManifestReader:
    """A child process that reads manifests, one at a time; a context manager for one reading and one thread."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        """Begin to count the time of the reading; the child starts with the first file."""
        self._limits = limits
        self._child = ChildProcess("ingest.manifests.child", limits.file_seconds, limits.answer_bytes)
        self._ends = time.monotonic() + limits.total_seconds
        self._failures = 0

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the child."""
        self._child.end()

    def read(self, request: Request) -> FileReading:
        """Read one file; what is wrong with it, or with the reading of it, is a problem in the answer."""
        request = msgspec.structs.replace(request, limits=self._limits)
        left = self._ends - time.monotonic()
        if self._failures > self._limits.failures:
            return refused(request.file, "not read, since too many files before it made the reader fail")
        if left <= 0:
            seconds = f"{self._limits.total_seconds:.0f}"
            return refused(request.file, f"not read, since reading the files before it took {seconds} seconds")
        try:
            return decode_answer(self._child.exchange(encode(request), min(left, self._limits.file_seconds)))
        except ChildFailed as failure:
            self._child.end()
            self._failures += 1
            return refused(request.file, failure.fault)
        except BaseException:
            self._child.end()  # it may be busy, so that its answer would be taken for that to another file
            raise


def refused(
    file: str, message: str, code: ManifestProblemCode = ManifestProblemCode.READER_FAILED, line: int = 1
) -> FileReading:
    """Return the reading of a file that was not read."""
    problem = ManifestProblem(file, line, code, printable(message, MESSAGE_LENGTH))
    return FileReading(Manifests(problems=(problem,)))
