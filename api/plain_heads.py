"""Heads of plain ``POST /graphql`` requests: what is beyond doubt in a strict form, and how long its body is.

The checks are the functions of the way of every request, asked once for each head, so that nothing can be let through
here that is refused there. Lines that differ from request to request, a trace or a length, are looked at by themselves.
"""

import re
from dataclasses import dataclass
from typing import TypeVar

from api.boundary import Boundary
from api.encodings import EncodedAnswers
from api.graphql_http import acceptable, acceptable_coding
from api.graphql_request import check_content_type
from api.media_types import Form, form_of
from api.refusals import Refusal
from api.settings import Settings

START = b"POST /graphql HTTP/1.1\r\n"
LONGEST = 4096
_HEADER = re.compile(rb"([A-Za-z-]{1,40}):[ ]?([\x21-\x7e](?:[\x20-\x7e]{0,1022}[\x21-\x7e])?)\r\n")
_LENGTH = re.compile(rb"[ ]?([1-9][0-9]{0,6})")
_TRACE = re.compile(rb"[ ]?[\x21-\x7e](?:[\x20-\x7e]{0,1022}[\x21-\x7e])?")
_LENGTH_LINE = b"\r\ncontent-length:"
_TRACE_LINES = (b"\r\ntraceparent:", b"\r\ntracestate:")
_KNOWN = frozenset(
    [
        *("host", "accept", "accept-encoding", "accept-language", "user-agent", "content-type"),
        *("connection", "origin", "referer", "cache-control", "pragma", "dnt", "priority"),
        *("sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site", "sec-gpc"),
        *("sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform"),
    ]
)
_KEPT = 500
_OTHER_LINES = 2  # the request line and the empty one

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Head:
    """A head that is beyond doubt: how long its body is, and which form the answer has to have."""

    length: int
    form: Form
    is_traced: bool
    """Whether it has a line that no other request has."""


class PlainHeads:
    """Reads heads, and knows those that it has read lately."""

    def __init__(self, boundary: Boundary, encoded: EncodedAnswers, settings: Settings) -> None:
        """Let through what `boundary` does, within the bounds of `settings`; `encoded` knows the codings."""
        self._boundary = boundary
        self._encoded = encoded
        self._settings = settings
        self._known: dict[bytes, Head | None] = {}
        self._traced: dict[bytes, Head | None] = {}
        self._forms: dict[bytes, Form | None] = {}

    def read(self, head: bytes) -> Head | None:
        """Return what a head says, from its first byte to the empty line; null if anything in it is not plain."""
        if head in self._known:
            return self._known[head]
        settings = self._settings
        if len(head) > settings.max_head or head.count(b"\r\n") - _OTHER_LINES > settings.max_headers:
            return None
        rest = _without_traces(head)
        if len(rest) == len(head):
            return _kept(self._known, head, self._read(head, is_traced=False))
        if rest in self._traced:
            return self._traced[rest]
        return _kept(self._traced, rest, self._read(rest, is_traced=True))

    def _read(self, head: bytes, *, is_traced: bool) -> Head | None:
        length, rest = _cut(head, head.lower().find(_LENGTH_LINE), _LENGTH_LINE, _LENGTH)
        if length is None or int(length[1]) > self._settings.max_body:
            return None
        form = self._form(rest)
        return None if form is None else Head(int(length[1]), form, is_traced)

    def _form(self, head: bytes) -> Form | None:
        """Return the form that an answer has to have, null if the head is not plain."""
        return self._forms[head] if head in self._forms else _kept(self._forms, head, self._checked(head))

    def _checked(self, head: bytes) -> Form | None:
        headers, at = [], len(START)
        while match := _HEADER.match(head, at):
            headers.append((match[1].lower(), match[2]))
            at = match.end()
        if head[at:] != b"\r\n" or not head.startswith(START):
            return None
        given = {name.decode("ascii"): value.decode("ascii") for name, value in headers}
        if len(given) < len(headers) or not _KNOWN.issuperset(given):
            return None
        if given.get("connection", "keep-alive").lower() != "keep-alive":
            return None
        scope = {"type": "http", "method": "POST", "http_version": "1.1", "headers": headers}
        try:
            self._boundary.check(scope)
            form = form_of(acceptable(scope), acceptable_coding(scope, self._encoded))
            check_content_type(scope)
        except Refusal:
            return None
        return form


def _kept(known: dict[bytes, Found], key: bytes, found: Found) -> Found:
    """Keep what was found; now and then all is forgotten, so that heads that never come again don't add up."""
    if len(known) >= _KEPT:
        known.clear()
    known[key] = found
    return found


def _without_traces(head: bytes) -> bytes:
    """Return a head without the lines that differ from request to request, of which each may be there once."""
    lower = head.lower()
    for line in _TRACE_LINES:
        at = lower.find(line)
        if at >= 0:
            _, head = _cut(head, at, line, _TRACE)
            lower = head.lower()
    return head


def _cut(head: bytes, at: int, line: bytes, value: re.Pattern[bytes]) -> tuple[re.Match[bytes] | None, bytes]:
    """Return the value of the header at a place and the head without it; one of another form stays where it is."""
    if at < 0:
        return None, head
    end = head.find(b"\r\n", at + 2)
    match = value.fullmatch(head, at + len(line), end)
    return (None, head) if match is None else (match, head[:at] + head[end:])
