"""What one request reads: one pinned version, and every question to it batched over all who ask at the same time.

A query of depth d costs O(d) round trips however many nodes it returns: values that are wanted by different parts of a
query are collected until the executor has nothing left to do without them, then asked for in one call of the store
for each method and set of arguments. A value is read once a request.
"""

import asyncio
import datetime
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Any

from graph.canonical import Version
from graph.edges import Edge
from graph.errors import ContentTooLarge
from graph.identity import NodeKey, symbol_key
from graph.questions.projection import PROJECTIONS, Index, Projection
from graph.records import Node, Persistence, RetiredId, Survival, Symbol, SymbolKey
from graph.store import Filter, Order, Page, Pinned, Slice, Summary
from graph.vocabulary import NodeKind
from schema.errors import GraphTooLarge
from schema.services import Services


async def read_evidence(pinned: Pinned, keys: Sequence[Any], _: Any) -> Sequence[Any]:
    """Read what was found about symbols; one function, so that all who ask share a round trip."""
    return await pinned.evidence(keys)


Fetch = Callable[[Sequence[Any]], Awaitable[Sequence[Any]]]
QUIET_TICKS = 3
"""Rounds of the event loop without a new question after which a batch is asked; each costs microseconds."""


class Batch:
    """The keys that wait for one call of the store, and the futures of their values."""

    __slots__ = ("fetch", "waiting")

    def __init__(self, fetch: Fetch) -> None:
        self.fetch = fetch
        self.waiting: dict[Hashable, asyncio.Future[Any]] = {}

    def hand_out(self, values: Sequence[Any] | BaseException) -> None:
        """Give everybody their value, or all of them the one error."""
        futures = list(self.waiting.values())
        if isinstance(values, asyncio.CancelledError):
            for future in futures:
                future.cancel()
        elif isinstance(values, BaseException):
            for future in futures:
                _fail(future, values)
        else:
            for future, value in zip(futures, values, strict=True):
                if not future.done():
                    future.set_result(value)


async def _round(batches: Sequence[Batch]) -> None:
    """Ask for all batches at once, and hand out values and errors in the order in which they were first asked for.

    Where several errors make the same part of an answer null, the first one is shown: it must not depend on which call
    of a store came back first.
    """
    calls = (batch.fetch(list(batch.waiting)) for batch in batches)
    found: Sequence[Any]
    try:
        found = await asyncio.gather(*calls, return_exceptions=True)
    except asyncio.CancelledError as cancelled:
        for batch in batches:
            batch.hand_out(cancelled)
        raise
    for batch, values in zip(batches, found, strict=True):
        batch.hand_out(values)


def _fail(future: asyncio.Future[Any], error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)
        future.exception()  # an error nobody waits for any more is no news


def _of_its_own(future: asyncio.Future[Any]) -> asyncio.Future[Any]:
    """Return a future for one who asks, who may give up without the others losing the value.

    The executor cancels the fields beside one that failed, and with them what they wait for.
    """
    if future.done():
        return future
    own = asyncio.shield(future)
    own.add_done_callback(_noted)
    return own


def _noted(future: asyncio.Future[Any]) -> None:
    if not future.cancelled():
        future.exception()  # an error nobody waits for any more is no news


class Reader:
    """Reads one pinned version for one request."""

    def __init__(self, pinned: Pinned, services: Services | None = None) -> None:
        """Read from `pinned` only; `services` is what questions may need beside it."""
        self._pinned = pinned
        self.services = services or Services()
        self._loop = asyncio.get_running_loop()
        self._known: dict[Hashable, dict[Hashable, asyncio.Future[Any]]] = {}
        self._pending: dict[Hashable, Batch] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._asked = 0

    @property
    def version(self) -> Version:
        """The version that is read."""
        return self._pinned.version

    @property
    def pinned(self) -> Pinned:
        """What is read, for questions that put their keys together themselves."""
        return self._pinned

    def close(self) -> None:
        """Stop reading: whoever asked has given up, or has everything."""
        self._pending = {}
        for task in list(self._running):
            task.cancel()

    def load(self, call: Hashable, fetch: Fetch, key: Hashable) -> asyncio.Future[Any]:
        """Return the future value of `key`; equal `call`s are answered by one `fetch`."""
        known = self._known.setdefault(call, {})
        if key in known:
            return _of_its_own(known[key])
        if not self._pending:
            self._loop.call_soon(self._settle, self._asked, 0)
        self._asked += 1
        batch = self._pending.get(call)
        if batch is None:
            batch = self._pending[call] = Batch(fetch)
        future = batch.waiting[key] = known[key] = self._loop.create_future()
        return _of_its_own(future)

    def _settle(self, asked: int, quiet: int) -> None:
        """Wait until nobody asks for more, then ask the store."""
        if self._asked != asked:
            quiet = 0
        if quiet < QUIET_TICKS:
            self._loop.call_soon(self._settle, self._asked, quiet + 1)
            return
        batches, self._pending = list(self._pending.values()), {}
        task = self._loop.create_task(_round(batches))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def node(self, kind: NodeKind, key: str) -> asyncio.Future[Node | None]:
        """Return a node by its key, null if it is not there."""
        return self.load(("nodes", kind), lambda keys: self._pinned.nodes(kind, keys), key)

    async def nodes_of(self, kind: NodeKind, keys: Sequence[str]) -> list[Any]:
        """Return nodes of one kind in the order of their keys, null where there is none."""
        return list(await asyncio.gather(*(self.node(kind, key) for key in keys)))

    async def nodes(self, keys: Sequence[NodeKey | None]) -> list[Node | None]:
        """Return nodes of any kinds in the order of their keys: one call a kind."""
        futures = [None if key is None else self.node(key.kind, key.key) for key in keys]
        await asyncio.gather(*(future for future in futures if future is not None))
        return [None if future is None else future.result() for future in futures]

    def page(
        self, edge: Edge, owner: str, page: Page, where: Filter, order: Order, as_of: datetime.date | None
    ) -> asyncio.Future[Slice]:
        """Return one part of the list that `owner` has over `edge`."""
        terms = tuple(tuple(term) for term in where.canonical())
        call = ("slices", edge.name, page, terms, order, as_of)
        return self.load(call, lambda owners: self._pinned.slices(edge, owners, page, where, order, as_of), owner)

    def batched(
        self,
        load: Callable[[Pinned, Sequence[Any], Any], Awaitable[Sequence[Any]]],
        arguments: dict[str, Any],
        key: Hashable,
    ) -> asyncio.Future[Any]:
        """Return what a declared `load` function reads for `key`."""
        call = (load, tuple(sorted(arguments.items())))
        return self.load(call, lambda keys: load(self._pinned, keys, arguments), key)

    async def batched_many(
        self,
        load: Callable[[Pinned, Sequence[Any], Any], Awaitable[Sequence[Any]]],
        arguments: dict[str, Any],
        keys: Sequence[Hashable],
    ) -> list[Any]:
        """Return what a declared `load` function reads for each of some keys, in their order."""
        return list(await asyncio.gather(*(self.batched(load, arguments, key) for key in keys)))

    async def symbol(self, key: SymbolKey) -> Symbol | None:
        """Return a symbol, null if it is not there."""
        found: Any = await self.node(NodeKind.SYMBOL, symbol_key(key))
        symbol: Symbol | None = found
        return symbol

    async def symbols_by_ref(self, ref: str) -> tuple[SymbolKey, ...]:
        """Return the symbols with this object reference, over all packages."""
        found: tuple[SymbolKey, ...] = await self.load("symbols_by_ref", self._pinned.symbols_by_ref, ref)
        return found

    def survival(self, framework: str) -> asyncio.Future[tuple[Survival, ...]]:
        """Return how long the names of a framework lasted, or those of all."""
        return self.load("survival", self._pinned.survival, framework)

    def persistence(self, concept: str) -> asyncio.Future[tuple[Persistence, ...]]:
        """Return how a concept lasted, or all ideas."""
        return self.load("persistence", self._pinned.persistence, concept)

    async def retired(self, text: str) -> RetiredId | None:
        """Return how a published id ended."""
        found: RetiredId | None = await self.load("retired", self._pinned.retired, text)
        return found

    async def published(self, version: str) -> int | None:
        """Return the number of a version that was published before the one that is read; null if it is not known."""
        found: int | None = await self.load("published", self._pinned.published, version)
        return found

    async def projection(self, *indexes: Index) -> Projection:
        """Return the version as the questions see it, with indexes that are built; others are answered meanwhile.

        One round trip for the first who asks in this process.

        Raises:
            GraphTooLarge: If the store does not give out so much content at once.
        """
        try:
            projection = await PROJECTIONS.of(self._pinned)
        except ContentTooLarge as error:
            raise GraphTooLarge(error.size, error.limit) from None
        for index in indexes:
            if not projection.is_prepared(index):
                await asyncio.to_thread(projection.prepare, index)
        return projection

    async def summary(self) -> Summary:
        """Return counts and dates of the version."""

        async def fetch(_: Sequence[Any]) -> Sequence[Summary]:
            return [await self._pinned.summary()]

        found: Summary = await self.load("summary", fetch, None)
        return found
