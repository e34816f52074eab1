"""The snapshot: one immutable version of the graph, as if every index were complete when the object exists.

Nothing here reads files or the clock: a snapshot is a function of its content. Lists are stored in their default order,
so that reading a page is a slice. An index is made when it is first asked for, since a process that answers about
concepts needs none of the tens of thousands of releases and events.
"""

import datetime
import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TypedDict, TypeVar, cast

from graph import edges
from graph.canonical import Version, version_of
from graph.changes import Change, changes_of, release_key
from graph.edges import ItemType, OrderField, RelationEnd, RelationRole
from graph.errors import ContentError
from graph.facets import Facets, facets_of
from graph.identity import key_of, symbol_key
from graph.lazily import Lazily
from graph.lengths import longest_embedded
from graph.lists import Owned, lists_of
from graph.positions import Places, positions_of
from graph.records import (
    Concept,
    Content,
    Evidence,
    Framework,
    ModuleNames,
    NameSurvey,
    Node,
    Persistence,
    Relation,
    Release,
    RetiredId,
    Survival,
    Symbol,
    SymbolKey,
)
from graph.records import Mapping as MappingRecord
from graph.references import references
from graph.state import state_of
from graph.store import Item, Summary
from graph.vocabulary import MappingState, NodeKind, RelationType

R = TypeVar("R")

_ROLES: dict[RelationType, tuple[RelationRole, RelationRole]] = {
    RelationType.PART_OF: (RelationRole.PART_OF, RelationRole.HAS_PART),
    RelationType.REFINES: (RelationRole.REFINES, RelationRole.REFINED_BY),
    RelationType.EVALUATES: (RelationRole.EVALUATES, RelationRole.EVALUATED_BY),
    RelationType.ALTERNATIVE_TO: (RelationRole.ALTERNATIVE_TO, RelationRole.ALTERNATIVE_TO),
    RelationType.COMPLEMENTS: (RelationRole.COMPLEMENTS, RelationRole.COMPLEMENTS),
}


_OFTEN = (edges.FAMILY, edges.CONCEPT, edges.FRAMEWORK, edges.MAPPING, edges.RELATION)


class Known(TypedDict, total=False):
    """What somebody who kept a snapshot knows of it already; see the properties of these names."""

    symbols: Mapping[str, Symbol]
    evidence: Mapping[SymbolKey, Evidence]
    names: Mapping[str, ModuleNames]
    longest: Mapping[str, int]
    summary: Summary


def relation_key(end: RelationEnd) -> str:
    """Return the key of a relation seen from one side."""
    return f"{end.concept}/{end.role}/{end.other}"


def module_key(names: ModuleNames) -> str:
    """Return the key of a module's table of names: the same form as that of a symbol."""
    return symbol_key(SymbolKey(names.package, names.module))


class Snapshot:
    """One version of the graph. Build it with `Snapshot.of`."""

    def __init__(self, content: Content, version: Version, known: Known | None = None) -> None:
        """Hold content in which nothing refers to what is not there, see `check`; `known` is believed."""
        self.content = content
        self.version = version
        self.__dict__.update(known or {})

    @classmethod
    def of(cls, content: Content, version: Version | None = None) -> "Snapshot":
        """Build the snapshot of some content; a caller that knows its version already saves the hashing.

        Raises:
            ContentError: If records refer to records that are not there, or prerequisites form a cycle.
        """
        snapshot = cls(content, version or version_of(content))
        snapshot.check()
        return snapshot

    def check(self) -> None:
        """Check what every index relies on.

        Raises:
            ContentError: As in `of`.
        """
        nodes = dict(self.nodes)
        for owner, kind, key in references(self.content):
            if key not in nodes[kind]:
                raise ContentError(f"{owner} refers to {kind}:{key}, which is not there")
        _learn_order(self.content.concepts)

    def prepare(self) -> None:
        """Make the indexes of concepts, frameworks and mappings now, since most requests need them.

        Cost: seconds for a graph of hundreds of thousands of mappings.
        """
        for edge in edges.EDGES:
            if edge.items in _OFTEN and edge.owner is not NodeKind.SYMBOL:
                assert self.lists[edge.name] is not None
        assert self.nodes[NodeKind.SYMBOL] is not None

    @functools.cached_property
    def nodes(self) -> Mapping[NodeKind, Mapping[str, Node]]:
        """The nodes by kind and key."""
        content = self.content
        groups: dict[NodeKind, Callable[[], Iterable[Node]]] = {
            NodeKind.FAMILY: lambda: content.families,
            NodeKind.CONCEPT: lambda: content.concepts,
            NodeKind.FRAMEWORK: lambda: content.frameworks,
            NodeKind.PACKAGE: lambda: content.packages,
            NodeKind.MAPPING: lambda: content.mappings,
            NodeKind.ROLE: lambda: content.roles,
            NodeKind.GOAL: lambda: content.goals,
        }

        return Lazily(
            tuple(NodeKind), lambda kind: self.symbols if kind is NodeKind.SYMBOL else _by_key(groups[kind]())
        )

    @property
    def concepts(self) -> Mapping[str, Concept]:
        """The concepts by slug."""
        return cast("Mapping[str, Concept]", self.nodes[NodeKind.CONCEPT])

    @property
    def frameworks(self) -> Mapping[str, Framework]:
        """The frameworks by slug."""
        return cast("Mapping[str, Framework]", self.nodes[NodeKind.FRAMEWORK])

    @property
    def mappings(self) -> Mapping[str, MappingRecord]:
        """The mappings by key."""
        return cast("Mapping[str, MappingRecord]", self.nodes[NodeKind.MAPPING])

    @functools.cached_property
    def symbols(self) -> Mapping[str, Symbol]:
        """The symbols by key; who needs all of them reads `Content.symbols`, which may be far faster."""
        return cast("Mapping[str, Symbol]", _by_key(self.content.symbols))

    @functools.cached_property
    def owner_of(self) -> Mapping[str, str]:
        """The slug of each package's framework, by purl."""
        return {package.purl: package.framework for package in self.content.packages}

    @functools.cached_property
    def relation_ends(self) -> Mapping[str, RelationEnd]:
        """Each relation from both of its sides, by key."""
        return {relation_key(end): end for end in _relation_ends(self.content.relations)}

    @functools.cached_property
    def releases(self) -> Mapping[str, Release]:
        """The releases by key."""
        return {release_key(release): release for release in self.content.releases}

    @functools.cached_property
    def changes(self) -> Mapping[str, Change]:
        """The events by key."""
        return {change.key: change for change in changes_of(self.content)}

    @functools.cached_property
    def lists(self) -> Mapping[str, Owned]:
        """The keys of items by the name of an edge and an owner's key, in the edge's default order."""
        return lists_of(self)

    @functools.cached_property
    def positions(self) -> Mapping[str, Mapping[OrderField, Places]]:
        """The sort key of each item, by the name of its type and an order."""
        return positions_of(self)

    @functools.cached_property
    def facets(self) -> Mapping[str, Mapping[str, Facets]]:
        """The filter values of each item, by the name of its type."""
        return facets_of(self)

    @functools.cached_property
    def states(self) -> Mapping[str, MappingState]:
        """The state of each mapping by the newest evidence."""
        return Lazily(self.mappings, lambda key: self._state(key, None))

    @functools.cached_property
    def evidence(self) -> Mapping[SymbolKey, Evidence]:
        """What was found about each symbol."""
        return {evidence.symbol: evidence for evidence in self.content.evidence}

    @functools.cached_property
    def survival(self) -> Mapping[str, tuple[Survival, ...]]:
        """How long names lasted, by framework; those of all together belong to the root."""
        return _grouped_by(self.content.survival, lambda one: one.framework or edges.ROOT)

    @functools.cached_property
    def persistence(self) -> Mapping[str, tuple[Persistence, ...]]:
        """How long ideas lasted, by concept; all of them belong to the root."""
        found = _grouped_by(self.content.persistence, lambda one: one.concept)
        return found | {edges.ROOT: self.content.persistence}

    @functools.cached_property
    def surveys(self) -> Mapping[str, NameSurvey]:
        """The surveys of names by package."""
        return {survey.package: survey for survey in self.content.surveys}

    @functools.cached_property
    def names(self) -> Mapping[str, ModuleNames]:
        """The tables of names by the key of their module."""
        return {module_key(names): names for names in self.content.names}

    @functools.cached_property
    def retired(self) -> Mapping[str, RetiredId]:
        """The ids that ended."""
        return {entry.id: entry for entry in self.content.retired}

    @functools.cached_property
    def published(self) -> Mapping[str, int]:
        """The numbers of the versions that were published before, by their names."""
        return {entry.version: entry.number for entry in self.content.published}

    @functools.cached_property
    def symbols_by_ref(self) -> Mapping[str, tuple[SymbolKey, ...]]:
        """The symbols that have the same reference, in whatever package."""
        by_ref = defaultdict(list)
        for symbol in self.content.symbols:
            by_ref[symbol.ref].append(SymbolKey(symbol.package, symbol.ref))
        return {ref: tuple(sorted(keys)) for ref, keys in by_ref.items()}

    @property
    def depths(self) -> Mapping[str, int]:
        """The longest chain of prerequisites below each concept."""
        return self._learn_order[0]

    @property
    def closures(self) -> Mapping[str, frozenset[str]]:
        """All prerequisites of each concept, those of its prerequisites included."""
        return self._learn_order[1]

    @functools.cached_property
    def longest(self) -> Mapping[str, int]:
        """The length of the longest list of each edge, and of those that records hold."""
        lists = {name: max(map(len, owned.values()), default=0) for name, owned in self.lists.items()}
        return lists | longest_embedded(self.content)

    @functools.cached_property
    def summary(self) -> Summary:
        """Counts by kind, and the dates between which the evidence was read."""
        dates = [evidence.checked_on for evidence in self.content.evidence]
        return Summary(
            counts={kind: len(self.nodes[kind]) for kind in NodeKind},
            evidence_oldest=min(dates, default=None),
            evidence_newest=max(dates, default=None),
        )

    def item(self, items: ItemType, key: str) -> Item:
        """Return the item of a list by its key."""
        if items.node is not None:
            return self.nodes[items.node][key]
        if items is edges.RELATION:
            return self.relation_ends[key]
        return self.releases[key] if items is edges.RELEASE else self.changes[key]

    def state_on(self, key: str, on: datetime.date | None) -> MappingState | None:
        """Return the state of a mapping on a date, or by the newest evidence; null for an unknown mapping."""
        if on is None or key not in self.states:
            return self.states.get(key)
        return self._state(key, on)

    def _state(self, key: str, on: datetime.date | None) -> MappingState:
        return mapping_state(self.mappings[key], self.symbols, self.evidence, on)

    @functools.cached_property
    def _learn_order(self) -> tuple[dict[str, int], dict[str, frozenset[str]]]:
        return _learn_order(self.content.concepts)


def mapping_state(
    mapping: MappingRecord,
    symbols: Mapping[str, Node],
    evidence: Mapping[SymbolKey, Evidence],
    on: datetime.date | None,
) -> MappingState:
    """Return the state of a mapping from the symbols and the evidence of one version."""
    return state_of(claims_of(mapping, symbols, evidence), on)


def claims_of(
    mapping: MappingRecord, symbols: Mapping[str, Node], evidence: Mapping[SymbolKey, Evidence]
) -> Iterator[tuple[Symbol, Evidence | None]]:
    """Return each symbol that a mapping names, with what was found about it."""
    for key in mapping.symbols:
        symbol = symbols[symbol_key(key)]
        assert isinstance(symbol, Symbol)
        yield symbol, evidence.get(key)


def _by_key(nodes: Iterable[Node]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for node in nodes:
        kind, key = key_of(node)
        if key in found:
            raise ContentError(f"{kind}:{key} is there twice")
        found[key] = node
    return found


def _grouped_by(records: Iterable[R], owner_of: Callable[[R], str | None]) -> dict[str, tuple[R, ...]]:
    """Group records by owner in their order; records without an owner are left out."""
    grouped: dict[str, list[R]] = defaultdict(list)
    for record in records:
        owner = owner_of(record)
        if owner is not None:
            grouped[owner].append(record)
    return {owner: tuple(found) for owner, found in grouped.items()}


def _relation_ends(relations: Iterable[Relation]) -> Iterable[RelationEnd]:
    """Return each relation as it looks from its subject, and from its object with the inverse named."""
    for relation in relations:
        forward, backward = _ROLES[relation.type]
        yield RelationEnd(relation.subject, forward, relation.object)
        yield RelationEnd(relation.object, backward, relation.subject)


def _learn_order(concepts: Iterable[Concept]) -> tuple[dict[str, int], dict[str, frozenset[str]]]:
    """Return each concept's depth (longest chain of prerequisites below it) and all its prerequisites.

    Raises:
        ContentError: If prerequisites form a cycle.
    """
    prerequisites = {concept.slug: concept.prerequisites for concept in concepts}
    depths: dict[str, int] = {}
    closures: dict[str, frozenset[str]] = {}
    try:
        order = list(TopologicalSorter(prerequisites).static_order())
    except CycleError as error:
        raise ContentError(f"prerequisites form a cycle: {' -> '.join(error.args[1])}") from None
    for slug in order:
        direct = prerequisites[slug]
        depths[slug] = 1 + max((depths[other] for other in direct), default=-1)
        closures[slug] = frozenset(direct).union(*(closures[other] for other in direct))
    return depths, closures
