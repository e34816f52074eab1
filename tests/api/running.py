"""A `duramen serve` of this checkout with its process, its log and its raw sockets in reach."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httptools
import httpx

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-P", "-m", "api.cli", "serve", "--host", "127.0.0.1"]
HOST = b"Host: 127.0.0.1\r\n"
TYPENAME = b'{"query":"{__typename}"}'
PATIENCE = 60
"""Seconds after which something is taken not to come at all: a machine may be slow, and busy with other tests."""


@dataclass
class Response:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        code: str = json.loads(self.body)["errors"][0]["extensions"]["code"]
        return code

    @property
    def closes(self) -> bool:
        return self.headers.get("connection") == "close"


@dataclass
class Running:
    process: subprocess.Popen[bytes]
    port: int
    output: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        return self.process.pid

    def connect(self, timeout: float = PATIENCE) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout)

    def send(self, raw: bytes, count: int = 1) -> list[Response]:
        """Send bytes on a connection of their own, and read `count` answers, or fewer when it ends before."""
        with self.connect() as connection:
            connection.sendall(raw)
            return read_responses(connection, count)

    def post(self, body: bytes | dict[str, Any], **headers: str) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"content-type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}}
        return httpx.post(f"{self.address}/graphql", content=content, headers=sent, timeout=PATIENCE)

    def text(self) -> str:
        return self.output.read_text(encoding="utf-8", errors="replace")

    def log(self) -> list[dict[str, Any]]:
        """Return the lines of the log; the last one counts when its end is there."""
        whole = self.text().rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines() if line.startswith("{")]

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def post_bytes(body: bytes = TYPENAME, *, more: bytes = b"") -> bytes:
    head = b"POST /graphql HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
    return head + b"Content-Length: %d\r\n" % len(body) + more + b"\r\n" + body


def get_bytes(target: bytes = b"/graphql?query={__typename}", *, more: bytes = b"") -> bytes:
    return b"GET " + target + b" HTTP/1.1\r\n" + HOST + more + b"\r\n"


class _Reader:
    def __init__(self) -> None:
        self.found: list[Response] = []
        self.parser = httptools.HttpResponseParser(self)

    def on_message_begin(self) -> None:
        self.headers: dict[str, str] = {}
        self.body = b""

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers[name.decode().lower()] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.found.append(Response(self.parser.get_status_code(), self.headers, self.body))


def read_responses(connection: socket.socket, count: int = 1) -> list[Response]:
    """Read until `count` answers are complete or the connection ends."""
    reader = _Reader()
    while len(reader.found) < count:
        try:
            data = connection.recv(65536)
        except ConnectionResetError:
            break
        if not data:
            break
        reader.parser.feed_data(data)
    return reader.found


def is_closed(connection: socket.socket, timeout: float = PATIENCE) -> bool:
    """Tell whether the server ends a connection within a time, reading what it sends before."""
    connection.settimeout(timeout)
    try:
        while connection.recv(65536):
            pass
    except TimeoutError:
        return False
    except ConnectionResetError:
        return True
    return True


def wait_for(condition: Callable[[], Any], seconds: float = PATIENCE, what: str = "condition") -> Any:
    """Poll until a condition holds, and return its value."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what} did not come true within {seconds} s")


def environment(**settings: object) -> dict[str, str]:
    """Return the environment of a server with these settings and no others, except that it drains quickly.

    What an operation may take is no concern of a test that does not set it: a machine may be slow.
    """
    settings = {"drain_seconds": 0.1, "limits__seconds": PATIENCE, "audit_seconds": PATIENCE, **settings}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DURAMEN_")}
    return {**clean, "PYTHONPATH": str(ROOT), **{f"DURAMEN_{k.upper()}": str(v) for k, v in settings.items()}}


@contextmanager
def running(*options: str, **settings: object) -> Iterator[Running]:
    """Start a server on a free port, yield it when it is ready, and stop it if it still runs."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        with output.open("wb") as written:
            process = subprocess.Popen(
                [*COMMAND, "--port", "0", *options],
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                env=environment(**settings),
                cwd=folder,
            )
        try:
            yield Running(process, _port(process, output), output)
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(PATIENCE)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def _port(process: subprocess.Popen[bytes], output: Path) -> int:
    def said() -> re.Match[str] | None:
        printed = output.read_text(encoding="utf-8", errors="replace")
        assert process.poll() is None, f"the server ended with {process.returncode}:\n{printed}"
        return re.search(r"GraphQL +http://127\.0\.0\.1:(\d+)/graphql", printed)

    found: re.Match[str] = wait_for(said, what="being ready")
    return int(found[1])
