"""A snapshot as rows for Neo4j: the properties of each node, and the ends and properties of each relationship."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

import msgspec

from graph import edges
from graph.canonical import canonical_json
from graph.changes import release_key
from graph.identity import mapping_key, symbol_key
from graph.neo4j_store.model import (
    CHANGES,
    GROUPS,
    LINKS,
    RELATION_TYPES,
    Group,
    Link,
    facet_property,
    order_property,
    place_of,
)
from graph.records import Evidence, Package, Release, Survival, Symbol, SymbolKey
from graph.records import Mapping as MappingRecord
from graph.snapshot import Snapshot, module_key
from ingest.loading.readable import Row, readable
from ingest.loading.timeline import state_timeline

LinkRow = tuple[Any, ...]
"""The positions of both ends in their groups, and the properties if the link has any."""
_KeyRow = tuple[Any, ...]
"""The same with the keys of both ends."""
LINKED = frozenset(label for link in LINKS for label in (link.start, link.end))
"""Labels of nodes that relationships join."""

_ITEM_TYPES = {edge.items.name: edge.items for edge in edges.EDGES if edge.items is not edges.RELATION}
_ITEM_OF_GROUP = {
    "families": "family",
    "concepts": "concept",
    "frameworks": "framework",
    "packages": "package",
    "symbols": "symbol",
    "mappings": "mapping",
    "roles": "role",
    "goals": "goal",
    "releases": "release",
    "changes": "change",
}
_ENCODER = msgspec.json.Encoder(order="sorted")


def record_json(record: Any) -> str:
    """Return the RFC 8785 form of a record.

    Without floating-point numbers the far faster encoder gives the same bytes, which a test holds for all records.
    """
    encoded = canonical_json(record) if isinstance(record, Survival) else _ENCODER.encode(record)
    return encoded.decode()


def node_rows(snapshot: Snapshot, build: int, group: Group) -> Iterator[Row]:
    """Return the properties of each node of a group."""
    properties = readable(group.record)
    item_type = _ITEM_OF_GROUP.get(group.attribute)
    derive = None if item_type is None else _Derivation(snapshot, item_type, properties.single)
    key_of_record = _KEYS.get(group.label, attrgetter(group.key))
    for at, record in enumerate(_records(snapshot, group)):
        key = at if group.key == "at" else key_of_record(record)
        row = {"build": build, "at": at, "record": record_json(record), group.key: key}
        properties.add(record, row)
        if derive is not None:
            derive.add(row, str(key))
        yield row


def positions(snapshot: Snapshot, group: Group) -> dict[str, int]:
    """Return the position of each node of a group by its key."""
    key_of_record = _KEYS.get(group.label, attrgetter(group.key))
    return {key_of_record(record): at for at, record in enumerate(_records(snapshot, group))}


def link_rows(snapshot: Snapshot) -> Iterator[tuple[Link, list[LinkRow]]]:
    """Return each kind of relationship with all of its rows."""
    found = _links(snapshot)
    at = {group.label: positions(snapshot, group) for group in (*GROUPS, CHANGES) if group.label in LINKED}
    for link in LINKS:
        starts, ends = at[link.start], at[link.end]
        rows = found[link.start, link.type, link.end]
        yield link, [(starts[start], ends[end], *properties) for start, end, *properties in rows]


def _records(snapshot: Snapshot, group: Group) -> Sequence[Any]:
    if group is CHANGES:
        return list(snapshot.changes.values())
    records: Sequence[Any] = getattr(snapshot.content, group.attribute)
    return records


_KEYS: dict[str, Callable[[Any], str]] = {
    "Symbol": symbol_key,
    "Evidence": symbol_key,
    "Mapping": lambda mapping: mapping_key(mapping.framework, mapping.concept),
    "Release": release_key,
    "ModuleNames": module_key,
}
"""What makes the key of a record, by its label; other records hold their key themselves."""


class _Derivation:
    """What lists of one type of items are filtered and ordered by, and what the snapshot worked out about each item."""

    def __init__(self, snapshot: Snapshot, item_type: str, there: Container[str]) -> None:
        """Look at a type of items; facets whose one value is `there` as a property need no other."""
        self.snapshot, self.item_type = snapshot, item_type
        self.places = [(order_property(order), places) for order, places in snapshot.positions[item_type].items()]
        self.facets = snapshot.facets[item_type]
        items = _ITEM_TYPES[item_type]
        held = [(facet, facet_property(facet, items)) for facet in items.facets]
        self.held = [
            (facet, one.name, one.is_list)
            for facet, one in held
            if not one.is_flag and (one.is_list or one.name not in there)
        ]

    def add(self, row: Row, key: str) -> None:
        """Add the properties of the item with this key."""
        for name, places in self.places:
            row[name] = place_of(*places[key])
        facets = self.facets[key]
        for facet, name, is_list in self.held:
            values = facets[facet]
            if is_list:
                row[name] = sorted(values)
            else:
                (row[name],) = values
        if self.item_type == "concept":
            row["depth"] = self.snapshot.depths[key]
        if self.item_type == "mapping":
            row["stateDates"], states = state_timeline(self.snapshot, key)
            row["stateHistory"] = [state.value for state in states]


def _links(snapshot: Snapshot) -> Mapping[tuple[str, str, str], Iterable[_KeyRow]]:
    content = snapshot.content
    mappings = {mapping_key(mapping.framework, mapping.concept): mapping for mapping in content.mappings}
    relations = {
        ("Concept", name, "Concept"): [
            (relation.subject, relation.object, {"at": at})
            for at, relation in enumerate(content.relations)
            if relation.type is kind
        ]
        for kind, name in RELATION_TYPES.items()
    }
    return {
        **relations,
        ("Concept", "IN_FAMILY", "Family"): [(c.slug, c.family) for c in content.concepts],
        ("Concept", "HAS_PREREQUISITE", "Concept"): [(c.slug, p) for c in content.concepts for p in c.prerequisites],
        ("Concept", "REPLACED_BY", "Concept"): [
            (c.slug, other) for c in content.concepts if c.faded for other in c.faded.replaced_by
        ],
        ("Framework", "SHIPS", "Package"): _unique((p.framework, p.purl) for p in content.packages),
        ("Framework", "SUCCEEDED_BY", "Framework"): [(f.slug, f.successor) for f in content.frameworks if f.successor],
        ("Framework", "IMPLEMENTS", "Concept"): [
            (m.framework, m.concept, {"coverage": m.coverage.value, "state": snapshot.states[key].value})
            for key, m in mappings.items()
        ],
        ("Package", "CONTAINS", "Symbol"): [(s.package, _key_of_symbol(s)) for s in content.symbols],
        ("Package", "RELEASED", "Release"): _releases(content.packages, content.releases),
        ("Symbol", "REPLACED_BY", "Symbol"): [
            (_key_of_symbol(s), symbol_key(s.replaced_by)) for s in content.symbols if s.replaced_by
        ],
        ("Mapping", "BY", "Framework"): [(key, m.framework) for key, m in mappings.items()],
        ("Mapping", "OF", "Concept"): [(key, m.concept) for key, m in mappings.items()],
        ("Mapping", "NAMES", "Symbol"): _names(mappings),
        ("Change", "HAPPENED_TO", "Package"): [(key, change.package) for key, change in snapshot.changes.items()],
        ("Evidence", "ABOUT", "Symbol"): _about(content.evidence, content.symbols),
        ("Role", "REQUIRES", "Concept"): [
            (r.slug, q.concept, {"level": q.level.value, "reason": q.reason}) for r in content.roles for q in r.requires
        ],
        ("Role", "EXCLUDES", "Concept"): [
            (r.slug, q.concept, {"reason": q.reason}) for r in content.roles for q in r.excludes
        ],
        ("Goal", "REQUIRES", "Concept"): [
            (g.slug, q.concept, {"level": q.level.value, "reason": q.reason}) for g in content.goals for q in g.requires
        ],
    }


def _key_of_symbol(one: Symbol | Evidence) -> str:
    return symbol_key(SymbolKey(one.package, one.ref))


def _unique(rows: Iterable[_KeyRow]) -> list[_KeyRow]:
    return list(dict.fromkeys(rows))


def _names(mappings: Mapping[str, MappingRecord]) -> list[_KeyRow]:
    return _unique((key, symbol_key(symbol)) for key, m in mappings.items() for symbol in m.symbols)


def _releases(packages: Iterable[Package], releases: Iterable[Release]) -> list[_KeyRow]:
    """Return releases of packages that are there: evidence may know of more."""
    purls = {package.purl for package in packages}
    return [(r.package, release_key(r)) for r in releases if r.package in purls]


def _about(evidence: Iterable[Evidence], symbols: Iterable[Symbol]) -> list[_KeyRow]:
    known = {_key_of_symbol(symbol) for symbol in symbols}
    return [(key, key) for key in map(_key_of_symbol, evidence) if key in known]


def row_count(snapshot: Snapshot) -> int:
    """Return how many nodes a snapshot has in Neo4j."""
    return sum(len(_records(snapshot, group)) for group in (*GROUPS, CHANGES))
