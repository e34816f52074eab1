"""One request and its answer on a connection: uvicorn's cycle, with a way to refuse a request while its body comes."""

import asyncio
from collections.abc import Callable

import structlog
from uvicorn._types import ASGI3Application, ASGIReceiveEvent, ASGISendEvent
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from api.boundary import REFUSAL
from api.refusals import Refusal

log = structlog.get_logger()


class Exchange(RequestResponseCycle):
    """A request that may turn out, after its headers, to be one that is not answered as asked."""

    refusal: Refusal | None = None
    is_last: Callable[[], bool]
    """Tells, when the answer begins, whether the connection ends with it."""

    def refuse(self, refusal: Refusal) -> None:
        """Let the application find a refusal instead of the rest of the body; the connection ends with its answer."""
        self.refusal = refusal
        self.keep_alive = False
        self.message_event.set()

    async def run_asgi(self, app: ASGI3Application) -> None:
        """Run the application; its own failures are answered there, so what comes through here is a bug of ours."""
        if self.refusal is not None:
            self.scope[REFUSAL] = self.refusal  # type: ignore[literal-required]
        try:
            await app(self.scope, self.receive, self.send)
        except asyncio.CancelledError:
            self.transport.abort()  # the grace is over
        except Exception:  # one request must not take the process along
            log.exception("exchange failed")
            self.transport.abort()
        else:
            if not self.response_complete and not self.disconnected:
                self.transport.abort()  # the client must not take a part for the whole
        finally:
            self.on_response = _nothing

    async def receive(self) -> ASGIReceiveEvent:
        """Return the next part of the body.

        Reading goes on for a body that is not there yet, and for nothing else: what a client sends ahead of its turn
        stays in the kernel.

        Raises:
            Refusal: If the rest of the request can't be had.
        """
        if self.waiting_for_100_continue and not self.transport.is_closing():
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.waiting_for_100_continue = False
        if not self.disconnected and not self.response_complete:
            if self.more_body:
                self.flow.resume_reading()
            await self.message_event.wait()
            self.message_event.clear()
        if self.refusal is not None:
            raise self.refusal
        if self.disconnected or self.response_complete:
            return {"type": "http.disconnect"}
        body, self.body = bytes(self.body), bytearray()
        return {"type": "http.request", "body": body, "more_body": self.more_body}

    async def send(self, message: ASGISendEvent) -> None:
        """Send a part of the answer; a request that was not read to its end is the last of its connection."""
        if not self.response_started and (self.more_body or self.is_last()):
            self.keep_alive = False
        await super().send(message)


def _nothing() -> None:
    """Take the place of the callback once an exchange is over."""
