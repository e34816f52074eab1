"""The store that keeps the graph in Neo4j: a pointer to the live build, and one statement a question."""

import asyncio
import datetime
import logging
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from graph import edges
from graph.canonical import SNAPSHOT_FORMAT, Version
from graph.edges import Edge, OrderField, RelationEnd, RelationRole
from graph.errors import ContentTooLarge, StoreError, StoreMisconfigured, StoreUnavailable
from graph.identity import symbol_key
from graph.names import KnownName, known_name, module_and_name
from graph.neo4j_store import statements
from graph.neo4j_store.connection import Connection
from graph.neo4j_store.decoding import DECODERS, Decode, ReadContent, Records
from graph.neo4j_store.lists import ORDERED, OrderedKey, filtered_list
from graph.neo4j_store.model import (
    BACKWARD_ROLES,
    FORWARD_ROLES,
    GROUP_OF,
    GROUP_OF_ITEM,
    GROUPS,
    Group,
    order_property,
)
from graph.neo4j_store.pages import EMPTY, Window, cut, slice_of, window_of
from graph.paging import CursorScope
from graph.records import (
    Content,
    Evidence,
    NameSurvey,
    Node,
    Persistence,
    Relation,
    Release,
    RetiredId,
    Survival,
    SymbolKey,
)
from graph.store import Filter, Order, Page, Pinned, Readiness, Slice, Summary
from graph.vocabulary import MappingState, NodeKind, RelationType

log = logging.getLogger("duramen.neo4j")
_GROUPS_AT_ONCE = 3
"""Kinds of records that are read side by side for the whole content: the server works while we receive."""
_STATE_RANKS = {state.value: str(rank) for rank, state in enumerate(MappingState)}
_ROLES = {role.value: role for role in RelationRole}
_ROLE_RANKS = {role.value: str(rank) for rank, role in enumerate(RelationRole)}


class Neo4jPinned:
    """One build as the store protocol sees it."""

    def __init__(self, connection: Connection, build: int, version: Version, known: "_Known") -> None:
        """Pin the build with this number."""
        self._connection = connection
        self._build = build
        self._version = version
        self._known = known

    @property
    def version(self) -> Version:
        """See `Pinned.version`."""
        return self._version

    @property
    def longest(self) -> Mapping[str, int]:
        """See `Pinned.longest`."""
        return self._known.longest

    async def nodes(self, kind: NodeKind, keys: Sequence[str]) -> Sequence[Node | None]:
        """See `Pinned.nodes`."""
        found = await self._by_key(statements.NODES[kind], keys)
        return _decoded(self._known.records.decoder(GROUP_OF[kind].attribute), keys, found)

    async def slices(
        self, edge: Edge, owners: Sequence[str], page: Page, where: Filter, order: Order, as_of: datetime.date | None
    ) -> Sequence[Slice]:
        """See `Pinned.slices`."""
        scope = CursorScope.of(edge, order, where, None if as_of is None else self.version)
        window = window_of(page, scope, order)
        asked = [owner for owner in dict.fromkeys(owners) if edge.owner is not None or owner == edges.ROOT]
        if not asked:
            return [EMPTY for _ in owners]
        if edge.owner is None and _is_kept_in_order(where, order, as_of):
            rows = [await self._ordered_row(edge, window, order)]
        else:
            rows = await self._filtered_rows(edge, asked, window, where, order, as_of)
        decode = _item_decoder(edge, self._known.records)
        found = {row[0]: slice_of(row, scope, decode, descending=order.descending) for row in rows}
        return [found.get(owner, EMPTY) for owner in owners]

    async def _ordered_row(self, edge: Edge, window: Window, order: Order) -> list[Any]:
        """Read a page of a list of the graph itself from the index that keeps its order; its total is known."""
        text = ORDERED[OrderedKey(edge.name, order.field or edge.order, window.front)]
        (row,) = await self._read(text, low=window.low, high=window.high, count=window.count)
        return cut(row, window, edges.ROOT, self.longest[edge.name])

    async def _filtered_rows(
        self, edge: Edge, owners: list[str], window: Window, where: Filter, order: Order, as_of: datetime.date | None
    ) -> list[Any]:
        """Read pages of lists that the database puts together, filters and sorts first."""
        return await self._read(
            filtered_list(edge, frozenset(where.terms)),
            owners=owners,
            where={facet.value: sorted(values) for facet, values in where.terms.items()},
            through=any(facet not in edge.items.facets for facet in where.terms),
            order=order_property(order.field or edge.order),
            day=as_of,
            since=where.since,
            until=where.until,
            ranks=_ROLE_RANKS if edge.items is edges.RELATION else _STATE_RANKS,
            forward=FORWARD_ROLES,
            backward=BACKWARD_ROLES,
            **window.parameters(),
        )

    async def states(self, keys: Sequence[str], as_of: datetime.date | None) -> Sequence[MappingState | None]:
        """See `Pinned.states`."""
        found = await self._by_key(statements.STATES, keys, day=as_of)
        return [MappingState(found[key]) if key in found else None for key in keys]

    async def depths(self, slugs: Sequence[str]) -> Sequence[int | None]:
        """See `Pinned.depths`."""
        found = await self._by_key(statements.DEPTHS, slugs)
        return [found.get(slug) for slug in slugs]

    async def evidence(self, keys: Sequence[SymbolKey]) -> Sequence[Evidence | None]:
        """See `Pinned.evidence`."""
        texts = [symbol_key(key) for key in keys]
        return _decoded(self._known.records.decoder("evidence"), texts, await self._by_key(statements.EVIDENCE, texts))

    async def releases(self, purls: Sequence[str]) -> Sequence[tuple[Release, ...]]:
        """See `Pinned.releases`."""
        found = await self._by_key(statements.RELEASES, purls)
        decode = self._known.records.decoder("releases")
        decoded = {purl: tuple([decode(record, record) for record in records]) for purl, records in found.items()}
        return [decoded.get(purl, ()) for purl in purls]

    async def survival(self, frameworks: Sequence[str]) -> Sequence[tuple[Survival, ...]]:
        """See `Pinned.survival`."""
        rows = await self._read(statements.SURVIVAL, keys=list(frameworks), root=edges.ROOT) if frameworks else []
        decode = self._known.records.decoder("survival")
        decoded = [(owner, decode(record, record)) for owner, record in rows]
        return [tuple(record for owner, record in decoded if owner == asked) for asked in frameworks]

    async def persistence(self, concepts: Sequence[str]) -> Sequence[tuple[Persistence, ...]]:
        """See `Pinned.persistence`."""
        rows = await self._read(statements.PERSISTENCE, keys=list(concepts), root=edges.ROOT) if concepts else []
        decode = self._known.records.decoder("persistence")
        decoded = [(owner, decode(record, record)) for owner, record in rows]
        return [tuple(record for owner, record in decoded if asked in (edges.ROOT, owner)) for asked in concepts]

    async def names(self, keys: Sequence[SymbolKey]) -> Sequence[KnownName | None]:
        """See `Pinned.names`."""
        asked = dict.fromkeys(keys)
        if not asked:
            return []
        rows = await self._read(statements.NAMES, names=[_name_key(key) for key in asked])
        read_survey = DECODERS["surveys"].decode
        surveys: dict[str, NameSurvey] = {}
        found: dict[str, KnownName | None] = {}
        for text, lines, record in rows:
            key = SymbolKey(*text.split("#", 1))
            survey = surveys.get(record) or surveys.setdefault(record, read_survey(record))
            found[text] = known_name(key, lines, survey)
        return [found.get(symbol_key(key)) for key in keys]

    async def retired(self, ids: Sequence[str]) -> Sequence[RetiredId | None]:
        """See `Pinned.retired`."""
        return _decoded(self._known.records.decoder("retired"), ids, await self._by_key(statements.RETIRED, ids))

    async def published(self, versions: Sequence[str]) -> Sequence[int | None]:
        """See `Pinned.published`."""
        found = await self._by_key(statements.PUBLISHED, versions)
        return [found.get(version) for version in versions]

    async def symbols_by_ref(self, refs: Sequence[str]) -> Sequence[tuple[SymbolKey, ...]]:
        """See `Pinned.symbols_by_ref`."""
        found = await self._by_key(statements.SYMBOLS_BY_REF, refs)
        records = self._known.records
        return [records.symbols(ref, found[ref]) if ref in found else () for ref in refs]

    async def summary(self) -> Summary:
        """See `Pinned.summary`."""
        ((counts, oldest, newest),) = await self._read(statements.SUMMARY)
        by_kind = msgspec.json.decode(counts, type=dict[NodeKind, int])
        return Summary(by_kind, _date_of(oldest), _date_of(newest))

    async def content(self) -> Content:
        """See `Pinned.content`: one trip a group of records, whatever their number.

        Raises:
            ContentTooLarge: If there is more of it than the settings let through.
        """
        limit = self._connection.settings.content_bytes
        if self._known.content_bytes > limit:
            raise ContentTooLarge(self._known.content_bytes, limit)
        turn = asyncio.Semaphore(_GROUPS_AT_ONCE)

        async def of_group(group: Group) -> list[str]:
            parameters = {"build": self._build, "some": statements.RECORDS_A_ROW}
            async with turn:
                return await self._connection.read_streamed(statements.GROUP_RECORDS[group.attribute], parameters)

        reading = [asyncio.create_task(of_group(group)) for group in GROUPS]
        try:
            found = await asyncio.gather(*reading)
        finally:  # where one fails, nobody needs the others
            for task in reading:
                task.cancel()
        texts = {group.attribute: records for group, records in zip(GROUPS, found, strict=True)}
        rows = await self._read(statements.RELATIONS)
        relations = tuple(Relation(subject, RelationType[name], object_) for subject, name, object_ in rows)
        return ReadContent(relations, texts)

    async def _by_key(self, text: str, keys: Sequence[str], **parameters: Any) -> dict[str, Any]:
        if not keys:
            return {}
        rows = await self._read(text, keys=list(dict.fromkeys(keys)), **parameters)
        return dict(rows)

    async def _read(self, text: str, **parameters: Any) -> list[Any]:
        return await self._connection.read(text, {"build": self._build, **parameters})


class _Known(NamedTuple):
    """What is read once a version: the longest list of each edge, the content's bytes, and records asked for lately."""

    longest: Mapping[str, int]
    content_bytes: int
    records: Records


class Neo4jStore:
    """Serves the build that the pointer names when a request begins; a request keeps the one it pinned."""

    def __init__(self, connection: Connection) -> None:
        """Serve what `connection` leads to."""
        self.connection = connection
        self._known: dict[Version, _Known] = {}
        self._warm = False
        self._warming: asyncio.Task[None] | None = None

    async def pin(self) -> Pinned:
        """See `Store.pin`.

        Raises:
            StoreUnavailable: Also when nothing was loaded yet.
            StoreMisconfigured: Also when the live build was written by another version of Duramen.
        """
        ((build, written_format, digest, longest, content_bytes),) = await self.connection.read(statements.PIN, {})
        if build is None:
            raise StoreUnavailable("no build is loaded; `duramen load` does it")
        if written_format != SNAPSHOT_FORMAT:
            raise StoreMisconfigured(
                f"the live build has format {written_format}, this version reads {SNAPSHOT_FORMAT}"
            )
        version = Version(written_format, digest)
        known = self._known.get(version)
        if known is None:
            lengths = MappingProxyType(msgspec.json.decode(longest, type=dict[str, int]))
            known = _Known(lengths, content_bytes or 0, Records())
            self._known = {version: known}
        return Neo4jPinned(self.connection, build, version, known)

    async def ready(self) -> Readiness:
        """See `Store.ready`: a build can be pinned, and the database has planned each statement once."""
        try:
            async with asyncio.timeout(self.connection.settings.ready_seconds):
                await self.pin()
                if not self._warm:
                    await asyncio.shield(self._warm_up_once())
        except TimeoutError:
            warming = self._warming is not None and not self._warming.done()
            return Readiness(ready=False, reason="warming up" if warming else "store")
        except StoreError as error:
            log.warning("the store is not ready: %s", error.reason)
            return Readiness(ready=False, reason="store")
        return Readiness(ready=self._warm, reason=None if self._warm else "store")

    def _warm_up_once(self) -> asyncio.Task[None]:
        """Return the warming up that is under way, or begin it."""
        if self._warming is None or self._warming.done():
            self._warming = asyncio.create_task(self._warm_up_or_say_why())
        return self._warming

    async def _warm_up_or_say_why(self) -> None:
        try:
            await self.warm_up()
        except StoreError as error:
            log.warning("the statements could not be planned: %s", error.reason)

    async def warm_up(self) -> None:
        """Let the database plan every statement once: the first run of each costs far more than the next ones."""
        pinned = await self.pin()
        assert isinstance(pinned, Neo4jPinned)
        nobody = ["-"]
        for kind in NodeKind:
            await pinned.nodes(kind, nobody)
        for edge in edges.EDGES:
            if edge.owner is None:
                await _warm_up_whole_list(pinned, edge)
            else:
                await pinned.slices(edge, nobody, Page(first=1), Filter(), Order(), None)
        await pinned.states(nobody, None)
        await pinned.depths(nobody)
        await pinned.evidence([SymbolKey("-", "-")])
        await pinned.releases(nobody)
        await pinned.survival(nobody)
        await pinned.persistence(nobody)
        await pinned.names([SymbolKey("-", "-")])
        await pinned.retired(nobody)
        await pinned.published(nobody)
        await pinned.symbols_by_ref(nobody)
        await pinned.summary()
        self._warm = True

    async def close(self) -> None:
        """See `Store.close`."""
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.gather(self._warming, return_exceptions=True)
        await self.connection.close()


async def _warm_up_whole_list(pinned: Pinned, edge: Edge) -> None:
    """Read a list of the graph itself in every order from both ends, and by each way to filter it."""
    for field in edge.items.orders:
        for page in (Page(first=1), Page(last=1)):
            await pinned.slices(edge, [edges.ROOT], page, Filter(), Order(field), None)
    ways = {
        filtered_list(edge, frozenset({facet})): facet for facet in (*edge.items.facets, *edge.items.mapping_facets)
    }
    for facet in ways.values():
        await pinned.slices(edge, [edges.ROOT], Page(first=1), Filter({facet: frozenset("-")}), Order(), None)


def _decoded(decode: Decode, keys: Sequence[str], found: Mapping[str, str]) -> list[Any]:
    return [decode(found[key], key) if key in found else None for key in keys]


def _name_key(key: SymbolKey) -> list[str]:
    """Return the key of a name's module, the name in it, and the key of the name itself."""
    module, name = module_and_name(key.ref)
    return [symbol_key(SymbolKey(key.package, module)), name, symbol_key(key)]


def _date_of(text: str | None) -> datetime.date | None:
    return None if text is None else datetime.date.fromisoformat(text)


def _is_kept_in_order(where: Filter, order: Order, as_of: datetime.date | None) -> bool:
    """Whether an index keeps a list of the graph itself: all of it, in an order that no date changes."""
    unfiltered = not where.terms and where.since is None and where.until is None
    return unfiltered and (as_of is None or order.field is not OrderField.STATE)


def _item_decoder(edge: Edge, records: Records) -> Decode:
    """Return what makes items of an answer's values and keys."""
    if edge.items is edges.RELATION:
        return lambda value, key: RelationEnd(key.split("/", 1)[0], _ROLES[value[0]], value[1])
    return records.decoder(GROUP_OF_ITEM[edge.items.name].attribute)
