"""What may stand in the selection on a type, by its token; all of it follows from the declarations.

A type has an entry for each spelling of a field that the pass knows: alone, before a selection, before arguments. The
selections that were read on it and kept stand there too, by their text.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from schema.declare import Argument, Batched, Column, Computed, Connection, Field, Lookup, ObjectType, TypeRef
from schema.limits import DEFAULT_PAGE
from schema.plans.calls import Call
from schema.plans.first_sight.literals import Declared, by_token
from schema.plans.leaves import is_leaf, text_of
from schema.plans.rows import Row, slot_of
from schema.plans.selections import TYPENAME
from schema.types import OBJECTS
from schema.types.lists import arguments_of
from schema.weights import Weight, cost_of, weights

_OF_PAGES = frozenset(["first", "last", "after", "before"])
OPENING = "{"
"""Ends the token by which a field before a selection is found: whatever space there is, it is left out."""
CLOSING = ")"
"""Begins the token by which a selection behind arguments is found."""


class Leaf:
    """A field that a row has as text."""

    __slots__ = ("key", "slot")

    def __init__(self, field: Field) -> None:
        self.key = field.name
        self.slot = slot_of(field)


class TypeName:
    """The field ``__typename``: its text is that of the type."""

    __slots__ = ("text",)
    key = TYPENAME

    def __init__(self, owner: str) -> None:
        self.text = text_of(owner)

    def write(self, _: Row) -> str:
        """Return the text."""
        return self.text


Costs = tuple[int, int, int, int, int, int]
"""A field's two costs as they follow from those below it: three numbers each, to add and to multiply both with."""


_OF_ONE: Costs = (1, 1, 0, 0, 0, 0)


def costs_of(weight: Weight, page_size: int, longest: Mapping[str, int], values: int) -> Costs:
    """Return what `cost_of` comes to, which is linear in what is below."""
    cost, cost_an_item = cost_of(weight, (0, 0), page_size, longest, values)
    by_cost = cost_of(weight, (1, 0), page_size, longest, values)
    by_item = cost_of(weight, (0, 1), page_size, longest, values)
    return (
        cost,
        by_cost[0] - cost,
        by_item[0] - cost,
        cost_an_item,
        by_cost[1] - cost_an_item,
        by_item[1] - cost_an_item,
    )


class Link:
    """A field that leads a row to others, which `target` gives; `is_single` says that it is one object at most."""

    __slots__ = ("costs", "is_single", "key", "ref", "slot", "target")
    tokens = 1
    is_quick = True

    def __init__(self, field: Field, weight: Weight, longest: Mapping[str, int]) -> None:
        self.key = field.name
        self.slot = slot_of(field)
        self.target: Callable[[Row], Any] = attrgetter(self.slot)
        self.ref: TypeRef = field.ref
        self.costs = costs_of(weight, DEFAULT_PAGE, longest, 0)
        self.is_single = self.costs == _OF_ONE and not self.ref.is_list


class Asked:
    """A field with arguments, or one that is found anew each time; `known` are the calls that were made of it.

    `is_kept` says that what it leads to stays with the snapshot, `is_quick` that no arguments can make it slow.
    """

    __slots__ = ("declared", "field", "is_kept", "is_leaf", "key", "known", "owner", "ref", "weight")

    def __init__(self, field: Field, owner: ObjectType, weight: Weight) -> None:
        self.field = field
        self.key = field.name
        self.ref: TypeRef = field.ref
        self.weight = weight
        self.owner = owner
        self.declared: Declared = by_token(arguments_of(field))
        self.is_leaf = is_leaf(self.ref.name)
        self.is_kept = isinstance(field, Connection) and (owner.kind is not None or owner.name == "Query")
        self.known: dict[tuple[str, ...], Asking] = {}

    def is_quick(self, arguments: Mapping[str, Any]) -> bool:
        """Tell whether the field with these arguments takes no longer than what it selects, even the first time."""
        return isinstance(self.field, Lookup | Batched) or (
            isinstance(self.field, Connection) and _OF_PAGES.issuperset(arguments)
        )


class Asking:
    """A field with its arguments in place; its `tokens` are at least as many as those of GraphQL."""

    __slots__ = ("asked", "costs", "is_quick", "is_single", "key", "ref", "target", "tokens")

    def __init__(
        self, asked: Asked, call: Call, arguments: Mapping[str, Any], given: Sequence[str], longest: Mapping[str, int]
    ) -> None:
        self.asked = asked
        self.key = asked.key
        self.ref = asked.ref
        self.target: Callable[[Row], Any] = call
        self.is_quick = asked.is_quick(arguments)
        self.tokens = 3 + 2 * len(given)
        sizes = [size for name in ("first", "last") if (size := arguments.get(name)) is not None]
        listed = asked.weight.list_argument
        values = 0 if listed is None else len(arguments.get(listed) or ())
        self.costs = costs_of(asked.weight, min(sizes, default=DEFAULT_PAGE), longest, values)
        self.is_single = isinstance(asked.field, Lookup)


Entry = Leaf | TypeName | Link | Asked


class On:
    """A type that is selected on: its entries by token, and the selections on it that are kept by their text.

    A token may also be a field with its selection, and stands for both then.
    """

    __slots__ = ("entries", "is_node", "selections")

    def __init__(self, name: str, longest: Mapping[str, int]) -> None:
        owner = OBJECTS[name]
        self.is_node = owner.kind is not None
        self.entries: dict[str, Any] = {TYPENAME: TypeName(name)}
        for field in owner.fields:
            self.entries |= _spellings(field, owner, longest)
        self.selections: dict[str, Any] = {}


def _spellings(field: Field, owner: ObjectType, longest: Mapping[str, int]) -> dict[str, Entry]:
    """Return the tokens that a field may begin with; none where its type is an interface."""
    arguments, name = arguments_of(field), field.name
    has_text = is_leaf(field.ref.name)
    if not (has_text or field.ref.name in OBJECTS) or any(one.private for one in arguments):
        return {}
    weight = weights()[owner.name][name]
    found: dict[str, Entry] = {}
    if arguments:
        found[f"{name}("] = Asked(field, owner, weight)
    if any(_is_required(one) for one in arguments):
        return found
    plain: Entry
    if not isinstance(field, Column | Computed | Batched):
        plain = found.get(f"{name}(") or Asked(field, owner, weight)
    else:
        plain = Leaf(field) if has_text else Link(field, weight, longest)
    return found | {name if has_text else f"{name}{OPENING}": plain}


def _is_required(argument: Argument) -> bool:
    return argument.default is None and TypeRef.parse(argument.type).required
