"""Selections that were read: each is made once for its structure, and writes the objects that it is asked for.

A selection is a sequence of parts: a field that has a text stands alone, a field that leads on is followed by what is
selected on it, and a response name of the request's own stands before its field, with the colon. A selection is built
only if it is valid, so that one that is found by its parts needs no further check.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

from schema.limits import DEFAULT_PAGE, Limits
from schema.plans.budget import ENTRY_BYTES, Budget
from schema.plans.first_sight.table import Asking, Leaf, Link, TypeName
from schema.plans.first_sight.writers import Lister, Texts, Write, field_writer, object_writer
from schema.plans.handing import HandedOver, Reason
from schema.plans.rows import Rows
from schema.weights import Weight, cost_of

_SELECTION_BYTES = 1_500
Part = Any
"""An alias with its colon, a `Leaf`, a `Link`, an `Asking` or a `Selection`."""


class Measures(NamedTuple):
    """What `schema.measure.Measure` says of a selection.

    `is_quick` says that it takes no longer than its cost lets expect.
    """

    cost: int
    cost_an_item: int
    aliases: int
    depth: int
    is_quick: bool


class Fields(NamedTuple):
    """The fields of a selection: their response names, what writes each of them, and what must be filled in a row."""

    keys: Sequence[str]
    sources: Sequence[str | Write]
    needed: Sequence[str]
    measures: Measures


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

    def selection(self, parts: Sequence[Part], *, is_kept: bool, of_nodes: bool) -> Selection:
        """Return what some parts select on one type; the texts of nodes are kept with it.

        Raises:
            HandedOver: If that is not valid, or too deep.
        """
        around, fields = self._around, self.fields(parts)
        if fields.measures.depth > around.limits.depth:
            raise HandedOver(Reason.TEXT)
        write = self.writer(fields)
        if is_kept:
            around.budget.charge(_SELECTION_BYTES + ENTRY_BYTES * len(parts))
            if of_nodes and around.memo:
                write = Texts(write, around.budget).__getitem__
        return Selection(write, fields.measures, is_kept=is_kept)

    def fields(self, parts: Sequence[Part]) -> Fields:
        """Return the fields that some parts select, in their order.

        Raises:
            HandedOver: If there is none, if two have the same name, or if a name stands before no field.
        """
        keys: list[str] = []
        sources: list[str | Write] = []
        needed: list[str] = []
        measures = [_NONE]
        aliases = 0
        waiting = iter(parts)
        for part in waiting:
            key, field = "", part
            if type(part) is str:
                key, field = part[:-1], next(waiting, None)
                aliases += 1
                if not key:
                    raise HandedOver(Reason.TEXT)
            if type(field) is Leaf:
                sources.append(field.slot)
                needed.append(field.key)
            else:
                sources.append(self._source(field, waiting, needed, measures))
            keys.append(key or field.key)
        if not keys or len(set(keys)) < len(keys):
            raise HandedOver(Reason.TEXT)
        return Fields(keys, sources, needed, _together(measures, aliases))

    def writer(self, fields: Fields) -> Write:
        """Return what writes objects of these fields."""
        return object_writer(fields.keys, fields.sources, fields.needed, self._around.rows)

    def _source(self, field: Part, waiting: Iterator[Part], needed: list[str], measures: list[Measures]) -> Write:
        """Return what writes a field that is more than a text of its row; note what it needs, and its measures."""
        around = self._around
        if type(field) is TypeName:
            return field.write
        if type(field) is Link:
            below = next(waiting)
            needed.append(field.key)
            measures.append(self._measured(field.weight, (DEFAULT_PAGE, 0), below, is_quick=True))
            return field_writer(attrgetter(field.slot), field.ref, below.write, around.lister)
        if type(field) is not Asking:
            raise HandedOver(Reason.TEXT)
        if field.asked.is_leaf:
            measures.append(Measures(0, 0, 0, 1, field.is_quick))
            return field.call
        below = next(waiting)
        measures.append(self._measured(field.asked.weight, field.sizes, below, is_quick=field.is_quick))
        return self._asked(field, below)

    def _asked(self, asking: Asking, below: Selection) -> Write:
        around, key = self._around, (asking, below)
        known = self._fields.get(key)
        if known is not None:
            return known.__getitem__
        write = field_writer(asking.call, asking.asked.ref, below.write, around.lister)
        if not (asking.asked.is_kept and below.is_kept and around.memo):
            return write
        around.budget.charge(3 * ENTRY_BYTES)
        texts = self._fields[key] = Texts(write, around.budget)
        return texts.__getitem__

    def _measured(self, weight: Weight, sizes: tuple[int, int], below: Selection, *, is_quick: bool) -> Measures:
        page_size, values = sizes
        cost, cost_an_item, aliases, depth, is_inner_quick = below.measures
        costs = cost_of(weight, (cost, cost_an_item), page_size, self._around.longest, values)
        return Measures(*costs, aliases, 1 + depth, is_quick and is_inner_quick)


_NONE = Measures(0, 0, 0, 1, is_quick=True)


def _together(measures: Sequence[Measures], aliases: int) -> Measures:
    """Return the measures of fields side by side, and of this many names before them."""
    if len(measures) == 1:
        return Measures(0, 0, aliases, 1, is_quick=True)
    costs, items, inner_aliases, depths, quick = zip(*measures, strict=True)
    return Measures(sum(costs), sum(items), aliases + sum(inner_aliases), max(depths), all(quick))
