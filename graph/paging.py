"""Cursors and pages: where a reader stands in a list, in a form that survives a change of the graph.

A cursor holds the edge, the order, a hash of the filters, and the sort key and item key of one item, so that reading
goes on at the right place even when that item has vanished since. With another edge, order or filter it is refused.
"""

import base64
import binascii
import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import msgspec

from graph.canonical import Version
from graph.edges import Edge
from graph.errors import BadCursor, BadPage, CursorExpired
from graph.store import Filter, Order, Page

MAX_CURSOR_LENGTH = 2048
_ENCODE = msgspec.json.Encoder().encode
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
SortKey = tuple[str, str]
"""An item's place in an order: its sort text and its own key, both ASCII, so that every store compares them alike."""


@dataclass(frozen=True, slots=True)
class CursorScope:
    """What a cursor is good for: one edge, order and filter, and one version where the list depends on it."""

    edge: str
    order: str
    filter_hash: str
    version: str | None

    @classmethod
    def of(cls, edge: Edge, order: Order, where: Filter, version: Version | None) -> "CursorScope":
        """Return the scope of a list; `version` is given where the list may differ between versions in its order."""
        field = order.field or edge.order
        order_text = f"-{field}" if order.descending else str(field)
        filter_hash = hashlib.sha256(msgspec.json.encode(where.canonical())).hexdigest()[:12]
        return cls(edge.name, order_text, filter_hash, None if version is None else version.digest[:12])

    def encode(self, position: SortKey) -> str:
        """Return the cursor of the item at `position`."""
        body = _ENCODE((self.edge, self.order, self.filter_hash, self.version, *position))
        return binascii.b2a_base64(body, newline=False).rstrip(b"=").translate(_URL_SAFE).decode()

    def decode(self, cursor: str) -> SortKey:
        """Return the position that a cursor stands for.

        Raises:
            BadCursor: If it is no cursor, or one of another list.
            CursorExpired: If it is bound to another version.
        """
        if len(cursor) > MAX_CURSOR_LENGTH:
            raise BadCursor
        try:
            body = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            edge, order, filter_hash, version, text, key = msgspec.json.decode(
                body, type=tuple[str, str, str, str | None, str, str]
            )
        except (binascii.Error, ValueError, msgspec.MsgspecError):
            raise BadCursor from None
        if (edge, order, filter_hash) != (self.edge, self.order, self.filter_hash):
            raise BadCursor
        if version != self.version:
            raise CursorExpired
        return text, key


class Cursors(Sequence[str]):
    """The cursors of a page, each made when somebody reads it: of most pages nobody reads more than the ends."""

    __slots__ = ("_positions", "_scope")

    def __init__(self, scope: CursorScope, positions: Sequence[SortKey]) -> None:
        """Stand for the cursors of the items at `positions`."""
        self._scope, self._positions = scope, positions

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._positions)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...
    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        """Return one cursor, or some."""
        if isinstance(index, slice):
            return tuple(map(self._scope.encode, self._positions[index]))
        return self._scope.encode(self._positions[index])

    def __eq__(self, other: object) -> bool:
        """Whether the cursors are the same, as a page of one store is compared with that of another."""
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        """Return the hash of all of them."""
        return hash(tuple(self))


@dataclass(frozen=True, slots=True)
class Window:
    """The part ``[start:stop]`` of a list, and whether there is more on either side."""

    start: int
    stop: int
    has_next: bool
    has_previous: bool


def window_of(page: Page, scope: CursorScope, positions: Sequence[SortKey], *, descending: bool) -> Window:
    """Return which part of a list a page asks for.

    Args:
        page: What is wanted.
        scope: The list's cursor scope.
        positions: The list's positions, ascending, or descending where `descending` says so.
        descending: The direction of `positions`.

    Raises:
        BadPage: If the page gives `first` and `last` together, or neither.
        BadCursor, CursorExpired: See `CursorScope.decode`.

    Cost: logarithmic in the length of the list, and once its length where `descending`.
    """
    if (page.first is None) == (page.last is None):
        raise BadPage
    ascending = positions[::-1] if descending else positions
    size = len(positions)
    start, stop = 0, size
    if page.after is not None:
        position = scope.decode(page.after)
        start = size - bisect_left(ascending, position) if descending else bisect_right(ascending, position)
    if page.before is not None:
        position = scope.decode(page.before)
        stop = size - bisect_right(ascending, position) if descending else bisect_left(ascending, position)
    stop = max(start, stop)
    if page.first is not None:
        stop = min(stop, start + page.first)
    if page.last is not None:
        start = max(start, stop - page.last)
    return Window(start, stop, has_next=stop < size, has_previous=start > 0)


@dataclass(frozen=True, slots=True)
class Listing:
    """One whole list: the keys of its items after the filter and in the order asked for, and where each stands."""

    keys: tuple[str, ...]
    positions: Sequence[SortKey]
    scope: CursorScope
    descending: bool

    def window(self, page: Page) -> Window:
        """Return which part a page asks for; raises what `window_of` raises."""
        return window_of(page, self.scope, self.positions, descending=self.descending)

    def cursors(self, window: Window) -> Cursors:
        """Return the cursors of the items of a part."""
        return Cursors(self.scope, self.positions[window.start : window.stop])
