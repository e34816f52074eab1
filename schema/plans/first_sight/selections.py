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
    """What `schema.measure.Measure` says of a selection, or of one field of it.

    `is_quick` says that it takes no longer than its cost lets expect.
    """

    cost: int
    cost_an_item: int
    aliases: int
    depth: int
    is_quick: bool


class Chosen(NamedTuple):
    """One field: its response name, the field that must be filled in a row before, if any, and what writes it.

    `source` is that, or the slot that has the text.
    """

    key: str
    needed: str | None
    source: str | Write
    measures: Measures


class Selection:
    """What is selected on one type; `is_new` until it is met a second time."""

    __slots__ = ("is_new", "measures", "texts", "write")

    def __init__(self, write: Write, measures: Measures, texts: Texts | None) -> None:
        """Write rows with `write`, or through `texts`, which keeps them."""
        self.measures = measures
        self.texts = texts
        self.write: Write = write if texts is None else texts.__getitem__
        self.is_new = True

    def met_again(self) -> None:
        """Keep texts from now on: what is selected once may never be again."""
        self.is_new = False
        if self.texts is not None:
            self.texts.keeps = True


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

    def selection(self, parts: Sequence[Part], *, of_nodes: bool) -> Selection:
        """Return what some parts select on one type; texts of nodes may be kept.

        Raises:
            HandedOver: If that is not valid, or too deep.
        """
        around, chosen = self._around, self.chosen(parts)
        measures = together(chosen)
        if measures.depth > around.limits.depth:
            raise HandedOver(Reason.TEXT)
        around.budget.charge(_SELECTION_BYTES + ENTRY_BYTES * len(parts))
        write = self.writer(chosen)
        return Selection(write, measures, Texts(write, around.budget) if of_nodes and around.memo else None)

    def chosen(self, parts: Sequence[Part]) -> list[Chosen]:
        """Return the fields that some parts select, in their order.

        Raises:
            HandedOver: If there is none, if two have the same name, or if a name stands before no field.
        """
        waiting = iter(parts)
        found = [self._chosen(part, waiting) for part in waiting]
        if not found or len({one.key for one in found}) < len(found):
            raise HandedOver(Reason.TEXT)
        return found

    def writer(self, chosen: Sequence[Chosen]) -> Write:
        """Return what writes objects of these fields."""
        needed = [one.needed for one in chosen if one.needed is not None]
        return object_writer([(one.key, one.source) for one in chosen], needed, self._around.rows)

    def _chosen(self, part: Part, waiting: Iterator[Part]) -> Chosen:
        alias, aliases = "", 0
        if type(part) is str:
            alias, aliases, part = part[:-1], 1, next(waiting, None)
            if not alias:
                raise HandedOver(Reason.TEXT)
        if type(part) is Leaf:
            return Chosen(alias or part.key, part.key, part.slot, Measures(0, 0, aliases, 1, is_quick=True))
        if type(part) is TypeName:
            return Chosen(alias or part.key, None, _always(part.text), Measures(0, 0, aliases, 1, is_quick=True))
        if type(part) is Link:
            below = next(waiting)
            measures = self._measures(part.weight, (DEFAULT_PAGE, 0), below, aliases, is_quick=True)
            write = field_writer(attrgetter(part.slot), part.ref, below.write, self._around.lister)
            return Chosen(alias or part.key, part.key, write, measures)
        if type(part) is not Asking:
            raise HandedOver(Reason.TEXT)
        key = alias or part.asked.key
        if part.asked.is_leaf:
            return Chosen(key, None, part.call, Measures(0, 0, aliases, 1, part.is_quick))
        below = next(waiting)
        measures = self._measures(part.asked.weight, part.sizes, below, aliases, is_quick=part.is_quick)
        return Chosen(key, None, self._asked(part, below), measures)

    def _asked(self, asking: Asking, below: Selection) -> Write:
        around, key = self._around, (asking, below)
        known = self._fields.get(key)
        if known is not None:
            known.keeps = True
            return known.__getitem__
        write = field_writer(asking.call, asking.asked.ref, below.write, around.lister)
        if not (asking.asked.is_kept and around.memo):
            return write
        texts = self._fields[key] = Texts(write, around.budget)
        around.budget.charge(3 * ENTRY_BYTES)
        return texts.__getitem__

    def _measures(
        self, weight: Weight, sizes: tuple[int, int], below: Selection, aliases: int, *, is_quick: bool
    ) -> Measures:
        page_size, values = sizes
        cost, cost_an_item, inner_aliases, depth, is_inner_quick = below.measures
        costs = cost_of(weight, (cost, cost_an_item), page_size, self._around.longest, values)
        return Measures(*costs, aliases + inner_aliases, 1 + depth, is_quick and is_inner_quick)


def together(chosen: Sequence[Chosen]) -> Measures:
    """Return the measures of fields side by side."""
    costs, items, aliases, depths, quick = zip(*[one.measures for one in chosen], strict=True)
    return Measures(sum(costs), sum(items), sum(aliases), max(depths), all(quick))


def _always(text: str) -> Write:
    return lambda _: text
