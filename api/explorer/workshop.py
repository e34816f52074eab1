"""Where pages check what readers would like to add: one at a time, beside the event loop, against what is served.

Checking takes some 100 ms of a processor, so that few may wait; more are told to come back.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from api.refusals import Code, Refusal
from graph.errors import ContentTooLarge, StoreError
from graph.records import Content
from graph.store import Pinned, Store
from schema.errors import GraphTooLarge

if TYPE_CHECKING:
    from ingest.proposals import Ground

MOST_WAITING = 8

T = TypeVar("T")


class Workshop:
    """Checks against the graph of one store."""

    def __init__(self, store: Store) -> None:
        """Prepare nothing yet: the content is read when somebody brings something."""
        self._store = store
        self._ground: tuple[str, Ground] | None = None
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def do(self, work: "Callable[[Ground], T]") -> T:
        """Return what `work` makes of the ground of the current version; it runs in a thread.

        Raises:
            Refusal: If too many wait, or if the store cannot be read.
        """
        if self._waiting >= MOST_WAITING:
            message = "Too many contributions are being checked right now. Please try again in a few seconds."
            raise Refusal(503, Code.OVERLOADED, message, {"Retry-After": "2"})
        self._waiting += 1
        try:
            async with self._turn:
                ground = await self._current()
                return await asyncio.to_thread(work, ground)
        except ContentTooLarge as error:
            raise Refusal(503, Code.GRAPH_TOO_LARGE, GraphTooLarge(error.size, error.limit).message) from None
        except StoreError:
            message = "The catalogue cannot be read right now. Please try again in a few seconds."
            raise Refusal(503, Code.STORE_UNAVAILABLE, message, {"Retry-After": "2"}) from None
        finally:
            self._waiting -= 1

    async def _current(self) -> "Ground":
        pinned: Pinned = await self._store.pin()
        version = str(pinned.version)
        if self._ground is None or self._ground[0] != version:
            content = await pinned.content()
            self._ground = (version, await asyncio.to_thread(_ground_of, content))
        return self._ground[1]


def _ground_of(content: Content) -> "Ground":
    from ingest.proposals import Ground  # noqa: PLC0415 - a server starts without the checks

    return Ground.of(content)
