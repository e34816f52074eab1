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
        assert child.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # why the child ended is told by `_line`
            child.stdin.write(message + b"\n")
            child.stdin.flush()
        return self._line(child, seconds)

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
        return self._child

    def _line(self, child: subprocess.Popen[bytes], seconds: float) -> bytes:
        assert child.stdout is not None
        deadline = time.monotonic() + seconds
        parts = [self._rest]
        size = len(self._rest)
        with selectors.DefaultSelector() as selector:
            selector.register(child.stdout, selectors.EVENT_READ)
            while b"\n" not in parts[-1]:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise ChildFailed(f"reading it takes more than {self._seconds:.0f} seconds")
                chunk = os.read(child.stdout.fileno(), _CHUNK)
                size += len(chunk)
                if not chunk:
                    raise ChildFailed(_how_ended(child.wait()))
                if size > self._answer_bytes:
                    raise ChildFailed(f"the answer is longer than {self._answer_bytes} bytes")
                parts.append(chunk)
        line, _, self._rest = b"".join(parts).partition(b"\n")
        return line


def _how_ended(code: int) -> str:
    if code == -signal.SIGXCPU:
        return "reading it takes too much processor time"
    memory = code in {-signal.SIGKILL, -signal.SIGABRT}  # C libraries abort where they get no more
    return "reading it takes too much memory" if memory else "it makes the reader fail"
