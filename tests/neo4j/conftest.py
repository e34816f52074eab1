"""The servers as a fixture: each test that takes `server` runs once on every version."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.snapshot import Snapshot
from ingest.building import built_snapshot
from tests.neo4j.servers import EVERY_SERVER, Server, runner, settings_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=EVERY_SERVER, scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """One server of each version, emptied once."""
    settings = settings_of(request.param)
    loop, run = runner()
    with loop:
        server = Server(settings, run)
        server.wipe()
        yield server
        server.close()


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real content in a folder that nobody changes while the tests run."""
    return shutil.copytree(ROOT / "seeds", tmp_path_factory.mktemp("content") / "seeds")


@pytest.fixture(scope="session")
def curated(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The real content."""
    return built_snapshot(seeds, tmp_path_factory.mktemp("cache"))
