"""How the graph looks in Neo4j: labels, keys, relationship types, properties, constraints and indexes.

Every node carries the number of its `build`, and its whole record as JSON in `record`; what a reader of Cypher wants to
see stands beside it in properties of its own. ``docs/reference/neo4j-model.md`` describes all of it.
"""

import functools
from dataclasses import dataclass
from typing import NamedTuple

from graph.changes import Change
from graph.edges import EDGES, Edge, Facet, ItemType, OrderField, RelationRole
from graph.records import (
    Concept,
    Evidence,
    Family,
    Framework,
    Goal,
    Mapping,
    ModuleNames,
    NameSurvey,
    Package,
    PackageCheck,
    Persistence,
    PublishedVersion,
    Release,
    RetiredId,
    Role,
    Survival,
    Symbol,
)
from graph.vocabulary import NodeKind, RelationType


class Group(NamedTuple):
    """One group of records: what `Content` or `Snapshot` calls it, its label, and the property unique in a build."""

    attribute: str
    label: str
    key: str
    record: type


GROUPS: tuple[Group, ...] = (
    Group("families", "Family", "slug", Family),
    Group("concepts", "Concept", "slug", Concept),
    Group("frameworks", "Framework", "slug", Framework),
    Group("packages", "Package", "purl", Package),
    Group("symbols", "Symbol", "key", Symbol),
    Group("mappings", "Mapping", "key", Mapping),
    Group("roles", "Role", "slug", Role),
    Group("goals", "Goal", "slug", Goal),
    Group("releases", "Release", "key", Release),
    Group("checks", "PackageCheck", "package", PackageCheck),
    Group("evidence", "Evidence", "key", Evidence),
    Group("survival", "Survival", "at", Survival),
    Group("persistence", "Persistence", "at", Persistence),
    Group("surveys", "NameSurvey", "package", NameSurvey),
    Group("names", "ModuleNames", "key", ModuleNames),
    Group("retired", "RetiredId", "id", RetiredId),
    Group("published", "PublishedVersion", "version", PublishedVersion),
)
"""All groups of the content but relations, which are relationships between concepts."""

CHANGES = Group("changes", "Change", "key", Change)
"""The one group that is derived from others: an attribute of the snapshot, not of its content."""

GROUP_OF = {
    NodeKind.FAMILY: GROUPS[0],
    NodeKind.CONCEPT: GROUPS[1],
    NodeKind.FRAMEWORK: GROUPS[2],
    NodeKind.PACKAGE: GROUPS[3],
    NodeKind.SYMBOL: GROUPS[4],
    NodeKind.MAPPING: GROUPS[5],
    NodeKind.ROLE: GROUPS[6],
    NodeKind.GOAL: GROUPS[7],
}
GROUP_OF_ITEM: dict[str, Group] = {
    **{kind.value: group for kind, group in GROUP_OF.items()},
    "release": next(group for group in GROUPS if group.record is Release),
    "change": CHANGES,
}
"""The group that the items of an edge are in, by the name of their type; relations are in none."""
RELATION_TYPES = {relation: relation.name for relation in RelationType}
"""The relationship type of each relation: ``PART_OF``, ``REFINES``, …"""


class Link(NamedTuple):
    """A relationship type between two labels, with the names of its properties."""

    start: str
    type: str
    end: str
    properties: tuple[str, ...] = ()


LINKS: tuple[Link, ...] = (
    Link("Concept", "IN_FAMILY", "Family"),
    Link("Concept", "HAS_PREREQUISITE", "Concept"),
    Link("Concept", "REPLACED_BY", "Concept"),
    *(Link("Concept", name, "Concept", ("at",)) for name in RELATION_TYPES.values()),
    Link("Framework", "SHIPS", "Package"),
    Link("Framework", "SUCCEEDED_BY", "Framework"),
    Link("Framework", "IMPLEMENTS", "Concept", ("coverage", "state")),
    Link("Package", "CONTAINS", "Symbol"),
    Link("Package", "RELEASED", "Release"),
    Link("Symbol", "REPLACED_BY", "Symbol"),
    Link("Mapping", "BY", "Framework"),
    Link("Mapping", "OF", "Concept"),
    Link("Mapping", "NAMES", "Symbol"),
    Link("Evidence", "ABOUT", "Symbol"),
    Link("Change", "HAPPENED_TO", "Package"),
    Link("Role", "REQUIRES", "Concept", ("level", "reason")),
    Link("Role", "EXCLUDES", "Concept", ("reason",)),
    Link("Goal", "REQUIRES", "Concept", ("level", "reason")),
)

KEY_OF_LABEL = {group.label: group.key for group in (*GROUPS, CHANGES)}

POINTER, BUILD, LEASE = "DuramenPointer", "DuramenBuild", "DuramenLease"
"""The labels of what is not content: which build is live, the list of builds, and who may load."""


class BuildState:
    """The states of a build, in the order in which it goes through them."""

    LOADING = "loading"
    COMPLETE = "complete"
    SWEEPING = "sweeping"


# -- what lists are filtered and ordered by ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FacetProperty:
    """The property that holds the values of a facet, and how it holds them."""

    name: str
    is_list: bool = False
    is_flag: bool = False


_LISTS = {
    (Facet.NEEDS, "framework"): FacetProperty("needs", is_list=True),
    (Facet.NEEDS, "mapping"): FacetProperty("needs", is_list=True),
    (Facet.ECOSYSTEM, "framework"): FacetProperty("ecosystems", is_list=True),
    (Facet.ECOSYSTEM, "mapping"): FacetProperty("ecosystems", is_list=True),
    (Facet.CONCEPT, "symbol"): FacetProperty("concepts", is_list=True),
    (Facet.CONCEPT, "role"): FacetProperty("concepts", is_list=True),
    (Facet.CONCEPT, "goal"): FacetProperty("concepts", is_list=True),
    (Facet.CONCEPT, "change"): FacetProperty("concepts", is_list=True),
    (Facet.NEW_SINCE, "change"): FacetProperty("newSince", is_list=True),
    (Facet.FORMER, "symbol"): FacetProperty("former", is_flag=True),
    (Facet.YANKED, "release"): FacetProperty("yanked", is_flag=True),
}


@functools.cache
def facet_property(facet: Facet, items: ItemType) -> FacetProperty:
    """Return where items of a type keep the values of a facet."""
    return _LISTS.get((facet, items.name), FacetProperty(facet.value))


@functools.cache
def order_property(field: OrderField) -> str:
    """Return the property that holds an item's place in an order: its sort text, a tab and its key."""
    return f"by{field.value.capitalize()}"


def place_of(text: str, key: str) -> str:
    """Return an item's place in an order as one text; places compare as the pairs do, since no name holds a tab."""
    return f"{text}\t{key}"


def sort_key_of(place: str) -> tuple[str, str]:
    """Return the sort text and the key that a place was made of."""
    text, _, key = place.rpartition("\t")
    return text, key


# -- edges ------------------------------------------------------------------------------------------------------------

PATHS: dict[str, str] = {
    "family.concepts": "(o)<-[:IN_FAMILY]-(n:Concept)",
    "concept.prerequisites": "(o)-[:HAS_PREREQUISITE]->(n:Concept)",
    "concept.dependents": "(o)<-[:HAS_PREREQUISITE]-(n:Concept)",
    "concept.allPrerequisites": "(o)-[:HAS_PREREQUISITE*1..]->(n:Concept)",
    "concept.allDependents": "(o)<-[:HAS_PREREQUISITE*1..]-(n:Concept)",
    "concept.mappings": "(o)<-[:OF]-(n:Mapping)",
    "concept.frameworks": "(o)<-[:IMPLEMENTS]-(n:Framework)",
    "concept.roles": "(o)<-[:REQUIRES]-(n:Role)",
    "concept.goals": "(o)<-[:REQUIRES]-(n:Goal)",
    "framework.mappings": "(o)<-[:BY]-(n:Mapping)",
    "framework.concepts": "(o)-[:IMPLEMENTS]->(n:Concept)",
    "framework.symbols": "(o)-[:SHIPS]->(:Package)-[:CONTAINS]->(n:Symbol)",
    "framework.predecessors": "(o)<-[:SUCCEEDED_BY]-(n:Framework)",
    "package.symbols": "(o)-[:CONTAINS]->(n:Symbol)",
    "package.releases": "(o)-[:RELEASED]->(n:Release)",
    "symbol.mappings": "(o)<-[:NAMES]-(n:Mapping)",
    "symbol.replaces": "(o)<-[:REPLACED_BY]-(n:Symbol)",
}
"""How items are reached from their owner, by the edge's name; edges of the graph itself have no path."""


class Anchor(NamedTuple):
    """Where a list of the graph itself can begin under a filter: at the nodes that the filter's values are keys of.

    `path` leads from such a node to items ``n``, among them all that pass; it is null where they are the items.
    """

    label: str
    key: str
    path: str | None


_PACKAGES_OF = "-[:SHIPS]->(:Package)"
ANCHORS: dict[str, dict[Facet, Anchor]] = {
    "family": {Facet.SLUG: Anchor("Family", "slug", None)},
    "concept": {
        Facet.SLUG: Anchor("Concept", "slug", None),
        Facet.FRAMEWORK: Anchor("Framework", "slug", "-[:IMPLEMENTS]->(n:Concept)"),
        Facet.FAMILY: Anchor("Family", "slug", "<-[:IN_FAMILY]-(n:Concept)"),
    },
    "framework": {
        Facet.SLUG: Anchor("Framework", "slug", None),
        Facet.CONCEPT: Anchor("Concept", "slug", "<-[:IMPLEMENTS]-(n:Framework)"),
    },
    "mapping": {
        Facet.FRAMEWORK: Anchor("Framework", "slug", "<-[:BY]-(n:Mapping)"),
        Facet.CONCEPT: Anchor("Concept", "slug", "<-[:OF]-(n:Mapping)"),
        Facet.FAMILY: Anchor("Family", "slug", "<-[:IN_FAMILY]-(:Concept)<-[:OF]-(n:Mapping)"),
    },
    "symbol": {
        Facet.PACKAGE: Anchor("Package", "purl", "-[:CONTAINS]->(n:Symbol)"),
        Facet.FRAMEWORK: Anchor("Framework", "slug", f"{_PACKAGES_OF}-[:CONTAINS]->(n:Symbol)"),
        Facet.CONCEPT: Anchor("Concept", "slug", "<-[:OF]-(:Mapping)-[:NAMES]->(n:Symbol)"),
    },
    "package": {Facet.FRAMEWORK: Anchor("Framework", "slug", "-[:SHIPS]->(n:Package)")},
    "role": {
        Facet.SLUG: Anchor("Role", "slug", None),
        Facet.CONCEPT: Anchor("Concept", "slug", "<-[:REQUIRES]-(n:Role)"),
    },
    "goal": {
        Facet.SLUG: Anchor("Goal", "slug", None),
        Facet.CONCEPT: Anchor("Concept", "slug", "<-[:REQUIRES]-(n:Goal)"),
    },
    "change": {
        Facet.PACKAGE: Anchor("Package", "purl", "<-[:HAPPENED_TO]-(n:Change)"),
        Facet.FRAMEWORK: Anchor("Framework", "slug", f"{_PACKAGES_OF}<-[:HAPPENED_TO]-(n:Change)"),
    },
}
"""Where lists can begin, by the name of the items' type and the facet; those that lead to the fewest items first."""

MAPPINGS_OF_ITEM = {"concept": "(n)<-[:OF]-(m:Mapping)", "framework": "(n)<-[:BY]-(m:Mapping)"}
"""How the mappings of an item are reached, for filters by what one of them is."""


def path_of(edge: Edge) -> str:
    """Return the Cypher pattern from the owner ``o`` to the items ``n`` of an edge."""
    return PATHS[edge.name]


FORWARD_ROLES = {name: str(RelationRole(relation.value)) for relation, name in RELATION_TYPES.items()}
BACKWARD_ROLES = FORWARD_ROLES | {
    "PART_OF": str(RelationRole.HAS_PART),
    "REFINES": str(RelationRole.REFINED_BY),
    "EVALUATES": str(RelationRole.EVALUATED_BY),
}

# -- constraints and indexes ------------------------------------------------------------------------------------------

ORDERED_PROPERTIES = tuple(
    (GROUP_OF_ITEM[edge.items.name].label, order_property(field))
    for edge in EDGES
    if edge.owner is None
    for field in edge.items.orders
)
"""Labels and properties by which all nodes of a label are listed."""


def schema_statements() -> dict[str, str]:
    """Return the statements that create constraints and indexes, by the name of each; running them again does nothing.

    A constraint and the index that it is kept by have the same name.
    """
    unique = {
        f"duramen_{group.label.lower()}_key": f"FOR (n:{group.label}) REQUIRE (n.build, n.{group.key}) IS UNIQUE"
        for group in (*GROUPS, CHANGES)
    } | {
        f"{label.lower()}_key": f"FOR (n:{label}) REQUIRE n.{key} IS UNIQUE"
        for label, key in ((POINTER, "one"), (LEASE, "one"), (BUILD, "number"))
    }
    indexed = {"duramen_symbol_ref": "FOR (n:Symbol) ON (n.build, n.ref)"} | {
        f"duramen_{label.lower()}_{name.lower()}": f"FOR (n:{label}) ON (n.build, n.{name})"
        for label, name in ORDERED_PROPERTIES
    }
    constraints = {name: f"CREATE CONSTRAINT {name} IF NOT EXISTS {what}" for name, what in unique.items()}
    return constraints | {name: f"CREATE INDEX {name} IF NOT EXISTS {what}" for name, what in indexed.items()}
