"""The snapshot: one immutable version of the graph with every index complete when the object exists.

Nothing here reads files or the clock: a snapshot is a function of its content. Lists are stored in their default order,
so that reading a page is a slice.
"""

import datetime
import functools
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

from graph import edges
from graph.canonical import Version, version_of
from graph.changes import Change, changes_of, release_key
from graph.edges import Edge, Facet, ItemType, OrderField, RelationEnd, RelationRole
from graph.errors import ContentError
from graph.facets import (
    KEPT,
    YANKED,
    facet_values,
    facets_of_changes,
    framework_facets,
    package_facets,
    requirement_facets,
)
from graph.identity import ecosystem_of, key_of, mapping_key, symbol_key
from graph.lengths import longest_embedded
from graph.paging import SortKey
from graph.publications import new_since
from graph.records import (
    Concept,
    Content,
    Evidence,
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
from graph.vocabulary import Coverage, MappingState, NodeKind, RelationType

R = TypeVar("R")
_LAST_DAY = datetime.date.max.toordinal()
Lists = dict[str, dict[str, tuple[str, ...]]]
Facets = dict[str, dict[str, dict[Facet, frozenset[str]]]]
Positions = dict[str, dict[OrderField, dict[str, SortKey]]]

_ROLES: dict[RelationType, tuple[RelationRole, RelationRole]] = {
    RelationType.PART_OF: (RelationRole.PART_OF, RelationRole.HAS_PART),
    RelationType.REFINES: (RelationRole.REFINES, RelationRole.REFINED_BY),
    RelationType.EVALUATES: (RelationRole.EVALUATES, RelationRole.EVALUATED_BY),
    RelationType.ALTERNATIVE_TO: (RelationRole.ALTERNATIVE_TO, RelationRole.ALTERNATIVE_TO),
    RelationType.COMPLEMENTS: (RelationRole.COMPLEMENTS, RelationRole.COMPLEMENTS),
}


def sort_text(text: str) -> str:
    """Return `text` folded to lower-case ASCII: what names are ordered by, the same bytes in every store."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def relation_key(end: RelationEnd) -> str:
    """Return the key of a relation seen from one side."""
    return f"{end.concept}/{end.role}/{end.other}"


def module_key(names: ModuleNames) -> str:
    """Return the key of a module's table of names: the same form as that of a symbol."""
    return symbol_key(SymbolKey(names.package, names.module))


@dataclass(frozen=True)
class Snapshot:
    """One version of the graph. Build it with `Snapshot.of`.

    `lists` maps an edge's name and an owner's key to item keys in the edge's default order. `positions` maps an item
    type's name and an order to each item's sort key. `facets` maps an item type's name to each item's filter values.
    """

    content: Content
    version: Version
    nodes: Mapping[NodeKind, Mapping[str, Node]]
    relation_ends: Mapping[str, RelationEnd]
    releases: Mapping[str, Release]
    changes: Mapping[str, Change]
    lists: Mapping[str, Mapping[str, tuple[str, ...]]]
    positions: Mapping[str, Mapping[OrderField, Mapping[str, SortKey]]]
    facets: Mapping[str, Mapping[str, Mapping[Facet, frozenset[str]]]]
    states: Mapping[str, MappingState]
    evidence: Mapping[SymbolKey, Evidence]
    survival: Mapping[str, tuple[Survival, ...]]
    persistence: Mapping[str, tuple[Persistence, ...]]
    surveys: Mapping[str, NameSurvey]
    names: Mapping[str, ModuleNames]
    retired: Mapping[str, RetiredId]
    published: Mapping[str, int]
    symbols_by_ref: Mapping[str, tuple[SymbolKey, ...]]
    depths: Mapping[str, int]
    longest: Mapping[str, int]

    @classmethod
    def of(cls, content: Content, version: Version | None = None) -> "Snapshot":
        """Build the snapshot of some content; a caller that knows its version already saves the hashing.

        Raises:
            ContentError: If records refer to records that are not there, or prerequisites form a cycle.
        """
        return _Builder(content).snapshot(version or version_of(content))

    def item(self, items: ItemType, key: str) -> Item:
        """Return the item of a list by its key."""
        if items.node is not None:
            return self.nodes[items.node][key]
        others: dict[str, Mapping[str, Item]] = {
            edges.RELATION.name: self.relation_ends,
            edges.RELEASE.name: self.releases,
            edges.CHANGE.name: self.changes,
        }
        return others[items.name][key]

    def state_on(self, key: str, on: datetime.date | None) -> MappingState | None:
        """Return the state of a mapping on a date, or by the newest evidence; null for an unknown mapping."""
        if on is None or key not in self.states:
            return self.states.get(key)
        return self._state(key, on)

    def _state(self, key: str, on: datetime.date | None) -> MappingState:
        mapping = self.nodes[NodeKind.MAPPING][key]
        assert isinstance(mapping, MappingRecord)
        return mapping_state(mapping, self.nodes[NodeKind.SYMBOL], self.evidence, on)

    @functools.cached_property
    def summary(self) -> Summary:
        """Counts by kind, and the dates between which the evidence was read."""
        dates = [evidence.checked_on for evidence in self.content.evidence]
        return Summary(
            counts={kind: len(self.nodes[kind]) for kind in NodeKind},
            evidence_oldest=min(dates, default=None),
            evidence_newest=max(dates, default=None),
        )


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


class _Builder:
    """Builds each index once from the content; the order of the methods is the order of their needs."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.nodes: dict[NodeKind, dict[str, Node]] = {kind: {} for kind in NodeKind}
        self.concepts = {concept.slug: concept for concept in content.concepts}
        self.frameworks = {framework.slug: framework for framework in content.frameworks}
        self.mappings = {mapping_key(m.framework, m.concept): m for m in content.mappings}
        self.evidence = {SymbolKey(e.package, e.ref): e for e in content.evidence}

    def snapshot(self, version: Version) -> Snapshot:
        """Build everything."""
        self._index_nodes()
        self.depths, self.closures = _learn_order(self.content.concepts)
        self.relation_ends = {relation_key(end): end for end in _relation_ends(self.content.relations)}
        self.releases = {release_key(release): release for release in self.content.releases}
        self.changes = {change.key: change for change in changes_of(self.content)}
        symbols = self.nodes[NodeKind.SYMBOL]
        self.states = {k: mapping_state(m, symbols, self.evidence, None) for k, m in self.mappings.items()}
        self.facets = self._facets()
        self.positions = self._positions()
        lists = self._lists()
        by_ref = defaultdict(list)
        for symbol in self.content.symbols:
            by_ref[symbol.ref].append(SymbolKey(symbol.package, symbol.ref))
        return Snapshot(
            content=self.content,
            version=version,
            nodes=self.nodes,
            relation_ends=self.relation_ends,
            releases=self.releases,
            changes=self.changes,
            lists=lists,
            positions=self.positions,
            facets=self.facets,
            states=self.states,
            evidence=self.evidence,
            survival=_grouped_by(self.content.survival, lambda one: one.framework or edges.ROOT),
            persistence=_grouped_by(self.content.persistence, lambda one: one.concept)
            | {edges.ROOT: self.content.persistence},
            surveys={survey.package: survey for survey in self.content.surveys},
            names={module_key(names): names for names in self.content.names},
            retired={entry.id: entry for entry in self.content.retired},
            published={entry.version: entry.number for entry in self.content.published},
            symbols_by_ref={ref: tuple(sorted(keys)) for ref, keys in by_ref.items()},
            depths=self.depths,
            longest=_longest(lists) | longest_embedded(self.content),
        )

    def _index_nodes(self) -> None:
        content = self.content
        groups: tuple[Iterable[Node], ...] = (
            content.families,
            content.concepts,
            content.frameworks,
            content.packages,
            content.symbols,
            content.mappings,
            content.roles,
            content.goals,
        )
        for group in groups:
            for node in group:
                kind, key = key_of(node)
                if key in self.nodes[kind]:
                    raise ContentError(f"{kind}:{key} is there twice")
                self.nodes[kind][key] = node
        for owner, kind, key in references(content):
            if key not in self.nodes[kind]:
                raise ContentError(f"{owner} refers to {kind}:{key}, which is not there")

    def _facets(self) -> Facets:
        content = self.content
        naming: dict[SymbolKey | None, set[str]] = defaultdict(set)
        for mapping in content.mappings:
            for key in mapping.symbols:
                naming[key].add(mapping.concept)
        owner_of = {package.purl: package.framework for package in content.packages}
        return {
            "family": {family.slug: facet_values({Facet.SLUG: [family.slug]}) for family in content.families},
            "concept": {
                c.slug: facet_values(
                    {Facet.SLUG: [c.slug], Facet.FAMILY: [c.family], Facet.KIND: [c.kind], Facet.STATUS: [c.status]}
                )
                for c in content.concepts
            },
            "framework": {f.slug: framework_facets(f) for f in content.frameworks},
            "mapping": {key: self._mapping_facets(key, m) for key, m in self.mappings.items()},
            "symbol": {
                symbol_key(SymbolKey(s.package, s.ref)): facet_values(
                    {
                        Facet.KIND: [s.kind],
                        Facet.FORMER: ["true" if s.former else "false"],
                        Facet.PACKAGE: [s.package],
                        Facet.FRAMEWORK: [owner_of[s.package]],
                        Facet.CONCEPT: naming[SymbolKey(s.package, s.ref)],
                        Facet.ECOSYSTEM: [ecosystem_of(s.package)],
                    }
                )
                for s in content.symbols
            },
            "package": {p.purl: package_facets(p) for p in content.packages},
            "role": {r.slug: requirement_facets(r) for r in content.roles},
            "goal": {g.slug: requirement_facets(g) for g in content.goals},
            "relation": {
                key: facet_values({Facet.ROLE: [end.role], Facet.FAMILY: [self.concepts[end.other].family]})
                for key, end in self.relation_ends.items()
            },
            "release": {key: YANKED if release.yanked else KEPT for key, release in self.releases.items()},
            "change": facets_of_changes(self.changes, naming, new_since(self.changes, content.published)),
        }

    def _mapping_facets(self, key: str, mapping: MappingRecord) -> dict[Facet, frozenset[str]]:
        framework = framework_facets(self.frameworks[mapping.framework])
        own = facet_values(
            {
                Facet.FAMILY: [self.concepts[mapping.concept].family],
                Facet.CONCEPT: [mapping.concept],
                Facet.FRAMEWORK: [mapping.framework],
                Facet.COVERAGE: [mapping.coverage],
                Facet.STATE: [self.states[key]],
                Facet.ECOSYSTEM: {ecosystem_of(symbol.package) for symbol in mapping.symbols},
            }
        )
        return own | {facet: framework[facet] for facet in (Facet.LICENCE, Facet.NEEDS)}

    def _positions(self) -> Positions:
        content = self.content
        family_order = {family.slug: family.order for family in content.families}
        count: dict[str, int] = defaultdict(int)
        for mapping in content.mappings:
            count[f"concept:{mapping.concept}"] += 1
            count[f"framework:{mapping.framework}"] += 1
        concept_name = {slug: sort_text(concept.name) for slug, concept in self.concepts.items()}
        framework_name = {slug: sort_text(framework.name) for slug, framework in self.frameworks.items()}

        def by_family(slug: str) -> str:
            return f"{family_order[self.concepts[slug].family]:02d} {concept_name[slug]}"

        def both(first: str, second: str) -> str:
            return f"{first}\t{second}"

        def mapping_order(text: Callable[[MappingRecord], str]) -> dict[str, SortKey]:
            return _sort_keys(self.mappings, lambda key: text(self.mappings[key]))

        def pair(mapping: MappingRecord) -> str:
            return both(framework_name[mapping.framework], concept_name[mapping.concept])

        coverages, states, roles = list(Coverage), list(MappingState), list(RelationRole)
        return {
            "family": {
                OrderField.CURATED: _sort_keys(family_order, lambda slug: f"{family_order[slug]:02d}"),
                OrderField.NAME: {f.slug: (sort_text(f.name), f.slug) for f in content.families},
            },
            "concept": {
                OrderField.NAME: _sort_keys(self.concepts, concept_name.__getitem__),
                OrderField.FAMILY: _sort_keys(self.concepts, by_family),
                OrderField.DEPTH: _sort_keys(
                    self.concepts, lambda slug: both(f"{self.depths[slug]:03d}", concept_name[slug])
                ),
                OrderField.MAPPINGS: _sort_keys(self.concepts, lambda slug: f"{count[f'concept:{slug}']:06d}"),
            },
            "framework": {
                OrderField.NAME: _sort_keys(self.frameworks, framework_name.__getitem__),
                OrderField.MAPPINGS: _sort_keys(self.frameworks, lambda slug: f"{count[f'framework:{slug}']:06d}"),
            },
            "mapping": {
                OrderField.CONCEPT: mapping_order(lambda m: both(by_family(m.concept), framework_name[m.framework])),
                OrderField.FRAMEWORK: mapping_order(pair),
                OrderField.COVERAGE: mapping_order(lambda m: both(str(coverages.index(m.coverage)), pair(m))),
                OrderField.STATE: mapping_order(
                    lambda m: both(str(states.index(self.states[mapping_key(m.framework, m.concept)])), pair(m))
                ),
            },
            "symbol": {
                OrderField.NAME: _sort_keys(
                    self.nodes[NodeKind.SYMBOL], lambda key: sort_text(key.partition("#")[2].rpartition(":")[2])
                )
            },
            "package": {OrderField.NAME: _sort_keys(self.nodes[NodeKind.PACKAGE], lambda purl: purl)},
            "role": {OrderField.NAME: {r.slug: (sort_text(r.name), r.slug) for r in content.roles}},
            "goal": {OrderField.NAME: {g.slug: (sort_text(g.name), g.slug) for g in content.goals}},
            "relation": {
                OrderField.ROLE: {
                    key: (both(str(roles.index(end.role)), concept_name[end.other]), key)
                    for key, end in self.relation_ends.items()
                }
            },
            "release": _release_positions(content.releases),
            "change": {OrderField.NEWEST: _sort_keys(self.changes, lambda key: _newest_first(self.changes[key].date))},
        }

    def _lists(self) -> Lists:
        pairs: dict[Edge, list[tuple[str, str]]] = {edge: [] for edge in edges.EDGES}
        for edge in edges.EDGES:
            if edge.owner is None and edge.items.node is not None:
                pairs[edge] = [(edges.ROOT, key) for key in self.nodes[edge.items.node]]
        self._add_concept_lists(pairs)
        self._add_mapping_lists(pairs)
        for framework in self.content.frameworks:
            if framework.successor is not None:
                pairs[edges.FRAMEWORK_PREDECESSORS].append((framework.successor, framework.slug))
        owner_of = {package.purl: package.framework for package in self.content.packages}
        pairs[edges.CHANGES] = [(edges.ROOT, key) for key in self.changes]
        pairs[edges.PACKAGE_RELEASES] = [
            (release.package, key) for key, release in self.releases.items() if release.package in owner_of
        ]
        for symbol in self.content.symbols:
            key = symbol_key(SymbolKey(symbol.package, symbol.ref))
            pairs[edges.FRAMEWORK_SYMBOLS].append((owner_of[symbol.package], key))
            pairs[edges.PACKAGE_SYMBOLS].append((symbol.package, key))
            if symbol.replaced_by is not None:
                pairs[edges.SYMBOL_REPLACES].append((symbol_key(symbol.replaced_by), key))
        return {edge.name: self._grouped(edge, found) for edge, found in pairs.items()}

    def _add_concept_lists(self, pairs: dict[Edge, list[tuple[str, str]]]) -> None:
        for concept in self.content.concepts:
            pairs[edges.FAMILY_CONCEPTS].append((concept.family, concept.slug))
            for slug in concept.prerequisites:
                pairs[edges.CONCEPT_PREREQUISITES].append((concept.slug, slug))
                pairs[edges.CONCEPT_DEPENDENTS].append((slug, concept.slug))
            for slug in self.closures[concept.slug]:
                pairs[edges.CONCEPT_ALL_PREREQUISITES].append((concept.slug, slug))
                pairs[edges.CONCEPT_ALL_DEPENDENTS].append((slug, concept.slug))
        for key, end in self.relation_ends.items():
            pairs[edges.CONCEPT_RELATIONS].append((end.concept, key))
        for role in self.content.roles:
            pairs[edges.CONCEPT_ROLES].extend((requirement.concept, role.slug) for requirement in role.requires)
        for goal in self.content.goals:
            pairs[edges.CONCEPT_GOALS].extend((requirement.concept, goal.slug) for requirement in goal.requires)

    def _add_mapping_lists(self, pairs: dict[Edge, list[tuple[str, str]]]) -> None:
        for key, mapping in self.mappings.items():
            pairs[edges.CONCEPT_MAPPINGS].append((mapping.concept, key))
            pairs[edges.CONCEPT_FRAMEWORKS].append((mapping.concept, mapping.framework))
            pairs[edges.FRAMEWORK_MAPPINGS].append((mapping.framework, key))
            pairs[edges.FRAMEWORK_CONCEPTS].append((mapping.framework, mapping.concept))
            pairs[edges.SYMBOL_MAPPINGS].extend((symbol_key(symbol), key) for symbol in mapping.symbols)

    def _grouped(self, edge: Edge, pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
        """Group items by owner, each item once, in the edge's default order."""
        position = self.positions[edge.items.name][edge.order]
        owned: dict[str, set[str]] = defaultdict(set)
        for owner, item in pairs:
            owned[owner].add(item)
        return {owner: tuple(sorted(items, key=position.__getitem__)) for owner, items in sorted(owned.items())}


def _longest(lists: Lists) -> dict[str, int]:
    return {name: max(map(len, owned.values()), default=0) for name, owned in lists.items()}


def _grouped_by(records: Iterable[R], owner_of: Callable[[R], str | None]) -> dict[str, tuple[R, ...]]:
    """Group records by owner in their order; records without an owner are left out."""
    grouped: dict[str, list[R]] = defaultdict(list)
    for record in records:
        owner = owner_of(record)
        if owner is not None:
            grouped[owner].append(record)
    return {owner: tuple(found) for owner, found in grouped.items()}


def _newest_first(day: datetime.date | None) -> str:
    """Return a text that sorts later days first, and an unknown day last."""
    return f"{_LAST_DAY - (0 if day is None else day.toordinal()):07d}"


def _release_positions(releases: Iterable[Release]) -> dict[OrderField, dict[str, SortKey]]:
    """Return where releases stand, newest first: by their place in the line of their package, and by date."""
    by_version, by_date = {}, {}
    for at, release in enumerate(releases):
        key, place = release_key(release), f"{_LAST_DAY - at:07d}"
        by_version[key] = (place, key)
        by_date[key] = (f"{_newest_first(release.date)} {place}", key)
    return {OrderField.VERSION: by_version, OrderField.NEWEST: by_date}


def _sort_keys(keys: Iterable[str], text: Callable[[str], str]) -> dict[str, SortKey]:
    return {key: (text(key), key) for key in keys}


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
