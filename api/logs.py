"""The log: one line a request on stderr, as JSON or for people, never with a query, a variable or a full address.

Writing never waits: when nobody reads the pipe that stderr is, lines are dropped and counted, and requests go on.
"""

import logging
import os
import select
import sys
import traceback
from collections.abc import MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import orjson
import structlog

MAX_NAME_LENGTH = 64
MAX_LINE_BYTES = 2000
"""Of a line of JSON; the texts in it are cut so that it stays JSON. It is less than a pipe takes in one piece."""
_MAX_TRACEBACK = 1400
_MAX_CODES = 5

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The request that is being answered, so that whatever goes wrong on its way is logged with its id."""


@dataclass(slots=True)
class RequestRecord:
    """What is logged about one request; filled in on its way.

    `at_once` says that it took the fast path, `handed_over` why no plan answered it.
    """

    request_id: str
    method: str
    route: str = "other"
    operation_name: str | None = None
    document_hash: str | None = None
    codes: tuple[str, ...] = ()
    cost: int | None = None
    snapshot: str | None = None
    status: int = 0
    sent: int = 0
    client_left: bool = False
    at_once: bool = False
    handed_over: str | None = None

    def fields(self, milliseconds: float) -> dict[str, Any]:
        """Return the fields of the log line; fields that say nothing are left out."""
        found = {
            "request_id": self.request_id,
            "method": self.method,
            "route": self.route,
            "operation": None if self.operation_name is None else escaped(self.operation_name),
            "document": self.document_hash,
            "status": self.status,
            "code": ",".join(self.codes[:_MAX_CODES]) or None,
            "ms": round(milliseconds, 2),
            "cost": self.cost,
            "bytes": self.sent,
            "snapshot": self.snapshot,
            "client_left": self.client_left or None,
            "at_once": self.at_once or None,
            "handed_over": self.handed_over,
        }
        return {name: value for name, value in found.items() if value is not None}


def escaped(name: str) -> str:
    """Return a client's text as at most 64 characters of printable ASCII."""
    return name[:MAX_NAME_LENGTH].encode("unicode_escape").decode("ascii")[:MAX_NAME_LENGTH]


def short_traceback(error: BaseException) -> str:
    """Return the innermost part of a traceback, short enough for one line of the log."""
    return "".join(traceback.format_exception(error))[-_MAX_TRACEBACK:]


class PatientStream:
    """Writes whole lines to a file descriptor when that is possible at once, and counts what it had to drop."""

    def __init__(self, descriptor: int) -> None:
        """Write to `descriptor`."""
        self._descriptor = descriptor
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLOUT)
        self.dropped = 0

    def write(self, line: str) -> None:
        """Write a line; its end is added, and what a pipe would not take in one piece is left out."""
        if not self._writable():
            self.dropped += 1
            return
        dropped, self.dropped = self.dropped, 0
        note = f'{{"level":"warning","event":"log lines dropped","count":{dropped}}}\n' if dropped else ""
        try:
            written = (note + line).encode("utf-8", "backslashreplace")
            os.write(self._descriptor, written[: select.PIPE_BUF - 1] + b"\n")
        except OSError:
            self.dropped = dropped + 1  # the reader is gone, or the disk is full: serving goes on

    def _writable(self) -> bool:
        # a pipe is writable when so much fits as is written in one piece
        try:
            return any(event & select.POLLOUT for _, event in self._poll.poll(0))
        except OSError:
            return False

    msg = debug = info = warning = error = critical = exception = log = write


def configure(form: str, level: str) -> None:
    """Send the log of this service and of its libraries to stderr.

    Args:
        form: ``json``, ``text`` or ``auto``: text where stderr is a terminal.
        level: Least level that is written.
    """
    if form == "auto":
        form = "text" if sys.stderr.isatty() else "json"
    threshold = getattr(logging, level.upper())
    stream = PatientStream(sys.stderr.fileno())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            _with_failure,
            _as_text if form == "text" else _as_json,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=lambda *_: stream,
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_FromLibraries()], level=max(threshold, logging.WARNING), force=True)


def _with_failure(_logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Add the id of the request to what is logged on its way, and turn an exception into a short traceback."""
    current = request_id.get()
    if current is not None:
        event.setdefault("request_id", current)
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException) and method in {"error", "critical", "exception"}:
        event["traceback"] = short_traceback(error)
    return event


def _as_json(_logger: object, _method: str, event: MutableMapping[str, Any]) -> str:
    fields = {name: event.pop(name) for name in ("time", "level", "event") if name in event}
    fields |= event
    line = orjson.dumps(fields, default=str)
    while len(line) > MAX_LINE_BYTES:
        longest = max(fields, key=lambda name: len(str(fields[name])))
        text = str(fields[longest])
        excess = len(line) - MAX_LINE_BYTES
        fields[longest] = text[: max(len(text) - excess, len(text) // 2)]  # a letter may take several bytes
        line = orjson.dumps(fields, default=str)
    return line.decode()


def _as_text(_logger: object, _method: str, event: MutableMapping[str, Any]) -> str:
    time, level, what = (str(event.pop(name, "")) for name in ("time", "level", "event"))
    traced = event.pop("traceback", "")
    rest = " ".join(f"{name}={value}" for name, value in event.items())
    return f"{time[11:19]} {level:7} {what} {rest}{traced and chr(10)}{traced}".rstrip()


class _FromLibraries(logging.Handler):
    """Brings what libraries log into the same stream and form."""

    def emit(self, record: logging.LogRecord) -> None:
        fields = {}
        if record.exc_info and record.exc_info[1] is not None:
            fields["traceback"] = short_traceback(record.exc_info[1])
        log = structlog.get_logger()
        write = log.error if record.levelno >= logging.ERROR else log.warning
        write(record.getMessage()[:400], logger=record.name, **fields)
