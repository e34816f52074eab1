"""The fast path gives the same answer as the way of every request, and takes nothing that is not beyond doubt."""

import asyncio
import json
import random
import re
import signal
import socket
import time
from collections.abc import Iterator

import pytest

from api.app import create_app
from api.fast_path import FastPath
from api.settings import Settings
from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from schema.engine import Engine, GraphQLRequest
from tests.api.running import HOST, PATIENCE, TYPENAME, Running, post_bytes, read_responses, running, wait_for
from tests.contents import small_content

CONCEPTS = b'{"query":"{concepts(first:3){totalCount nodes{slug name}}}"}'
ONE = b'{"query":"query One($slug:String!){concept(slug:$slug){slug name}}","variables":{"slug":"reranking"}}'
SLOW = b"X-Anything: 1\r\n"
"""A header that the fast path does not know."""


def whole(server: Running, raw: bytes) -> bytes:
    """Return the bytes of one answer without what differs each time."""
    with server.connect() as connection:
        connection.sendall(raw)
        connection.settimeout(PATIENCE)
        received = b""
        while not is_whole(received):
            part = connection.recv(65536)
            assert part, received
            received += part
    return re.sub(rb"(date|x-request-id): [^\r]*\r\n", rb"\1\r\n", received)


def is_whole(received: bytes) -> bool:
    head, end, body = received.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head)
    return bool(end) and length is not None and len(body) >= int(length[1])


def went_fast(server: Running, request_id: str) -> bool:
    """Tell by the log which way a request went: on the fast path it is logged before it is sent."""
    line = wait_for(lambda: [one for one in server.log() if one.get("request_id") == request_id], what="log line")[0]
    return bool(line.get("at_once"))


def ids(server: Running, *requests: bytes) -> list[bool]:
    """Send requests, each on a connection of its own, and return which of them went the fast way."""
    answers = [server.send(raw)[0] for raw in requests]
    return [went_fast(server, answer.headers["x-request-id"]) for answer in answers]


@pytest.fixture(scope="module")
def memo_only() -> Iterator[Running]:
    """A server that keeps no answers: it writes them anew each time."""
    with running(answer_cache_bytes=0) as found:
        yield found


@pytest.mark.parametrize("body", [CONCEPTS, ONE])
@pytest.mark.parametrize("accept", [b"", b"Accept: */*\r\n", b"Accept: application/graphql-response+json\r\n"])
def test_both_ways_give_the_same_bytes(
    server: Running, memo_only: Running, slow_only: Running, body: bytes, accept: bytes
) -> None:
    expected = whole(slow_only, post_bytes(body, more=accept))
    for one in (server, memo_only):
        assert whole(one, post_bytes(body, more=accept + SLOW)) == expected
        for _ in range(6):  # not known, seen once, its body known, its bytes known
            assert whole(one, post_bytes(body, more=accept)) == expected


def test_what_is_known_goes_fast_and_what_is_unusual_does_not(server: Running, slow_only: Running) -> None:
    for _ in range(2):
        wait_for(lambda: ids(server, post_bytes(ONE)) == [True], what="the fast way")  # a busy machine seems slow
        assert ids(server, post_bytes(ONE, more=SLOW)) == [False]
    assert ids(slow_only, *[post_bytes(ONE)] * 4) == [False] * 4


UNUSUAL = {
    "two lengths": post_bytes(ONE, more=b"Content-Length: %d\r\n" % len(ONE)),
    "two hosts": post_bytes(ONE, more=HOST),
    "no host": post_bytes(ONE).replace(HOST, b""),
    "a length with a sign": post_bytes(ONE).replace(b"Length: ", b"Length: +"),
    "a length in two lines": post_bytes(ONE).replace(b"Length: ", b"Length:\r\n "),
    "a space before the colon": post_bytes(ONE).replace(b"Length:", b"Length :"),
    "chunked beside a length": post_bytes(ONE, more=b"Transfer-Encoding: chunked\r\n"),
    "a bare line feed": post_bytes(ONE).replace(b"json\r\n", b"json\n"),
    "another type": post_bytes(ONE).replace(b"application/json", b"text/plain"),
    "a compressed body": post_bytes(ONE, more=b"Content-Encoding: gzip\r\n"),
    "an answer of no type": post_bytes(ONE, more=b"Accept: text/html\r\n"),
    "a null byte": post_bytes(ONE, more=b"Referer: a\x00b\r\n"),
    "an upgrade": post_bytes(ONE, more=b"Connection: upgrade\r\nUpgrade: websocket\r\n"),
    "an end and none": post_bytes(ONE, more=b"Connection: close\r\nConnection: keep-alive\r\n"),
    "an end": post_bytes(ONE, more=b"Connection: close\r\n"),
    "no json": post_bytes(b'{"query":"{__typename}",}'),
    "a name twice": post_bytes(b'{"query":"{__typename}","query":"{__typename}"}'),
    "a wrong variable": post_bytes(ONE.replace(b'"reranking"', b"7")),
    "a long variable": post_bytes(ONE.replace(b"reranking", b"r" * 300)),
}


@pytest.mark.parametrize("raw", UNUSUAL.values(), ids=list(UNUSUAL))
def test_what_is_unusual_is_answered_as_without_the_fast_path(server: Running, slow_only: Running, raw: bytes) -> None:
    server.send(post_bytes(ONE))
    found, expected = (one.send(raw) for one in (server, slow_only))
    for answers in (found, expected):
        for answer in answers:
            answer.headers.pop("date", None)
            answer.headers.pop("x-request-id", None)
    assert found == expected


def known(server: Running, *requests: bytes) -> list[bytes]:
    """Send requests until the server knows them by their bytes, and return the bodies of their answers."""
    for _ in range(5):
        bodies = [server.send(raw)[0].body for raw in requests]
    return bodies


@pytest.mark.slow
def test_a_message_may_be_split_at_any_byte(server: Running) -> None:
    raw = post_bytes(ONE)
    (expected,) = known(server, raw)
    with server.connect() as connection:
        for at in range(1, len(raw)):
            connection.sendall(raw[:at])
            connection.sendall(raw[at:])
            assert [answer.body for answer in read_responses(connection)] == [expected]


def test_known_messages_may_be_cut_anywhere_in_a_row_of_them(server: Running) -> None:
    """Whatever arrives together, each message is answered once, in order, with its own answer."""
    requests = [post_bytes(ONE), post_bytes(CONCEPTS), post_bytes(ONE, more=b"Accept: */*\r\n")]
    expected = known(server, *requests)
    chance = random.Random(7)
    with server.connect() as connection:
        for _ in range(60):
            chosen = [chance.randrange(3) for _ in range(chance.randint(1, 5))]
            row = b"".join(requests[one] for one in chosen)
            cuts = sorted(chance.randrange(len(row)) for _ in range(chance.randint(0, 3)))
            for start, end in zip([0, *cuts], [*cuts, len(row)], strict=True):
                connection.sendall(row[start:end])
            assert [one.body for one in read_responses(connection, len(chosen))] == [expected[one] for one in chosen]


@pytest.mark.parametrize("more", [b"{", b"\r\n", b"G", b"POST /graphql HTTP/1.1\r\n"])
def test_a_known_message_with_more_behind_it_is_read_as_any_other(
    server: Running, slow_only: Running, more: bytes
) -> None:
    known(server, post_bytes(ONE))
    rest = post_bytes(CONCEPTS)
    found, expected = (
        [(one.status, one.body) for one in which.send(post_bytes(ONE) + more + rest, 2)]
        for which in (server, slow_only)
    )
    assert found == expected


def test_a_known_message_in_the_body_of_another_is_a_body(server: Running) -> None:
    inner = post_bytes(ONE)
    known(server, inner)
    head = b"POST /graphql HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
    for framing, end in (
        (b"Content-Length: %d\r\n\r\n" % len(inner), b""),
        (b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(inner), b"\r\n0\r\n\r\n"),
    ):
        with server.connect() as connection:
            for part in (head + framing, inner, end, inner):
                connection.sendall(part)
                time.sleep(0.002)  # so that the parts arrive one by one
            first, second = read_responses(connection, 2)
            assert (first.status, second.status) == (400, 200)
            assert b"reranking" in second.body


def test_a_known_message_in_the_head_of_another_is_a_head(server: Running, slow_only: Running) -> None:
    known(server, post_bytes(ONE))
    found = []
    for which in (server, slow_only):
        with which.connect() as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nX-Other: ")
            time.sleep(0.01)  # so that the parts arrive one by one
            connection.sendall(post_bytes(ONE))
            (answer,) = read_responses(connection)
            found.append((answer.status, answer.body))
    assert found[0] == found[1]
    assert b"reranking" not in found[0][1]


def test_long_answers_are_the_same_on_both_ways(server: Running, slow_only: Running) -> None:
    body = b'{"query":"{concepts(first:60){nodes{slug name definition invariant tradeOffs failureModes}}}"}'
    expected = whole(slow_only, post_bytes(body))
    assert len(expected) > 20_000
    for _ in range(5):
        assert whole(server, post_bytes(body)) == expected


@pytest.mark.slow
def test_nothing_is_answered_at_once_to_a_client_that_takes_no_answers(server: Running) -> None:
    body = b'{"query":"{concepts(first:60){nodes{slug name definition invariant tradeOffs failureModes}}}"}'
    (expected,) = known(server, post_bytes(body))
    with server.connect() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        for _ in range(60):
            connection.sendall(post_bytes(body))
        assert [one.body for one in read_responses(connection, 60)] == [expected] * 60


def test_an_answer_on_its_way_is_not_changed_by_the_next_one(server: Running) -> None:
    """Answers are put together in place; what the kernel did not take is what its own client was given."""
    body = b'{"query":"{concepts(first:60){nodes{slug name definition invariant tradeOffs failureModes}}}"}'
    request = post_bytes(body)
    (expected,) = known(server, request)
    seen = []
    with server.connect() as slow, server.connect() as quick:
        for _ in range(300):  # more than the kernel holds for one connection
            slow.sendall(request)
            quick.sendall(request)
            seen += read_responses(quick)
        seen += read_responses(slow, 300)
    assert [one.body for one in seen] == [expected] * 600
    assert len({one.headers["x-request-id"] for one in seen}) == 600


def test_the_rest_of_a_message_is_never_taken_for_another(server: Running) -> None:
    """The body of a request that came in parts holds a whole request: it is a body and nothing else."""
    server.send(post_bytes(ONE))
    inner = post_bytes(ONE)
    with server.connect() as connection:
        connection.sendall(b"POST /graphql HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n")
        connection.sendall(b"Content-Length: %d\r\n\r\n" % (len(inner) + 1))
        connection.sendall(inner)
        connection.sendall(b"}")
        (answer,) = read_responses(connection)
        assert answer.status == 400
        connection.sendall(inner)
        assert read_responses(connection)[0].status == 200


@pytest.mark.parametrize("more", [post_bytes(CONCEPTS), post_bytes(ONE), b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n"])
def test_messages_in_one_piece_are_answered_in_their_order(server: Running, more: bytes) -> None:
    server.send(post_bytes(ONE))
    server.send(post_bytes(CONCEPTS))
    first, second = server.send(post_bytes(ONE) + more, 2)
    assert b"reranking" in first.body
    assert second.body == server.send(more)[0].body


def test_a_request_waits_for_the_answers_before_it(server: Running) -> None:
    slow = json.dumps({"query": '{ coverage { concept { name } } search(query: "a") { totalCount } }'}).encode()
    with server.connect() as connection:
        connection.sendall(post_bytes(slow))
        connection.sendall(post_bytes(ONE))
        first, second = read_responses(connection, 2)
    assert b"coverage" in first.body
    assert b"reranking" in second.body


def test_a_body_that_is_longer_or_shorter_than_announced_is_not_answered_fast(server: Running) -> None:
    server.send(post_bytes(ONE))
    raw = post_bytes(ONE)
    length = b"Length: %d" % len(ONE)
    with server.connect() as connection:
        connection.sendall(raw.replace(length, b"Length: %d" % (len(ONE) + 5)))
        connection.sendall(b"     ")
        assert read_responses(connection)[0].status == 200
    answers = server.send(raw.replace(length, b"Length: %d" % (len(ONE) - 1)), 2)
    assert [answer.status for answer in answers] == [400, 400]


def test_clients_are_limited_on_both_ways() -> None:
    with running(rate_per_second=0.01, rate_burst=5) as server:
        statuses = [server.send(post_bytes(ONE))[0].status for _ in range(8)]
    assert statuses == [200] * 5 + [429] * 3


def test_hosts_are_checked_on_both_ways() -> None:
    with running(hosts="127.0.0.1") as server:
        server.send(post_bytes(ONE))
        assert server.send(post_bytes(ONE))[0].status == 200
        assert server.send(post_bytes(ONE).replace(HOST, b"Host: other\r\n"))[0].status == 400


def test_answers_are_counted_on_both_ways() -> None:
    with running() as server:
        for _ in range(4):
            server.send(post_bytes(ONE))
        server.stop()
        assert next(one for one in server.log() if one["event"] == "stopped")["requests"] == 4


def test_a_body_that_comes_after_its_head_goes_fast_too(server: Running) -> None:
    for _ in range(3):
        server.send(post_bytes(ONE))
    raw = post_bytes(ONE)
    ways = (len(raw) - len(ONE), len(raw) - 1, len(raw) - len(ONE) + 7)
    with server.connect() as connection:

        def goes_fast(at: int) -> bool:
            connection.sendall(raw[:at])
            time.sleep(0.003)  # so that the parts arrive one by one
            connection.sendall(raw[at:])
            return went_fast(server, read_responses(connection)[0].headers["x-request-id"])

        wait_for(lambda: any(map(goes_fast, ways)), what="the fast way")  # a loaded machine may be late


@pytest.mark.slow
def test_a_body_that_never_comes_ends_as_without_the_fast_path() -> None:
    with running(body_seconds=0.5) as server:
        server.send(post_bytes(ONE))
        server.send(post_bytes(ONE))
        raw = post_bytes(ONE)
        with server.connect() as connection:
            connection.sendall(raw[:-3])
            assert [answer.status for answer in read_responses(connection)] == [408]
        with server.connect() as connection:
            server.process.send_signal(signal.SIGSTOP)  # so that the end comes in time
            connection.sendall(raw[:-3])
            connection.shutdown(socket.SHUT_WR)
            server.process.send_signal(signal.SIGCONT)
            assert read_responses(connection) == []
        assert server.send(raw)[0].status == 200


@pytest.mark.slow
def test_while_the_service_stops_an_answer_says_that_it_is_the_last() -> None:
    with running(drain_seconds=PATIENCE) as server, server.connect() as connection:
        for _ in range(5):
            connection.sendall(post_bytes(ONE))
            assert not read_responses(connection)[0].closes
        server.process.send_signal(signal.SIGTERM)
        wait_for(lambda: any(one.get("event") == "stopping" for one in server.log()), what="the stop")
        connection.sendall(post_bytes(ONE))
        assert read_responses(connection)[0].closes
        assert server.stop(signal.SIGINT) == 0


def test_nothing_is_worked_out_for_a_client_that_has_used_up_its_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(MemoryStore(Snapshot.of(small_content())), Settings(rate_per_second=0.001, rate_burst=1))
    assert isinstance(app.fast_path, FastPath)
    asyncio.run(app.fast_path._engine.answer(GraphQLRequest("{ __typename }")))  # from then on there are plans
    worked = []
    for name in ("bound_at_once", "answer_at_once"):
        usual = getattr(Engine, name)
        monkeypatch.setattr(Engine, name, lambda *given, usual=usual: (worked.append(given), usual(*given))[1])
    assert app.fast_path.answer(post_bytes(TYPENAME), "192.0.2.1")
    assert worked
    worked.clear()
    for body in (TYPENAME, b'{"query":"{snapshot{version}}"}'):
        assert app.fast_path.answer(post_bytes(body), "192.0.2.1") is None
    assert not worked
    assert app.fast_path.answer(post_bytes(TYPENAME), "192.0.2.2")
