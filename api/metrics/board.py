"""A board in shared memory: each serving process writes down its counts there, so that any of them can tell all.

It is made before the processes part. A process owns one place and writes to no other; who reads while it writes finds a
checksum that does not fit, and reads again. A process that takes the place of a dead one begins with its own counts.
"""

import mmap
import struct
import zlib

PLACE_BYTES = 256 * 1024
_HEAD = struct.Struct("<II")  # length and checksum
_TRIES = 50


class Board:
    """One place a process."""

    def __init__(self, places: int) -> None:
        """Have `places` places; memory is taken for what is written."""
        self.places = places
        self._memory = mmap.mmap(-1, places * PLACE_BYTES)

    def write(self, place: int, text: bytes) -> None:
        """Write `text` to a place; what does not fit is not written."""
        if len(text) > PLACE_BYTES - _HEAD.size:
            return
        start = place * PLACE_BYTES
        body = start + _HEAD.size
        self._memory[body : body + len(text)] = text
        self._memory[start:body] = _HEAD.pack(len(text), zlib.crc32(text))

    def read(self, place: int) -> bytes:
        """Return what was written to a place last; empty if nothing was, or if it never rests."""
        start = place * PLACE_BYTES
        for _ in range(_TRIES):
            length, checksum = _HEAD.unpack_from(self._memory, start)
            if length <= PLACE_BYTES - _HEAD.size:
                text = self._memory[start + _HEAD.size : start + _HEAD.size + length]
                if zlib.crc32(text) == checksum:
                    return text
        return b""
