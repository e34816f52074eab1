"""The relationships of a snapshot as rows for Neo4j: the positions of the nodes that they join, and properties."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from graph.identity import mapping_key
from graph.neo4j_store.model import LINKS, RELATION_TYPES, Link
from graph.records import Mapping as MappingRecord
from graph.records import Requirement
from graph.snapshot import Snapshot
from graph.vocabulary import MappingState

LinkRow = tuple[Any, ...]
"""The positions of both ends in their groups, and the properties if the link has any."""
LINKED = frozenset(label for link in LINKS for label in (link.start, link.end))
"""Labels of nodes that relationships join."""


def link_rows(snapshot: Snapshot) -> Iterator[tuple[Link, Sequence[LinkRow]]]:
    """Return each kind of relationship with all of its rows."""
    positions = _Positions(snapshot)
    found = _between_concepts(snapshot, positions) | _of_frameworks(snapshot, positions)
    found |= _of_symbols(snapshot, positions) | _of_roles_and_goals(snapshot, positions)
    for link in LINKS:
        yield link, found[link.start, link.type, link.end]


_Found = dict[tuple[str, str, str], list[LinkRow]]


class _Positions:
    """The position of each record that is an end of relationships in its group, by slug, purl or package and name."""

    def __init__(self, snapshot: Snapshot) -> None:
        content = snapshot.content
        self.families = {family.slug: at for at, family in enumerate(content.families)}
        self.concepts = {concept.slug: at for at, concept in enumerate(content.concepts)}
        self.frameworks = {framework.slug: at for at, framework in enumerate(content.frameworks)}
        self.packages = {package.purl: at for at, package in enumerate(content.packages)}
        self.symbols = {(symbol.package, symbol.ref): at for at, symbol in enumerate(content.symbols)}


def _between_concepts(snapshot: Snapshot, positions: _Positions) -> _Found:
    content, concepts = snapshot.content, positions.concepts
    relations: _Found = {("Concept", name, "Concept"): [] for name in RELATION_TYPES.values()}
    for at, relation in enumerate(content.relations):
        row = (concepts[relation.subject], concepts[relation.object], {"at": at})
        relations["Concept", RELATION_TYPES[relation.type], "Concept"].append(row)
    return relations | {
        ("Concept", "IN_FAMILY", "Family"): [
            (at, positions.families[concept.family]) for at, concept in enumerate(content.concepts)
        ],
        ("Concept", "HAS_PREREQUISITE", "Concept"): [
            (at, concepts[slug]) for at, concept in enumerate(content.concepts) for slug in concept.prerequisites
        ],
        ("Concept", "REPLACED_BY", "Concept"): [
            (at, concepts[slug])
            for at, concept in enumerate(content.concepts)
            if concept.faded
            for slug in concept.faded.replaced_by
        ],
    }


def _of_frameworks(snapshot: Snapshot, positions: _Positions) -> _Found:
    content, concepts = snapshot.content, positions.concepts
    frameworks, packages = positions.frameworks, positions.packages

    def state(mapping: MappingRecord) -> MappingState:
        return snapshot.states[mapping_key(mapping.framework, mapping.concept)]

    return {
        ("Framework", "SHIPS", "Package"): [
            (frameworks[package.framework], at) for at, package in enumerate(content.packages)
        ],
        ("Framework", "SUCCEEDED_BY", "Framework"): [
            (at, frameworks[framework.successor])
            for at, framework in enumerate(content.frameworks)
            if framework.successor
        ],
        ("Framework", "IMPLEMENTS", "Concept"): [
            (frameworks[m.framework], concepts[m.concept], {"coverage": m.coverage.value, "state": state(m).value})
            for m in content.mappings
        ],
        ("Mapping", "BY", "Framework"): [(at, frameworks[m.framework]) for at, m in enumerate(content.mappings)],
        ("Mapping", "OF", "Concept"): [(at, concepts[m.concept]) for at, m in enumerate(content.mappings)],
        # evidence may know releases of packages that are not there
        ("Package", "RELEASED", "Release"): [
            (packages[release.package], at)
            for at, release in enumerate(content.releases)
            if release.package in packages
        ],
        ("Change", "HAPPENED_TO", "Package"): [
            (at, packages[change.package]) for at, change in enumerate(snapshot.changes.values())
        ],
    }


def _of_symbols(snapshot: Snapshot, positions: _Positions) -> _Found:
    content, symbols = snapshot.content, positions.symbols
    return {
        ("Package", "CONTAINS", "Symbol"): [
            (positions.packages[symbol.package], at) for at, symbol in enumerate(content.symbols)
        ],
        ("Symbol", "REPLACED_BY", "Symbol"): [
            (at, symbols[symbol.replaced_by]) for at, symbol in enumerate(content.symbols) if symbol.replaced_by
        ],
        ("Mapping", "NAMES", "Symbol"): [
            (at, symbols[key]) for at, mapping in enumerate(content.mappings) for key in dict.fromkeys(mapping.symbols)
        ],
        ("Evidence", "ABOUT", "Symbol"): [
            (at, symbols[evidence.package, evidence.ref])
            for at, evidence in enumerate(content.evidence)
            if (evidence.package, evidence.ref) in symbols
        ],
    }


def _of_roles_and_goals(snapshot: Snapshot, positions: _Positions) -> _Found:
    content, concepts = snapshot.content, positions.concepts
    return {
        ("Role", "REQUIRES", "Concept"): _requirements((role.requires for role in content.roles), concepts),
        ("Role", "EXCLUDES", "Concept"): [
            (at, concepts[excluded.concept], {"reason": excluded.reason})
            for at, role in enumerate(content.roles)
            for excluded in role.excludes
        ],
        ("Goal", "REQUIRES", "Concept"): _requirements((goal.requires for goal in content.goals), concepts),
    }


def _requirements(lists: Iterable[Sequence[Requirement]], concepts: Mapping[str, int]) -> list[LinkRow]:
    return [
        (at, concepts[required.concept], {"level": required.level.value, "reason": required.reason})
        for at, requirements in enumerate(lists)
        for required in requirements
    ]
