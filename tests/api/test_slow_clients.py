"""Slow and silent clients are cut off, and everyone else is answered meanwhile."""

import json
import socket
from collections.abc import Iterator

import pytest

from tests.api.running import (
    PATIENCE,
    TYPENAME,
    Running,
    get_bytes,
    is_closed,
    post_bytes,
    read_responses,
    running,
    wait_for,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running(head_seconds=0.5, body_seconds=0.5, idle_seconds=2, write_seconds=0.6) as found:
        yield found


def drip(connection: socket.socket, raw: bytes) -> list[int]:
    """Send a byte at a time for as long as the server takes it; return the statuses that it answered."""
    connection.settimeout(0.05)
    received = b""
    for number in range(10_000):
        try:
            connection.sendall(raw[number : number + 1] or b"x")
            data = connection.recv(65536)
        except TimeoutError:
            continue
        except (BrokenPipeError, ConnectionResetError):
            break
        received += data
        if not data:
            break
    return [int(line.split()[1]) for line in received.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]


def test_headers_that_trickle_are_cut_off_however_busy_they_look(server: Running) -> None:
    with server.connect() as connection:
        assert drip(connection, get_bytes()[:-2] + b"X: " + b"x" * 5000) == [408]


def test_a_body_that_trickles_is_cut_off(server: Running) -> None:
    with server.connect() as connection:
        connection.sendall(post_bytes(b" " * 5000).partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
        assert drip(connection, b" " * 5000) == [408]


def test_chunks_that_trickle_are_cut_off(server: Running) -> None:
    with server.connect() as connection:
        head = post_bytes(b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
        connection.sendall(head)
        assert drip(connection, b"1\r\n \r\n" * 2000) == [408]


@pytest.mark.parametrize("begun", [b"G", get_bytes()[:-2], post_bytes()[:-5]], ids=["method", "headers", "body"])
def test_an_unfinished_request_is_408_and_closed(server: Running, begun: bytes) -> None:
    with server.connect() as connection:
        connection.sendall(begun)
        found = read_responses(connection)[0]
        assert (found.status, found.code, found.closes) == (408, "REQUEST_TIMEOUT", True)
        assert is_closed(connection)


@pytest.mark.parametrize("begun", [b"", get_bytes(), b"\r\n" * 20], ids=["nothing", "after an answer", "empty lines"])
def test_a_silent_connection_is_closed_without_a_word(server: Running, begun: bytes) -> None:
    with server.connect() as connection:
        connection.sendall(begun)
        if begun.startswith(b"GET"):
            assert read_responses(connection)[0].status == 200
        connection.settimeout(PATIENCE)
        assert connection.recv(65536) == b""


def test_a_connection_in_use_is_kept() -> None:
    """It lives for longer than it may be silent; a busy machine has three seconds more for each part of it."""
    with running(idle_seconds=4) as server, server.connect() as connection:
        for _ in range(5):
            connection.sendall(get_bytes())
            assert read_responses(connection)[0].status == 200
            connection.settimeout(1)
            with pytest.raises(TimeoutError):
                connection.recv(1)
            connection.settimeout(PATIENCE)


def test_a_client_that_takes_no_answer_is_cut_off(server: Running) -> None:
    query = "{ concepts(first: 100) { nodes { slug name definition invariant tradeOffs failureModes } } }"
    raw = post_bytes(json.dumps({"query": query}).encode())
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", server.port))
        connection.sendall(raw * 200)
        wait_for(lambda: _is_reset(connection), what="being cut off")


def _is_reset(connection: socket.socket) -> bool:
    return connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0 or _tcp_state(connection) != _ESTABLISHED


_ESTABLISHED = 1


def _tcp_state(connection: socket.socket) -> int:
    return connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]


def test_others_are_answered_while_hundreds_are_slow(server: Running) -> None:
    beginnings = [get_bytes()[:-2], post_bytes()[:-5], b""]
    slow = []
    try:
        for number in range(300):
            connection = server.connect()
            connection.sendall(beginnings[number % 3])
            slow.append(connection)
        for _ in range(20):
            assert server.post(TYPENAME).status_code == 200
        for connection in slow:
            assert is_closed(connection)
    finally:
        for connection in slow:
            connection.close()
