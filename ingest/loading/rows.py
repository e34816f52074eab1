"""A snapshot as rows for Neo4j: the properties of each node, and the ends and properties of each relationship."""

import dataclasses
import datetime
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

import msgspec

from graph import edges
from graph.canonical import canonical_json
from graph.changes import release_key
from graph.edges import Facet
from graph.identity import key_of, symbol_key
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
from graph.records import (
    Evidence,
    ModuleNames,
    Package,
    Release,
    Survival,
    Symbol,
    SymbolKey,
)
from graph.records import Mapping as MappingRecord
from graph.snapshot import Snapshot, module_key
from ingest.loading.timeline import state_timeline

Row = dict[str, Any]
LinkRow = tuple[Any, ...]
"""Start key, end key, and the properties if the link has any."""

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
    item_type = _ITEM_OF_GROUP.get(group.attribute)
    derive = None if item_type is None else _Derivation(snapshot, item_type)
    for at, record in enumerate(_records(snapshot, group)):
        row = _readable(record)
        row["build"], row["at"], row["record"] = build, at, record_json(record)
        key = row[group.key] = at if group.key == "at" else _key(group, record)
        if derive is not None:
            derive.add(row, str(key))
        yield row


def node_keys(snapshot: Snapshot, group: Group) -> Iterator[str]:
    """Return the key of each node of a group whose key is not its position."""
    return (_key(group, record) for record in _records(snapshot, group) if group.key != "at")


def link_rows(snapshot: Snapshot) -> Iterator[tuple[Link, list[LinkRow]]]:
    """Return each kind of relationship with all of its rows."""
    found = _links(snapshot)
    for link in LINKS:
        yield link, list(found[link.start, link.type, link.end])


def _records(snapshot: Snapshot, group: Group) -> Sequence[Any]:
    if group is CHANGES:
        return list(snapshot.changes.values())
    records: Sequence[Any] = getattr(snapshot.content, group.attribute)
    return records


def _key(group: Group, record: Any) -> str:
    match record:
        case Release():
            return release_key(record)
        case ModuleNames():
            return module_key(record)
        case Evidence():
            return symbol_key(SymbolKey(record.package, record.ref))
    return str(getattr(record, group.key)) if hasattr(record, group.key) else key_of(record).key


def _readable(record: Any, prefix: str = "") -> Row:
    """Return the plain properties of a record: single values and lists of text, and those of a record inside of it.

    Lists of records are in ``record`` alone, or are relationships.
    """
    row: Row = {}
    record_type: type = type(record)
    for attribute, name in _properties(record_type, prefix):
        value = getattr(record, attribute)
        kind = type(value)
        if kind in _PLAIN:
            if value is not None:
                row[name] = value
        elif isinstance(value, Enum):
            row[name] = value.value
        elif dataclasses.is_dataclass(value):
            row |= _readable(value, f"{attribute}_")
        elif kind is tuple and all(isinstance(one, str) for one in value):
            row[name] = [str(one) for one in value]
    return row


_PLAIN = {str, int, float, bool, datetime.date, type(None)}


@functools.cache
def _properties(record_type: type, prefix: str) -> tuple[tuple[str, str], ...]:
    """Return each attribute of a type of record, and the name of its property."""
    fields = dataclasses.fields(record_type)
    return tuple((field.name, _camel(f"{prefix}{field.name}")) for field in fields)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


class _Derivation:
    """What lists of one type of items are filtered and ordered by, and what the snapshot worked out about each item."""

    def __init__(self, snapshot: Snapshot, item_type: str) -> None:
        self.snapshot, self.item_type = snapshot, item_type
        self.places = [(order_property(order), places) for order, places in snapshot.positions[item_type].items()]
        self.facets = snapshot.facets[item_type]
        items = _ITEM_TYPES[item_type]
        held = [(facet, facet_property(facet, items)) for facet in items.facets if facet is not Facet.SLUG]
        self.held = [(facet, one.name, one.is_list) for facet, one in held if not one.is_flag]

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


def _links(snapshot: Snapshot) -> Mapping[tuple[str, str, str], Iterable[LinkRow]]:
    content = snapshot.content
    mappings = {key_of(mapping).key: mapping for mapping in content.mappings}
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
        ("Package", "CONTAINS", "Symbol"): [(s.package, key_of(s).key) for s in content.symbols],
        ("Package", "RELEASED", "Release"): _releases(content.packages, content.releases),
        ("Symbol", "REPLACED_BY", "Symbol"): [
            (key_of(s).key, symbol_key(s.replaced_by)) for s in content.symbols if s.replaced_by
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


def _unique(rows: Iterable[LinkRow]) -> list[LinkRow]:
    return list(dict.fromkeys(rows))


def _names(mappings: Mapping[str, MappingRecord]) -> list[LinkRow]:
    return _unique((key, symbol_key(symbol)) for key, m in mappings.items() for symbol in m.symbols)


def _releases(packages: Iterable[Package], releases: Iterable[Release]) -> list[LinkRow]:
    """Return releases of packages that are there: evidence may know of more."""
    purls = {package.purl for package in packages}
    return [(r.package, release_key(r)) for r in releases if r.package in purls]


def _about(evidence: Iterable[Evidence], symbols: Iterable[Symbol]) -> list[LinkRow]:
    known = {key_of(symbol).key for symbol in symbols}
    keys = (symbol_key(SymbolKey(found.package, found.ref)) for found in evidence)
    return [(key, key) for key in keys if key in known]


def row_count(snapshot: Snapshot) -> int:
    """Return how many nodes a snapshot has in Neo4j."""
    return sum(len(_records(snapshot, group)) for group in (*GROUPS, CHANGES))
