"""Several processes on one port: all serve, one that dies is replaced, all take in newer content, all stop."""

import os
import signal
from pathlib import Path

import httpx
import psutil
import pytest

from tests.api.running import PATIENCE, TYPENAME, Running, is_closed, post_bytes, read_responses, running, wait_for
from tests.api.test_reload import Content, is_stale, name_of

pytestmark = pytest.mark.slow


def workers_of(server: Running) -> list[int]:
    return [child.pid for child in psutil.Process(server.pid).children()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_all_stop_on_one_signal_and_lose_nothing(number: int) -> None:
    with running("--workers", "2") as server:
        workers = workers_of(server)
        assert len(workers) == 2
        connections = [server.connect() for _ in range(20)]
        for connection in connections:
            connection.sendall(post_bytes())
        server.process.send_signal(number)
        for connection in connections:
            assert read_responses(connection)[0].status == 200
            connection.close()
        assert server.process.wait(PATIENCE) == 0
        assert not any(psutil.pid_exists(pid) for pid in workers)
        assert "Traceback" not in server.text()


def test_a_signal_to_the_whole_group_is_as_gentle() -> None:
    with running("--workers", "2") as server:
        for pid in workers_of(server):  # as a service manager does
            os.kill(pid, signal.SIGTERM)
        assert server.stop() == 0


def test_a_worker_that_dies_is_replaced() -> None:
    with running("--workers", "2") as server:
        first, second = workers_of(server)
        os.kill(first, signal.SIGKILL)
        replaced = wait_for(lambda: _two_without(server, first), what="a new worker")
        assert second in replaced
        wait_for(lambda: server.post(TYPENAME).status_code == 200)
        assert server.stop() == 0


def _two_without(server: Running, dead: int) -> list[int] | None:
    workers = workers_of(server)
    return workers if len(workers) == 2 and dead not in workers else None


def test_workers_do_not_outlive_their_parent() -> None:
    with running("--workers", "2") as server:
        workers = workers_of(server)
        server.process.kill()
        server.process.wait()
        wait_for(lambda: not any(psutil.pid_exists(pid) for pid in workers), what="the end of the workers")


def test_all_workers_take_in_newer_content(tmp_path: Path) -> None:
    content = Content(tmp_path)
    with running("--workers", "2", "--seeds", str(content.seeds), cache=content.cache) as server:
        name = content.edit(1)
        server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: all(name_of(server) == name for _ in range(30)), what="the change everywhere")
        content.write("broken: [")
        server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: all(is_stale(server) for _ in range(30)), what="being stale everywhere")
        assert name_of(server) == name
        for pid in workers_of(server):
            os.kill(pid, signal.SIGKILL)
        wait_for(lambda: _answers(server), what="new workers")
        assert name_of(server) == name


def _answers(server: Running) -> bool:
    try:
        return server.post(TYPENAME).status_code == 200
    except httpx.TransportError:
        return False


def test_a_request_in_flight_is_finished_by_a_worker_that_stops() -> None:
    with running("--workers", "2", grace_seconds=PATIENCE) as server, server.connect() as connection:
        raw = post_bytes()
        connection.sendall(raw[:-3])
        server.process.send_signal(signal.SIGTERM)
        wait_for(lambda: "stopping" in server.text())
        connection.sendall(raw[-3:])
        assert read_responses(connection)[0].status == 200
        assert is_closed(connection)
        assert server.process.wait(PATIENCE) == 0
