"""The fast path: a whole plain ``POST /graphql`` is answered when it is received, without ASGI.

It answers only what is beyond doubt: a head in a strict form with known headers, each once, a body that is there to its
last byte, and an operation that a plan has answered before. Everything else takes the way of every request. The checks
are the functions of that way, asked once for each head, so that nothing can be let through here that is refused there.
"""

import logging
import os
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from api.admission import Admission
from api.boundary import Boundary
from api.graphql_http import GraphQLEndpoint, acceptable, answer_headers
from api.graphql_request import check_content_type, request_of
from api.logs import RequestRecord
from api.refusals import Refusal
from api.settings import Settings
from schema.engine import Answer, Engine, GraphQLRequest, Outcome

START = b"POST /graphql HTTP/1.1\r\n"
_HEADER = re.compile(rb"([A-Za-z-]{1,40}):[ ]?([\x21-\x7e](?:[\x20-\x7e]{0,1022}[\x21-\x7e])?)\r\n")
_LENGTH = re.compile(r"[1-9][0-9]{0,6}")
_KNOWN = frozenset(
    [
        *("host", "accept", "accept-encoding", "accept-language", "user-agent", "content-type", "content-length"),
        *("connection", "origin", "referer", "cache-control", "pragma", "dnt", "priority", "traceparent", "tracestate"),
        *("sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site", "sec-gpc"),
        *("sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform"),
    ]
)
_LONGEST_HEAD = 4096
_HEADS_KEPT = 500
_LONGEST_HELD = 16 * 1024
_LONGEST_BODY_KEPT = 8 * 1024
_ENTRY_BYTES = 600
_IDS_AT_ONCE = 128


Headers = Sequence[tuple[bytes, bytes]]


class _Ids:
    """Ids of requests, drawn from the system many at a time, and by each process after it parted from its parent."""

    __slots__ = ("_drawn", "_process")

    def __init__(self) -> None:
        self._drawn: list[str] = []
        self._process = 0

    def next(self) -> str:
        if not self._drawn or self._process != os.getpid():
            digits = secrets.token_hex(8 * _IDS_AT_ONCE)
            self._drawn = [digits[at : at + 16] for at in range(0, len(digits), 16)]
            self._process = os.getpid()
        return self._drawn.pop()


@dataclass(frozen=True, slots=True)
class Head:
    """A head that is beyond doubt: how long its body is, and of which type the answer has to be."""

    length: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that is kept, with its headers between the date and the id of the request, and those after it."""

    answer: Answer
    headers: bytes
    version: bytes
    size: int


class FastPath:
    """Answers plain requests at once, or not at all."""

    def __init__(
        self, engine: Engine, boundary: Boundary, admission: Admission, endpoint: GraphQLEndpoint, settings: Settings
    ) -> None:
        """Answer with `engine` what `boundary`, `admission` and the rates of `endpoint` let through."""
        self._engine = engine
        self._boundary = boundary
        self._admission = admission
        self._rates = endpoint.rates
        self._persisted = endpoint.persisted
        self._settings = settings
        self._heads: dict[bytes, Head | None] = {}
        self._kept: OrderedDict[tuple[str, bytes], Kept] = OrderedDict()
        self._kept_bytes = 0
        self._version = ""
        self._ids = _Ids()
        self._log = structlog.get_logger().bind()
        self._logs = self._log.is_enabled_for(logging.INFO)
        self._default: tuple[Headers, bytes] = ([], b"")
        self.answered = 0

    def answer(self, data: bytes, client: str | None, default_headers: Headers) -> bytes | None:
        """Return all bytes of the answer to a request, null if it has to take the way of every request.

        Args:
            data: All bytes that were received since the last message.
            client: The address of the client.
            default_headers: Headers that every answer of this process has.
        """
        end = data.find(b"\r\n\r\n", 0, _LONGEST_HEAD) + 4
        if end < 4:  # noqa: PLR2004  # not found
            return None
        head = self._head(data[:end])
        if head is None or len(data) - end != head.length or not self._admission.is_free:
            return None
        began = time.perf_counter()
        kept = self._answer(data[end:], head.media_type)
        if kept is None or not self._within_rate(client):
            return None
        self.answered += 1
        return self._written(kept, began, default_headers)

    def wants_more(self, data: bytes) -> bool:
        """Tell whether these bytes are a plain head, and a short body of which something has not come yet."""
        end = data.find(b"\r\n\r\n", 0, _LONGEST_HEAD) + 4
        head = self._head(data[:end]) if end >= 4 else None  # noqa: PLR2004  # found
        return head is not None and len(data) - end < head.length <= _LONGEST_HELD

    def _head(self, head: bytes) -> Head | None:
        try:
            return self._heads[head]
        except KeyError:
            if len(self._heads) >= _HEADS_KEPT:
                self._heads.clear()
            found = self._heads[head] = self._checked(head)
            return found

    def _checked(self, head: bytes) -> Head | None:
        """Return what a head says, null if anything in it is not plain."""
        headers, at = [], len(START)
        while match := _HEADER.match(head, at):
            headers.append((match[1].lower(), match[2]))
            at = match.end()
        if head[at:] != b"\r\n" or len(headers) > self._settings.max_headers or len(head) > self._settings.max_head:
            return None
        given = {name.decode("ascii"): value.decode("ascii") for name, value in headers}
        if len(given) < len(headers) or not _KNOWN.issuperset(given):
            return None
        if given.get("connection", "keep-alive").lower() != "keep-alive":
            return None
        length = given.get("content-length", "")
        if not _LENGTH.fullmatch(length) or int(length) > self._settings.max_body:
            return None
        scope = {"type": "http", "method": "POST", "http_version": "1.1", "headers": headers}
        try:
            self._boundary.check(scope)
            media_type = acceptable(scope)
            check_content_type(scope)
        except Refusal:
            return None
        return Head(int(length), media_type)

    def _answer(self, body: bytes, media_type: str) -> Kept | None:
        version = self._engine.version_at_once()
        if version != self._version:
            self._forget(version)
        key = (media_type, body)
        known = self._kept.get(key)
        if known is not None:
            self._kept.move_to_end(key)
            return known
        request = self._request(body)
        answer = None if request is None else self._engine.answer_at_once(request)
        if answer is None or answer.outcome is not Outcome.ANSWERED or answer.codes:
            return None
        made = Kept(
            answer,
            answer_headers(answer, media_type) + b"x-request-id: ",
            b"duramen-version: %b\r\n\r\n" % answer.version.encode("ascii"),
            _ENTRY_BYTES + len(body) + len(answer.body),
        )
        if not answer.private and len(body) <= _LONGEST_BODY_KEPT:
            self._keep(key, made)
        return made

    def _request(self, body: bytes) -> GraphQLRequest | None:
        try:
            return request_of(body, self._settings.json_limits, self._persisted)
        except Refusal:
            return None

    def _keep(self, key: tuple[str, bytes], made: Kept) -> None:
        most = self._settings.answer_cache_bytes
        if made.size * 8 > most:
            return
        self._kept[key] = made
        self._kept_bytes += made.size
        while self._kept_bytes > most:
            _, oldest = self._kept.popitem(last=False)
            self._kept_bytes -= oldest.size

    def _forget(self, version: str) -> None:
        self._kept.clear()
        self._kept_bytes, self._version = 0, version

    def _within_rate(self, client: str | None) -> bool:
        try:
            self._rates.check(client)
        except Refusal:
            return False
        return True

    def _written(self, kept: Kept, began: float, default_headers: Headers) -> bytes:
        request_id, answer = self._ids.next(), kept.answer
        if self._default[0] is not default_headers:  # another list each second, for its date
            lines = b"".join([b"%b: %b\r\n" % header for header in default_headers])
            self._default = (default_headers, b"HTTP/1.1 200 OK\r\n" + lines)
        whole = b"".join(
            (self._default[1], kept.headers, request_id.encode("ascii"), b"\r\n", kept.version, answer.body)
        )
        if self._logs:
            record = RequestRecord(
                request_id,
                "POST",
                "/graphql",
                answer.operation_name,
                answer.document_hash,
                cost=answer.cost,
                snapshot=answer.version,
                status=200,
                sent=len(answer.body),
                at_once=True,
            )
            self._log.info("request", **record.fields((time.perf_counter() - began) * 1000))
        return whole
