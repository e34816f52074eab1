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
from ingest.loading.readable import Column, readable
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
Row = list[Any]

_ENCODER = msgspec.json.Encoder(order="sorted")


def record_json(record: Any) -> str:
    """Return the RFC 8785 form of a record.

    Without floating-point numbers the far faster encoder gives the same bytes, which a test holds for all records.
    """
    encoded = canonical_json(record) if isinstance(record, Survival) else _ENCODER.encode(record)
    return encoded.decode()


class NodeRows:
    """The nodes of a group of a snapshot: which properties they have, and a row of values for each of them.

    A row begins with the place of its record in the group.
    """

    def __init__(self, snapshot: Snapshot, group: Group) -> None:
        """Look at a group."""
        self._snapshot, self._group = snapshot, group
        self._readable = readable(group.record)
        there = {column.name for column in self._readable.columns}
        item_type = _ITEM_OF_GROUP.get(group.attribute)
        self._derivation = None if item_type is None else _Derivation(snapshot, item_type, there)
        self._has_own_key = group.key in there or group.key == "at"
        self.columns: tuple[Column, ...] = (
            Column("at"),
            Column("record"),
            *(() if self._has_own_key else (Column(group.key),)),
            *self._readable.columns,
            *(() if self._derivation is None else self._derivation.columns),
        )
        """The properties, in the order of the values."""

    def __iter__(self) -> Iterator[Row]:
        """Return the rows in the order of the records."""
        key_of = _KEYS.get(self._group.label, attrgetter(self._group.key))
        values, derivation = self._readable.values, self._derivation
        for at, record in enumerate(_records(self._snapshot, self._group)):
            row = [at, record_json(record)]
            if not self._has_own_key:
                row.append(key_of(record))
            row += values(record)
            if derivation is not None:
                row += derivation.values(key_of(record))
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
        """Look at a type of items; facets whose values are `there` as a property need no other."""
        self._snapshot, self._item_type = snapshot, item_type
        places = snapshot.positions[item_type]
        self._places = list(places.values())
        self._sorted: dict[frozenset[str], list[str]] = {}
        self._facets = snapshot.facets[item_type]
        items = _ITEM_TYPES[item_type]
        held = [(facet, facet_property(facet, items)) for facet in items.facets]
        held = [(facet, one) for facet, one in held if not one.is_flag and one.name not in there]
        self._single = [facet for facet, one in held if not one.is_list]
        self._lists = [facet for facet, one in held if one.is_list]
        self.columns: tuple[Column, ...] = (
            *(Column(order_property(order)) for order in places),
            *(Column(one.name) for _, one in held if not one.is_list),
            *(Column(one.name) for _, one in held if one.is_list),
            *_WORKED_OUT.get(item_type, ()),
        )

    def values(self, key: str) -> list[Any]:
        """Return the values for the item with this key."""
        found: list[Any] = [place_of(*places[key]) for places in self._places]
        facets = self._facets[key]
        for facet in self._single:
            (value,) = facets[facet]
            found.append(value)
        found += [self._in_order(facets[facet]) for facet in self._lists]
        if self._item_type == "concept":
            found.append(self._snapshot.depths[key])
        if self._item_type == "mapping":
            dates, states = state_timeline(self._snapshot, key)
            found += [[day.isoformat() for day in dates], states]
        return found

    def _in_order(self, values: frozenset[str]) -> list[str]:
        """Return values as a sorted list; few sets differ from each other."""
        found = self._sorted.get(values)
        if found is None:
            found = self._sorted[values] = sorted(values)
        return found


_WORKED_OUT = {
    "concept": (Column("depth"),),
    "mapping": (Column("stateDates", is_dates=True), Column("stateHistory")),
}


def row_count(snapshot: Snapshot) -> int:
    """Return how many nodes a snapshot has in Neo4j."""
    return sum(len(_records(snapshot, group)) for group in (*GROUPS, CHANGES))
