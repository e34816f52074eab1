"""The lists of the graph as GraphQL types: for each kind of item a connection, an edge, a filter and an order.

All of them follow from `graph.edges`, so that a new facet or order needs no second place.
"""

from typing import NamedTuple

from graph import edges
from graph.edges import Facet, ItemType, OrderField
from graph.store import Item, Slice
from schema.declare import Argument, Column, Computed, Connection, Counts, EnumType, Field, InputType, ObjectType, Text
from schema.types.enums import Direction
from schema.types.node import PAGE_INFO_FIELD

ITEM_TYPES: dict[str, ItemType] = {
    "Family": edges.FAMILY,
    "Concept": edges.CONCEPT,
    "Framework": edges.FRAMEWORK,
    "Mapping": edges.MAPPING,
    "Symbol": edges.SYMBOL,
    "Package": edges.PACKAGE,
    "Role": edges.ROLE,
    "Goal": edges.GOAL,
    "ConceptRelation": edges.RELATION,
    "Release": edges.RELEASE,
    "Change": edges.CHANGE,
}
"""The GraphQL type of each kind of item."""

NAMES = {items.name: name for name, items in ITEM_TYPES.items()}
_KIND_ENUMS = {"concept": "ConceptKind", "framework": "FrameworkKind", "symbol": "SymbolKind"}
_FACETS: dict[Facet, tuple[str, str]] = {
    Facet.FAMILY: ("[String!]", "Of one of these families, by slug."),
    Facet.KIND: ("", "Of one of these kinds."),
    Facet.STATUS: ("[ConceptStatus!]", "With one of these statuses."),
    Facet.COVERAGE: ("[Coverage!]", "With one of these coverages."),
    Facet.STATE: ("[MappingState!]", "In one of these states."),
    Facet.CONCEPT: ("[String!]", "Of one of these concepts, by slug."),
    Facet.FRAMEWORK: ("[String!]", "Of one of these frameworks, by slug."),
    Facet.ECOSYSTEM: ("[Ecosystem!]", "Published on one of these indexes."),
    Facet.LICENCE: ("[String!]", "Whose framework has one of these licences, as SPDX expressions."),
    Facet.NEEDS: ("[Need!]", "Whose framework has one of these needs."),
    Facet.PACKAGE: ("[Purl!]", "In one of these packages."),
    Facet.FORMER: ("Boolean", "True: names that are gone from the newest release; false: the others."),
    Facet.YANKED: ("Boolean", "True: releases that their owner withdrew; false: the others."),
    Facet.ROLE: ("[RelationRole!]", "In one of these roles."),
}
_MEANINGS: dict[tuple[str, Facet], str] = {
    ("framework", Facet.LICENCE): "With one of these licences, as SPDX expressions.",
    ("framework", Facet.NEEDS): "With one of these needs.",
    ("symbol", Facet.CONCEPT): "Named by a mapping to one of these concepts, by slug.",
    ("relation", Facet.FAMILY): "To a concept of one of these families, by slug.",
    ("change", Facet.CONCEPT): "To a name that a mapping to one of these concepts uses, by slug.",
    ("role", Facet.CONCEPT): "Requiring one of these concepts, by slug.",
    ("goal", Facet.CONCEPT): "Requiring one of these concepts, by slug.",
}
_THROUGH_A_MAPPING: dict[Facet, str] = {
    Facet.COVERAGE: "With a mapping of one of these coverages.",
    Facet.STATE: "With a mapping in one of these states.",
    Facet.FAMILY: "With a mapping to a concept of one of these families, by slug.",
    Facet.CONCEPT: "With a mapping to one of these concepts, by slug.",
    Facet.FRAMEWORK: "With a mapping from one of these frameworks, by slug.",
    Facet.ECOSYSTEM: "With a mapping to symbols published on one of these indexes.",
    Facet.LICENCE: "With a mapping from a framework under one of these licences, as SPDX expressions.",
    Facet.NEEDS: "With a mapping from a framework that has one of these needs.",
}
_ORDERS: dict[OrderField, str] = {
    OrderField.CURATED: "The order that the editors gave.",
    OrderField.NAME: "By name.",
    OrderField.FAMILY: "By family in their order, then by name.",
    OrderField.DEPTH: "By the longest chain of prerequisites below, so that nothing comes before what it needs.",
    OrderField.MAPPINGS: "By the number of mappings.",
    OrderField.CONCEPT: "By concept, family by family.",
    OrderField.FRAMEWORK: "By the framework's name.",
    OrderField.STATE: "By state, worst first.",
    OrderField.COVERAGE: "By coverage, fullest first.",
    OrderField.VERSION: "By place in the line of releases, newest first.",
    OrderField.NEWEST: "By date, newest first; what has no known date comes last.",
    OrderField.ROLE: "By role, then by the other concept's name.",
}


class EdgeItem(NamedTuple):
    """One item of a page with its cursor."""

    cursor: str
    node: Item


def _edges_of(page: Slice) -> list[EdgeItem]:
    return [EdgeItem(cursor, node) for cursor, node in zip(page.cursors, page.items, strict=True)]


def facets_of(items: ItemType) -> tuple[Facet, ...]:
    """Return the facets that a filter of these items may name; slugs, kinds and versions have own arguments."""
    apart = {Facet.SLUG, Facet.KIND, Facet.NEW_SINCE} if items is edges.CHANGE else {Facet.SLUG}
    return tuple(facet for facet in (*items.facets, *items.mapping_facets) if facet not in apart)


def depends_on_time(items: ItemType) -> bool:
    """Tell whether a list of these items can be filtered or ordered by what depends on the day asked for."""
    return Facet.STATE in facets_of(items)


def connection_type(name: str) -> ObjectType:
    """Return the type of a page of items of the type `name`."""
    return ObjectType(
        f"{name}Connection",
        f"A page of a list of {name} items.",
        (
            Computed(
                "edges",
                f"[{name}Edge!]!",
                "The items with their cursors.",
                function=_edges_of,
                counts=Counts.PAGE_ITEMS,
            ),
            Column("nodes", f"[{name}!]!", "The items.", attribute="items", counts=Counts.PAGE_ITEMS),
            PAGE_INFO_FIELD,
            Column("totalCount", "Int!", "How many items the whole list has, after the filter.", attribute="total"),
        ),
        record=Slice,
    )


def edge_type(name: str) -> ObjectType:
    """Return the type of an item of the type `name` together with its cursor."""
    return ObjectType(
        f"{name}Edge",
        f"An item of a list of {name} items, with its place.",
        (
            Column("cursor", "String!", "Its place in the list, opaque; good for this list, order and filter only."),
            Column("node", f"{name}!", "The item.", counts=Counts.NOTHING),
        ),
        record=EdgeItem,
    )


def filter_type(name: str, items: ItemType) -> InputType | None:
    """Return the input that filters items of the type `name`; null where nothing can be filtered by."""
    facets = facets_of(items)
    if not facets:
        return None
    together = " One and the same mapping must fit all fields about mappings." if items.mapping_facets else ""
    return InputType(
        f"{name}FilterInput",
        f"Which {name} items to keep: those that fit every field given, and for a list any of its values.{together}",
        tuple(_facet_argument(items, facet) for facet in facets),
    )


def _facet_argument(items: ItemType, facet: Facet) -> Argument:
    text, plain = _FACETS[facet]
    through = facet in items.mapping_facets
    meaning = _THROUGH_A_MAPPING[facet] if through else _MEANINGS.get((items.name, facet), plain)
    type_ = f"[{_KIND_ENUMS[items.name]}!]" if facet is Facet.KIND else text
    return Argument(facet.value, type_, meaning, text=Text.LICENCE if facet is Facet.LICENCE else Text.SHORT)


def order_types(name: str, items: ItemType) -> tuple[EnumType, InputType]:
    """Return the enumeration of orders of items of the type `name`, and the input that chooses one."""
    by = EnumType(
        f"{name}OrderField",
        f"What {name} items can be ordered by.",
        OrderField,
        {order: _ORDERS[order] for order in items.orders},
    )
    order = InputType(
        f"{name}OrderInput",
        f"The order of {name} items.",
        (
            Argument("field", f"{name}OrderField!", "What to order by."),
            Argument("direction", "OrderDirection!", "Which end comes first.", default=Direction.ASCENDING),
        ),
    )
    return by, order


def page_arguments(connection: Connection) -> tuple[Argument, ...]:
    """Return the arguments of a connection: the page, and what its items can be filtered and ordered by."""
    edge, items = connection.edge, connection.items
    name = NAMES[items.name]
    arguments = [
        Argument("first", "Int", "How many items from the start, 1 to 100; 20 if neither `first` nor `last` is given."),
        Argument("after", "String", "Start after the item with this cursor.", text=Text.OPAQUE),
        Argument("last", "Int", "How many items from the end, 1 to 100."),
        Argument("before", "String", "End before the item with this cursor.", text=Text.OPAQUE),
    ]
    if connection.by_slug:
        arguments.append(
            Argument("slugs", "[String!]", "Only those with one of these slugs; unknown ones are left out.")
        )
    if facets_of(items):
        arguments.append(Argument("where", f"{name}FilterInput", "Which items to keep; all if left out."))
    arguments.append(
        Argument("orderBy", f"{name}OrderInput", f"In which order; `{edge.order.name}`, ascending, if left out.")
    )
    if items.dated:
        arguments += [
            Argument("since", "Date", "Only from that day on, the day included."),
            Argument("until", "Date", "Only up to that day, the day included."),
        ]
    if depends_on_time(items):
        arguments.append(
            Argument("asOf", "Date", "Filter and order by states as the releases stood on that day; now if left out.")
        )
    return (*arguments, *connection.arguments)


def arguments_of(field: Field) -> tuple[Argument, ...]:
    """Return the arguments of a field, those included that follow from an edge."""
    return page_arguments(field) if isinstance(field, Connection) else field.arguments


def list_types() -> tuple[ObjectType | InputType | EnumType, ...]:
    """Return the connection, edge, filter and order types of every kind of item."""
    types: list[ObjectType | InputType | EnumType] = []
    for name, items in ITEM_TYPES.items():
        keep = filter_type(name, items)
        types += [connection_type(name), edge_type(name), *order_types(name, items), *([keep] if keep else [])]
    return tuple(types)
