"""Which items each edge leads to from each owner: for every edge, a function of the snapshot that gives the pairs."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from graph import edges
from graph.edges import Edge
from graph.identity import symbol_key
from graph.lazily import Lazily
from graph.paging import SortKey
from graph.vocabulary import NodeKind

if TYPE_CHECKING:
    from graph.snapshot import Snapshot

Pairs = Iterable[tuple[str, str]]
"""Keys of owners and of their items, in no order."""
Owned = Mapping[str, tuple[str, ...]]
"""The keys of items by owner, in the default order of the edge."""


def lists_of(snapshot: "Snapshot") -> Mapping[str, Owned]:
    """Return the lists of all edges by the edge's name."""
    by_name = {edge.name: edge for edge in edges.EDGES}

    def owned(name: str) -> Owned:
        edge = by_name[name]
        return _grouped(_pairs(snapshot, edge), snapshot.positions[edge.items.name][edge.order])

    return Lazily(by_name, owned)


def _grouped(pairs: Pairs, position: Mapping[str, SortKey]) -> dict[str, tuple[str, ...]]:
    """Group items by owner, each item once, in the given order."""
    owned: dict[str, set[str]] = defaultdict(set)
    for owner, item in pairs:
        owned[owner].add(item)
    return {owner: tuple(sorted(items, key=position.__getitem__)) for owner, items in sorted(owned.items())}


def _pairs(snapshot: "Snapshot", edge: Edge) -> Pairs:
    if edge.owner is None and edge.items.node is not None:
        return ((edges.ROOT, key) for key in snapshot.nodes[edge.items.node])
    return _PAIRS[edge](snapshot)


def _family_concepts(snapshot: "Snapshot") -> Pairs:
    return ((concept.family, concept.slug) for concept in snapshot.content.concepts)


def _prerequisites(snapshot: "Snapshot") -> Pairs:
    return ((concept.slug, slug) for concept in snapshot.content.concepts for slug in concept.prerequisites)


def _all_prerequisites(snapshot: "Snapshot") -> Pairs:
    return ((owner, slug) for owner, found in snapshot.closures.items() for slug in found)


def _turned(pairs: Callable[["Snapshot"], Pairs]) -> Callable[["Snapshot"], Pairs]:
    return lambda snapshot: ((item, owner) for owner, item in pairs(snapshot))


def _relations(snapshot: "Snapshot") -> Pairs:
    return ((end.concept, key) for key, end in snapshot.relation_ends.items())


def _roles(snapshot: "Snapshot") -> Pairs:
    return ((required.concept, role.slug) for role in snapshot.content.roles for required in role.requires)


def _goals(snapshot: "Snapshot") -> Pairs:
    return ((required.concept, goal.slug) for goal in snapshot.content.goals for required in goal.requires)


def _concept_mappings(snapshot: "Snapshot") -> Pairs:
    return ((mapping.concept, key) for key, mapping in snapshot.mappings.items())


def _concept_frameworks(snapshot: "Snapshot") -> Pairs:
    return ((mapping.concept, mapping.framework) for mapping in snapshot.content.mappings)


def _framework_mappings(snapshot: "Snapshot") -> Pairs:
    return ((mapping.framework, key) for key, mapping in snapshot.mappings.items())


def _symbol_mappings(snapshot: "Snapshot") -> Pairs:
    return ((symbol_key(symbol), key) for key, mapping in snapshot.mappings.items() for symbol in mapping.symbols)


def _framework_symbols(snapshot: "Snapshot") -> Pairs:
    owner_of = snapshot.owner_of
    return ((owner_of[symbol.package], symbol_key(symbol)) for symbol in snapshot.content.symbols)


def _package_symbols(snapshot: "Snapshot") -> Pairs:
    return ((symbol.package, symbol_key(symbol)) for symbol in snapshot.content.symbols)


def _replaced(snapshot: "Snapshot") -> Pairs:
    return (
        (symbol_key(symbol.replaced_by), symbol_key(symbol))
        for symbol in snapshot.content.symbols
        if symbol.replaced_by is not None
    )


def _predecessors(snapshot: "Snapshot") -> Pairs:
    return ((one.successor, one.slug) for one in snapshot.content.frameworks if one.successor is not None)


def _releases(snapshot: "Snapshot") -> Pairs:
    owned = snapshot.nodes[NodeKind.PACKAGE]
    return ((release.package, key) for key, release in snapshot.releases.items() if release.package in owned)


def _changes(snapshot: "Snapshot") -> Pairs:
    return ((edges.ROOT, key) for key in snapshot.changes)


_PAIRS: dict[Edge, Callable[["Snapshot"], Pairs]] = {
    edges.CHANGES: _changes,
    edges.FAMILY_CONCEPTS: _family_concepts,
    edges.CONCEPT_PREREQUISITES: _prerequisites,
    edges.CONCEPT_DEPENDENTS: _turned(_prerequisites),
    edges.CONCEPT_ALL_PREREQUISITES: _all_prerequisites,
    edges.CONCEPT_ALL_DEPENDENTS: _turned(_all_prerequisites),
    edges.CONCEPT_RELATIONS: _relations,
    edges.CONCEPT_MAPPINGS: _concept_mappings,
    edges.CONCEPT_FRAMEWORKS: _concept_frameworks,
    edges.CONCEPT_ROLES: _roles,
    edges.CONCEPT_GOALS: _goals,
    edges.FRAMEWORK_MAPPINGS: _framework_mappings,
    edges.FRAMEWORK_CONCEPTS: _turned(_concept_frameworks),
    edges.FRAMEWORK_SYMBOLS: _framework_symbols,
    edges.FRAMEWORK_PREDECESSORS: _predecessors,
    edges.PACKAGE_SYMBOLS: _package_symbols,
    edges.PACKAGE_RELEASES: _releases,
    edges.SYMBOL_MAPPINGS: _symbol_mappings,
    edges.SYMBOL_REPLACES: _replaced,
}
