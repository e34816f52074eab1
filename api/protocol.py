"""The HTTP/1.1 protocol: uvicorn's on httptools, with the bounds on time and size that it lacks.

Everything a client can make wait or grow has an end here: the request line and headers, their number, the body's time,
silence, an answer that nobody takes, requests sent ahead of their turn, connections. What is refused here is answered
by the application like any other refusal, so that it looks the same and is logged.

Deadlines are kept as numbers and looked at by a sweep over the connections (`overdue`), because a timer a request would
cost more than the request's parsing.
"""

import asyncio
import functools
import math
import os
import select
import socket
import struct
from enum import Enum
from typing import Any, NoReturn
from urllib.parse import unquote

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from api.boundary import REFUSAL
from api.exchange import Exchange
from api.fast_path import FastPath
from api.framing import framing_header, refuse_ambiguous, split_target
from api.metrics.requests import MeasuredFastPath
from api.refusals import Code, Refusal, bad_request
from api.settings import Settings

_SLICE = 4096  # bytes parsed at once, so that few messages are begun before a full pipeline is noticed
_MAX_AHEAD = 32  # messages that may wait for their turn; what follows is not read
_LINGER_SECONDS = 2.0
_LINGERING_CONNECTIONS = 256  # connections over the limit that get an answer; those beyond are just closed
_SPLIT_SECONDS = 0.02
_REQUEST_EXTRA = len("  HTTP/1.1\r\n") + len("\r\n")
_HEADER_EXTRA = len(": \r\n")


class Reading(Enum):
    """What is being read from a connection."""

    NOTHING = "nothing"  # between two messages
    HEAD = "head"
    BODY = "body"


_write = os.write
_NOTHING = Reading.NOTHING  # the member of an enumeration is slow to come by in this Python


class Connections(ServerState):
    """What the connections of one process share."""

    def __init__(self, settings: Settings, fast_path: FastPath | MeasuredFastPath | None = None) -> None:
        """Start with no connection."""
        self.fast_path = fast_path
        super().__init__()
        self.settings = settings
        self.draining = False
        self.idle_deadline = math.inf
        """When a connection is closed that falls silent now, by the loop's clock; each sweep over them moves it on."""

    @property
    def default_headers(self) -> list[tuple[bytes, bytes]]:
        """The headers of every answer; uvicorn sets others each second, for their date."""
        return self._default_headers

    @default_headers.setter
    def default_headers(self, headers: list[tuple[bytes, bytes]]) -> None:
        self._default_headers = headers
        if self.fast_path is not None:
            self.fast_path.begin_answers_with(headers)


class Connection(HttpToolsProtocol):
    """One connection with a client."""

    server_state: Connections
    cycle: Exchange

    def __init__(
        self,
        config: Config,
        server_state: Connections,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Serve one connection with the application of `config`."""
        super().__init__(config, server_state, app_state, _loop)
        self._settings = server_state.settings
        self._fast = server_state.fast_path
        self._reading = Reading.NOTHING
        self._deadline = math.inf
        self._write_deadline = math.inf
        self._unsent = 0
        self._head_size = 0
        self._head_received = 0
        self._header_count = 0
        self._unanswered = 0
        self._deaf = False
        self._lingering = False
        self._ended = False  # the client has said that it sends no more
        self._client_address: str | None = None
        self._descriptor = -1
        self._split: tuple[bytes, asyncio.TimerHandle] | None = None  # a plain request whose body is on its way
        self._held: list[bytes] = []  # received, but not parsed while too many messages wait
        self._refusal: Refusal | None = None
        self._body_after_upgrade: bytes | None = None
        self._silent = False  # what is parsed was not sent by the client

    # the connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin; one connection too many is answered at once."""
        super().connection_made(transport)
        self._client_address = self.client[0] if self.client else None
        self._descriptor = transport.get_extra_info("socket").fileno()
        if transport.get_extra_info("sslcontext") is not None:
            self._fast = None  # it writes to the socket itself
        excess = len(self.connections) - self._settings.max_connections
        if excess > _LINGERING_CONNECTIONS:
            transport.abort()
        elif excess > 0:
            message = "The service has no connection left; try again in a second."
            self._refuse(Refusal(503, Code.OVERLOADED, message, {"Retry-After": "1"}, close=True))
        else:
            self._deadline = self.loop.time() + self._settings.idle_seconds

    def eof_received(self) -> bool:  # type: ignore[override]
        """Keep a connection whose client has sent all it wants and still waits for answers."""
        self._give_up_split()
        self._ended = True
        self._turn_deaf()
        waits = self._unanswered > 0 and self._reading is Reading.NOTHING and not self._lingering
        if waits:
            self.cycle.keep_alive = False
        return waits

    @property
    def is_answering(self) -> bool:
        """Whether a request that took the way through the application has no answer yet."""
        return self._unanswered > 0

    def overdue(self, now: float) -> None:
        """Do what a passed deadline asks for: refuse, close, or cut off."""
        if now >= self._write_deadline:
            self._check_progress(now)
        if now < self._deadline or self.flow.read_paused or self.transport.is_closing():
            return
        if self._lingering or self._reading is Reading.NOTHING:
            self._close_silent(now)
        else:
            part = "headers" if self._reading is Reading.HEAD else "body"
            self._refuse(Refusal(408, Code.REQUEST_TIMEOUT, f"The {part} did not come in time.", close=True))

    def drain(self, *, cut: bool) -> None:
        """Close if there is nothing to answer; with `cut`, give up a message that is not complete."""
        if self._lingering or self.transport.is_closing():
            return
        if self._reading is not Reading.NOTHING:
            if cut and not self._deaf:
                message = "The service is stopping, and the request was not complete."
                self._refuse(Refusal(408, Code.REQUEST_TIMEOUT, message, close=True))
        elif self._is_quiet() and self._unanswered == 0:
            self.transport.close()

    def _close_silent(self, now: float) -> None:
        if self.transport.get_write_buffer_size() == 0:
            self.transport.abort() if self._lingering else self.transport.close()
        elif self._write_deadline == math.inf:
            self._watch_writing(now)

    def _is_quiet(self) -> bool:
        """Tell whether the client has sent nothing that was not looked at, not even into the kernel's buffer."""
        if self._held or self.pipeline or self._split:
            return False
        poll = select.poll()
        poll.register(self.transport.get_extra_info("socket").fileno(), select.POLLIN)
        return not poll.poll(0)

    # reading

    def data_received(self, data: bytes) -> None:
        """Answer a plain request at once, and parse everything else."""
        fast, transport, state = self._fast, self.transport, self.server_state
        is_idle = self._reading is _NOTHING and not (self._unanswered or self._split)
        if fast is None or not is_idle or state.draining or transport.get_write_buffer_size():
            self._receive(data)
            return
        answer = fast.answer(data, self._client_address)
        if answer is None:
            self._receive(data)
            return
        self._deadline = state.idle_deadline
        if isinstance(answer, tuple):
            transport.writelines(answer)
            return
        try:  # nothing waits to be written, so that a call of the system does it, which is shorter than the loop's way
            sent = _write(self._descriptor, answer)
        except OSError:  # what it is, the transport finds out again
            sent = 0
        if sent != len(answer):
            transport.write(bytes(answer[sent:]))

    def _receive(self, data: bytes) -> None:
        """Parse what came, slice by slice, unless there is too much to do already."""
        if self._deaf:
            return
        if self._held:
            self._held.append(data)
        elif self._split:
            before, timer = self._split
            timer.cancel()
            self._split = None
            self.data_received(before + data)
        elif self._is_split(data):
            self._split = (data, self.loop.call_later(_SPLIT_SECONDS, self._give_up_split))
        else:
            self._parse(data)

    def _is_split(self, data: bytes) -> bool:
        """Tell whether a plain request has begun whose body is on its way: many clients write the two apart."""
        is_idle = self._reading is _NOTHING and not self._unanswered and not self.server_state.draining
        return is_idle and self._fast is not None and self._fast.wants_more(data)

    def _parse(self, data: bytes) -> None:
        for start in range(0, len(data), _SLICE):
            if len(self.pipeline) >= _MAX_AHEAD:
                self._held.append(data[start:])
                self.flow.pause_reading()
                return
            self._feed(data[start : start + _SLICE])
            if self._deaf:
                return

    def _give_up_split(self) -> None:
        """Let a request whose body is long in coming take the way of every request."""
        if self._split:
            (data, timer), self._split = self._split, None
            timer.cancel()
            if not self.transport.is_closing() and not self._deaf:
                self._parse(data)

    def _feed(self, data: bytes) -> None:
        size, began = len(data), self._reading is Reading.HEAD
        while data:
            rest = b""
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as upgrade:
                rest = data[upgrade.args[0] :]
                self._stay_with_http()
            except httptools.HttpParserError:
                self._refuse(self._refusal or bad_request("This is not HTTP/1.1 as RFC 9112 has it."))
                return
            if self._deaf:
                return
            data = rest
        if began and self._reading is Reading.HEAD:
            self._head_received += size
            if self._head_received > self._settings.max_head + _SLICE:
                self._refuse(self._too_large())

    def on_message_begin(self) -> None:
        """Start the clock for the head of a message."""
        if self._silent:
            return
        super().on_message_begin()
        self._reading = Reading.HEAD
        self._deadline = self.loop.time() + self._settings.head_seconds
        self._head_size = self._head_received = self._header_count = 0

    def on_url(self, url: bytes) -> None:
        """Collect the request target up to its limit."""
        if self._silent:
            return
        self.url += url
        if len(self.url) > self._settings.max_target:
            self._stop(self._too_large())

    def on_header(self, name: bytes, value: bytes) -> None:
        """Collect a header; fields after a chunked body count too, and are dropped."""
        if self._silent:
            return
        self._header_count += 1
        self._head_size += len(name) + len(value) + _HEADER_EXTRA
        settings = self._settings
        if self._header_count > settings.max_headers:
            self._stop(Refusal(431, Code.HEADERS_TOO_LARGE, f"There are more than {settings.max_headers} headers."))
        self._check_head_size(0)
        if self._reading is Reading.HEAD:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Begin the exchange, or queue it behind those that were asked before."""
        if self._silent:
            return
        method, version = self.parser.get_method().decode("ascii"), self.parser.get_http_version()
        self._check_head_size(len(method))
        try:
            refuse_ambiguous(method, version, self.headers)
            raw_path, query = split_target(self.url)
        except Refusal as refusal:
            self._stop(refusal)
        path = raw_path.decode("ascii")
        self.scope["method"] = method
        self.scope["http_version"] = version
        self.scope["path"] = self.root_path + (unquote(path) if "%" in path else path)
        self.scope["raw_path"] = self.root_path.encode("ascii") + raw_path
        self.scope["query_string"] = query
        self._reading = Reading.BODY
        self._deadline = self.loop.time() + self._settings.body_seconds
        self._body_after_upgrade = framing_header(self.headers) if self.parser.should_upgrade() else None
        self._begin(self.scope, keep_alive=version == "1.1" and self.parser.should_keep_alive())

    def on_body(self, body: bytes) -> None:
        """Hand a part of the body to its exchange."""
        if self.cycle.response_complete:
            return
        self.cycle.body += body
        if len(self.cycle.body) > HIGH_WATER_LIMIT:
            self.flow.pause_reading()
        self.cycle.message_event.set()

    def on_message_complete(self) -> None:
        """Stop the clock: from here on the client waits for us."""
        if self._body_after_upgrade is not None:
            return
        self._reading = Reading.NOTHING
        self._deadline = math.inf
        self.cycle.more_body = False
        self.cycle.message_event.set()
        if not self.cycle.keep_alive:
            self._turn_deaf()

    def _stay_with_http(self) -> None:
        """Read on after a message that asks for another protocol: none is spoken here, so what follows is HTTP/1.1.

        The parser takes the body of such a message for the other protocol. A new one is told where the body ends.
        """
        framing, self._body_after_upgrade = self._body_after_upgrade, None
        if framing is not None:
            self.parser = httptools.HttpRequestParser(self)
            self._silent = True
            self.parser.feed_data(b"POST / HTTP/1.1\r\n" + framing + b"\r\n\r\n")
            self._silent = False

    def _check_head_size(self, method: int) -> None:
        if method + len(self.url) + self._head_size + _REQUEST_EXTRA > self._settings.max_head:
            self._stop(self._too_large())

    def _too_large(self) -> Refusal:
        if 2 * len(self.url) > self._settings.max_target:
            return Refusal(414, Code.URI_TOO_LONG, "The request target is too long.", close=True)
        message = f"The request line and headers are longer than {self._settings.max_head} bytes."
        return Refusal(431, Code.HEADERS_TOO_LARGE, message, close=True)

    # answering

    def _begin(self, scope: Any, *, keep_alive: bool) -> None:
        waits = self._unanswered > 0
        self.cycle = Exchange(
            scope=scope,
            transport=_Sending(self),  # type: ignore[arg-type]  # the part of a transport that an exchange uses
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=self.expect_100_continue,
            keep_alive=keep_alive,
            on_response=self.on_response_complete,
        )
        self.cycle.is_last = functools.partial(self._is_last, self.cycle)
        self._unanswered += 1
        if waits:
            self.flow.pause_reading()
            self.pipeline.appendleft((self.cycle, self.app))
        else:
            self._start_asgi_task(self.cycle, self.app)

    def on_response_complete(self) -> None:
        """Go on with the next request that was sent ahead, or wait for one."""
        self.server_state.total_requests += 1
        self._unanswered -= 1
        if self._lingering or self.transport.is_closing():
            return
        if self.pipeline:
            cycle, app = self.pipeline.pop()
            self._start_asgi_task(cycle, app)
        elif self._reading is Reading.NOTHING:
            self._deadline = self.loop.time() + self._settings.idle_seconds
        held, self._held = self._held, []
        for data in held:
            self.data_received(data)
        if not self._held and not self.pipeline:
            self.flow.resume_reading()

    def _is_last(self, cycle: Exchange) -> bool:
        """Tell whether the answer of an exchange is the last one before the process stops."""
        if not self.server_state.draining or cycle is not self.cycle or self.transport.is_closing():
            return False
        return self._reading is Reading.NOTHING and self._is_quiet()

    def finish(self) -> None:
        """End the connection so that the client can read the last answer.

        Closing at once while data is still coming resets the connection, and the answer with it. So we say that nothing
        follows, and read and forget what comes until the client closes or a moment has passed (RFC 9112 section 9.6).
        """
        if self._lingering or self.transport.is_closing():
            return
        self._lingering = True
        self._turn_deaf()
        self._deadline = self.loop.time() + _LINGER_SECONDS
        self.flow.resume_reading()
        if self._ended or not self.transport.can_write_eof():
            self.transport.close()
        else:
            self.transport.write_eof()

    def _turn_deaf(self) -> None:
        """Look at nothing that comes from now on."""
        self._deaf, self._fast = True, None

    def _stop(self, refusal: Refusal) -> NoReturn:
        """Leave the parser with a refusal, from inside one of its callbacks."""
        self._refusal = refusal
        raise refusal

    def _refuse(self, refusal: Refusal) -> None:
        """Answer what was being read with a refusal, after the answers that are due before it."""
        self._turn_deaf()
        self._deadline = math.inf
        if self._reading is Reading.BODY:
            self._reading = Reading.NOTHING
            self.cycle.refuse(refusal)
            return
        self._reading = Reading.NOTHING
        refused: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": self.asgi_version, "spec_version": "2.3"},
            "http_version": "1.1",
            "server": self.server,
            "client": self.client,
            "scheme": self.scheme,
            "root_path": self.root_path,
            "method": "-",
            "path": "",
            "raw_path": b"",
            "query_string": b"",
            "headers": [],
            "state": {},
            REFUSAL: refusal,
        }
        self.expect_100_continue = False
        self._begin(refused, keep_alive=False)
        self.cycle.more_body = False

    # writing

    def pause_writing(self) -> None:
        """Watch whether the client takes what it asked for."""
        super().pause_writing()
        self._watch_writing(self.loop.time())

    def resume_writing(self) -> None:
        """Stop watching."""
        super().resume_writing()
        self._write_deadline = math.inf

    def _watch_writing(self, now: float) -> None:
        self._unsent = self.transport.get_write_buffer_size()
        self._write_deadline = now + self._settings.write_seconds

    def _check_progress(self, now: float) -> None:
        unsent = self.transport.get_write_buffer_size()
        if unsent == 0:
            self._write_deadline = math.inf
        elif unsent < self._unsent:
            self._watch_writing(now)
        else:
            self._reset()

    def _reset(self) -> None:
        """Drop the connection and what is unsent: the kernel would go on trying for minutes."""
        at_once = struct.pack("ii", 1, 0)
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        self.transport.abort()


class _Sending:
    """The transport as an exchange sees it: closing it means to end the connection with care."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.write = connection.transport.write
        self.is_closing = connection.transport.is_closing
        self.abort = connection.transport.abort

    def close(self) -> None:
        self._connection.finish()
