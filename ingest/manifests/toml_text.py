"""TOML with lines: `tomllib` says what a document means, the syntax tree where each key and item stands."""

import contextlib
import re
import tomllib
from typing import Any

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from graph.dependencies import ManifestProblemCode
from ingest.diagnostics import printable
from ingest.manifests.collecting import Unreadable
from ingest.manifests.limits import LIMITS
from ingest.manifests.located import Array, Table

_LANGUAGE = Language(tree_sitter_toml.language())
_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
_KEYS = frozenset({"bare_key", "quoted_key", "dotted_key"})
_ELEMENTS = frozenset({"comment", "ERROR"})


def read_toml(text: str) -> Table:
    """Read a document.

    Raises:
        Unreadable: If it is no TOML 1.0, or nested too deep.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(str(error), text) from error
    except RecursionError as error:
        raise too_deep() from error
    document = _located(values, 0)
    assert isinstance(document, Table)
    _Placing(document).place(Parser(_LANGUAGE).parse(text.encode()).root_node)
    return document


def too_deep(line: int = 1) -> Unreadable:
    """Return the error that a document is nested too deep."""
    return Unreadable(ManifestProblemCode.TOO_DEEP, "nested too deep", line)


def _unreadable(fault: str, text: str) -> Unreadable:
    found = _PLACE.search(fault)
    line = int(found["line"]) if found and found["line"] else text.count("\n") + 1
    plain = _PLACE.sub("", fault)
    twice = plain.startswith("Cannot ")  # overwrite, declare twice, mutate
    code = ManifestProblemCode.DUPLICATE_KEY if twice else ManifestProblemCode.SYNTAX
    shown = "a key or table is given twice" if twice else f"not TOML: {plain[:1].lower()}{plain[1:]}"
    return Unreadable(code, printable(shown), line)


def _located(value: Any, depth: int) -> Any:
    if depth > LIMITS.nesting:
        raise too_deep()
    if isinstance(value, dict):
        table = Table()
        for key, inner in value.items():
            table.put(key, _located(inner, depth + 1), 1)
        return table
    if isinstance(value, list):
        array = Array()
        for inner in value:
            array.put(_located(inner, depth + 1), 1)
        return array
    return value


class _Placing:
    """Walks the syntax tree along the document, and writes the lines into it."""

    def __init__(self, document: Table) -> None:
        self._document = document
        self._opened: dict[int, int] = {}  # lists of tables, by identity: how many of them were opened so far

    def place(self, root: Node) -> None:
        for node in root.named_children:
            # `tomllib` has read it: where the grammar understands less, the lines of the rest are still known
            with contextlib.suppress(LookupError, ValueError, TypeError):
                if node.type == "pair":
                    self._pair(self._document, node)
                elif node.type in {"table", "table_array_element"}:
                    self._table(node)

    def _table(self, node: Node) -> None:
        header, *pairs = [one for one in node.named_children if one.type not in _ELEMENTS]
        table = self._open(_names(header), _line(node), one_more=node.type == "table_array_element")
        for pair in pairs:
            self._pair(table, pair)

    def _open(self, names: list[str], line: int, *, one_more: bool) -> Table:
        holder = self._document
        for index, name in enumerate(names):
            value = holder[name]
            last = index + 1 == len(names)
            if last or holder.lines[name] == 1:
                holder.lines[name] = line
            if isinstance(value, Array):
                if last and one_more:
                    self._opened[id(value)] = self._opened.get(id(value), -1) + 1
                at = self._opened.get(id(value), 0)
                value.lines[at] = line if last else value.lines[at]
                value = value[at]
            assert isinstance(value, Table)
            holder = value
        holder.line = line
        return holder

    def _pair(self, holder: Table, node: Node) -> None:
        key, value = [one for one in node.named_children if one.type not in _ELEMENTS][:2]
        *way, last = _names(key)
        line = _line(node)
        for name in way:
            holder.lines[name] = line
            holder = holder[name]
        holder.lines[last] = line
        self._value(holder[last], value)

    def _value(self, value: Any, node: Node) -> None:
        if isinstance(value, Array):
            value.line = _line(node)
            items = [one for one in node.named_children if one.type not in _ELEMENTS]
            for index, (item, inner) in enumerate(zip(value, items, strict=True)):
                value.lines[index] = _line(inner)
                self._value(item, inner)
        elif isinstance(value, Table):
            value.line = _line(node)
            for pair in node.named_children:
                if pair.type == "pair":
                    self._pair(value, pair)


def _names(node: Node) -> list[str]:
    """Return the names of a key: a bare or quoted one, or a dotted one, which the tree nests to the left."""
    if node.type == "dotted_key":
        return [name for one in node.named_children if one.type in _KEYS for name in _names(one)]
    text = (node.text or b"").decode()
    if node.type == "bare_key":
        return [text]
    return list(tomllib.loads(f"{text} = 0"))


def _line(node: Node) -> int:
    return node.start_point.row + 1
