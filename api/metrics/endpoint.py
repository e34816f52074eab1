"""``/metrics`` at an address of its own, which need not be the one that the public reaches."""

import asyncio
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from api.boundary import RECORD
from api.metrics.board import Board
from api.metrics.exposition import encoded, exposition
from api.metrics.gathering import Gatherer
from api.refusals import Code, Refusal
from api.replies import JSON_HEADERS, NO_STORE, Reply, header

_PATH = "/metrics"
_EVERY_SECONDS = 1.0


class Metrics:
    """Tells the counts of all serving processes: this one's as they are, the others' as of a second ago."""

    def __init__(self, gatherer: Gatherer, board: Board) -> None:
        """Tell what `gatherer` finds here, and what `board` has of the others."""
        self.gatherer = gatherer
        self.worker = 0
        """The place of this process among them."""
        self._board = board

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        if scope["path"] != _PATH:
            raise Refusal(404, Code.NOT_FOUND, "There is nothing at this address; the metrics are at /metrics.")
        scope[RECORD].route = _PATH
        if scope["method"] not in {"GET", "HEAD"}:
            raise Refusal(405, Code.METHOD_NOT_ALLOWED, "Ask by GET.", {"Allow": "GET, HEAD"})
        self._write()
        body, content_type = exposition(self._written(), header(scope, b"accept") or "")
        await Reply(200, body, {"content-type": content_type, **JSON_HEADERS, **NO_STORE}).send(send)

    async def keep_telling(self) -> None:
        """Write down the counts of this process for the others, once a second, until it is cancelled."""
        while True:
            self._write()
            await asyncio.sleep(_EVERY_SECONDS)

    def _write(self) -> None:
        self._board.write(self.worker, encoded(self.gatherer.samples()))

    def _written(self) -> dict[int, list[Any]]:
        texts = {place: self._board.read(place) for place in range(self._board.places)}
        return {place: orjson.loads(text) for place, text in texts.items() if text}
