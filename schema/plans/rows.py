"""Rows: the records of a snapshot as plans read them, each field beside it once it was asked for.

A row has one slot a field that takes no arguments: the JSON text of a leaf, the row of an object, or a tuple of rows.
A slot is empty until a plan fills it, so that memory goes to what is asked for. Nodes have one row each, so that a row
stands for its node wherever it is met.
"""

from collections.abc import Callable, Sequence
from typing import Any

from graph.identity import key_of
from graph.memory import MemoryPinned
from graph.vocabulary import NodeKind
from schema.declare import Batched, Column, Computed, Field, InterfaceType, ObjectType, TypeRef
from schema.plans.budget import ENTRY_BYTES, Budget
from schema.plans.direct import DirectReader, settled
from schema.plans.handing import HandedOver, Reason
from schema.plans.leaves import NULL, is_leaf, writer_of
from schema.resolve import resolver_of
from schema.types import BY_NAME, NODES, OBJECTS

Convert = Callable[[Any], Any]
"""Turns the value of a field into what plans read."""
_NODE_NAMES = {declared.record: declared.name for declared in NODES}
_ROW_BYTES = 160
_RECORD_BYTES = 60
"""What a record takes that only its row keeps."""
_TEXT_BYTES = 60
_REFERENCE_BYTES = 16


class Row:
    """A record; `key` is that of a node, empty for what a node leads to, and null for what only one answer has."""

    __slots__ = ("key", "record")
    record: Any
    key: str | None


def slot_of(field: Field) -> str:
    """Return the name of the slot that holds a field: from the declaration, never from a request."""
    return f"f_{field.name}"


def row_class(declared: ObjectType) -> type[Row]:
    """Return the class of the rows of a declared type."""
    slots = tuple(slot_of(field) for field in declared.fields if isinstance(field, Column | Computed | Batched))
    return type(declared.name, (Row,), {"__slots__": slots})


ROW_CLASSES = {name: row_class(declared) for name, declared in OBJECTS.items()}


class Rows:
    """The rows of one snapshot."""

    def __init__(self, pinned: MemoryPinned, budget: Budget) -> None:
        """Read from `pinned`, and charge what is kept to `budget`."""
        self.reader = DirectReader(pinned)
        self._snapshot = pinned.snapshot
        self._budget = budget
        self._nodes: dict[NodeKind, dict[str, Row]] = {kind: {} for kind in NodeKind}
        self._fillers: dict[tuple[type[Row], str], Convert] = {}
        self.root = _made("Query", None)

    def node(self, kind: NodeKind, key: str) -> Row | None:
        """Return the row of a node, null if there is none."""
        known = self._nodes[kind].get(key)
        if known is not None:
            return known
        record = self._snapshot.nodes[kind].get(key)
        if record is None:
            return None
        row = self._nodes[kind][key] = _made(_NODE_NAMES[type(record)], record, key)
        self._budget.charge(ENTRY_BYTES + _ROW_BYTES)
        return row

    def part(self, name: str, record: Any) -> Row:
        """Return a new row of a type that is no node, for a record that the caller keeps."""
        self._budget.charge(_ROW_BYTES)
        return _made(name, record)

    def fill(self, row: Row, names: Sequence[str]) -> bool:
        """Fill the slots of some fields; tell whether any was empty."""
        kind, filled = type(row), False
        for name in names:
            if not hasattr(row, f"f_{name}"):
                filler = self._fillers.get((kind, name)) or self._filler(kind, name)
                found = filler(row.record)
                setattr(row, f"f_{name}", found)
                self._count(row, found)
                filled = True
        return filled

    def _count(self, owner: Row, found: Any) -> None:
        """Charge what a slot holds, unless its row goes with the answer: then what it leads to goes as well."""
        inner = found if isinstance(found, tuple) else (found,)
        if owner.key is None:
            for row in inner:
                if isinstance(row, Row) and row.key == "":
                    row.key = None
        else:
            self._budget.charge(_size_of(inner))

    def converter(self, ref: TypeRef) -> Convert:
        """Return what turns values of a type into texts, rows, or null.

        It raises `HandedOver` for a value that the type does not allow.
        """
        return self._leaf_converter(ref) if is_leaf(ref.name) else self._object_converter(ref)

    def _filler(self, kind: type[Row], name: str) -> Convert:
        field = next(one for one in OBJECTS[kind.__name__].fields if one.name == name)
        resolve, convert, reader = resolver_of(field), self.converter(field.ref), self.reader

        def fill(record: Any) -> Any:
            return convert(settled(resolve(record, reader, {})))

        self._fillers[kind, name] = fill
        return fill

    def _leaf_converter(self, ref: TypeRef) -> Convert:
        write = writer_of(ref.name)
        if not ref.is_list:
            return lambda value: write(value) if value is not None else _null(required=ref.required)

        def convert(values: Any) -> str:
            if values is None:
                return _null(required=ref.required)
            return f"[{','.join(write(one) if one is not None else _item(ref) for one in values)}]"

        return convert

    def _object_converter(self, ref: TypeRef) -> Convert:
        wrap = self._wrapper(ref.name)

        def convert_one(value: Any) -> Row | None:
            if value is None and ref.required:
                raise HandedOver(Reason.FIELD)
            return None if value is None else wrap(value)

        def convert_all(values: Any) -> tuple[Row | None, ...] | None:
            if values is None:
                if ref.required:
                    raise HandedOver(Reason.FIELD)
                return None
            if ref.items_required and None in values:
                raise HandedOver(Reason.FIELD)
            return tuple([None if value is None else wrap(value) for value in values])

        return convert_all if ref.is_list else convert_one

    def _wrapper(self, name: str) -> Convert:
        declared = BY_NAME[name]
        if isinstance(declared, InterfaceType) or OBJECTS[name].kind is not None:
            return self._node_row
        return lambda value: _made(name, value)

    def _node_row(self, record: Any) -> Row:
        row = self.node(*key_of(record))
        if row is None or (row.record is not record and row.record != record):
            raise HandedOver(Reason.FAULT)  # a node that is not of this snapshot
        return row


def _size_of(held: Sequence[Any]) -> int:
    """Return the bytes that texts and rows take which one slot holds; a node's row was charged when it was made."""
    size = _REFERENCE_BYTES * len(held)
    for one in held:
        if isinstance(one, str):
            size += _TEXT_BYTES + len(one)
        elif isinstance(one, Row) and one.key == "":
            size += _ROW_BYTES + _RECORD_BYTES
    return size


def _made(name: str, record: Any, key: str = "") -> Row:
    row = ROW_CLASSES[name]()
    row.record, row.key = record, key
    return row


def _null(*, required: bool) -> str:
    if required:
        raise HandedOver(Reason.FIELD)
    return NULL


def _item(ref: TypeRef) -> str:
    return _null(required=ref.items_required)
