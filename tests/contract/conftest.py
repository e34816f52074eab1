"""Every store that must pass the contract: a parameter of the fixtures below, so that each test has one id a store."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import pytest

from graph.memory import MemoryStore
from graph.records import Content
from graph.snapshot import Snapshot
from graph.store import Pinned, Store

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


@pytest.fixture(params=["memory"], scope="session")
def make_store(request: pytest.FixtureRequest) -> MakeStore:
    """Make a store of the kind under test that serves some content."""
    makers: dict[str, MakeStore] = {"memory": lambda content: MemoryStore(Snapshot.of(content))}
    return makers[request.param]


@pytest.fixture
def pin(make_store: MakeStore, run: Run[Pinned]) -> Callable[[Content], Pinned]:
    """Pin the current version of a store that serves some content."""
    return lambda content: run(make_store(content).pin())
