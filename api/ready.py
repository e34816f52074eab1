"""Requests that were understood before: what is left to do for an answer is to write it."""

import struct
from typing import NamedTuple, Protocol

from api.graphql_http import headers_before_length
from api.media_types import IDENTITY
from api.request_ids import ID_BYTES
from schema.engine import Answer
from schema.plans.bound import AFTER, BEFORE, Bound

Written = bytes | bytearray | tuple[bytes, ...]
"""All bytes of an answer, good until the next one is written; a long body made anew follows its head in pieces."""
_LONGEST_COPIED = 16 * 1024  # up to here copying is quicker than one piece more to the kernel
put_id = struct.Struct(f"{ID_BYTES}s").pack_into  # twice as quick as assigning bytes to a slice
_KEPT_BYTES = 900
_PREPARED_BYTES = 1400


class Facts(NamedTuple):
    """What the log says of an answer."""

    operation_name: str | None
    document_hash: str
    cost: int
    version: str


class Ready(Protocol):
    """A request that can be answered at once."""

    facts: Facts
    sent: int
    """Bytes of the body that was written last."""

    def written(self, opening: bytes, request_id: bytes) -> Written | None:
        """Return all bytes of the answer, null if it must be had in another way.

        Args:
            opening: The status line and the headers that every answer of this process has.
            request_id: The id of this request.
        """


class Whole:
    """An answer that is there to its last byte; only the id of the request, and once a second the date, are put in."""

    __slots__ = ("_parts", "facts", "id_at", "opening", "sent", "whole")

    def __init__(self, body: bytes, facts: Facts, media_type: str, coding: str = IDENTITY) -> None:
        """Answer with `body`, which has this coding."""
        self.facts = facts
        self.sent = len(body)
        self._parts: tuple[bytes, ...] = (_before_id(media_type, len(body), coding), _after_id(facts.version), body)
        self.opening = b""
        self.id_at = 0
        self.whole = bytearray()

    @classmethod
    def of(cls, answer: Answer, media_type: str) -> "Whole":
        """Return what is written for an answer of the engine."""
        facts = Facts(answer.operation_name, answer.document_hash, answer.cost, answer.version)
        return cls(answer.body, facts, media_type)

    @property
    def body(self) -> bytes:
        """The body of the answer."""
        return self._parts[-1] if self._parts else bytes(memoryview(self.whole)[-self.sent :])

    @property
    def size(self) -> int:
        """Bytes that it takes in memory."""
        return _KEPT_BYTES + self.sent

    def written(self, opening: bytes, request_id: bytes) -> Written:
        """See `Ready`."""
        if self._parts:
            before, after, body = self._parts
            self._parts, self.opening, self.id_at = (), opening, len(opening) + len(before)
            self.whole = bytearray().join((opening, before, request_id, after, body))
            return self.whole
        if opening is not self.opening:
            self.whole[: len(self.opening)] = opening
            self.id_at += len(opening) - len(self.opening)
            self.opening = opening
        put_id(self.whole, self.id_at, request_id)
        return self.whole


class Prepared:
    """A request whose answer is written anew each time."""

    __slots__ = ("_after", "_before", "_bound", "_media_type", "facts", "sent")

    size = _PREPARED_BYTES
    """Bytes that it takes in memory beside its request, and beside what the plan keeps."""

    def __init__(self, bound: Bound, media_type: str) -> None:
        """Answer with what `bound` gives."""
        about = bound.about
        self.facts = Facts(about.operation_name, about.document_hash, bound.cost, bound.version)
        self.sent = 0
        self._bound = bound
        self._media_type = media_type
        self._before = b""
        self._after = _after_id(bound.version) + BEFORE

    @property
    def is_current(self) -> bool:
        """Whether it can still be answered."""
        return self._bound.is_current

    def written(self, opening: bytes, request_id: bytes) -> Written | None:
        """See `Ready`."""
        data = self._bound.data()
        if data is None:
            return None
        sent = len(BEFORE) + len(data) + len(AFTER)
        if sent != self.sent:
            self.sent = sent
            self._before = _before_id(self._media_type, sent)
        if sent > _LONGEST_COPIED:
            return b"".join((opening, self._before, request_id, self._after)), data, AFTER
        return b"".join((opening, self._before, request_id, self._after, data, AFTER))

    def whole(self) -> Whole | None:
        """Return the answer to keep, null if it must be had in another way."""
        data = self._bound.data()
        return None if data is None else Whole(BEFORE + data + AFTER, self.facts, self._media_type)


def _before_id(media_type: str, length: int, coding: str = IDENTITY) -> bytes:
    return b"%bcontent-length: %d\r\nx-request-id: " % (headers_before_length(media_type, coding), length)


def _after_id(version: str) -> bytes:
    return b"\r\nduramen-version: %b\r\n\r\n" % version.encode("ascii")
