"""`duramen load`: what it prints and how it ends."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.snapshot import Snapshot
from ingest.loading.lease import Lease
from tests.neo4j.servers import Server

ROOT = Path(__file__).parents[2]
Ended = subprocess.CompletedProcess[str]


def run(*arguments: str, command: str = "load", **environment: str) -> Ended:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DURAMEN_")}
    return subprocess.run(
        [sys.executable, "-P", "-m", "api.cli", command, *arguments],
        env={**clean, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )


@pytest.fixture
def load(server: Server, seeds: Path, tmp_path: Path) -> Callable[..., Ended]:
    password = tmp_path / "password"
    password.write_text(f"{server.settings.password}\n")
    return lambda *arguments: run(
        *("--to", server.settings.uri, "--password-file", str(password), "--seeds", str(seeds)),
        *arguments,
        DURAMEN_CACHE=str(tmp_path),
    )


def test_it_loads_once_and_tells_what_is_there(server: Server, curated: Snapshot, load: Callable[..., Ended]) -> None:
    server.wipe()
    assert load("--status").stdout == "no build is loaded\n"
    first = load("--json")
    facts = json.loads(first.stdout)
    assert (first.returncode, facts["action"], facts["version"]) == (0, "loaded", str(curated.version))
    assert first.stderr == ""
    assert "is live already; nothing to do" in load().stdout
    (build,) = json.loads(load("--status", "--json").stdout)["builds"]
    assert (build["version"], build["current"], build["nodes"]) == (str(curated.version), True, facts["nodes"])
    assert "live" in load("--status").stdout


def test_a_second_loader_ends_with_one_line_that_names_the_first(server: Server, load: Callable[..., Ended]) -> None:
    lease = Lease(server.writer, 9)

    async def beside_it() -> Ended:
        # its heart beats: on a busy machine a load takes its time to begin
        async with lease.held():
            return await asyncio.to_thread(load)

    ended = server.run(beside_it())
    assert ended.returncode == 1
    assert lease.owner in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_wrong_password_ends_with_one_line(server: Server, seeds: Path) -> None:
    ended = run("--to", server.settings.uri, "--seeds", str(seeds), "--status", DURAMEN_NEO4J_PASSWORD="wrong-password")
    assert ended.returncode == 1
    assert "refuses us" in ended.stderr
    assert "wrong-password" not in ended.stderr
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((), 2, "say where to: --to URI, or DURAMEN_NEO4J_URI"),
        (("--to", "bolt://127.0.0.1:1", "--status"), 1, "bolt://127.0.0.1:1 can't be reached"),
        (("--to", "nonsense", "--status"), 2, "--to: an address begins with a scheme such as bolt://; write bolt://"),
        (("--to", "nonsense://x"), 2, "--to: 'nonsense' is no scheme of a Neo4j address; write bolt://HOST:PORT"),
        (("--to", "bolt://127.0.0.1:1", "--password-file", "nowhere"), 2, "nowhere: No such file or directory"),
        (("--to", "bolt://127.0.0.1:1", "--seeds", "nowhere"), 2, "nowhere"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(arguments: tuple[str, ...], code: int, says: str) -> None:
    ended = run(*arguments)
    assert (ended.returncode, ended.stdout) == (code, "")
    assert says in ended.stderr
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [("load", "--status"), ("serve", "--store", "neo4j", "--port", "0")])
def test_a_wrong_address_in_the_environment_is_named_by_its_variable(command: tuple[str, ...]) -> None:
    ended = run(*command[1:], command=command[0], DURAMEN_NEO4J_URI="http://db.example.org:7474")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "DURAMEN_NEO4J_URI: 'http' is no scheme of a Neo4j address; write bolt://HOST:PORT" in ended.stderr
    assert ended.stderr.count("\n") == 1
