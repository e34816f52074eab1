"""The Neo4j servers under test: started by ``scripts/test``, named to the tests by a folder in the environment."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from graph.canonical import Version, version_of
from graph.errors import StoreUnavailable
from graph.neo4j_store.connection import Connection
from graph.neo4j_store.settings import Neo4jSettings
from graph.neo4j_store.store import Neo4jStore
from graph.neo4j_store.writing import Writer
from graph.records import Content
from graph.snapshot import Snapshot
from ingest.loading.loader import LoadOptions, Outcome, load

T = TypeVar("T")
Run = Callable[[Awaitable[T]], T]
FOLDER_VARIABLE = "DURAMEN_TEST_NEO4J"
VERSIONS = {"neo4j-5.26": "lts", "neo4j-2026.08": "calendar"}
EVERY_SERVER = [pytest.param(name, marks=pytest.mark.neo4j, id=name) for name in VERSIONS]
"""Tests of one server share its one live build: they run in one process, which ``scripts/test`` starts for each."""
KEEP_ALL = LoadOptions(keep=100_000)
# tests look at warnings of the server: a deprecated construct fails them
WARNINGS = {"notifications_min_severity": "WARNING", "notifications_disabled_classifications": ["UNRECOGNIZED"]}


def settings_of(name: str, **changes: Any) -> Neo4jSettings:
    """Return how to reach a server; without one the test is skipped, and fails in CI."""
    folder = os.environ.get(FOLDER_VARIABLE)
    instance = Path(folder or "nowhere") / VERSIONS[name]
    if not (instance / "instance.json").exists():
        reason = f"no Neo4j server was set up for the tests; scripts/test does it ({FOLDER_VARIABLE})"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    facts = json.loads((instance / "instance.json").read_text())
    password = (instance / "password").read_text()
    return Neo4jSettings(**{"uri": facts["uri"], "user": facts["user"], "password": password} | changes)


@dataclass
class Server:
    """One server with a store and a writer on it; `run` is the event loop that all of them belong to."""

    settings: Neo4jSettings
    run: Run[Any]
    store: Neo4jStore = field(init=False)
    writer: Writer = field(init=False)

    def __post_init__(self) -> None:
        self.run(self._open())

    async def _open(self) -> None:
        self.store = Neo4jStore(Connection(self.settings, **WARNINGS))
        self.writer = Writer(self.settings, **WARNINGS)

    def load(self, content: Content, options: LoadOptions = KEEP_ALL) -> Outcome:
        """Make the server serve some content."""
        return self.run(load(self.writer, Snapshot.of(content), options, lambda _done, _total: None))

    def serving(self, content: Content) -> Neo4jStore:
        """Return the store after it serves some content."""
        if self.run(self._live()) != version_of(content):
            self.load(content)
        return self.store

    async def _live(self) -> Version | None:
        try:
            return (await self.store.pin()).version
        except StoreUnavailable:
            return None

    def cypher(self, text: str, **parameters: Any) -> list[list[Any]]:
        """Run any statement."""

        async def work() -> list[list[Any]]:
            return await self.writer.transaction(lambda transaction: transaction.run(text, parameters))

        return self.run(work())

    def wipe(self) -> None:
        """Delete everything."""
        while self.cypher("MATCH (n) WITH n LIMIT 5000 DETACH DELETE n RETURN count(*)") != [[0]]:
            pass

    def close(self) -> None:
        """Close the connections."""
        self.run(self.store.close())
        self.run(self.writer.close())


def runner() -> tuple[asyncio.Runner, Run[Any]]:
    """Return an event loop and a function that runs an awaitable in it."""
    loop = asyncio.Runner()

    async def awaited(awaitable: Awaitable[T]) -> T:
        return await awaitable

    return loop, lambda awaitable: loop.run(awaited(awaitable))
