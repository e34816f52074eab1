"""The tree that a YAML file is read into: scalars, sequences and mappings, each knowing where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

Plain = str | int | float | bool | None
Key = str | int
Route = tuple[Key, ...]
"""The way from the top of a document to a value: keys of mappings and indexes of sequences."""


class Mark(NamedTuple):
    """A position in a text; lines and columns count characters from 1."""

    line: int
    column: int


class Style(StrEnum):
    """How a scalar is written."""

    PLAIN = ""
    SINGLE = "'"
    DOUBLE = '"'
    LITERAL = "|"
    FOLDED = ">"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value: `text` as written after unescaping, `value` as the YAML core schema reads it."""

    text: str
    value: Plain
    style: Style
    start: Mark
    end: Mark


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple["Node", ...]
    flow: bool
    start: Mark
    end: Mark


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order of the file."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    flow: bool
    start: Mark
    end: Mark

    def entry(self, key: str) -> tuple[Scalar, "Node"] | None:
        """Return the key's own node and its value, or null."""
        return next((entry for entry in self.entries if entry[0].value == key), None)


Node = Scalar | Sequence | Mapping


def plain_value(node: Node) -> object:
    """Return the node's value as lists, dictionaries and scalars."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain_value(item) for item in node.items]
        case Mapping():
            return {str(key.value): plain_value(value) for key, value in node.entries}


def child(node: Node, key: Key) -> Node | None:
    """Return the value under a key or an index, or null."""
    if isinstance(node, Mapping) and isinstance(key, str):
        entry = node.entry(key)
        return entry[1] if entry else None
    if isinstance(node, Sequence) and isinstance(key, int) and 0 <= key < len(node.items):
        return node.items[key]
    return None


def at_route(root: Node, route: Route) -> tuple[Node, Route]:
    """Follow a route as far as it goes: the node reached, and what is left of the route."""
    node = root
    for position, key in enumerate(route):
        following = child(node, key)
        if following is None:
            return node, route[position:]
        node = following
    return node, ()


def mark_of(root: Node, route: Route) -> Mark:
    """Return where a value starts, or where the last thing on the way to it does."""
    return at_route(root, route)[0].start


def key_mark(root: Node, route: Route) -> Mark:
    """Return where the key of a value stands; for an item of a sequence, where the item starts."""
    parent, rest = at_route(root, route[:-1])
    if not rest and isinstance(parent, Mapping):
        entry = parent.entry(str(route[-1]))
        if entry:
            return entry[0].start
    return mark_of(root, route)


def scalars_of(node: Node, route: Route = ()) -> Iterator[tuple[Route, Scalar]]:
    """Walk over all values that are scalars, with the way to each; keys are not among them."""
    match node:
        case Scalar():
            yield route, node
        case Sequence():
            for index, item in enumerate(node.items):
                yield from scalars_of(item, (*route, index))
        case Mapping():
            for key, value in node.entries:
                yield from scalars_of(value, (*route, str(key.value)))
