"""The Cypher that reads the graph: one fixed text a question, values in parameters only.

Each text answers one row: ``rows``, and ``whole``, which says that the build was still there when all had been read. A
build is marked before its first node is swept, so rows of a whole build are never short.
"""

from graph.neo4j_store.clauses import WHOLE, state_on
from graph.neo4j_store.lists import ANCHORED, LISTS, ORDERED
from graph.neo4j_store.model import BUILD, GROUP_OF, GROUPS, POINTER, RELATION_TYPES, Group
from graph.vocabulary import NodeKind

PIN = f"""
OPTIONAL MATCH (p:{POINTER} {{one: 1}})
OPTIONAL MATCH (b:{BUILD} {{number: p.build}})
WITH collect([b.number, b.format, b.digest, b.longest, b.contentBytes]) AS rows
RETURN rows, true AS whole"""

SUMMARY = f"""
MATCH (s:{BUILD} {{number: $build}})
WITH collect([s.counts, s.evidenceOldest, s.evidenceNewest]) AS rows{WHOLE}"""


def _by_key(label: str, key: str, value: str) -> str:
    """Return a text that gives `value` of the nodes with the keys asked for."""
    return f"""
UNWIND $keys AS key
MATCH (n:{label} {{build: $build, {key}: key}})
WITH collect([key, {value}]) AS rows{WHOLE}"""


NODES = {kind: _by_key(group.label, group.key, "n.record") for kind, group in GROUP_OF.items()}
DEPTHS = _by_key("Concept", "slug", "n.depth")
EVIDENCE = _by_key("Evidence", "key", "n.record")
PUBLISHED = _by_key("PublishedVersion", "version", "n.number")
RETIRED = _by_key("RetiredId", "id", "n.record")
STATES = _by_key("Mapping", "key", state_on("n"))
RELEASES = f"""
UNWIND $keys AS key
MATCH (:Package {{build: $build, purl: key}})-[:RELEASED]->(n:Release)
WITH key, n ORDER BY n.at
WITH key, collect(n.record) AS records
WITH collect([key, records]) AS rows{WHOLE}"""
SURVIVAL = f"""
MATCH (n:Survival {{build: $build}}) WHERE n.at IS NOT NULL AND coalesce(n.framework, $root) IN $keys
WITH n ORDER BY n.at
WITH collect([coalesce(n.framework, $root), n.record]) AS rows{WHOLE}"""
PERSISTENCE = f"""
MATCH (n:Persistence {{build: $build}}) WHERE n.at IS NOT NULL AND ($root IN $keys OR n.concept IN $keys)
WITH n ORDER BY n.at
WITH collect([n.concept, n.record]) AS rows{WHOLE}"""
NAMES = f"""
UNWIND $names AS key
MATCH (n:ModuleNames {{build: $build, key: key[0]}})
MATCH (s:NameSurvey {{build: $build, package: n.package}})
WITH key, s, [line IN split(n.names, '\\n') WHERE line STARTS WITH key[1] + '\\t'] AS lines
WITH collect([key[2], lines, s.record]) AS rows{WHOLE}"""
SYMBOLS_BY_REF = f"""
UNWIND $keys AS key
MATCH (n:Symbol {{build: $build, ref: key}})
WITH key, n ORDER BY n.package
WITH key, collect(n.package) AS packages
WITH collect([key, packages]) AS rows{WHOLE}"""


def _streamed(group: Group, end: str) -> str:
    """Return a text that reads all records of a group in the order of the content, ``$some`` of them a row.

    The database holds the nodes while it sorts, not their records, and no message grows with the content.
    """
    return f"""
MATCH (n:{group.label} {{build: $build}}) WHERE n.{group.key} IS NOT NULL
WITH n ORDER BY n.at
WITH collect(n) AS found
UNWIND range(0, size(found), $some) AS begin
WITH [n IN found[begin..begin + $some] | n.record] AS rows{end}"""


GROUP_RECORDS = {group.attribute: _streamed(group, WHOLE) for group in GROUPS}
"""Texts that answer rows until all has been read; ``whole`` must hold for each."""

READ_BACK = {group.attribute: _streamed(group, "\nRETURN rows") for group in GROUPS}
"""The same for a build that is being loaded."""

RECORDS_A_ROW = 500
RELATIONS = f"""
MATCH (s:Concept {{build: $build}})-[r:{"|".join(RELATION_TYPES.values())}]->(o:Concept) WHERE s.slug IS NOT NULL
WITH s, r, o ORDER BY r.at
WITH collect([s.slug, type(r), o.slug]) AS rows{WHOLE}"""


def all_statements() -> dict[str, str]:
    """Return every text that answers once, by a name for it: their plans are tested."""
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
        "published": PUBLISHED,
        "symbols by ref": SYMBOLS_BY_REF,
    }
    nodes = {f"nodes {kind}": NODES[kind] for kind in NodeKind}
    lists = {f"list {name}": text for name, text in LISTS.items()}
    anchored = {f"list {name} by {facet}": text for (name, facet), text in ANCHORED.items()}
    ordered = {
        f"list {name} in order of {field}, {'first' if front else 'last'}": text
        for (name, field, front), text in ORDERED.items()
    }
    return single | nodes | lists | anchored | ordered
