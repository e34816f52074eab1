"""JSON with lines: `json` says what a document means, the syntax tree where each key and item stands."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

import tree_sitter_json
from tree_sitter import Language, Node, Parser

from graph.dependencies import ManifestProblemCode
from ingest.diagnostics import quoted
from ingest.manifests.collecting import Unreadable
from ingest.manifests.limits import LIMITS
from ingest.manifests.located import Array, Table
from ingest.manifests.toml_text import too_deep

_LANGUAGE = Language(tree_sitter_json.language())


def read_json(text: str) -> Any:
    """Read a document: a `Table`, an `Array`, or a plain value.

    Raises:
        Unreadable: If it is no JSON, gives a key twice, or is nested too deep.
    """
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        fault = f"not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        raise Unreadable(ManifestProblemCode.SYNTAX, fault, error.lineno) from error
    except RecursionError as error:
        raise too_deep() from error
    except ValueError as error:  # a number of thousands of digits
        raise Unreadable(ManifestProblemCode.SYNTAX, "not JSON that can be read: a number is too long") from error
    document = next(_values(Parser(_LANGUAGE).parse(text.encode("utf-8", "surrogatepass")).root_node))
    return _located(value, document, 0)


def _no_constant(name: str) -> NoReturn:
    raise Unreadable(ManifestProblemCode.SYNTAX, f"not JSON: it has no {name}")


def read_json_object(text: str) -> Table:
    """Read a document that is an object; raises as `read_json`, and where it is something else."""
    document = read_json(text)
    if not isinstance(document, Table):
        raise Unreadable(ManifestProblemCode.WRONG_TYPE, "the document is no object")
    return document


def _located(value: Any, node: Node, depth: int) -> Any:
    if depth > LIMITS.nesting:
        raise too_deep(_line(node))
    if isinstance(value, dict):
        return _table(value, node, depth)
    if isinstance(value, list):
        array = Array(_line(node))
        for item, inner in zip(value, _values(node), strict=True):
            array.put(_located(item, inner, depth + 1), _line(inner))
        return array
    return value


def _table(value: dict[str, Any], node: Node, depth: int) -> Table:
    pairs = list(_values(node))
    if len(pairs) != len(value):
        raise _twice(pairs)
    table = Table(_line(node))
    for (key, item), pair in zip(value.items(), pairs, strict=True):
        inner = pair.child_by_field_name("value")
        assert inner is not None
        table.put(key, _located(item, inner, depth + 1), _line(pair))
    return table


def _twice(pairs: list[Node]) -> Unreadable:
    seen: set[str] = set()
    for pair in pairs:
        node = pair.child_by_field_name("key")
        key = json.loads((node.text if node else None) or b'""')
        if key in seen:
            return Unreadable(ManifestProblemCode.DUPLICATE_KEY, f"the key {quoted(key)} is given twice", _line(pair))
        seen.add(key)
    return Unreadable(ManifestProblemCode.SYNTAX, "not JSON")


def _values(node: Node) -> Iterator[Node]:
    """Yield the parts of a list or object; a plain value has none."""
    yield from (one for one in node.named_children if one.type not in {"comment", "ERROR"})


def _line(node: Node) -> int:
    return node.start_point.row + 1
