"""The vocabulary in which the GraphQL schema is declared: what a field is, where its value comes from, what it counts.

A field is declared once, in `schema.types`. The Strawberry fields, the cost of a document and the store's batches are
derived from that declaration, and so can be any other way to run a query. Types are written in GraphQL's own notation
(``"[String!]!"``).
"""

import enum
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graph.edges import Edge, ItemType
from graph.store import Filter, Pinned
from graph.vocabulary import NodeKind

if TYPE_CHECKING:
    from schema.reading import Reader

Arguments = Mapping[str, Any]
"""Coerced argument values by GraphQL name; an argument that was left out and has no default is missing."""

_TYPE = re.compile(r"(?P<list>\[)?(?P<name>[A-Za-z]+)(?P<item>!)?(?(list)\](?P<outer>!)?)")


@dataclass(frozen=True, slots=True)
class TypeRef:
    """A use of a type: its name, whether it is a list, and what may be null."""

    name: str
    is_list: bool
    required: bool
    items_required: bool

    @classmethod
    def parse(cls, text: str) -> "TypeRef":
        """Read ``Name``, ``Name!``, ``[Name]``, ``[Name!]``, ``[Name]!`` or ``[Name!]!``."""
        found = _TYPE.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is not a type in GraphQL's notation")
        is_list = found["list"] is not None
        mark = found["outer"] if is_list else found["item"]
        return cls(found["name"], is_list, required=mark is not None, items_required=found["item"] is not None)


class Counts(enum.Enum):
    """What a field adds to the cost of a document; scalars add nothing."""

    OBJECTS = "one object, or as many as the list can hold"
    PAGE_ITEMS = "the items of the page that the enclosing connection was asked for"
    NOTHING = "an object that is counted already, or no object of the graph"


class Text(enum.Enum):
    """How a text argument is checked before anything runs."""

    SHORT = "at most 200 characters after NFC, no control characters"
    CODE = "at most 48 KiB in UTF-8; newlines and tabs are the only control characters"
    LICENCE = "a short text that is an SPDX licence expression"
    OPAQUE = "an id or cursor of ours: read by its own decoder, which refuses what it did not make"


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a field. `default` is in GraphQL's terms; none means that the argument may be left out.

    What is given for a `private` argument is somebody's own: it is neither kept nor logged, nor is the answer to it.
    """

    name: str
    type: str
    description: str
    default: Any = None
    text: Text = Text.SHORT
    private: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """What all kinds of fields have in common.

    `longest` names the measure of the longest real list of this field; `most` bounds a list that no record holds.
    """

    name: str
    type: str
    description: str
    arguments: tuple[Argument, ...] = field(default=(), kw_only=True)
    counts: Counts = field(default=Counts.OBJECTS, kw_only=True)
    longest: str | None = field(default=None, kw_only=True)
    most: int | None = field(default=None, kw_only=True)

    @property
    def ref(self) -> TypeRef:
        """The type of the field, read."""
        return TypeRef.parse(self.type)


@dataclass(frozen=True, slots=True)
class Column(Field):
    """An attribute of the record; by default the one with the field's own name."""

    attribute: str | None = field(default=None, kw_only=True)

    @property
    def source(self) -> str:
        """The name of the attribute that is read."""
        return self.attribute or snake_case(self.name)


@dataclass(frozen=True, slots=True)
class Link(Column):
    """One node, whose key an attribute of the record holds."""

    kind: NodeKind = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class LinkList(Column):
    """Several nodes, whose keys an attribute of the record holds, in its order."""

    kind: NodeKind = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Connection(Field):
    """A list of the graph that is read in pages; its arguments follow from the items' filters and orders.

    `arguments` are further ones, which `narrow` turns into a narrower filter; it may read what it needs for that.
    """

    edge: Edge = field(kw_only=True)
    by_slug: bool = field(default=False, kw_only=True)
    narrow: Callable[[Filter, Arguments, "Reader"], Awaitable[Filter]] | None = field(default=None, kw_only=True)

    @property
    def items(self) -> ItemType:
        """What the connection leads to."""
        return self.edge.items


@dataclass(frozen=True, slots=True)
class Computed(Field):
    """A pure function of the record."""

    function: Callable[[Any], Any] = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Batched(Field):
    """A value that the store keeps beside the record: `load` reads it for many `key`s in one round trip.

    With `many`, a record has several keys, and the field is the list of the values that are there. With `pick`, the
    field is what a pure function makes of the value and the arguments, and fields with the same `load` share the trip.
    """

    key: Callable[[Any], Any] = field(kw_only=True)
    many: bool = field(default=False, kw_only=True)
    pick: Callable[[Any, Arguments], Any] | None = field(default=None, kw_only=True)
    load: Callable[[Pinned, Sequence[Any], Arguments], Awaitable[Sequence[Any]]] = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Lookup(Field):
    """A root field that finds one node by the key that its arguments name; null when there is none."""

    kind: NodeKind = field(kw_only=True)
    key: Callable[[Arguments], str] = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Question(Field):
    """A root field with an answer of its own, written by hand: the only kind of field that a function resolves.

    `list_argument` names the argument whose length bounds the number of objects in the answer. A `paged` answer is a
    page of a ranked list, with at most `most` items.
    """

    resolve: Callable[["Reader", Arguments], Awaitable[Any]] = field(kw_only=True)
    list_argument: str | None = field(default=None, kw_only=True)
    paged: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class ObjectType:
    """A type with fields. `record` is the class of the values, `kind` is set for nodes, which have an id."""

    name: str
    description: str
    fields: tuple[Field, ...]
    record: type | None = None
    kind: NodeKind | None = None


@dataclass(frozen=True, slots=True)
class InterfaceType:
    """Fields that several types share; here only `Node`."""

    name: str
    description: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class EnumType:
    """A closed list: a Python enumeration, or the `members` of it that are legal here, each with its meaning."""

    name: str
    description: str
    values: type[enum.Enum]
    meanings: Mapping[Any, str]

    @property
    def members(self) -> tuple[enum.Enum, ...]:
        """The legal members, in the order in which they are printed."""
        return tuple(self.meanings)


@dataclass(frozen=True, slots=True)
class InputType:
    """A group of arguments."""

    name: str
    description: str
    fields: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class ScalarType:
    """A text of a stated form. `read` refuses other forms with `schema.errors.BadText`, `write` gives the text."""

    name: str
    description: str
    specified_by: str | None
    read: Callable[[str], Any]
    write: Callable[[Any], str]


def snake_case(name: str) -> str:
    """Return the Python spelling of a GraphQL name."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
