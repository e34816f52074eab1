"""Pages of lists as the database gives them: what bounds one in a statement, and its rows as the protocol's slices."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.errors import BadPage
from graph.neo4j_store.decoding import Decode
from graph.neo4j_store.model import place_of, sort_key_of
from graph.paging import Cursors, CursorScope
from graph.store import Order, Page, Slice

EMPTY = Slice(items=(), cursors=(), total=0, has_next=False, has_previous=False)
_BELOW_ALL, _ABOVE_ALL = "", "\uffff"


@dataclass(frozen=True, slots=True)
class Window:
    """A page in ascending order, in which the database keeps every list: up to `count` items between two places.

    They are taken from the low end where `front`, else from the high end.
    """

    low: str
    high: str
    count: int
    front: bool

    def parameters(self) -> dict[str, Any]:
        """Return what the statements call it."""
        return {"low": self.low, "high": self.high, "count": self.count, "front": self.front}


def window_of(page: Page, scope: CursorScope, order: Order) -> Window:
    """Return the window of a page.

    Raises:
        BadPage, BadCursor, CursorExpired: See `Pinned.slices`.
    """
    count = page.first if page.first is not None else page.last
    if count is None or (page.first is not None and page.last is not None):
        raise BadPage
    after = None if page.after is None else place_of(*scope.decode(page.after))
    before = None if page.before is None else place_of(*scope.decode(page.before))
    front = (page.first is not None) is not order.descending
    if after is not None and before is not None and (after <= before if order.descending else before <= after):
        # a page that ends before it begins is empty, and lies where it begins
        before, count, front = None, 0, not order.descending
    low, high = (before, after) if order.descending else (after, before)
    return Window(_BELOW_ALL if low is None else low, _ABOVE_ALL if high is None else high, count, front)


def slice_of(row: Sequence[Any], scope: CursorScope, decode: Decode, *, descending: bool) -> Slice:
    """Return a row of a list: its owner, places with values, whether more lies below and above, and the total."""
    _, found, below, above, total = row
    if descending:
        found = found[::-1]
        below, above = above, below
    places = [sort_key_of(place) for place, _ in found]
    return Slice(
        items=tuple([decode(value, key) for (_, key), (_, value) in zip(places, found, strict=True)]),
        cursors=Cursors(scope, places),
        total=total,
        has_next=above,
        has_previous=below,
    )


def cut(row: Sequence[Any], window: Window, owner: str, total: int) -> list[Any]:
    """Return the row of an ordered list in the form of all lists; it holds one item more than asked if there is one."""
    found, below, above = row
    more = len(found) > window.count
    found = found[: window.count]
    if window.front:
        return [owner, found, below, above or more, total]
    return [owner, found[::-1], below or more, above, total]
