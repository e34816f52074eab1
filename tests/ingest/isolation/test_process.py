"""A child process has the time that it was given, whatever it does with its pipes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ingest.isolation.process import ChildFailed, ChildProcess

LONG = b"x" * 1_000_000
"""More than a pipe holds."""


@contextmanager
def child(name: str, seconds: float) -> Iterator[ChildProcess]:
    process = ChildProcess(f"tests.ingest.isolation.{name}_child", seconds, 10 * len(LONG))
    try:
        yield process
    finally:
        process.end()


@pytest.mark.parametrize("message", [b"short", LONG])
@pytest.mark.parametrize("name", ["deaf", "mute"])
def test_a_child_that_does_not_answer_is_given_up_after_its_time(name: str, message: bytes) -> None:
    faults: list[str] = []

    def exchange(process: ChildProcess) -> None:
        with pytest.raises(ChildFailed) as failed:
            process.exchange(message, 1.0)
        faults.append(failed.value.fault)

    with child(name, 1.0) as process:
        waiting = threading.Thread(target=exchange, args=(process,), daemon=True)
        waiting.start()
        waiting.join(60)
        assert not waiting.is_alive()
    assert faults == ["reading it takes more than 1 seconds"]


def test_lines_of_any_length_go_there_and_back() -> None:
    with child("echoing", 60.0) as process:
        for message in (LONG, b"", b"short", LONG + b"y"):
            assert process.exchange(message, 60.0) == message
