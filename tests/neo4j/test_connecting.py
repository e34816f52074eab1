"""A call that is given up while the driver connects: no socket is left to the garbage collector."""

import asyncio
import contextlib
import gc
import socket
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from graph.errors import StoreUnavailable
from graph.neo4j_store import statements
from graph.neo4j_store.connection import Connection
from graph.neo4j_store.settings import Neo4jSettings


@pytest.fixture
def deaf() -> Iterator[int]:
    """Return the port of a listener whose queue is full: connecting to it takes as long as one is ready to wait."""
    with socket.socket() as listener, contextlib.ExitStack() as waiting:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        while True:
            client = waiting.enter_context(socket.socket())
            client.settimeout(0.1)
            try:
                client.connect(listener.getsockname())
            except TimeoutError:
                break
        yield listener.getsockname()[1]


def to_deaf(port: int, **changes: float) -> Neo4jSettings:
    limits = {"connect_seconds": 0.3, "acquire_seconds": 0.4, "retry_seconds": 0.0, "call_seconds": 5.0} | changes
    return Neo4jSettings(f"bolt://127.0.0.1:{port}", "neo4j", "password", **limits)  # type: ignore[arg-type]


async def past_its_time(port: int) -> None:
    connection = Connection(to_deaf(port, call_seconds=0.1))
    with pytest.raises(StoreUnavailable):
        await connection.read(statements.PIN, {})
    await connection.close()


async def cancelled(port: int) -> None:
    complaints: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, about: complaints.append(about))
    connection = Connection(to_deaf(port, connect_seconds=3, acquire_seconds=3))  # long after who asks has gone
    with pytest.raises(TimeoutError):  # of who asks, who does not wait for the driver
        await asyncio.wait_for(connection.read(statements.PIN, {}), 0.1)
    assert [left.done() for left in connection._left] == [False]
    await asyncio.wait(connection._left)
    gc.collect()
    assert complaints == []
    await connection.close()


@pytest.mark.parametrize("given_up", [past_its_time, cancelled])
def test_a_call_given_up_while_it_connects_leaves_no_socket_open(deaf: int, given_up: Any) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        asyncio.run(given_up(deaf))
        gc.collect()
    assert [str(one.message) for one in caught] == []
