"""The edges of the graph as a store serves them: from which kind of owner to which kind of item, in which orders.

This table is the one place that says which lists exist. The in-memory store keeps one index an edge, Neo4j has one
Cypher text an edge, and GraphQL has one connection an edge; a contract test walks all of them.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from graph.vocabulary import NodeKind


class RelationRole(StrEnum):
    """How a concept stands to another, named from the side that asks."""

    PART_OF = "part-of"
    HAS_PART = "has-part"
    REFINES = "refines"
    REFINED_BY = "refined-by"
    EVALUATES = "evaluates"
    EVALUATED_BY = "evaluated-by"
    ALTERNATIVE_TO = "alternative-to"
    COMPLEMENTS = "complements"


class RelationEnd(NamedTuple):
    """A relation seen from one of its concepts: `concept` stands in `role` to `other`."""

    concept: str
    role: RelationRole
    other: str


class Facet(StrEnum):
    """A property by which items of an edge can be filtered."""

    SLUG = "slug"
    FAMILY = "family"
    KIND = "kind"
    STATUS = "status"
    COVERAGE = "coverage"
    STATE = "state"
    CONCEPT = "concept"
    FRAMEWORK = "framework"
    ECOSYSTEM = "ecosystem"
    LICENCE = "licence"
    NEEDS = "needs"
    PACKAGE = "package"
    FORMER = "former"
    YANKED = "yanked"
    ROLE = "role"
    NEW_SINCE = "newSince"


class OrderField(StrEnum):
    """What items can be ordered by; equal values are told apart by the item's key, so every order is total."""

    CURATED = "curated"
    NAME = "name"
    FAMILY = "family"
    DEPTH = "depth"
    MAPPINGS = "mappings"
    CONCEPT = "concept"
    FRAMEWORK = "framework"
    STATE = "state"
    COVERAGE = "coverage"
    ROLE = "role"
    VERSION = "version"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class ItemType:
    """What an edge leads to: a kind of node, a relation seen from one side, a release, or an event (`node` null).

    An item passes a filter if it has the `facets` asked for itself, and if one and the same of its mappings has all the
    `mapping_facets` asked for. The first of `orders` is the default. Lists of `dated` items can be cut to a span
    of days.
    """

    name: str
    node: NodeKind | None
    facets: tuple[Facet, ...]
    mapping_facets: tuple[Facet, ...]
    orders: tuple[OrderField, ...]
    dated: bool = False


FAMILY = ItemType("family", NodeKind.FAMILY, (Facet.SLUG,), (), (OrderField.CURATED, OrderField.NAME))
CONCEPT = ItemType(
    "concept",
    NodeKind.CONCEPT,
    (Facet.SLUG, Facet.FAMILY, Facet.KIND, Facet.STATUS),
    (Facet.COVERAGE, Facet.STATE, Facet.FRAMEWORK, Facet.ECOSYSTEM, Facet.LICENCE, Facet.NEEDS),
    (OrderField.NAME, OrderField.FAMILY, OrderField.DEPTH, OrderField.MAPPINGS),
)
FRAMEWORK = ItemType(
    "framework",
    NodeKind.FRAMEWORK,
    (Facet.SLUG, Facet.KIND, Facet.ECOSYSTEM, Facet.LICENCE, Facet.NEEDS),
    (Facet.FAMILY, Facet.CONCEPT, Facet.COVERAGE, Facet.STATE),
    (OrderField.NAME, OrderField.MAPPINGS),
)
MAPPING = ItemType(
    "mapping",
    NodeKind.MAPPING,
    (
        Facet.FAMILY,
        Facet.CONCEPT,
        Facet.FRAMEWORK,
        Facet.COVERAGE,
        Facet.STATE,
        Facet.ECOSYSTEM,
        Facet.LICENCE,
        Facet.NEEDS,
    ),
    (),
    (OrderField.CONCEPT, OrderField.FRAMEWORK, OrderField.COVERAGE, OrderField.STATE),
)
SYMBOL = ItemType(
    "symbol",
    NodeKind.SYMBOL,
    (Facet.KIND, Facet.FORMER, Facet.PACKAGE, Facet.FRAMEWORK, Facet.CONCEPT, Facet.ECOSYSTEM),
    (),
    (OrderField.NAME,),
)
PACKAGE = ItemType("package", NodeKind.PACKAGE, (Facet.ECOSYSTEM, Facet.FRAMEWORK), (), (OrderField.NAME,))
ROLE = ItemType("role", NodeKind.ROLE, (Facet.SLUG, Facet.CONCEPT), (), (OrderField.NAME,))
GOAL = ItemType("goal", NodeKind.GOAL, (Facet.SLUG, Facet.CONCEPT), (), (OrderField.NAME,))
RELATION = ItemType("relation", None, (Facet.ROLE, Facet.FAMILY), (), (OrderField.ROLE,))
RELEASE = ItemType("release", None, (Facet.YANKED,), (), (OrderField.VERSION, OrderField.NEWEST), dated=True)
CHANGE = ItemType(
    "change",
    None,
    (Facet.KIND, Facet.FRAMEWORK, Facet.PACKAGE, Facet.CONCEPT, Facet.NEW_SINCE),
    (),
    (OrderField.NEWEST,),
    dated=True,
)


@dataclass(frozen=True, slots=True)
class Edge:
    """A list that a store can page through: of `items`, owned by nodes of kind `owner` (null: by the graph itself)."""

    name: str
    owner: NodeKind | None
    items: ItemType
    default_order: OrderField | None = None

    @property
    def order(self) -> OrderField:
        """The order in which this edge is read when nobody asks for another."""
        return self.default_order or self.items.orders[0]


ROOT = ""
"""The owner key of edges that belong to the graph itself."""

FAMILIES = Edge("families", None, FAMILY)
CONCEPTS = Edge("concepts", None, CONCEPT)
FRAMEWORKS = Edge("frameworks", None, FRAMEWORK)
MAPPINGS = Edge("mappings", None, MAPPING)
SYMBOLS = Edge("symbols", None, SYMBOL)
PACKAGES = Edge("packages", None, PACKAGE)
ROLES = Edge("roles", None, ROLE)
GOALS = Edge("goals", None, GOAL)
CHANGES = Edge("changes", None, CHANGE)

FAMILY_CONCEPTS = Edge("family.concepts", NodeKind.FAMILY, CONCEPT)

CONCEPT_PREREQUISITES = Edge("concept.prerequisites", NodeKind.CONCEPT, CONCEPT)
CONCEPT_DEPENDENTS = Edge("concept.dependents", NodeKind.CONCEPT, CONCEPT)
CONCEPT_ALL_PREREQUISITES = Edge("concept.allPrerequisites", NodeKind.CONCEPT, CONCEPT, OrderField.DEPTH)
CONCEPT_ALL_DEPENDENTS = Edge("concept.allDependents", NodeKind.CONCEPT, CONCEPT, OrderField.DEPTH)
CONCEPT_RELATIONS = Edge("concept.relations", NodeKind.CONCEPT, RELATION)
CONCEPT_MAPPINGS = Edge("concept.mappings", NodeKind.CONCEPT, MAPPING, OrderField.FRAMEWORK)
CONCEPT_FRAMEWORKS = Edge("concept.frameworks", NodeKind.CONCEPT, FRAMEWORK)
CONCEPT_ROLES = Edge("concept.roles", NodeKind.CONCEPT, ROLE)
CONCEPT_GOALS = Edge("concept.goals", NodeKind.CONCEPT, GOAL)

FRAMEWORK_MAPPINGS = Edge("framework.mappings", NodeKind.FRAMEWORK, MAPPING)
FRAMEWORK_CONCEPTS = Edge("framework.concepts", NodeKind.FRAMEWORK, CONCEPT)
FRAMEWORK_SYMBOLS = Edge("framework.symbols", NodeKind.FRAMEWORK, SYMBOL)
FRAMEWORK_PREDECESSORS = Edge("framework.predecessors", NodeKind.FRAMEWORK, FRAMEWORK)

PACKAGE_SYMBOLS = Edge("package.symbols", NodeKind.PACKAGE, SYMBOL)
PACKAGE_RELEASES = Edge("package.releases", NodeKind.PACKAGE, RELEASE)

SYMBOL_MAPPINGS = Edge("symbol.mappings", NodeKind.SYMBOL, MAPPING)
SYMBOL_REPLACES = Edge("symbol.replaces", NodeKind.SYMBOL, SYMBOL)

EDGES: tuple[Edge, ...] = (
    FAMILIES,
    CONCEPTS,
    FRAMEWORKS,
    MAPPINGS,
    SYMBOLS,
    PACKAGES,
    ROLES,
    GOALS,
    CHANGES,
    FAMILY_CONCEPTS,
    CONCEPT_PREREQUISITES,
    CONCEPT_DEPENDENTS,
    CONCEPT_ALL_PREREQUISITES,
    CONCEPT_ALL_DEPENDENTS,
    CONCEPT_RELATIONS,
    CONCEPT_MAPPINGS,
    CONCEPT_FRAMEWORKS,
    CONCEPT_ROLES,
    CONCEPT_GOALS,
    FRAMEWORK_MAPPINGS,
    FRAMEWORK_CONCEPTS,
    FRAMEWORK_SYMBOLS,
    FRAMEWORK_PREDECESSORS,
    PACKAGE_SYMBOLS,
    PACKAGE_RELEASES,
    SYMBOL_MAPPINGS,
    SYMBOL_REPLACES,
)
