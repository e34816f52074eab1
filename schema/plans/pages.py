"""Pages of lists for plans: a list is put in order once a filter and order, a page of it is cut and kept once."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graph.edges import Edge
from graph.memory import MemoryPinned
from graph.paging import Listing, Window
from graph.store import Filter, Item, Order, Page
from schema.plans.budget import ENTRY_BYTES, Budget
from schema.plans.rows import Row, Rows

_BYTES_AN_ITEM = 16
_PageKey = tuple[int | None, str | None, int | None, str | None]


class Part:
    """A part of a list as `graph.store.Slice` has it, worked out when it is asked for."""

    __slots__ = ("_item", "_listing", "_window")

    def __init__(self, listing: Listing, window: Window, item: Callable[[str], Item]) -> None:
        self._listing = listing
        self._window = window
        self._item = item

    @property
    def items(self) -> tuple[Item, ...]:
        """See `Slice`."""
        keys = self._listing.keys[self._window.start : self._window.stop]
        return tuple([self._item(key) for key in keys])

    @property
    def cursors(self) -> Sequence[str]:
        """See `Slice`."""
        return self._listing.cursors(self._window)

    @property
    def total(self) -> int:
        """See `Slice`."""
        return len(self._listing.keys)

    @property
    def has_next(self) -> bool:
        """See `Slice`."""
        return self._window.has_next

    @property
    def has_previous(self) -> bool:
        """See `Slice`."""
        return self._window.has_previous


class _Kept:
    """One list with those of its pages that were asked for."""

    __slots__ = ("listing", "pages")

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        self.pages: dict[_PageKey, Row] = {}


class Lists:
    """The lists of all owners over one edge, in one order after one filter."""

    def __init__(
        self,
        pages: "Pages",
        name: str,
        edge: Edge,
        narrowed: tuple[Filter, Order, datetime.date | None],
    ) -> None:
        self._pages = pages
        self._name = name
        self._edge = edge
        self._narrowed = narrowed
        self._kept: dict[str | None, _Kept] = {}

    def page_of(self, page: Page) -> Callable[[Row], Row]:
        """Return what gives the page for an owner; it raises what `Listing.window` raises."""
        wanted = (page.first, page.after, page.last, page.before)
        kept, cut = self._kept, self._cut

        def page_of(owner: Row) -> Row:
            known = kept.get(owner.key)
            found = None if known is None else known.pages.get(wanted)
            return cut(owner, page, wanted) if found is None else found

        return page_of

    def _cut(self, owner: Row, page: Page, wanted: _PageKey) -> Row:
        kept = self._kept.get(owner.key)
        if kept is None:
            assert owner.key is not None
            listing = self._pages.pinned.listing(self._edge, owner.key, *self._narrowed)
            kept = self._kept[owner.key] = _Kept(listing)
            self._pages.budget.charge(2 * ENTRY_BYTES + _BYTES_AN_ITEM * len(listing.keys))
        part = Part(kept.listing, kept.listing.window(page), self._pages.item_of(self._edge))
        found = kept.pages[wanted] = self._pages.rows.part(self._name, part)
        self._pages.budget.charge(2 * ENTRY_BYTES + len(page.after or page.before or ""))
        return found


class Pages:
    """All lists of one snapshot that were asked for."""

    def __init__(self, pinned: MemoryPinned, rows: Rows, budget: Budget) -> None:
        """Cut lists of `pinned` into pages, and charge what is kept to `budget`."""
        self.pinned = pinned
        self.rows = rows
        self.budget = budget
        self._lists: dict[tuple[Any, ...], Lists] = {}

    def lists(self, name: str, edge: Edge, where: Filter, order: Order, as_of: datetime.date | None) -> Lists:
        """Return the lists over an edge, whose pages have the type `name`."""
        terms = tuple(tuple(term) for term in where.canonical())
        key = (edge.name, terms, order, as_of)
        known = self._lists.get(key)
        if known is None:
            known = self._lists[key] = Lists(self, name, edge, (where, order, as_of))
            self.budget.charge(4 * ENTRY_BYTES + sum(len(word) for term in terms for word in term))
        return known

    def item_of(self, edge: Edge) -> Callable[[str], Item]:
        """Return what gives an item of an edge by its key."""
        items, snapshot = edge.items, self.pinned.snapshot
        if items.node is None:
            return lambda key: snapshot.item(items, key)
        nodes: Mapping[str, Item] = snapshot.nodes[items.node]
        return nodes.__getitem__
