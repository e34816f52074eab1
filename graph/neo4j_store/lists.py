"""The Cypher that reads lists: a page of each owner's list, the total, and whether there is more on either side.

Bounds are places, see `graph.neo4j_store.model.place_of`: ``$low`` and ``$high`` are always given and never inside of
the page. ``$front`` says whether the page lies at the low end of what is between them or at the high one.
"""

from typing import NamedTuple

from graph import edges
from graph.edges import Edge, Facet, ItemType, OrderField
from graph.neo4j_store.clauses import WHOLE, state_on
from graph.neo4j_store.model import (
    ANCHORS,
    GROUP_OF,
    GROUP_OF_ITEM,
    MAPPINGS_OF_ITEM,
    RELATION_TYPES,
    Anchor,
    facet_property,
    order_property,
    path_of,
)
from graph.vocabulary import NodeKind

_WINDOW = """
  WITH collect([place, {value}]) AS found
  WITH found, size(found) AS total,
    size([x IN found WHERE x[0] <= $low]) AS low, size([x IN found WHERE x[0] < $high]) AS high
  WITH found, total,
    CASE WHEN $front OR high - $count < low THEN low ELSE high - $count END AS begin,
    CASE WHEN NOT $front OR low + $count > high THEN high ELSE low + $count END AS end
  RETURN total, begin > 0 AS below, end < total AS above, [x IN found[begin..end] | {answer}] AS items"""
_ROWS = f"WITH collect([owner, items, below, above, total]) AS rows{WHOLE}"


def _own_condition(variable: str, facet: Facet, items: ItemType) -> str:
    held = facet_property(facet, items)
    wanted = f"$where.{facet.value}"
    if facet is Facet.STATE:
        test = f"{state_on(variable)} IN {wanted}"
    elif held.is_list:
        test = f"any(x IN {variable}.{held.name} WHERE x IN {wanted})"
    elif held.is_flag:
        test = f"toString({variable}.{held.name}) IN {wanted}"
    else:
        test = f"{variable}.{held.name} IN {wanted}"
    return f"({wanted} IS NULL OR {test})"


def _conditions(items: ItemType) -> str:
    own = [_own_condition("n", facet, items) for facet in items.facets]
    if items.dated:
        own += ["($since IS NULL OR n.date >= $since)", "($until IS NULL OR n.date <= $until)"]
    if items.mapping_facets:
        through = " AND ".join(_own_condition("m", facet, edges.MAPPING) for facet in items.mapping_facets)
        own.append(f"(NOT $through OR EXISTS {{ MATCH {MAPPINGS_OF_ITEM[items.name]} WHERE {through} }})")
    return "\n    AND ".join(own)


def _place(items: ItemType) -> str:
    """Return the expression for an item's place in the order asked for; the order by state depends on the date."""
    if items is not edges.MAPPING:
        return "n[$order]"
    rank = f"$ranks[{state_on('n')}]"
    return f"CASE WHEN $day IS NULL OR $order <> 'byState' THEN n[$order] ELSE {rank} + '\\t' + n.byFramework END"


def _filtered(items: ItemType) -> str:
    """Return the clauses that keep of items ``n`` what passes the filter, and cut the window."""
    window = _WINDOW.format(value="n", answer="[x[0], x[1].record]")
    return f"WHERE {_conditions(items)}\n  WITH n, {_place(items)} AS place ORDER BY place{window}"


def _owned_list(edge: Edge, kind: NodeKind) -> str:
    group = GROUP_OF[kind]
    return f"""
UNWIND $owners AS owner
MATCH (o:{group.label} {{build: $build, {group.key}: owner}})
CALL (o) {{
  MATCH {path_of(edge)}
  WITH DISTINCT n
  {_filtered(edge.items)}
}}
{_ROWS}"""


def _whole_list(edge: Edge) -> str:
    """Return the text for a list of the graph itself under any filter: all items of a type are looked at."""
    group = GROUP_OF_ITEM[edge.items.name]
    return f"""
UNWIND $owners AS owner
CALL () {{
  MATCH (n:{group.label} {{build: $build}}) WHERE n.{group.key} IS NOT NULL
  WITH n
  {_filtered(edge.items)}
}}
{_ROWS}"""


def _anchored_list(edge: Edge, facet: Facet, anchor: Anchor) -> str:
    """Return the text for a list of the graph itself that begins at what the filter names, not at all items."""
    named = f":{anchor.label} {{build: $build, {anchor.key}: wanted}}"
    return f"""
UNWIND $owners AS owner
CALL () {{
  UNWIND $where.{facet.value} AS wanted
  MATCH {f"(n{named})" if anchor.path is None else f"(o{named}){anchor.path}"}
  WITH DISTINCT n
  {_filtered(edge.items)}
}}
{_ROWS}"""


def _ordered_list(edge: Edge, field: OrderField, *, front: bool) -> str:
    """Return the text for an unfiltered list of the graph itself: index entries in their order, one more than the page.

    The planner takes the order from the index only if the ordering names the build as well.
    """
    label, place = GROUP_OF_ITEM[edge.items.name].label, f"n.{order_property(field)}"
    direction = "" if front else " DESC"
    return f"""
CALL () {{
  MATCH (n:{label} {{build: $build}}) WHERE {place} > $low AND {place} < $high
  WITH n ORDER BY n.build{direction}, {place}{direction} LIMIT $count + 1
  RETURN collect([{place}, n.record]) AS items
}}
WITH [[items, EXISTS {{ MATCH (n:{label} {{build: $build}}) WHERE {place} <= $low }},
  EXISTS {{ MATCH (n:{label} {{build: $build}}) WHERE {place} >= $high }}]] AS rows{WHOLE}"""


def _relation_list() -> str:
    """Return the text for the relations of concepts; which role the owner has depends on the direction."""
    window = _WINDOW.format(value="[role, n.slug]", answer="[x[0], x[1]]")
    return f"""
UNWIND $owners AS owner
MATCH (o:Concept {{build: $build, slug: owner}})
CALL (o) {{
  MATCH (o)-[r:{"|".join(RELATION_TYPES.values())}]-(n:Concept)
  WITH DISTINCT o, n, CASE WHEN startNode(r) = o THEN $forward[type(r)] ELSE $backward[type(r)] END AS role
  WHERE ($where.role IS NULL OR role IN $where.role) AND ($where.family IS NULL OR n.family IN $where.family)
  WITH n, role, $ranks[role] + '\\t' + left(n.byName, size(n.byName) - size(n.slug))
    + o.slug + '/' + role + '/' + n.slug AS place ORDER BY place{window}
}}
{_ROWS}"""


def _list(edge: Edge) -> str:
    if edge.items is edges.RELATION:
        return _relation_list()
    return _whole_list(edge) if edge.owner is None else _owned_list(edge, edge.owner)


class OrderedKey(NamedTuple):
    """What a text of `ORDERED` is for."""

    edge: str
    field: OrderField
    front: bool


LISTS: dict[str, str] = {edge.name: _list(edge) for edge in edges.EDGES}
"""The text of each edge by its name: it reads the whole list of its owners."""

ROOTS = tuple(edge for edge in edges.EDGES if edge.owner is None)
ANCHORED: dict[tuple[str, Facet], str] = {
    (edge.name, facet): _anchored_list(edge, facet, anchor)
    for edge in ROOTS
    for facet, anchor in ANCHORS[edge.items.name].items()
}
"""Texts for lists of the graph itself, by the edge's name and a facet that the filter names; first facets first."""

ORDERED: dict[OrderedKey, str] = {
    OrderedKey(edge.name, field, front): _ordered_list(edge, field, front=front)
    for edge in ROOTS
    for field in edge.items.orders
    for front in (True, False)
}
"""Texts for lists of the graph itself without a filter. Their one row is without owner and total."""


def filtered_list(edge: Edge, facets: frozenset[Facet]) -> str:
    """Return the text that reads a list under a filter by these facets, from the fewest nodes that we know of."""
    if edge.owner is None:
        for facet in ANCHORS[edge.items.name]:
            if facet in facets:
                return ANCHORED[edge.name, facet]
    return LISTS[edge.name]
