"""The nodes of a snapshot as rows for Neo4j: the properties of each."""

from collections.abc import Callable, Container, Iterator, Sequence
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
    Group,
    facet_property,
    order_property,
    place_of,
)
from graph.records import Survival
from graph.snapshot import Snapshot, module_key
from ingest.loading.readable import Row, readable
from ingest.loading.timeline import state_timeline

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


def row_count(snapshot: Snapshot) -> int:
    """Return how many nodes a snapshot has in Neo4j."""
    return sum(len(_records(snapshot, group)) for group in (*GROUPS, CHANGES))
