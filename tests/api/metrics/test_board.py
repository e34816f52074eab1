"""The board in shared memory: what one process writes another reads whole, or not at all."""

import os

from api.metrics.board import PLACE_BYTES, Board


def test_a_place_holds_what_was_written_last() -> None:
    board = Board(3)
    assert [board.read(place) for place in range(3)] == [b"", b"", b""]
    board.write(1, b"a longer text")
    board.write(1, b"short")
    board.write(2, b"other")
    assert [board.read(place) for place in range(3)] == [b"", b"short", b"other"]


def test_what_is_too_long_leaves_the_text_before() -> None:
    board = Board(2)
    board.write(0, b"before")
    board.write(0, b"x" * PLACE_BYTES)
    board.write(1, b"neighbour")
    assert [board.read(0), board.read(1)] == [b"before", b"neighbour"]


def test_a_text_that_is_half_written_is_not_read() -> None:
    board = Board(1)
    board.write(0, b"0123456789")
    board._memory[12:14] = b"xx"
    assert board.read(0) == b""
    board._memory[0:4] = b"\xff" * 4  # a length that cannot be
    assert board.read(0) == b""


def test_a_child_process_writes_and_its_parent_reads() -> None:
    board = Board(1)
    child = os.fork()
    if child == 0:
        board.write(0, b"from the child")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert board.read(0) == b"from the child"
