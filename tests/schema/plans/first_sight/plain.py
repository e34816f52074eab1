"""Plain documents by chance, and what becomes of them when their tokens are mixed up."""

import random
import re
from collections.abc import Iterator, Sequence
from typing import Any

from graphql import (
    FieldNode,
    GraphQLSchema,
    NameNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_interface_type,
    parse,
    print_ast,
    strip_ignored_characters,
)

_TOKEN = re.compile(r'[_A-Za-z]\w*|-?[0-9]+|"(?:[^"\\]|\\.)*"|\.\.\.|[^\s,]')
_CLINGING = ("(", ")", ":", "[", "]")
_SHARE_OF_ODD_GAPS = 0.06
_BETWEEN = [" ", "\n", "\n    ", ", ", ",", "\t", "\r\n", "  ", ""]
_ODD_BETWEEN = ["\ufeff", " # a remark\n", "#\r", "\u00a0", "\f", "\x00", "\u2028"]
_WORDS = [
    *("true", "false", "null", "query", "mutation", "subscription", "fragment", "on", "__typename", "__schema"),
    *("__type", "slug", "name", "id", "nodes", "edges", "concepts", "first", "last", "where", "orderBy", "DURABLE"),
    *(
        "0",
        "00",
        "-0",
        "1",
        "-1",
        "10",
        "100",
        "101",
        "1.5",
        "1e3",
        "0x1",
        "1a",
        "2147483648",
        "9" * 40,
        "-",
        "+1",
        "\u0663",
    ),
    *(
        '""',
        '"rag"',
        '"""rag"""',
        '"""',
        '"',
        '"\\u0072ag"',
        '"r\\u{61}g"',
        '"\\n"',
        '"\\x"',
        '"\u00e9"',
        '"\ud800"',
        '"\x07"',
    ),
    *('"a\nb"', "'rag'", '"' + "x" * 201 + '"', '"' + "e\u0301" * 120 + '"', '"2026-11-24"', '"pkg:pypi/x"'),
    *(
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        ":",
        "!",
        "$",
        "$v",
        "@",
        "@skip(if: true)",
        "...",
        "...{slug}",
        "=",
        "|",
        "&",
        ".",
    ),
    *("a:", "a: b:", "b: a: name", "x: {", "{}", "()", "( )", "{ {", "} }", "é", "\ud800", "query Q", "Q {", ") {"),
    *("(first: 3)", "(first: null)", "(first: 1, last: 1)", "(last: 2)", "(slugs: [])", '(slugs: ["rag", "rag"])'),
    *('(slugs: "rag")', "(slugs: [null])", "(where: {})", "(where: null)", "(where: {family: null})", "(orderBy: {})"),
    *("(orderBy: {field: NAME, direction: null})", "(orderBy: {field: NAME, field: NAME})", '(after: "x")'),
]


def tokens_of(text: str) -> list[str]:
    """Return the tokens of a plain document, as GraphQL cuts them."""
    return _TOKEN.findall(text)


def spaced(tokens: Sequence[str], chance: random.Random, *, odd: bool) -> str:
    """Join tokens in a usual form, or with `odd` signs between some; words that would run together are kept apart."""
    text = ""
    for token in tokens:
        gap = "" if token in _CLINGING or text[-1:] in _CLINGING else " "
        if chance.random() < _SHARE_OF_ODD_GAPS:
            gap = chance.choice(_BETWEEN + _ODD_BETWEEN * odd)
        if gap == "" and not odd and text[-1:].isalnum() and token[0].isalnum():
            gap = " "
        text += gap + token
    return text + chance.choice(["", " ", "\n", ",,\n"])


def mixed_up(tokens: Sequence[str], chance: random.Random) -> list[str]:
    """Return tokens with up to three of them dropped, doubled, swapped, moved, replaced or put in between."""
    found = list(tokens)
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        at, other = chance.randrange(len(found)), chance.randrange(len(found))
        how = chance.choice(["drop", "double", "swap", "move", "replace", "insert", "insert", "cut"])
        if how == "drop" and len(found) > 1:
            del found[at]
        elif how == "double":
            found.insert(at, found[at])
        elif how == "swap":
            found[at], found[other] = found[other], found[at]
        elif how == "move":
            found.insert(other, found.pop(at))
        elif how == "replace":
            found[at] = chance.choice(_WORDS)
        elif how == "insert":
            found.insert(at, chance.choice(_WORDS))
        elif how == "cut" and len(found[at]) > 1:
            found[at : at + 1] = [found[at][:1], found[at][1:]]
    return found


def plain(text: str, schema: GraphQLSchema, chance: random.Random) -> str:
    """Return a document without its fields of interface types, with a name or without, in one of the usual forms."""
    (operation,) = parse(text, no_location=True).definitions
    assert isinstance(operation, OperationDefinitionNode)
    selections = SelectionSetNode(selections=tuple(_kept(operation.selection_set, schema.query_type, schema)))
    head = chance.choice(["", "", "query ", "query Name ", "query query ", "query true "])
    body = print_ast(selections) if selections.selections else "{ __typename }"
    form = chance.choice([str, strip_ignored_characters, lambda text: " ".join(text.split())])
    return head + form(body)


def _kept(selections: SelectionSetNode, owner: Any, schema: GraphQLSchema) -> Iterator[FieldNode]:
    for node in selections.selections:
        if not isinstance(node, FieldNode):
            continue
        field = owner.fields.get(node.name.value)
        if field is None or node.selection_set is None:
            yield node
            continue
        kind = get_named_type(field.type)
        if not is_interface_type(kind):
            inner = tuple(_kept(node.selection_set, kind, schema)) or (FieldNode(name=NameNode(value="__typename")),)
            yield FieldNode(
                alias=node.alias,
                name=node.name,
                arguments=node.arguments,
                selection_set=SelectionSetNode(selections=inner),
            )
