"""The reference pages that follow from the code: every type of the schema, and every limit."""

from collections.abc import Iterable, Sequence
from dataclasses import fields

from schema.declare import Argument, EnumType, Field, InputType, InterfaceType, ObjectType, ScalarType
from schema.errors import MEANINGS
from schema.limits import DEFAULT_PAGE, Limits
from schema.types import DECLARATIONS, NODES, Declaration
from schema.types.lists import arguments_of
from schema.types.query import QUERY


def graphql_reference() -> str:
    """Return the page about the types of the schema, in Markdown."""
    parts = [one for one in DECLARATIONS if isinstance(one, ObjectType) and one not in (QUERY, *NODES)]
    groups: dict[str, Sequence[Declaration]] = {
        "Where questions begin": [QUERY],
        "Things with an id": [*_of(InterfaceType), *NODES],
        "What they are made of": [one for one in parts if not one.name.endswith(("Connection", "Edge"))],
        "Filters and orders": _of(InputType),
        "Closed lists": _of(EnumType),
        "Forms of text": _of(ScalarType),
    }
    page = _GRAPHQL.format(default_page=DEFAULT_PAGE)
    for title, declared in groups.items():
        page += f"\n## {title}\n" + "".join(_section(one) for one in declared)
    return page


def _of(kind: type) -> list[Declaration]:
    return [one for one in DECLARATIONS if isinstance(one, kind)]


def _section(declared: Declaration) -> str:
    head = f"\n### {declared.name}\n\n{declared.description}\n"
    match declared:
        case EnumType():
            return head + _table("value", ((f"`{one.name}`", text) for one, text in declared.meanings.items()))
        case ScalarType():
            return head + (f"\nSpecified by <{declared.specified_by}>.\n" if declared.specified_by else "")
        case InputType():
            return head + _table("field | type", (_argument_row(argument) for argument in declared.fields))
        case ObjectType() | InterfaceType():
            return head + _table("field | type", (_field_row(field) for field in declared.fields))


def _table(columns: str, rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {columns} | meaning |", "|" + "---|" * (columns.count("|") + 2)]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n" + "\n".join(lines) + "\n"


def _field_row(field: Field) -> Sequence[str]:
    arguments = ", ".join(f"`{argument.name}`" for argument in arguments_of(field))
    takes = f" Takes {arguments}." if arguments else ""
    return f"`{field.name}`", f"`{field.type}`", field.description + takes


def _argument_row(argument: Argument) -> Sequence[str]:
    default = "" if argument.default is None else f" `{argument.default.name}` if left out."
    return f"`{argument.name}`", f"`{argument.type}`", argument.description + default


def limits_reference() -> str:
    """Return the page about the limits of a request and the codes of errors, in Markdown."""
    limits = (
        (one.metadata["text"], f"{one.default:,}", f"`{one.metadata['code']}`" if one.metadata["code"] else "")
        for one in fields(Limits)
    )
    codes = ((f"`{code}`", meaning) for code, meaning in MEANINGS.items())
    rows = "\n".join(f"| {' | '.join(row)} |" for row in limits)
    return _LIMITS.format(limits=rows, codes=_table("`extensions.code`", codes).strip())


_GRAPHQL = """\
<!-- Written by `duramen sdl --write`; do not edit. -->

# GraphQL

The schema itself is served at `/schema.graphql` and printed by `duramen sdl`. All answers to one request come from one
version of the graph, which `snapshot {{ version }}` names.

A list of the graph is a connection: `first` and `after` read forward, `last` and `before` backward, {default_page}
items unless asked otherwise. `nodes` has the items, `edges` has them with their cursors, `totalCount` counts the whole
list after the filter. A cursor is good for the list, order and filter that made it. The types of connections and edges
are named after their items (`ConceptConnection`, `ConceptEdge`) and are not listed here.

An unknown slug or id answers null. Wrong input is an error whose `extensions.code` says what is wrong: see
[limits](limits.md).
"""
_LIMITS = """\
<!-- Written by `duramen sdl --write`; do not edit. -->

# Limits

What one request may ask for. A request beyond a limit is not run: its answer has no `data`, and an error whose
`extensions` name the code and the limit. Limits on connections, headers and bodies are in [HTTP](http.md), and how to
set all of them in [settings](settings.md).

| limit | default | code when it is passed |
|---|---|---|
{limits}

Shape is measured before the document is validated, with all fragments expanded; a limit on an operation holds for each
operation of the document. Page sizes and texts are checked wherever they stand, in the document or in variables; a page
is never cut silently. An operation that was begun and took too long answers `data: null`.

## Codes

{codes}
"""
