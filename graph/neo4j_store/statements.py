"""The Cypher that reads the graph: one fixed text a question, values in parameters only.

Each text answers one row: ``rows``, and ``whole``, which says that the build was still there when all had been read. A
build is marked before its first node is swept, so rows of a whole build are never short.
"""

from graph import edges
from graph.edges import Edge, Facet, ItemType
from graph.neo4j_store.model import (
    BUILD,
    GROUP_OF,
    GROUP_OF_ITEM,
    GROUPS,
    MAPPINGS_OF_ITEM,
    POINTER,
    RELATION_TYPES,
    BuildState,
    Group,
    facet_property,
    path_of,
)
from graph.vocabulary import NodeKind

_WHOLE = f"""
OPTIONAL MATCH (b:{BUILD} {{number: $build}}) WHERE b.state = '{BuildState.COMPLETE}'
RETURN rows, b IS NOT NULL AS whole"""

PIN = f"""
OPTIONAL MATCH (p:{POINTER} {{one: 1}})
OPTIONAL MATCH (b:{BUILD} {{number: p.build}})
WITH collect([b.number, b.format, b.digest, b.longest]) AS rows
RETURN rows, true AS whole"""

SUMMARY = f"""
MATCH (s:{BUILD} {{number: $build}})
WITH collect([s.counts, s.evidenceOldest, s.evidenceNewest]) AS rows{_WHOLE}"""


def _by_key(label: str, key: str, value: str) -> str:
    """Return a text that gives `value` of the nodes with the keys asked for."""
    return f"""
UNWIND $keys AS key
MATCH (n:{label} {{build: $build, {key}: key}})
WITH collect([key, {value}]) AS rows{_WHOLE}"""


NODES = {kind: _by_key(group.label, group.key, "n.record") for kind, group in GROUP_OF.items()}
DEPTHS = _by_key("Concept", "slug", "n.depth")
EVIDENCE = _by_key("Evidence", "key", "n.record")
RETIRED = _by_key("RetiredId", "id", "n.record")
_STATE_ON = """CASE WHEN $day IS NULL THEN {n}.state
 ELSE {n}.stateHistory[size([d IN {n}.stateDates WHERE d <= $day])] END"""
STATES = _by_key("Mapping", "key", _STATE_ON.format(n="n"))
RELEASES = f"""
UNWIND $keys AS key
MATCH (:Package {{build: $build, purl: key}})-[:RELEASED]->(n:Release)
WITH key, n ORDER BY n.at
WITH key, collect(n.record) AS records
WITH collect([key, records]) AS rows{_WHOLE}"""
SURVIVAL = f"""
MATCH (n:Survival {{build: $build}}) WHERE n.at IS NOT NULL AND coalesce(n.framework, $root) IN $keys
WITH n ORDER BY n.at
WITH collect([coalesce(n.framework, $root), n.record]) AS rows{_WHOLE}"""
PERSISTENCE = f"""
MATCH (n:Persistence {{build: $build}}) WHERE n.at IS NOT NULL AND ($root IN $keys OR n.concept IN $keys)
WITH n ORDER BY n.at
WITH collect([n.concept, n.record]) AS rows{_WHOLE}"""
NAMES = f"""
UNWIND $names AS key
MATCH (n:ModuleNames {{build: $build, key: key[0]}})
MATCH (s:NameSurvey {{build: $build, package: n.package}})
WITH key, s, [line IN split(n.names, '\\n') WHERE line STARTS WITH key[1] + '\\t'] AS lines
WITH collect([key[2], lines, s.record]) AS rows{_WHOLE}"""
SYMBOLS_BY_REF = f"""
UNWIND $keys AS key
MATCH (n:Symbol {{build: $build, ref: key}})
WITH key, n ORDER BY n.package
WITH key, collect(n.package) AS packages
WITH collect([key, packages]) AS rows{_WHOLE}"""


def group_statement(group: Group) -> str:
    """Return the text that reads all records of a group, in the order of the content."""
    return f"""
MATCH (n:{group.label} {{build: $build}}) WHERE n.{group.key} IS NOT NULL
WITH n.record AS record ORDER BY n.at
WITH collect(record) AS rows{_WHOLE}"""


GROUP_RECORDS = {group.attribute: group_statement(group) for group in GROUPS}
RELATIONS = f"""
MATCH (s:Concept {{build: $build}})-[r:{"|".join(RELATION_TYPES.values())}]->(o:Concept) WHERE s.slug IS NOT NULL
WITH s, r, o ORDER BY r.at
WITH collect([s.slug, type(r), o.slug]) AS rows{_WHOLE}"""

# -- lists ------------------------------------------------------------------------------------------------------------

_WINDOW = """
  WITH collect([place, {value}]) AS found
  WITH found, size(found) AS total,
    CASE WHEN $low IS NULL THEN 0 ELSE size([x IN found WHERE x[0] <= $low]) END AS low,
    CASE WHEN $high IS NULL THEN size(found) ELSE size([x IN found WHERE x[0] < $high]) END AS high
  WITH found, total,
    CASE WHEN $descending AND high < low THEN high ELSE low END AS low,
    CASE WHEN NOT $descending AND high < low THEN low ELSE high END AS high
  WITH found, total,
    CASE WHEN $front OR high - $count < low THEN low ELSE high - $count END AS begin,
    CASE WHEN NOT $front OR low + $count > high THEN high ELSE low + $count END AS end
  RETURN total, begin, end, [x IN found[begin..end] | {answer}] AS items"""


def _own_condition(variable: str, facet: Facet, items: ItemType) -> str:
    held = facet_property(facet, items)
    wanted = f"$where.{facet.value}"
    if facet is Facet.STATE:
        test = f"{_STATE_ON.format(n=variable)} IN {wanted}"
    elif held.is_list:
        test = f"any(x IN {variable}.{held.name} WHERE x IN {wanted})"
    elif held.is_flag:
        test = f"toString({variable}.{held.name}) IN {wanted}"
    else:
        test = f"{variable}.{held.name} IN {wanted}"
    return f"({wanted} IS NULL OR {test})"


def _conditions(items: ItemType) -> list[str]:
    own = [_own_condition("n", facet, items) for facet in items.facets]
    if items.dated:
        own += ["($since IS NULL OR n.date >= $since)", "($until IS NULL OR n.date <= $until)"]
    if not items.mapping_facets:
        return own
    through = " AND ".join(_own_condition("m", facet, edges.MAPPING) for facet in items.mapping_facets)
    return [*own, f"(NOT $through OR EXISTS {{ MATCH {MAPPINGS_OF_ITEM[items.name]} WHERE {through} }})"]


def _place(items: ItemType) -> str:
    """Return the expression for an item's place in the order asked for; the order by state depends on the date."""
    if items is not edges.MAPPING:
        return "n[$order]"
    rank = f"$ranks[{_STATE_ON.format(n='n')}]"
    return f"CASE WHEN $day IS NULL OR $order <> 'byState' THEN n[$order] ELSE {rank} + '\\t' + n.byFramework END"


def _list_statement(edge: Edge) -> str:
    conditions = "\n    AND ".join(_conditions(edge.items))
    window = _WINDOW.format(value="n", answer="[x[0], x[1].record]")
    if edge.owner is None:
        group = GROUP_OF_ITEM[edge.items.name]
        return f"""
UNWIND $owners AS owner
CALL () {{
  MATCH (n:{group.label} {{build: $build}}) WHERE n.{group.key} IS NOT NULL
    AND {conditions}
  WITH n, {_place(edge.items)} AS place ORDER BY place{window}
}}
WITH collect([owner, total, begin, end, items]) AS rows{_WHOLE}"""
    group = GROUP_OF[edge.owner]
    return f"""
UNWIND $owners AS owner
MATCH (o:{group.label} {{build: $build, {group.key}: owner}})
CALL (o) {{
  MATCH {path_of(edge)}
  WITH DISTINCT n
  WHERE {conditions}
  WITH n, {_place(edge.items)} AS place ORDER BY place{window}
}}
WITH collect([owner, total, begin, end, items]) AS rows{_WHOLE}"""


def _relation_statement(edge: Edge) -> str:
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
WITH collect([owner, total, begin, end, items]) AS rows{_WHOLE}"""


LISTS: dict[str, str] = {
    edge.name: _relation_statement(edge) if edge.items is edges.RELATION else _list_statement(edge)
    for edge in edges.EDGES
}
"""The text of each edge by its name."""


def all_statements() -> dict[str, str]:
    """Return every text that reads content, by a name for it: for warming up and for the test of their plans."""
    single = {
        "pin": PIN,
        "summary": SUMMARY,
        "depths": DEPTHS,
        "states": STATES,
        "evidence": EVIDENCE,
        "releases": RELEASES,
        "survival": SURVIVAL,
        "persistence": PERSISTENCE,
        "names": NAMES,
        "retired": RETIRED,
        "symbols by ref": SYMBOLS_BY_REF,
    }
    nodes = {f"nodes {kind}": NODES[kind] for kind in NodeKind}
    return single | nodes | {f"list {name}": text for name, text in LISTS.items()}
