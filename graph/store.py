"""The store protocol: batch first, one version a request, the same answers wherever the graph lives.

Every method of `Pinned` is one round trip whatever the number of keys, and answers in the order of its keys. A store
raises the errors of `graph.errors` and nothing else; what its driver says stays in the log.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from graph.canonical import Version
from graph.changes import Change
from graph.edges import Edge, Facet, OrderField, RelationEnd
from graph.names import KnownName
from graph.records import Content, Evidence, Node, Persistence, Release, RetiredId, Survival, SymbolKey
from graph.vocabulary import MappingState, NodeKind

Item = Node | RelationEnd | Release | Change


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list; `field` null stands for the edge's own."""

    field: OrderField | None = None
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """Keeps the items that have, for each facet named, at least one of the values given; no facets keep all.

    Of dated items it keeps those from the day `since` to the day `until`, both included, where these are given; one
    without a known date is then left out.
    """

    terms: Mapping[Facet, frozenset[str]] = field(default_factory=dict)
    since: datetime.date | None = None
    until: datetime.date | None = None

    def canonical(self) -> list[list[str]]:
        """Return the filter as plain sorted lists: equal filters give equal lists."""
        days = [[name, str(day)] for name, day in (("since", self.since), ("until", self.until)) if day is not None]
        return [*([facet.value, *sorted(values)] for facet, values in sorted(self.terms.items())), *days]


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is wanted: the `first` items after a cursor, or the `last` ones before one."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of one list. `cursors` stand beside `items`; `total` counts the whole list after the filter."""

    items: tuple[Item, ...]
    cursors: Sequence[str]
    total: int
    has_next: bool
    has_previous: bool


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a store can answer now; `reason` is one word when it can't, `stale` says that a reload failed."""

    ready: bool
    reason: str | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """What a version holds: counts by kind, and the dates between which its evidence was read."""

    counts: Mapping[NodeKind, int]
    evidence_oldest: datetime.date | None
    evidence_newest: datetime.date | None


class Pinned(Protocol):
    """One version of the graph. Each method is one round trip; answers keep the order and number of their keys."""

    @property
    def version(self) -> Version:
        """The version that every answer of this object comes from."""

    @property
    def longest(self) -> Mapping[str, int]:
        """The longest real list of each edge in this version, by the edge's name; what page sizes are capped by.

        Lists that records hold in themselves are there as ``record.attribute``, see `graph.lengths`.
        """

    async def nodes(self, kind: NodeKind, keys: Sequence[str]) -> Sequence[Node | None]:
        """Return the nodes of one kind, null for unknown keys."""

    async def slices(
        self, edge: Edge, owners: Sequence[str], page: Page, where: Filter, order: Order, as_of: datetime.date | None
    ) -> Sequence[Slice]:
        """Return one part of the list of each owner; an unknown owner has an empty list.

        Raises:
            BadCursor: If a cursor of the page was made by another edge, order or filter.
            CursorExpired: If a cursor is bound to another version.
            BadPage: If the page asks from both ends at once.
        """

    async def states(self, keys: Sequence[str], as_of: datetime.date | None) -> Sequence[MappingState | None]:
        """Return the states of mappings on a date, or as the newest evidence says; null for unknown keys."""

    async def depths(self, slugs: Sequence[str]) -> Sequence[int | None]:
        """Return the longest chain of prerequisites below each concept; null for unknown slugs."""

    async def evidence(self, keys: Sequence[SymbolKey]) -> Sequence[Evidence | None]:
        """Return what was found about symbols; null where nobody looked yet."""

    async def releases(self, purls: Sequence[str]) -> Sequence[tuple[Release, ...]]:
        """Return the known releases of packages, oldest first; empty for unknown ones."""

    async def survival(self, frameworks: Sequence[str]) -> Sequence[tuple[Survival, ...]]:
        """Return how long names of frameworks lasted, mapped names first; the root's key asks for all pooled."""

    async def persistence(self, concepts: Sequence[str]) -> Sequence[tuple[Persistence, ...]]:
        """Return how many packages implemented concepts then and now; the root's key asks for all ideas."""

    async def names(self, keys: Sequence[SymbolKey]) -> Sequence[KnownName | None]:
        """Return public names that surveys of packages found; null for names that none did."""

    async def retired(self, ids: Sequence[str]) -> Sequence[RetiredId | None]:
        """Return how ids (``kind:key``) ended; null for those that live or never were."""

    async def published(self, versions: Sequence[str]) -> Sequence[int | None]:
        """Return the numbers of versions that were published before this one; null for those that are not known."""

    async def symbols_by_ref(self, refs: Sequence[str]) -> Sequence[tuple[SymbolKey, ...]]:
        """Return the symbols with exactly these object references, over all packages, sorted by package."""

    async def summary(self) -> Summary:
        """Return counts and evidence dates of this version."""

    async def content(self) -> Content:
        """Return the whole content: for ``/data/VERSION.json`` and for projections that need all of it."""


class Store(Protocol):
    """Where the graph lives: in memory (a pointer to a snapshot) or in Neo4j (a pointer to the live build)."""

    async def pin(self) -> Pinned:
        """Fix the current version for one request."""

    async def ready(self) -> Readiness:
        """Tell whether requests can be answered now; never raises, and ends within its own time limit."""

    async def close(self) -> None:
        """Release what the store holds."""
