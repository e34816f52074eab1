"""The outermost layer: what holds for every request, whatever it asks for.

It gives each request an id, checks the Host, answers refusals and failures, adds the headers of every answer and
writes the one line of the log.
"""

import re
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import structlog
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.graphql_request import ClientGone
from api.logs import RequestRecord, request_id
from api.refusals import Code, Refusal
from api.replies import Reply, single_headers
from api.versions import ServedVersion

if TYPE_CHECKING:
    from api.fast_path import FastPath
    from api.metrics.endpoint import Metrics
    from api.metrics.requests import MeasuredFastPath, RequestCounts

RECORD = "duramen.record"
"""Key of the request's `RequestRecord` in the ASGI scope."""

REFUSAL = "duramen.refusal"
"""Key of a `Refusal` that the protocol came to before the application was asked."""

_HOST = re.compile(r"(?P<name>[a-z0-9._-]{1,255}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?")

log = structlog.get_logger()


class Boundary:
    """Wraps the application."""

    fast_path: "FastPath | MeasuredFastPath | None" = None
    """What answers plain requests before they come here."""

    counts: "RequestCounts | None" = None
    """Where requests are counted, if metrics are wanted."""

    metrics: "Metrics | None" = None
    """What tells the counts, if they are wanted."""

    warm: Callable[[], None]
    """Makes what no first answer needs: the explorer, and the generic executor."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], version: ServedVersion) -> None:
        """Wrap `app`; `hosts` empty takes any, `version` is that of the graph that is served."""
        self._app = app
        self._hosts = hosts
        self._version = version

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        record = RequestRecord(request_id=secrets.token_hex(8), method=scope["method"])
        scope[RECORD] = record
        request_id.set(record.request_id)
        try:
            await self._answer(scope, receive, self._sender(record, send), record)
        finally:
            seconds = time.perf_counter() - started
            if self.counts is not None:
                self.counts.observe(record, seconds)
            log.info("request", **record.fields(seconds * 1000))

    async def _answer(self, scope: Scope, receive: Receive, send: Send, record: RequestRecord) -> None:
        try:
            self.check(scope)
            await self._app(scope, receive, send)
        except ClientGone:
            record.client_left = True
        except Refusal as refusal:
            await _refuse(refusal, record, send)
        except HTTPException as error:
            await _refuse(_of_http_exception(error), record, send)
        except Exception:  # a bug in one request must not end the connection without an answer
            log.exception("request failed")
            failure = Refusal(500, Code.INTERNAL_SERVER_ERROR, "Something went wrong here; it is in our log.")
            await _refuse(failure, record, send, record.request_id)

    def check(self, scope: Scope) -> None:
        """Check whom a request is for.

        Raises:
            Refusal: If the protocol refused it already, or the Host is not one of this service.
        """
        if REFUSAL in scope:
            raise scope[REFUSAL]
        hosts = single_headers(scope, b"host")
        if len(hosts) > 1:
            raise _bad_host("There is more than one Host.")
        if not hosts:
            if scope["http_version"] == "1.0":
                return
            raise _bad_host("The Host is missing.")
        match = _HOST.fullmatch(hosts[0].lower())
        if match is None:
            raise _bad_host("The Host is not a host name.")
        if self._hosts and match["name"] not in self._hosts:
            raise _bad_host("The Host is not one of this service.")

    def _sender(self, record: RequestRecord, send: Send) -> Callable[[Message], Awaitable[None]]:
        async def send_and_count(message: Message) -> None:
            if message["type"] == "http.response.start":
                record.status = message["status"]
                version = record.snapshot or self._version.text
                own = [(b"x-request-id", record.request_id.encode()), (b"duramen-version", version.encode())]
                message = {**message, "headers": [*message.get("headers", ()), *own]}
            else:
                record.sent += len(message.get("body", b""))
            await send(message)

        return send_and_count


def _bad_host(message: str) -> Refusal:
    # whoever sent this may have meant the next request for somebody else
    return Refusal(400, Code.BAD_REQUEST, message, close=True)


async def _refuse(refusal: Refusal, record: RequestRecord, send: Send, request_id: str | None = None) -> None:
    record.codes = (refusal.code,)
    if record.status == 0:
        await Reply.of(refusal, request_id=request_id).send(send)


def _of_http_exception(error: HTTPException) -> Refusal:
    if error.status_code == 404:  # noqa: PLR2004 - not found
        return Refusal(404, Code.NOT_FOUND, "There is nothing at this address.")
    if error.status_code == 405:  # noqa: PLR2004 - method not allowed
        return Refusal(405, Code.METHOD_NOT_ALLOWED, "This address does not take this method.", error.headers)
    return Refusal(error.status_code, Code.BAD_REQUEST, "The request is not acceptable.", error.headers)
