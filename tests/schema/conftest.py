"""An engine over the small content, and a way to ask it from a plain test."""

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from schema.engine import Answer, Engine, GraphQLRequest
from schema.limits import Limits
from tests.contents import small_content

Ask = Callable[..., dict[str, Any]]
PATIENT = Limits(seconds=60)
"""For tests of what is answered, not of how fast a loaded machine does it."""


@pytest.fixture(scope="session")
def snapshot_of_small_content() -> Snapshot:
    return Snapshot.of(small_content())


@pytest.fixture
def engine(snapshot_of_small_content: Snapshot) -> Engine:
    return Engine(MemoryStore(snapshot_of_small_content), PATIENT)


def answer_of(engine: Engine, document: str, variables: dict[str, Any] | None = None, **more: Any) -> Answer:
    return asyncio.run(engine.answer(GraphQLRequest(document, variables, **more)))


@pytest.fixture
def ask(engine: Engine) -> Ask:
    """Ask the engine and return the answer, read."""

    def _ask(document: str, variables: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        read: dict[str, Any] = orjson.loads(answer_of(engine, document, variables, **more).body)
        return read

    return _ask
