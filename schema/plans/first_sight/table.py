"""What may stand in the selection on a type, by the token that it begins with; all of it follows from the declarations.

A type has an entry for each spelling of a field that the pass knows: alone, before a selection, before arguments.
"""

from collections.abc import Callable, Mapping
from typing import Any

from schema.declare import Argument, Batched, Column, Computed, Connection, Field, Lookup, ObjectType, TypeRef
from schema.plans.calls import Call
from schema.plans.first_sight.literals import Declared, by_token
from schema.plans.first_sight.tokens import OPENINGS
from schema.plans.leaves import is_leaf, text_of
from schema.plans.rows import slot_of
from schema.plans.selections import TYPENAME
from schema.types import OBJECTS
from schema.types.lists import arguments_of
from schema.weights import Weight, weights

_OF_PAGES = frozenset(["first", "last", "after", "before"])
Find = Callable[[str], Any]
"""Returns the entry for a token, null where there is none."""


class Leaf:
    """A field that a row has as text."""

    __slots__ = ("key", "slot")

    def __init__(self, field: Field) -> None:
        self.key = field.name
        self.slot = slot_of(field)


class TypeName:
    """The field ``__typename``: its text is that of the type."""

    __slots__ = ("write",)
    key = TYPENAME

    def __init__(self, owner: str) -> None:
        text = text_of(owner)
        self.write = lambda _: text


class Link:
    """A field that leads a row to others; `find` looks tokens of its selection up, null until it is asked for."""

    __slots__ = ("find", "key", "ref", "slot", "weight")

    def __init__(self, field: Field, weight: Weight) -> None:
        self.key = field.name
        self.slot = slot_of(field)
        self.ref: TypeRef = field.ref
        self.weight = weight
        self.find: Find | None = None


class Asked:
    """A field with arguments, or one that is found anew each time; `known` are the calls that were made of it.

    `is_kept` says that what it leads to stays with the snapshot, `is_quick` that no arguments can make it slow.
    """

    __slots__ = ("declared", "field", "find", "is_kept", "is_leaf", "key", "known", "owner", "ref", "weight")

    def __init__(self, field: Field, owner: ObjectType, weight: Weight) -> None:
        self.field = field
        self.key = field.name
        self.ref: TypeRef = field.ref
        self.weight = weight
        self.owner = owner
        self.declared: Declared = by_token(arguments_of(field))
        self.is_leaf = is_leaf(self.ref.name)
        self.is_kept = isinstance(field, Connection) and (owner.kind is not None or owner.name == "Query")
        self.find: Find | None = None
        self.known: dict[tuple[str, ...], Asking] = {}

    def is_quick(self, arguments: Mapping[str, Any]) -> bool:
        """Tell whether the field with these arguments takes no longer than what it selects, even the first time."""
        return isinstance(self.field, Lookup | Batched) or (
            isinstance(self.field, Connection) and _OF_PAGES.issuperset(arguments)
        )


class Asking:
    """A field with its arguments in place.

    `sizes` are the size of the page that it asks for, and the length of the list that bounds its answer.
    """

    __slots__ = ("asked", "call", "is_quick", "key", "sizes")

    def __init__(self, asked: Asked, call: Call, arguments: Mapping[str, Any], page_size: int) -> None:
        self.asked = asked
        self.key = asked.key
        self.call = call
        self.is_quick = asked.is_quick(arguments)
        listed = asked.weight.list_argument
        self.sizes = page_size, 0 if listed is None else len(arguments.get(listed) or ())


class Close:
    """The end of a selection."""

    __slots__ = ()


CLOSE = Close()
Entry = Leaf | TypeName | Link | Asked | Close


def entries_of(name: str) -> dict[str, Entry]:
    """Return what may stand in a selection on the object type `name`, by token."""
    owner = OBJECTS[name]
    found: dict[str, Entry] = {"}": CLOSE, TYPENAME: TypeName(name)}
    for field in owner.fields:
        found |= _spellings(field, owner)
    return found


def _spellings(field: Field, owner: ObjectType) -> dict[str, Entry]:
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
        plain = Leaf(field) if has_text else Link(field, weight)
    return found | dict.fromkeys([name] if has_text else [f"{name}{sign}" for sign in OPENINGS], plain)


def _is_required(argument: Argument) -> bool:
    return argument.default is None and TypeRef.parse(argument.type).required
