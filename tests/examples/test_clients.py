"""The example clients, each run as a reader would run it, give the same answer."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.real_server import ROOT, real_server

EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with real_server() as address:
        yield f"{address}/graphql"


@pytest.fixture(scope="module")
def typescript_client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("typescript")
    compiler = ROOT / "node_modules/.bin/tsc"
    done = _run(str(compiler), "--project", str(EXAMPLES / "typescript"), "--outDir", str(out))
    assert done.returncode == 0, done.stdout
    return out / "implementations.mjs"


def _run(*command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def _python(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return _run(sys.executable, str(EXAMPLES / "python/implementations.py"), *arguments)


def _lines_of(done: "subprocess.CompletedProcess[str]") -> list[list[str]]:
    assert done.returncode == 0, done.stderr
    return [line.split("\t") for line in done.stdout.splitlines()]


def test_python_and_curl_give_the_same(endpoint: str) -> None:
    by_python = _lines_of(_python("reranking", "--endpoint", endpoint))
    answer = json.loads(_run(str(EXAMPLES / "curl/implementations.sh"), "reranking", endpoint).stdout)
    nodes = answer["data"]["concept"]["mappings"]["nodes"]
    by_curl = [
        [node["framework"]["slug"], node["coverage"], node["state"]]
        + [symbol["ref"] for symbol in node["symbols"] if not symbol["former"]]
        for node in nodes
    ]
    assert by_python
    assert by_python == by_curl


@pytest.mark.slow
@pytest.mark.node
def test_python_and_typescript_give_the_same(endpoint: str, typescript_client: Path) -> None:
    by_typescript = _lines_of(_run("node", str(typescript_client), "reranking", endpoint))
    assert by_typescript == _lines_of(_python("reranking", "--endpoint", endpoint))


def test_the_python_client_says_what_is_wrong_in_one_line(endpoint: str) -> None:
    done = _python("no-such-concept", "--endpoint", endpoint)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "there is no concept 'no-such-concept'\n")


def test_the_python_client_reports_a_server_that_is_not_there() -> None:
    done = _python("reranking", "--endpoint", "http://127.0.0.1:1/graphql")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.node
def test_the_typescript_client_says_what_is_wrong_in_one_line(endpoint: str, typescript_client: Path) -> None:
    done = _run("node", str(typescript_client), "no-such-concept", endpoint)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", 'there is no concept "no-such-concept"\n')


def test_the_curl_client_fails_when_the_service_refuses(endpoint: str) -> None:
    done = _run(str(EXAMPLES / "curl/implementations.sh"), "a" * 300, endpoint)
    assert "errors" in json.loads(done.stdout)


@pytest.mark.slow
def test_the_python_client_has_exact_types() -> None:
    done = _run(sys.executable, "-m", "mypy", "--strict", str(EXAMPLES / "python/implementations.py"))
    assert done.returncode == 0, done.stdout
