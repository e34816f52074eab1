"""Reading a snapshot in memory at once: the same resolvers as for the generic executor, without an event loop.

What they wait for is there already, so that a coroutine runs to its end in one go. One that would really wait is ended,
and its operation handed over.
"""

from collections.abc import Awaitable, Callable, Generator, Hashable, Sequence
from inspect import isawaitable
from typing import Any

from graph.identity import NodeKey
from graph.memory import MemoryPinned
from graph.records import Node
from graph.vocabulary import NodeKind
from schema.plans.handing import HandedOver, Reason
from schema.reading import Fetch, Reader
from schema.services import Services


class Ready:
    """A value that can be awaited and is there."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __await__(self) -> Generator[None, None, Any]:
        return self.value
        yield  # makes this a generator


def settled(value: Any) -> Any:
    """Return what a value or an awaitable comes to.

    Raises:
        HandedOver: If it is not there yet.
    """
    if type(value) is Ready:
        return value.value
    if not isawaitable(value):
        return value
    steps = value.__await__()
    try:
        next(steps)
    except StopIteration as ended:
        return ended.value
    steps.close()
    raise HandedOver(Reason.WAITING)


class DirectReader(Reader):
    """Reads one snapshot in memory; every answer is there when it is asked for."""

    def __init__(self, pinned: MemoryPinned) -> None:
        """Read from `pinned` only."""
        self._pinned = pinned

    @property
    def services(self) -> Services:  # type: ignore[override]  # an attribute there, which nothing sets
        """What is outside of the snapshot has to be waited for."""
        raise HandedOver(Reason.WAITING)

    def close(self) -> None:
        """Nothing is ever under way."""

    def load(self, call: Hashable, fetch: Fetch, key: Hashable) -> Any:
        """See `Reader.load`."""
        return Ready(settled(fetch([key]))[0])

    async def nodes_of(self, kind: NodeKind, keys: Sequence[str]) -> list[Any]:
        """See `Reader.nodes_of`."""
        return list(await self._pinned.nodes(kind, keys))

    async def nodes(self, keys: Sequence[NodeKey | None]) -> list[Node | None]:
        """See `Reader.nodes`."""
        return [None if key is None else (await self._pinned.nodes(key.kind, [key.key]))[0] for key in keys]

    async def batched_many(
        self,
        load: Callable[..., Awaitable[Sequence[Any]]],
        arguments: dict[str, Any],
        keys: Sequence[Hashable],
    ) -> list[Any]:
        """See `Reader.batched_many`."""
        return list(await load(self._pinned, keys, arguments)) if keys else []
