"""Selections that were read: each is made once for its structure, and writes the objects that it is asked for.

A selection is a sequence of parts: a field that has a text stands alone, a field that leads on is followed by what is
selected on it, and a response name of the request's own stands before its field, with the colon. A selection is built
only if it is valid, so that one that is found by its parts needs no further check.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schema.limits import Limits
from schema.plans.budget import ENTRY_BYTES, Budget
from schema.plans.first_sight.table import Asking, Leaf, Link, TypeName
from schema.plans.first_sight.writers import Lister, Texts, Write, field_writer, object_writer, writer_of_one
from schema.plans.handing import HandedOver, Reason
from schema.plans.rows import Rows

_SELECTION_BYTES = 1_500
_TOKENS_OF_BRACES = 2
_TOKENS_OF_AN_ALIAS = 2
Part = Any
"""An alias with its colon, a `Leaf`, a `TypeName`, a `Link`, an `Asking` or a `Selection`."""


class Measures:
    """What `schema.measure.Measure` says of a selection, added up field by field.

    `tokens` are at least as many as its text has in GraphQL; `is_quick` says that it takes no longer than its cost lets
    expect.
    """

    __slots__ = ("aliases", "cost", "cost_an_item", "depth", "fields", "is_quick", "roots", "tokens")

    def __init__(self) -> None:
        """Begin with a selection of plain fields, as many as will be."""
        self.cost = self.cost_an_item = self.fields = self.aliases = self.tokens = self.roots = 0
        self.depth = 1
        self.is_quick = True

    def include(self, inner: "Measures", field: Link | Asking) -> None:
        """Add a field with what is selected on it."""
        added = field.costs
        self.cost += added[0] + added[1] * inner.cost + added[2] * inner.cost_an_item
        self.cost_an_item += added[3] + added[4] * inner.cost + added[5] * inner.cost_an_item
        self.fields += inner.fields
        self.aliases += inner.aliases
        self.tokens += inner.tokens + field.tokens + _TOKENS_OF_BRACES
        if inner.depth >= self.depth:
            self.depth = inner.depth + 1
        if not (field.is_quick and inner.is_quick):
            self.is_quick = False

    def ask(self, field: Asking) -> None:
        """Add what a field with arguments has beyond a plain one, if nothing is selected on it."""
        self.tokens += field.tokens
        if not field.is_quick:
            self.is_quick = False

    def close(self, fields: int, aliases: int) -> None:
        """Add the fields themselves."""
        self.roots = fields
        self.fields += fields
        self.aliases += aliases
        self.tokens += fields + _TOKENS_OF_AN_ALIAS * aliases


class Selection:
    """What is selected on one type; one that `is_kept` is found again by its parts."""

    __slots__ = ("is_kept", "measures", "write")

    def __init__(self, write: Write, measures: Measures, *, is_kept: bool) -> None:
        """Write rows with `write`."""
        self.write = write
        self.measures = measures
        self.is_kept = is_kept


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What selections are made with: the rows they read, what joins lists, and the limits that they keep."""

    rows: Rows
    lister: Lister
    longest: Mapping[str, int]
    limits: Limits
    budget: Budget
    memo: bool


class Builder:
    """Builds selections, and keeps the texts of fields with arguments that several selections have in common."""

    def __init__(self, around: Surroundings) -> None:
        """Build selections over one snapshot."""
        self._around = around
        self._fields: dict[tuple[Asking, Selection], Texts] = {}

    def selection(self, parts: Sequence[Part], *, is_kept: bool, is_node: bool, of_many: bool) -> Selection:
        """Return what some parts select on one type.

        Args:
            parts: The parts, in the order of the text.
            is_kept: Whether it will be used again; then the texts of nodes are kept with it.
            is_node: Whether the type is that of a node.
            of_many: Whether it is selected on the items of a list.

        Raises:
            HandedOver: If there is no field, if two have the same name, if a name stands before no field, or if it is
                too deep.
        """
        keys: list[str] = []
        sources: list[str | Write] = []
        needed: list[str] = []
        measures, aliases = Measures(), 0
        waiting = iter(parts)
        for part in waiting:
            if type(part) is Leaf:
                keys.append(part.key)
                needed.append(part.key)
                sources.append(part.slot)
            elif type(part) is str:
                field = next(waiting, None)
                aliases += 1
                sources.append(self._source(field, waiting, needed, measures))
                keys.append(part[:-1])
            else:
                sources.append(self._source(part, waiting, needed, measures))
                keys.append(part.key)
        measures.close(len(keys), aliases)
        around = self._around
        if not keys or "" in keys or len(set(keys)) < len(keys) or measures.depth > around.limits.depth:
            raise HandedOver(Reason.TEXT)
        make = object_writer if is_kept or of_many else writer_of_one
        write = make(keys, sources, needed, around.rows)
        if is_kept:
            around.budget.charge(_SELECTION_BYTES + ENTRY_BYTES * len(parts))
            if is_node and around.memo:
                write = Texts(write, around.budget).__getitem__
        return Selection(write, measures, is_kept=is_kept)

    def _source(self, field: Part, waiting: Iterator[Part], needed: list[str], measures: Measures) -> str | Write:
        """Return what writes a field, or the slot that has its text; note what it needs, and its measures."""
        kind = type(field)
        if kind is Leaf:
            needed.append(field.key)
            slot: str = field.slot
            return slot
        if kind is TypeName:
            write: Write = field.write
            return write
        if kind is Asking and field.asked.is_leaf:
            measures.ask(field)
            call: Write = field.target
            return call
        if kind is not Link and kind is not Asking:
            raise HandedOver(Reason.TEXT)
        below: Selection = next(waiting)
        measures.include(below.measures, field)
        if kind is Link:
            needed.append(field.key)
        return self.write(field, below)

    def write(self, field: Link | Asking, below: Selection) -> Write:
        """Return what writes a field with its selection."""
        if isinstance(field, Asking):
            return self._asked(field, below)
        return field_writer(field.target, field.ref, below.write, self._around.lister)

    def _asked(self, asking: Asking, below: Selection) -> Write:
        around = self._around
        is_kept = asking.asked.is_kept and below.is_kept and around.memo
        if is_kept and (known := self._fields.get((asking, below))) is not None:
            return known.__getitem__
        write = field_writer(asking.target, asking.ref, below.write, around.lister)
        if not is_kept:
            return write
        around.budget.charge(3 * ENTRY_BYTES)
        texts = self._fields[asking, below] = Texts(write, around.budget)
        return texts.__getitem__
