"""Limits of one request and of many, each at its number and one over it, by a real server."""

import fcntl
import json
import select
import signal
import socket
import sys
import termios

import httpx
import pytest

from tests.api.running import PATIENCE, TYPENAME, Running, get_bytes, post_bytes, read_responses, running, wait_for

KIB = 1024


def padded(size: int) -> bytes:
    return b'{"query":"{__typename}"}' + b" " * (size - len(TYPENAME))


def chunked(body: bytes) -> bytes:
    head = post_bytes(b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    parts = [body[start : start + 1000] for start in range(0, len(body), 1000)]
    return head + b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize("message", [post_bytes, chunked], ids=["announced", "counted"])
def test_a_body_may_have_64_kib(server: Running, message: object) -> None:
    assert server.send(message(padded(64 * KIB)))[0].status == 200  # type: ignore[operator]
    found = server.send(message(padded(64 * KIB + 1)))[0]  # type: ignore[operator]
    assert (found.status, found.code, found.closes) == (413, "BODY_TOO_LARGE", True)


def test_a_body_too_long_is_refused_by_its_announcement(server: Running) -> None:
    with server.connect() as connection:
        connection.sendall(post_bytes(padded(64 * KIB + 1))[:200])
        assert read_responses(connection)[0].status == 413


def test_the_refusal_can_be_read_by_a_client_that_keeps_sending(server: Running) -> None:
    with server.connect() as connection:
        connection.sendall(post_bytes(b"").replace(b"Content-Length: 0", b"Content-Length: 8000000"))
        assert select.select([connection], [], [], PATIENCE)[0]  # the refusal is there
        for _ in range(2):
            connection.sendall(b"x" * 65536)  # fails at the second time if the server has closed its side for reading
            wait_for(lambda: _unacknowledged(connection) == 0, what="being taken")
        assert read_responses(connection)[0].status == 413


def _unacknowledged(connection: socket.socket) -> int:
    """Return how many bytes the other side has not taken yet."""
    return int.from_bytes(fcntl.ioctl(connection, termios.TIOCOUTQ, b"\0" * 4), sys.byteorder)


def head_of(size: int, headers: int = 1) -> bytes:
    """Return a GET whose request line and headers have `size` bytes in so many further headers."""
    head = get_bytes(b"/graphql?query={__typename}")[:-2]
    room = size - len(head) - headers * len("X-00: \r\n") - len("\r\n")
    shares = [room // headers + (1 if n < room % headers else 0) for n in range(headers)]
    return head + b"".join(b"X-%02d: " % n + b"x" * share + b"\r\n" for n, share in enumerate(shares)) + b"\r\n"


@pytest.mark.parametrize("headers", [1, 20])
def test_a_head_may_have_16_kib(server: Running, headers: int) -> None:
    assert server.send(head_of(16 * KIB, headers))[0].status == 200
    found = server.send(head_of(16 * KIB + 1, headers))[0]
    assert (found.status, found.code, found.closes) == (431, "HEADERS_TOO_LARGE", True)


def test_a_head_that_never_ends_is_refused_before_its_end(server: Running) -> None:
    with server.connect() as connection:
        connection.sendall(get_bytes()[:-2] + b"X: " + b"x" * 32 * KIB)
        assert read_responses(connection)[0].status == 431


def test_a_request_may_have_64_headers(server: Running) -> None:
    assert server.send(get_bytes(more=b"X: y\r\n" * 63))[0].status == 200
    found = server.send(get_bytes(more=b"X: y\r\n" * 64))[0]
    assert (found.status, found.code) == (431, "HEADERS_TOO_LARGE")


def test_trailers_count_as_headers(server: Running) -> None:
    whole = chunked(TYPENAME)[:-2]
    assert server.send(whole + b"X: y\r\n" * 61 + b"\r\n")[0].status == 200
    assert server.send(whole + b"X: y\r\n" * 62 + b"\r\n")[0].status == 431


def test_a_target_too_long_is_414(server: Running) -> None:
    long = b"/graphql?query={__typename}%23" + b"x" * 15 * KIB
    assert server.send(get_bytes(long))[0].status == 200
    found = server.send(get_bytes(long + b"x" * 2 * KIB))[0]
    assert (found.status, found.code, found.closes) == (414, "URI_TOO_LONG", True)


def test_requests_sent_ahead_are_answered_in_order(server: Running) -> None:
    targets = [b"/graphql?query={a%d:__typename}" % n for n in range(300)]
    found = server.send(b"".join(map(get_bytes, targets)), len(targets))
    assert [json.loads(response.body)["data"] for response in found] == [{f"a{n}": "Query"} for n in range(300)]


@pytest.mark.parametrize("at", range(1, len(post_bytes()), 7))
def test_a_message_may_come_in_any_two_pieces(server: Running, at: int) -> None:
    raw = post_bytes()
    with server.connect() as connection:
        connection.sendall(raw[:at])
        connection.sendall(raw[at:] + get_bytes())
        assert [response.status for response in read_responses(connection, 2)] == [200, 200]


def test_what_follows_a_close_is_not_answered(server: Running) -> None:
    found = server.send(get_bytes(more=b"Connection: close\r\n") + get_bytes(), 2)
    assert [response.status for response in found] == [200]


def test_a_good_request_before_a_bad_one_is_answered_first(server: Running) -> None:
    found = server.send(get_bytes() + post_bytes() + b"nonsense\r\n\r\n", 4)
    assert [response.status for response in found] == [200, 200, 400]


def test_an_upgrade_is_ignored_and_the_connection_goes_on(server: Running) -> None:
    more = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n"
    found = server.send(post_bytes(more=more) + get_bytes(), 2)
    assert [response.status for response in found] == [200, 200]


def test_a_client_may_close_its_side_and_still_read(server: Running) -> None:
    with server.connect() as connection:
        connection.sendall(post_bytes() + get_bytes())
        connection.shutdown(socket.SHUT_WR)
        assert [response.status for response in read_responses(connection, 3)] == [200, 200]


def test_one_connection_too_many_is_answered_at_once() -> None:
    with running(max_connections=3) as server:
        held = [server.connect() for _ in range(3)]
        try:
            wait_for(lambda: _is_answered(server), what="the limit")
        finally:
            for connection in held:
                connection.close()
        wait_for(lambda: server.send(get_bytes())[0].status == 200, what="recovery")


def _is_answered(server: Running) -> bool:
    with server.connect() as connection:  # says nothing, and is answered all the same
        connection.settimeout(0.5)
        try:
            found = read_responses(connection)
        except TimeoutError:
            return False
    assert (found[0].status, found[0].code, found[0].closes) == (503, "OVERLOADED", True)
    assert found[0].headers["retry-after"] == "1"
    return True


def test_operations_over_the_limit_are_refused_and_the_others_answered() -> None:
    with running(max_operations=1, max_waiting=3) as server:
        # each is another document, or the first answer would do for all
        raws = [post_bytes(json.dumps({"query": heavy_query(f"c{number}")}).encode()) for number in range(40)]
        connections = [server.connect() for _ in raws]
        for connection in connections:
            connection.sendall(get_bytes())
            assert read_responses(connection)[0].status == 200
        server.process.send_signal(signal.SIGSTOP)  # so that all are there at once, however busy the machine is
        for connection, raw in zip(connections, raws, strict=True):
            connection.sendall(raw)
        server.process.send_signal(signal.SIGCONT)
        found = [read_responses(connection)[0] for connection in connections]
        for connection in connections:
            connection.close()
        statuses = {response.status for response in found}
        assert statuses == {200, 503}
        for response in found:
            if response.status == 503:
                assert (response.code, response.headers["retry-after"]) == ("OVERLOADED", "1")
        assert httpx.get(f"{server.address}/healthz", timeout=60).status_code == 200


def heavy_query(name: str) -> str:
    inner = "nodes { slug name mappings(first: 20) { nodes { summary framework { name } } } }"
    return f"{{ {name}: concepts(first: 50) {{ {inner} }} }}"
