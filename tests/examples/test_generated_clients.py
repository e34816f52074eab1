"""The clients made from the schema: they fit what is served now, their types hold, and they answer against a server."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from schema.engine import sdl
from tests.examples.made_from import CLIENTS, NOTE, digest
from tests.real_server import ROOT, real_server

QUERIES = sorted((CLIENTS / "queries").glob("*.graphql"))


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with real_server() as address:
        yield f"{address}/graphql"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("typescript")
    (out / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    done = _run(str(ROOT / "node_modules/.bin/tsc"), "--project", str(CLIENTS / "typescript"), "--outDir", str(out))
    assert done.returncode == 0, done.stdout
    return out / "explain.mjs"


def _run(*command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=120, env={**os.environ, **environment}
    )


def _learn(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return _run(sys.executable, str(CLIENTS / "python/learn.py"), *arguments)


def test_the_clients_were_made_from_what_is_here() -> None:
    made = NOTE.read_text(encoding="utf-8").strip()
    assert made == digest(), "run scripts/clients: the queries, what they use of the schema, or the pins have changed"


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_the_queries_are_valid(path: Path) -> None:
    assert validate(build_schema(sdl()), parse(path.read_text(encoding="utf-8"))) == []


def test_the_python_client_answers(endpoint: str) -> None:
    done = _learn("company-docs-chatbot", "--endpoint", endpoint)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1. ")
    knowing = _learn("company-docs-chatbot", "--known", "embedding", "--endpoint", endpoint)
    assert 0 < len(knowing.stdout.splitlines()) < len(done.stdout.splitlines())


def test_the_python_client_says_what_is_wrong_in_one_line(endpoint: str) -> None:
    for arguments in (("no-such-goal", "--endpoint", endpoint), ("x", "--endpoint", "http://127.0.0.1:1/graphql")):
        done = _learn(*arguments)
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
        assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_python_client_has_exact_types() -> None:
    folder = CLIENTS / "python"
    done = _run(sys.executable, "-m", "mypy", "--strict", str(folder / "learn.py"), MYPYPATH=str(folder))
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.node
def test_the_typescript_client_answers(endpoint: str, compiled: Path) -> None:
    done = _run("node", str(compiled), "import os\nfrom langchain.chains import RetrievalQA", endpoint)
    assert done.returncode == 0, done.stderr
    first, second = (line.split("\t") for line in done.stdout.splitlines())
    assert first == ["1", "os", "UNKNOWN"]
    assert second[:3] == ["2", "langchain.chains.RetrievalQA", "ABSENT"]
    assert second[3].startswith("now ")


@pytest.mark.slow
@pytest.mark.node
def test_the_typescript_client_says_what_is_wrong_in_one_line(endpoint: str, compiled: Path) -> None:
    done = _run("node", str(compiled), "x\u0007", endpoint)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
