"""Every store that must pass the contract: a parameter of the fixtures below, so that each test has one id a store."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import pytest

from graph.memory import MemoryStore
from graph.records import Content
from graph.snapshot import Snapshot
from graph.store import Pinned, Store
from tests.neo4j.servers import EVERY_SERVER, Server, settings_of

T = TypeVar("T")
Run = Callable[[Awaitable[T]], T]
MakeStore = Callable[[Content], Store]


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.Runner]:
    """One event loop for all contract tests, since a driver's connections belong to a loop."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="session")
def run(loop: asyncio.Runner) -> Run[object]:
    """Run one awaitable to its end."""

    async def awaited(awaitable: Awaitable[T]) -> T:
        return await awaitable

    return lambda awaitable: loop.run(awaited(awaitable))


@pytest.fixture(params=["memory", *EVERY_SERVER], scope="session")
def make_store(request: pytest.FixtureRequest, run: Run[object]) -> Iterator[MakeStore]:
    """Make a store of the kind under test that serves some content."""
    if request.param == "memory":
        yield lambda content: MemoryStore(Snapshot.of(content))
        return
    server = Server(settings_of(request.param), run)
    server.wipe()
    server.serving(Content())
    run(server.store.warm_up())
    yield server.serving
    server.close()


@pytest.fixture
def pin(make_store: MakeStore, run: Run[Pinned]) -> Callable[[Content], Pinned]:
    """Pin the current version of a store that serves some content."""
    return lambda content: run(make_store(content).pin())
