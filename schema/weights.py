"""What each field adds to the cost of a document, read once from the declarations."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from schema.declare import Argument, Column, Connection, Counts, Field, InterfaceType, ObjectType, Question
from schema.types import DECLARATIONS
from schema.types.lists import arguments_of


@dataclass(frozen=True, slots=True)
class Weight:
    """What a field adds.

    `child` is the type that is selected on, null for a leaf. `longest` names the measure of the longest real list of
    the field (see `graph.store.Pinned.longest`), `most` bounds the list of an answer that no record holds; where the
    length of an argument bounds it, `list_argument` names that.
    """

    child: str | None
    counts: Counts
    is_list: bool
    is_connection: bool
    longest: str | None
    most: int | None
    list_argument: str | None
    arguments: Mapping[str, Argument]


@functools.cache
def weights() -> dict[str, dict[str, Weight]]:
    """Return the weight of each field of each declared type."""
    composite = [one for one in DECLARATIONS if isinstance(one, ObjectType | InterfaceType)]
    names = {one.name for one in composite}
    return {one.name: {field.name: _weight(one, field, names) for field in one.fields} for one in composite}


def _weight(owner: ObjectType | InterfaceType, field: Field, composite: set[str]) -> Weight:
    ref = field.ref
    return Weight(
        child=ref.name if ref.name in composite else None,
        counts=field.counts,
        is_list=ref.is_list,
        is_connection=isinstance(field, Connection) or (isinstance(field, Question) and field.paged),
        longest=_longest(owner, field),
        most=field.most,
        list_argument=field.list_argument if isinstance(field, Question) else None,
        arguments={argument.name: argument for argument in arguments_of(field)},
    )


def _longest(owner: ObjectType | InterfaceType, field: Field) -> str | None:
    """Return the name of the measure of the longest list of a field, as `graph.lengths` and `graph.edges` name it."""
    if isinstance(field, Connection):
        return field.edge.name
    if field.longest is not None:
        return field.longest
    if isinstance(field, Column) and isinstance(owner, ObjectType) and owner.record is not None:
        return f"{owner.record.__name__.lower()}.{field.source}"
    return None


def cost_of(
    weight: Weight, below: tuple[int, int], page_size: int, longest: Mapping[str, int], values: int
) -> tuple[int, int]:
    """Return what a field costs, and what it costs more for each item of the page that encloses it.

    Args:
        weight: The field.
        below: Both costs of what is selected on it.
        page_size: How many items its arguments ask for, at most.
        longest: The longest real lists, see `graph.store.Pinned.longest`.
        values: The length of the argument `Weight.list_argument`, where there is one.
    """
    if weight.child is None:
        return 0, 0
    cost, cost_an_item = below
    if weight.is_connection:
        return cost + min(page_size, _most(weight, longest)) * cost_an_item, 0
    if weight.counts is Counts.NOTHING:
        return cost, cost_an_item
    if weight.counts is Counts.PAGE_ITEMS:
        return 0, 1 + cost
    return _times(weight, page_size, longest, values) * (1 + cost), 0


def _times(weight: Weight, page_size: int, longest: Mapping[str, int], values: int) -> int:
    if not weight.is_list:
        return 1
    if weight.list_argument is not None:
        return values
    most = _most(weight, longest)
    return min(page_size, most) if "first" in weight.arguments else most


def _most(weight: Weight, longest: Mapping[str, int]) -> int:
    return weight.most if weight.most is not None else longest.get(weight.longest or "", 0)
