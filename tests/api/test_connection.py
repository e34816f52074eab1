"""One connection from the inside: what counts as quiet when the process is about to stop."""

import asyncio
import socket
from collections.abc import Awaitable, Callable

import pytest
from starlette.types import Receive, Scope, Send

from api import protocol
from api.protocol import Connection, Connections
from api.server import make_config
from api.settings import Settings
from tests.api.running import get_bytes


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


class Announced(Connection):
    """A connection that says when it is made."""

    made: "asyncio.Future[Connection]"

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.made.set_result(self)


def with_connection(check: Callable[[Connection, socket.socket], Awaitable[None]]) -> None:
    """Run a check with a connection and the client's end of it."""

    async def scenario() -> None:
        loop = asyncio.get_running_loop()
        settings = Settings()
        Announced.made = loop.create_future()
        server = await loop.create_server(
            lambda: Announced(make_config(_answer, settings), Connections(settings), {}, loop), "127.0.0.1", 0
        )
        async with server:
            with socket.create_connection(server.sockets[0].getsockname()[:2]) as client:
                connection = await Announced.made
                try:
                    await check(connection, client)
                finally:
                    connection.transport.abort()
                    await asyncio.sleep(0)

    asyncio.run(scenario())


async def _until(condition: Callable[[], bool]) -> None:
    for _ in range(10_000):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("it did not come true")


def test_a_connection_is_not_quiet_while_bytes_wait_in_the_kernel() -> None:
    async def check(connection: Connection, client: socket.socket) -> None:
        assert connection._is_quiet()
        connection.transport.pause_reading()
        client.sendall(b"G")
        await _until(lambda: not connection._is_quiet())
        connection.transport.resume_reading()
        await _until(connection._is_quiet)

    with_connection(check)


def test_only_the_answer_after_which_all_is_quiet_is_the_last_one() -> None:
    async def check(connection: Connection, client: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        client.setblocking(False)
        connection.server_state.draining = True
        connection.data_received(get_bytes() * 3 + get_bytes()[:20])
        received = b""
        while received.count(b"HTTP/1.1 200") < 3:
            received += await loop.sock_recv(client, 65536)
        assert b"connection: close" not in received
        connection.data_received(get_bytes()[20:])
        while received.count(b"HTTP/1.1 200") < 4:
            received += await loop.sock_recv(client, 65536)
        assert received.count(b"connection: close") == 1

    with_connection(check)


def test_the_answer_to_a_client_that_is_gone_is_not_looked_at_as_the_last_one() -> None:
    async def check(connection: Connection, client: socket.socket) -> None:
        client.sendall(get_bytes())
        await _until(lambda: connection.cycle is not None)
        client.close()
        await _until(lambda: connection.transport.get_extra_info("socket").fileno() < 0)
        connection.server_state.draining = True
        assert not connection._is_last(connection.cycle)

    with_connection(check)


@pytest.mark.parametrize("taken", [0, 3, OSError()])
def test_what_the_kernel_did_not_take_of_an_answer_is_sent_as_it_was(
    monkeypatch: pytest.MonkeyPatch, taken: int | OSError
) -> None:
    """The next answer is put together in the same bytes."""
    answer = bytearray(b"first answer")

    def write(_descriptor: int, data: bytearray) -> int:
        if isinstance(taken, OSError):
            raise taken
        return len(data[:taken])

    class Fast:
        def answer(self, _data: bytes, _client: str | None) -> bytearray:
            return answer

    class Transport:
        def __init__(self) -> None:
            self.written: list[bytes] = []
            self.write = self.written.append

        def get_write_buffer_size(self) -> int:
            return 0

    async def check(connection: Connection, _client: socket.socket) -> None:
        monkeypatch.setattr(protocol, "_write", write)
        usual, connection.transport = connection.transport, Transport()  # type: ignore[assignment]
        connection._fast = Fast()  # type: ignore[assignment]
        connection.data_received(b"anything")
        answer[:] = b"other answer"
        ((rest,), connection.transport) = (connection.transport.written, usual)  # type: ignore[attr-defined]
        assert rest == b"first answer"[0 if isinstance(taken, OSError) else taken :]

    with_connection(check)
