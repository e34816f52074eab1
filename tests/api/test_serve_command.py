"""`duramen serve`: one clear line and a status for everything that keeps it from serving."""

import socket
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.api.running import COMMAND, Running, environment, running
from tests.ingest.small_content import RERANKING, edited, with_change, write


def serve(*options: str, **settings: object) -> tuple[int, str]:
    found = subprocess.run(
        [*COMMAND, "--port", "0", *options],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env=environment(**settings),
    )
    assert "Traceback" not in found.stderr
    return found.returncode, found.stderr.strip()


@pytest.mark.slow
def test_it_prints_where_everything_is(server: Running) -> None:
    printed = server.text()
    for path in ("/", "/graphiql", "/graphql"):
        address = f"{server.address}{path}"
        assert f" {address}\n" in printed
    assert httpx.get(f"{server.address}/", timeout=60).status_code == 200
    assert httpx.get(f"{server.address}/graphiql", timeout=60).status_code == 200


def test_a_port_in_use_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        status, said = serve("--port", str(taken.getsockname()[1]))
    assert status == 1
    assert said == f"error: cannot listen on 127.0.0.1:{taken_port(said)}: address already in use"


def taken_port(said: str) -> str:
    return said.split(":")[2]


@pytest.mark.parametrize("host", ["no-such-host.invalid", "two..dots", "x" * 70])
def test_a_host_that_is_not_ours_is_one_line(host: str) -> None:
    status, said = serve("--host", host)
    assert status == 1
    assert said.startswith(f"error: cannot listen on {host}:0: ")
    assert "\n" not in said


@pytest.mark.slow
@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir(), lambda path: path.write_text("x")])
def test_content_that_is_not_there_is_one_line(tmp_path: Path, make: object) -> None:
    seeds = tmp_path / "nothing"
    make(seeds)  # type: ignore[operator]
    status, said = serve("--seeds", str(seeds), cache=tmp_path / "cache")
    assert status == 2, "as with every other command: tests/cli/test_content_folder.py"
    assert "nothing" in said
    assert len(said.splitlines()) == 1


def test_broken_content_is_reported_as_check_does(tmp_path: Path) -> None:
    write(tmp_path / "seeds", edited(with_change(RERANKING, "family: retrieval", "family: no-such-family")))
    status, said = serve("--seeds", str(tmp_path / "seeds"), cache=tmp_path / "cache")
    assert status == 1
    first, *_, last = said.splitlines()
    assert f"seeds/{RERANKING}:3:9: error[" in first
    assert last == f"error: the content of {tmp_path / 'seeds'} cannot be served"


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--store", "neo4j"], "--store neo4j needs DURAMEN_NEO4J_URI"),
        (["--reload", "--workers", "2"], "--reload works with one worker only"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(options: list[str], line: str) -> None:
    status, said = serve(*options)
    assert status == 2
    assert line in said


@pytest.mark.parametrize("options", [["--store", "x"], ["--port", "65536"], ["--workers", "0"], ["--nonsense"]])
def test_wrong_options_are_wrong_usage(options: list[str]) -> None:
    assert serve(*options)[0] == 2


def test_a_wrong_setting_is_named() -> None:
    status, said = serve(max_body="much")
    assert status == 2
    assert said.startswith("error: DURAMEN_MAX_BODY: ")
    assert "\n" not in said


def test_settings_of_the_engine_can_be_set() -> None:
    with running(limits__depth=2) as server:
        response = server.post({"query": "{ concepts { nodes { slug } } }"})
        assert response.json()["errors"][0]["extensions"]["code"] == "TOO_DEEP"
