"""A real server for tests: the `duramen serve` of this checkout or of another environment, on a free port."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
CHECKOUT_COMMAND = (sys.executable, "-P", "-m", "api.cli")
_PATIENCE = 60
"""Seconds after which something is taken not to come at all: a machine may be slow, and busy with other tests."""


@contextmanager
def real_server(
    *options: str, command: Sequence[str] = CHECKOUT_COMMAND, environment: dict[str, str] | None = None
) -> Iterator[str]:
    """Start `duramen serve`, wait until it is ready, yield its address without a slash, and stop it.

    A traceback that it printed or logged is a failure, whatever the tests made of the answers.
    """
    variables = {**os.environ, "PYTHONPATH": str(ROOT)} if environment is None else environment
    # what is answered is tested, not how fast a loaded machine does it
    variables = {"DURAMEN_LIMITS__SECONDS": str(_PATIENCE), "DURAMEN_AUDIT_SECONDS": str(_PATIENCE), **variables}
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        with output.open("wb") as written:
            process = subprocess.Popen(
                [*command, "serve", "--host", "127.0.0.1", "--port", "0", *options],
                stdout=written,
                stderr=subprocess.STDOUT,
                env=variables,
                cwd=folder,
            )
        try:
            yield _address(process, output)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        printed = output.read_text(encoding="utf-8", errors="replace")
        assert "Traceback" not in printed, printed


def _address(process: subprocess.Popen[bytes], output: Path) -> str:
    """Poll until the server says where it listens and that it is ready."""
    deadline = time.monotonic() + _PATIENCE
    printed = ""
    while time.monotonic() < deadline:
        ended = process.poll()
        printed = output.read_text(encoding="utf-8", errors="replace")
        assert ended is None, f"the server ended with {ended}:\n{printed}"
        found = re.search(r"http://127\.0\.0\.1:[1-9][0-9]*", printed)
        if found and _is_ready(found[0]):
            return found[0]
        time.sleep(0.05)
    raise AssertionError(f"the server was not ready within {_PATIENCE} seconds:\n{printed}")


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", timeout=_PATIENCE).is_success
    except httpx.TransportError:
        return False
