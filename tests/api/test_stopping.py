"""The graceful stop: what was sent before the signal is answered, the exit status is 0, and nothing hangs."""

import asyncio
import contextlib
import signal
import socket
import threading
import time

import httpx
import pytest
import structlog

from api.server import _told_if_it_fails
from tests.api.running import (
    PATIENCE,
    TYPENAME,
    Response,
    Running,
    get_bytes,
    post_bytes,
    read_responses,
    running,
    wait_for,
)

pytestmark = pytest.mark.slow

SIGNALS = [signal.SIGTERM, signal.SIGINT]


@pytest.mark.parametrize("number", SIGNALS)
def test_an_idle_server_ends_with_status_0(number: int) -> None:
    with running() as server:
        kept = server.connect()
        kept.sendall(get_bytes())
        read_responses(kept)
        assert server.stop(number) == 0
        assert kept.recv(10) == b""
        kept.close()
        assert [line["event"] for line in server.log()][-2:] == ["stopping", "stopped"]
        assert "Traceback" not in server.text()


@pytest.mark.parametrize("number", SIGNALS)
def test_nothing_that_was_sent_before_the_signal_is_lost(number: int) -> None:
    with running(drain_seconds=1, grace_seconds=PATIENCE) as server, contextlib.ExitStack() as opened:
        fresh = [opened.enter_context(server.connect()) for _ in range(30)]
        kept = [opened.enter_context(server.connect()) for _ in range(30)]
        for connection in kept:
            connection.sendall(post_bytes())
            assert read_responses(connection)[0].status == 200
        server.process.send_signal(signal.SIGSTOP)  # so that all of it waits in the kernel
        for connection in fresh:
            connection.sendall(post_bytes())
        for connection in kept:
            connection.sendall(post_bytes() + get_bytes() * 3)
        late = [opened.enter_context(socket.socket()) for _ in range(20)]
        for connection in late:  # in the backlog of the listening socket
            connection.connect(("127.0.0.1", server.port))
            connection.sendall(post_bytes())
        server.process.send_signal(number)
        server.process.send_signal(signal.SIGCONT)
        for connection in fresh + late:
            found = read_responses(connection, 2)
            assert [response.status for response in found] == [200]
        for connection in kept:
            found = read_responses(connection, 5)
            assert [response.status for response in found] == [200] * 4
            assert [response.closes for response in found[:3]] == [False] * 3
        assert server.process.wait(PATIENCE) == 0


def test_who_has_connected_is_answered_however_late_the_server_comes_to_it() -> None:
    with running(drain_seconds=0, grace_seconds=PATIENCE) as server, contextlib.ExitStack() as opened:
        server.process.send_signal(signal.SIGSTOP)  # as if others had all of the machine until the draining is over
        late = [opened.enter_context(server.connect()) for _ in range(100)]
        for connection in late:
            connection.sendall(post_bytes())
        server.process.send_signal(signal.SIGTERM)
        server.process.send_signal(signal.SIGCONT)
        assert [[one.status for one in read_responses(connection)] for connection in late] == [[200]] * 100
        assert server.process.wait(PATIENCE) == 0


def test_more_than_one_read_can_take_is_answered_to_its_end() -> None:
    ahead = [get_bytes(b"/graphql?query={a%d:__typename}%%23" % n + b"x" * 8000) for n in range(150)]
    with running(drain_seconds=1, grace_seconds=PATIENCE) as server, server.connect() as connection:
        server.process.send_signal(signal.SIGSTOP)
        connection.sendall(b"".join(ahead))
        server.process.send_signal(signal.SIGTERM)
        server.process.send_signal(signal.SIGCONT)
        found = read_responses(connection, len(ahead) + 1)
        assert [response.body for response in found] == [b'{"data":{"a%d":"Query"}}' % n for n in range(150)]
        assert server.process.wait(PATIENCE) == 0


def test_under_load_no_request_fails_until_the_server_says_that_it_closes() -> None:
    statuses: list[int] = []
    lost: list[float] = []
    with running(drain_seconds=1) as server:
        threads = [threading.Thread(target=_ask_on, args=(server, statuses, lost)) for _ in range(8)]
        for thread in threads:
            thread.start()
        wait_for(lambda: len(statuses) > 200)
        stopped_at = time.monotonic()
        assert server.stop() == 0
        for thread in threads:
            thread.join()
    assert set(statuses) == {200}
    # a request may go unanswered only if it was sent when connections were no longer accepted
    assert not [sent_at for sent_at in lost if sent_at < stopped_at + 0.9]


def _ask_on(server: Running, statuses: list[int], lost: list[float]) -> None:
    """Ask again and again, on kept connections, until the server is gone; note when a lost request had been sent."""
    while True:
        try:
            connection = server.connect()
        except ConnectionRefusedError:
            return
        with connection:
            last: Response | None = None
            while last is None or not last.closes:
                last, sent_at = _ask(connection)
                if last is None:
                    lost.append(sent_at)
                    return
                statuses.append(last.status)


def _ask(connection: socket.socket) -> tuple[Response | None, float]:
    """Return the answer, if there is one, and a time by which the kernel had all of the request."""
    try:
        connection.sendall(post_bytes())
    except ConnectionError:
        return None, time.monotonic()
    sent_at = time.monotonic()
    return next(iter(read_responses(connection)), None), sent_at


def test_while_draining_readiness_says_so_and_requests_are_answered() -> None:
    with running(drain_seconds=PATIENCE) as server:
        server.process.send_signal(signal.SIGTERM)
        ready = wait_for(lambda: _not_ready(server), what="not being ready")
        assert ready.json() == {"ready": False, "reason": "stopping", "stale": False}
        response = server.post(TYPENAME)
        assert (response.status_code, response.headers["connection"]) == (200, "close")
        assert httpx.get(f"{server.address}/healthz", timeout=60).status_code == 200
        assert server.stop(signal.SIGINT) == 0


def _not_ready(server: Running) -> httpx.Response | None:
    response = httpx.get(f"{server.address}/readyz", timeout=60)
    return response if response.status_code == 503 else None


def test_a_body_that_comes_late_is_still_answered() -> None:
    with running(drain_seconds=0.2, grace_seconds=PATIENCE) as server, server.connect() as connection:
        raw = post_bytes()
        connection.sendall(raw[:-4])
        server.process.send_signal(signal.SIGTERM)
        wait_for(lambda: _refused(server), what="the end of accepting")
        connection.sendall(raw[-4:])
        assert read_responses(connection)[0].status == 200
        assert server.process.wait(PATIENCE) == 0


def _refused(server: Running) -> bool:
    try:
        server.connect().close()
    except ConnectionRefusedError:
        return True
    return False


@pytest.mark.parametrize("begun", [post_bytes()[:-4], get_bytes()[:-2]], ids=["body", "headers"])
def test_a_request_that_never_completes_is_cut_without_a_traceback(begun: bytes) -> None:
    with running(grace_seconds=1) as server, server.connect() as connection:
        connection.sendall(begun)
        wait_for(lambda: server.post(TYPENAME).status_code == 200)
        server.process.send_signal(signal.SIGTERM)
        found = read_responses(connection)
        assert [(response.status, response.code) for response in found] == [(408, "REQUEST_TIMEOUT")]
        assert server.process.wait(PATIENCE) == 0
        assert "Traceback" not in server.text()


def test_a_client_that_takes_no_answer_does_not_hold_the_stop() -> None:
    query = b'{"query":"{ concepts(first: 100) { nodes { slug definition invariant tradeOffs failureModes } } }"}'
    with running(grace_seconds=1) as server, socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", server.port))
        connection.sendall(post_bytes(query) * 200)
        wait_for(lambda: any(line.get("bytes", 0) > 10_000 for line in server.log()))
        assert server.stop() == 0
        assert "Traceback" not in server.text()


def test_a_second_signal_of_a_supervisor_changes_nothing_and_ctrl_c_hurries() -> None:
    with running(drain_seconds=60) as server:
        server.process.send_signal(signal.SIGTERM)
        wait_for(lambda: _not_ready(server))
        server.process.send_signal(signal.SIGTERM)
        assert server.post(TYPENAME).status_code == 200
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(PATIENCE) == 0


def test_a_killed_server_starts_again_at_once_on_the_same_port() -> None:
    for _ in range(2):
        with running() as server:
            connection = server.connect()
            connection.sendall(get_bytes())
            assert read_responses(connection)[0].status == 200
            server.process.kill()
            server.process.wait()
            connection.close()
            with running("--port", str(server.port)) as again:
                assert again.port == server.port
                assert again.post(TYPENAME).status_code == 200
                again.process.kill()
                again.process.wait()


def test_work_beside_serving_that_fails_is_told_and_what_is_cancelled_is_not() -> None:
    async def fails() -> None:
        raise ValueError("inside")

    async def lasts() -> None:
        await asyncio.Event().wait()

    async def scenario() -> None:
        await _told_if_it_fails(fails)
        task = asyncio.create_task(_told_if_it_fails(lasts))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled()

    with structlog.testing.capture_logs() as logged:
        asyncio.run(scenario())
    assert [line["event"] for line in logged] == ["work beside serving failed"]
