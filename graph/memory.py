"""The in-memory store: a pointer to the current snapshot, swapped in one assignment, and reads that never wait."""

import datetime
from collections.abc import Mapping, Sequence

from graph.canonical import Version
from graph.edges import PACKAGE_RELEASES, Edge, Facet, ItemType, OrderField
from graph.identity import symbol_key
from graph.names import KnownName, find_name, module_and_name
from graph.paging import CursorScope, Listing, SortKey
from graph.records import Content, Evidence, Node, Persistence, Release, RetiredId, Survival, SymbolKey
from graph.snapshot import Snapshot
from graph.store import Filter, Order, Page, Pinned, Readiness, Slice, Summary
from graph.vocabulary import MappingState, NodeKind


class MemoryPinned:
    """One snapshot as the store protocol sees it."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Pin `snapshot`."""
        self.snapshot = snapshot

    @property
    def version(self) -> Version:
        """See `Pinned.version`."""
        return self.snapshot.version

    @property
    def longest(self) -> Mapping[str, int]:
        """See `Pinned.longest`."""
        return self.snapshot.longest

    async def nodes(self, kind: NodeKind, keys: Sequence[str]) -> Sequence[Node | None]:
        """See `Pinned.nodes`."""
        return [self.snapshot.nodes[kind].get(key) for key in keys]

    async def slices(
        self, edge: Edge, owners: Sequence[str], page: Page, where: Filter, order: Order, as_of: datetime.date | None
    ) -> Sequence[Slice]:
        """See `Pinned.slices`."""
        return [self._slice(edge, owner, page, where, order, as_of) for owner in owners]

    async def states(self, keys: Sequence[str], as_of: datetime.date | None) -> Sequence[MappingState | None]:
        """See `Pinned.states`."""
        return [self.snapshot.state_on(key, as_of) for key in keys]

    async def depths(self, slugs: Sequence[str]) -> Sequence[int | None]:
        """See `Pinned.depths`."""
        return [self.snapshot.depths.get(slug) for slug in slugs]

    async def evidence(self, keys: Sequence[SymbolKey]) -> Sequence[Evidence | None]:
        """See `Pinned.evidence`."""
        return [self.snapshot.evidence.get(key) for key in keys]

    async def releases(self, purls: Sequence[str]) -> Sequence[tuple[Release, ...]]:
        """See `Pinned.releases`."""
        lists = self.snapshot.lists[PACKAGE_RELEASES.name]
        return [tuple(self.snapshot.releases[key] for key in reversed(lists.get(purl, ()))) for purl in purls]

    async def survival(self, frameworks: Sequence[str]) -> Sequence[tuple[Survival, ...]]:
        """See `Pinned.survival`."""
        return [self.snapshot.survival.get(framework, ()) for framework in frameworks]

    async def persistence(self, concepts: Sequence[str]) -> Sequence[tuple[Persistence, ...]]:
        """See `Pinned.persistence`."""
        return [self.snapshot.persistence.get(concept, ()) for concept in concepts]

    async def names(self, keys: Sequence[SymbolKey]) -> Sequence[KnownName | None]:
        """See `Pinned.names`."""
        return [self._name(key) for key in keys]

    async def retired(self, ids: Sequence[str]) -> Sequence[RetiredId | None]:
        """See `Pinned.retired`."""
        return [self.snapshot.retired.get(one) for one in ids]

    async def published(self, versions: Sequence[str]) -> Sequence[int | None]:
        """See `Pinned.published`."""
        return [self.snapshot.published.get(one) for one in versions]

    async def symbols_by_ref(self, refs: Sequence[str]) -> Sequence[tuple[SymbolKey, ...]]:
        """See `Pinned.symbols_by_ref`."""
        return [self.snapshot.symbols_by_ref.get(ref, ()) for ref in refs]

    async def summary(self) -> Summary:
        """See `Pinned.summary`."""
        return self.snapshot.summary

    async def content(self) -> Content:
        """See `Pinned.content`."""
        return self.snapshot.content

    def _name(self, key: SymbolKey) -> KnownName | None:
        module = self.snapshot.names.get(symbol_key(SymbolKey(key.package, module_and_name(key.ref)[0])))
        return find_name(key, module, self.snapshot.surveys.get(key.package))

    def listing(self, edge: Edge, owner: str, where: Filter, order: Order, as_of: datetime.date | None) -> Listing:
        """Return the list that `owner` has over `edge`, of which `Pinned.slices` gives parts."""
        keys = self.snapshot.lists[edge.name].get(owner, ())
        if where.since is not None or where.until is not None:
            keys = tuple(key for key in keys if self._within(edge.items, key, where))
        if where.terms:
            keys = self._passing(edge.items, keys, where, as_of)
        place = self._places(edge, keys, order, as_of)
        if order.field not in (None, edge.order) or order.descending:
            keys = tuple(sorted(keys, key=place.__getitem__, reverse=order.descending))
        scope = CursorScope.of(edge, order, where, None if as_of is None else self.version)
        return Listing(keys, [place[key] for key in keys], scope, order.descending)

    def _slice(
        self, edge: Edge, owner: str, page: Page, where: Filter, order: Order, as_of: datetime.date | None
    ) -> Slice:
        listing = self.listing(edge, owner, where, order, as_of)
        window = listing.window(page)
        return Slice(
            items=tuple(self.snapshot.item(edge.items, key) for key in listing.keys[window.start : window.stop]),
            cursors=listing.cursors(window),
            total=len(listing.keys),
            has_next=window.has_next,
            has_previous=window.has_previous,
        )

    def _places(
        self, edge: Edge, keys: Sequence[str], order: Order, as_of: datetime.date | None
    ) -> Mapping[str, SortKey]:
        """Return where each of some items stands in an order; an order by state depends on the date asked for."""
        field = order.field or edge.order
        places = self.snapshot.positions[edge.items.name]
        if field is not OrderField.STATE or as_of is None:
            return places[field]
        states = list(MappingState)
        texts = places[OrderField.FRAMEWORK]
        rank = {key: states.index(self.snapshot.state_on(key, as_of) or MappingState.BROKEN) for key in keys}
        return {key: (f"{rank[key]}\t{texts[key][0]}", key) for key in keys}

    def _within(self, items: ItemType, key: str, where: Filter) -> bool:
        day = getattr(self.snapshot.item(items, key), "date", None)
        if day is None:
            return False
        return (where.since is None or where.since <= day) and (where.until is None or day <= where.until)

    def _passing(
        self, items: ItemType, keys: Sequence[str], where: Filter, as_of: datetime.date | None
    ) -> tuple[str, ...]:
        own = {facet: values for facet, values in where.terms.items() if facet in items.facets}
        through = {facet: values for facet, values in where.terms.items() if facet not in items.facets}
        kept = (key for key in keys if self._has(items.name, key, own, as_of))
        if not through:
            return tuple(kept)
        mappings = self.snapshot.lists[f"{items.name}.mappings"]
        return tuple(
            key for key in kept if any(self._has("mapping", one, through, as_of) for one in mappings.get(key, ()))
        )

    def _has(self, items: str, key: str, terms: Mapping[Facet, frozenset[str]], as_of: datetime.date | None) -> bool:
        facets = self.snapshot.facets[items][key]
        for facet, wanted in terms.items():
            held = facets[facet]
            if facet is Facet.STATE and as_of is not None:
                held = frozenset({str(self.snapshot.state_on(key, as_of))})
            if held.isdisjoint(wanted):
                return False
        return True


class MemoryStore:
    """Serves the snapshot it was given last; a request keeps the one it pinned."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Serve `snapshot`."""
        self.pinned = MemoryPinned(snapshot)
        """What `pin` gives, without waiting."""
        self._stale = False
        self.changes = 0
        """How often another version was taken in."""

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that requests pin now."""
        return self.pinned.snapshot

    def swap(self, snapshot: Snapshot) -> None:
        """Serve `snapshot` from now on; requests under way keep theirs."""
        self.changes += snapshot.version != self.snapshot.version
        self.pinned = MemoryPinned(snapshot)
        self._stale = False

    @property
    def is_stale(self) -> bool:
        """Whether newer content exists that could not be built."""
        return self._stale

    def mark_stale(self) -> None:
        """Say that newer content exists but could not be built: readiness reports it until the next `swap`."""
        self._stale = True

    async def pin(self) -> Pinned:
        """See `Store.pin`."""
        return self.pinned

    async def ready(self) -> Readiness:
        """See `Store.ready`."""
        return Readiness(ready=True, stale=self._stale)

    async def close(self) -> None:
        """See `Store.close`."""
