"""The parent's side of a child process: one line there, one line back, within a time and a size."""

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path

import ingest

_CHUNK = 1 << 16


class ChildFailed(Exception):
    """The child gave no answer; `fault` says why, about "it": what the child was to read."""

    def __init__(self, fault: str) -> None:
        """Keep the fault."""
        super().__init__(fault)
        self.fault = fault


class ChildProcess:
    """A module of ours in a Python process of its own, that answers each line of JSON with one.

    It starts with the first message. It sees neither the environment nor the standard error of its parent.
    """

    def __init__(self, module: str, seconds: float, answer_bytes: int) -> None:
        """Name the module to run; `seconds` is the whole time of a request, as `ChildFailed` tells it."""
        self._module = module
        self._seconds = seconds
        self._answer_bytes = answer_bytes
        self._child: subprocess.Popen[bytes] | None = None
        self._rest = b""

    def exchange(self, message: bytes, seconds: float) -> bytes:
        """Send one line and return the line that comes back, both without the line's end.

        Raises:
            ChildFailed: If the child ran out of time (`seconds` from now) or memory, died, or answered too much. It
                must be ended then.
        """
        child = self._running()
        deadline = time.monotonic() + seconds
        with contextlib.suppress(BrokenPipeError):  # why the child ended is told by `_line`
            self._send(child, message + b"\n", deadline)
        return self._line(child, deadline)

    def end(self) -> None:
        """End the child; the next message starts another."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):  # what was not sent yet is of no use any more
                    stream.close()
        child.wait()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            root = str(Path(ingest.__file__).parent.parent)
            environment = {"PYTHONPATH": root, "PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1"}
            self._rest = b""
            self._child = subprocess.Popen(  # noqa: S603 - a module of ours
                [sys.executable, "-B", "-P", "-m", self._module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
            )
            assert self._child.stdin is not None
            os.set_blocking(self._child.stdin.fileno(), False)  # a full pipe would hold a write past any time
        return self._child

    def _send(self, child: subprocess.Popen[bytes], message: bytes, deadline: float) -> None:
        assert child.stdin is not None
        rest = memoryview(message)
        with selectors.DefaultSelector() as selector:
            selector.register(child.stdin, selectors.EVENT_WRITE)
            while rest:
                self._wait(selector, deadline)
                rest = rest[os.write(child.stdin.fileno(), rest) :]

    def _line(self, child: subprocess.Popen[bytes], deadline: float) -> bytes:
        assert child.stdout is not None
        parts = [self._rest]
        size = len(self._rest)
        with selectors.DefaultSelector() as selector:
            selector.register(child.stdout, selectors.EVENT_READ)
            while b"\n" not in parts[-1]:
                self._wait(selector, deadline)
                chunk = os.read(child.stdout.fileno(), _CHUNK)
                size += len(chunk)
                if not chunk:
                    raise ChildFailed(self._end_of(child, deadline))
                if size > self._answer_bytes:
                    raise ChildFailed(f"the answer is longer than {self._answer_bytes} bytes")
                parts.append(chunk)
        line, _, self._rest = b"".join(parts).partition(b"\n")
        return line

    def _wait(self, selector: selectors.BaseSelector, deadline: float) -> None:
        if not selector.select(max(0.0, deadline - time.monotonic())):
            raise ChildFailed(self._too_slow())

    def _end_of(self, child: subprocess.Popen[bytes], deadline: float) -> str:
        """Return why a child ended that says nothing more; one that goes on nevertheless is too slow."""
        try:
            return _how_ended(child.wait(max(0.0, deadline - time.monotonic())))
        except subprocess.TimeoutExpired:
            return self._too_slow()

    def _too_slow(self) -> str:
        return f"reading it takes more than {self._seconds:.0f} seconds"


def _how_ended(code: int) -> str:
    if code == -signal.SIGXCPU:
        return "reading it takes too much processor time"
    memory = code in {-signal.SIGKILL, -signal.SIGABRT}  # C libraries abort where they get no more
    return "reading it takes too much memory" if memory else "it makes the reader fail"
