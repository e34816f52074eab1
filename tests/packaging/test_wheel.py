"""The wheel holds all that Duramen needs: it is built, installed into an environment of its own, and run there."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import httpx
import pytest

from tests.packaging.test_version import VERSION
from tests.real_server import ROOT, real_server

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def duramen(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of an environment that has the wheel; its dependencies are borrowed from the one the tests run in."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    _run([sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)], ROOT)
    (site,) = home.glob("lib/python*/site-packages")
    (site / "borrowed.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    return home / "bin" / "duramen"


def test_the_wheel_holds_content_pages_schema_and_licences(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    content = {path.relative_to(ROOT).as_posix() for path in (ROOT / "seeds").rglob("*.*") if path.is_file()}
    examples = {path.relative_to(ROOT).as_posix() for path in (ROOT / "examples").glob("*.graphql")}
    assert {f"api/_content/{name}" for name in content | examples} <= names
    assert {name for name in names if name.startswith("api/explorer/templates/")}
    assert {"schema/schema.graphql"} <= names
    licences = {name.rpartition("/licenses/")[2] for name in names if "/licenses/" in name}
    assert licences == {"LICENSE", "LICENSES/CC-BY-4.0.txt"}


def test_the_wheel_holds_nothing_but_our_packages(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"graph", "schema", "ingest", "api"}


def test_an_installed_duramen_knows_its_version(duramen: Path, tmp_path: Path) -> None:
    assert _run([str(duramen), "--version"], tmp_path) == f"duramen {VERSION}\n"


def test_an_installed_duramen_answers_a_query(duramen: Path, tmp_path: Path) -> None:
    document = "{ snapshot { counts { concepts frameworks } } }"
    answer = json.loads(_run([str(duramen), "query", document], tmp_path))
    counts = answer["data"]["snapshot"]["counts"]
    assert counts["concepts"] == len(list((ROOT / "seeds" / "concepts").glob("*.yaml")))
    assert counts["frameworks"] == len(list((ROOT / "seeds" / "frameworks").glob("*.yaml")))


def test_an_installed_duramen_serves_pages_and_answers(duramen: Path, tmp_path: Path) -> None:
    with real_server(command=[str(duramen)], environment=_clean_environment(tmp_path)) as address:
        body = {"query": '{ concept(slug: "reranking") { name } }'}
        assert httpx.post(f"{address}/graphql", json=body, timeout=60).json() == {
            "data": {"concept": {"name": "Reranking"}}
        }
        page = httpx.get(address, timeout=60)
        assert page.status_code == httpx.codes.OK
        assert page.headers["content-type"].startswith("text/html")


def _run(command: list[str], cwd: Path) -> str:
    done = subprocess.run(
        command, cwd=cwd, env=_clean_environment(cwd), capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _clean_environment(cache: Path) -> dict[str, str]:
    """Return an environment in which the checkout can't be imported."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DURAMEN"))}
    return {**variables, "XDG_CACHE_HOME": str(cache / "cache")}
