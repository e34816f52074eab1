"""What is measured: how each server is started, in the modes that it has."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PEERS = Path(__file__).parent
ROOT = PEERS.parents[1]
BUILD = ROOT / "build" / "bench"
PYTHON = BUILD / "venv" / "bin" / "python"
RUST = BUILD / "cargo" / "release" / "duramen-benchmark-peer"
_START_SECONDS = 180


@dataclass(frozen=True, slots=True)
class Target:
    """A server in one mode; `command` has ``{port}`` and ``{file}``, the graph or the body to send."""

    name: str
    mode: str
    command: tuple[str, ...]
    needs: Path | str
    """What must be there: a file, or a program's name."""
    environment: Mapping[str, str] = field(default_factory=dict, hash=False)
    fixed: bool = False
    method: str = "POST"
    path: str = "/graphql"

    @property
    def missing(self) -> str | None:
        """Why it cannot run, null if it can."""
        if isinstance(self.needs, str):
            return None if shutil.which(self.needs) else f"{self.needs} is not installed"
        return None if self.needs.exists() else f"{self.needs.relative_to(ROOT)} was not set up"


def _duramen(mode: str, **settings: str) -> Target:
    command = (sys.executable, "-P", "-m", "api.cli", "serve", "--port", "{port}")
    environment = {"PYTHONPATH": str(ROOT), "DURAMEN_LOG_LEVEL": "error", "DURAMEN_CACHE": "{cache}", **settings}
    return Target("Duramen", mode, command, Path(sys.executable), environment)


def _python(name: str, file: str) -> Target:
    return Target(name, "plain", (str(PYTHON), str(PEERS / "python" / file), "{port}", "{file}"), PYTHON)


TARGETS = (
    _duramen("cached"),
    _duramen("memo", DURAMEN_ANSWER_CACHE_BYTES="0"),
    _duramen("plan", DURAMEN_ANSWER_CACHE_BYTES="0", DURAMEN_PLAN_MEMO="false"),
    _duramen("generic", DURAMEN_ANSWER_CACHE_BYTES="0", DURAMEN_PLANS="false"),
    Target(
        "Mercurius JIT",
        "plain",
        ("node", str(PEERS / "node" / "server.mjs"), "{port}", "{file}"),
        PEERS / "node" / "node_modules" / "mercurius",
        {"NODE_ENV": "production"},
    ),
    Target("async-graphql", "plain", (str(RUST), "{port}", "{file}"), RUST),
    _python("Strawberry", "strawberry_server.py"),
    _python("Ariadne", "ariadne_server.py"),
    Target(
        "fixed bytes, uvloop + httptools",
        "fixed",
        (str(PYTHON), str(PEERS / "fixed" / "protocol_server.py"), "{port}", "{file}"),
        PYTHON,
        fixed=True,
    ),
    Target(
        "fixed bytes, uvicorn",
        "fixed",
        (str(PYTHON), str(PEERS / "fixed" / "uvicorn_server.py"), "{port}", "{file}"),
        PYTHON,
        fixed=True,
    ),
    Target(
        "fixed bytes, nginx",
        "fixed",
        ("nginx", "-c", "{nginx}", "-e", "stderr", "-g", "daemon off;"),
        "nginx",
        fixed=True,
        method="GET",
        path="/body.json",
    ),
)

_NGINX = """worker_processes 1;
pid {folder}/nginx.pid;
events {{ worker_connections 128; }}
http {{
    access_log off;
    sendfile on;
    default_type application/json;
    keepalive_requests 1000000;
    server {{ listen 127.0.0.1:{port}; root {folder}; }}
}}
"""


@contextmanager
def running(target: Target, file: Path, cache: Path) -> Iterator[tuple[int, int]]:
    """Start a target and yield its port and process; it is ended afterwards.

    Args:
        target: What to start.
        file: The graph, or the body of a server that sends only one.
        cache: The folder with the built snapshot that Duramen starts from.
    """
    port = _free_port()
    names = {"port": str(port), "file": str(file), "cache": str(cache), "nginx": ""}
    if target.path != "/graphql":
        names["nginx"] = str(_nginx_configuration(file, port))
    command = [part.format(**names) if "{" in part else part for part in target.command]
    environment = os.environ | {key: value.format(**names) for key, value in target.environment.items()}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        _wait_for(process, port, target)
        yield port, process.pid
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _nginx_configuration(file: Path, port: int) -> Path:
    folder = BUILD / "nginx"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    shutil.copyfile(file, folder / "body.json")
    configuration = folder / "nginx.conf"
    configuration.write_text(_NGINX.format(folder=folder, port=port), encoding="utf-8")
    return configuration


def _wait_for(process: "subprocess.Popen[str]", port: int, target: Target) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        if process.poll() is not None:
            said = process.stderr.read() if process.stderr else ""
            raise RuntimeError(f"{target.name} ended at once: {said[-500:]}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{target.name} did not listen in {_START_SECONDS} s") from None
            time.sleep(0.05)
        else:
            return
