"""The shape of a document: the strict pydantic model's verdict, at the place of each error and in plain words."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from ingest import nodes
from ingest.diagnostics import Diagnostic, Place, Rule, quoted
from ingest.documents import PURL_PATTERN, REFERENCE_PATTERN, SLUG_PATTERN, Document
from ingest.intended import intended_purl, intended_reference, intended_slug
from ingest.nodes import Key, Mapping, Route, Scalar
from ingest.suggestions import did_you_mean

UNKNOWN_KEY = Rule(
    "DUR201",
    "A key that the format does not know",
    "Each kind of file has a fixed set of keys, so that a misspelt one is noticed and not ignored.",
    "defintion: Putting passages into a new order.",
    "Correct the spelling, or delete the line.",
)
MISSING_KEY = Rule(
    "DUR202",
    "A required key is missing",
    "A record without it would be incomplete.",
    "name: Reranking   # and no family",
    "Add the key; `duramen new` shows all of them.",
)
WRONG_TYPE = Rule(
    "DUR203",
    "A value of the wrong type",
    "Nothing is converted: text is text, a number a number, a list a list.",
    "year: '2020'",
    "Write a list as `- item` lines, and text that looks like a number in double quotes.",
)
NOT_IN_LIST = Rule(
    "DUR204",
    "A value that is none of the allowed ones",
    "The field takes one value of a closed list.",
    "status: stable",
    "Choose one of the listed values.",
)
MALFORMED = Rule(
    "DUR205",
    "A value of the wrong form",
    "Slugs, package URLs, object references, addresses, versions, dates and identifiers have a fixed form.",
    "family: Model Interface   # a slug would be model-interface",
    "Write the value in the form that the message names.",
)
TOO_SHORT = Rule(
    "DUR206",
    "Too short, or too few items",
    "The field has a least length, so that it says something.",
    "inputs: []",
    "Write more, or delete an optional key that has nothing to say.",
)
TOO_LONG = Rule(
    "DUR207",
    "Too long, or too many items",
    "The field has a greatest length, so that it stays readable on a phone and in an answer.",
    "name: A name of more than sixty characters, which nobody would ever put into a sentence",
    "Shorten it.",
)
OUT_OF_RANGE = Rule(
    "DUR208",
    "A number out of range",
    "Every number has bounds.",
    "order: 0",
    "Write a number within the bounds.",
)

_FORMS: dict[str, tuple[str, str]] = {
    SLUG_PATTERN: ("a slug", "small letters, digits and single hyphens, such as `tool-use`"),
    PURL_PATTERN: ("a package URL without version", "such as `pkg:pypi/haystack-ai` or `pkg:npm/%40langchain/core`"),
    REFERENCE_PATTERN: (
        "an object reference",
        "`module:qualname`, such as `haystack.components.rankers:LostInTheMiddleRanker`",
    ),
    r"^https://[!-~]+$": ("an https address", "begin with https:// and use ASCII without spaces"),
    r"^[0-9][0-9A-Za-z.+!-]*$": ("a version", 'such as "2.18.1"'),
    r"^10\.[0-9]{4,9}/[!-~]+$": ("a DOI", "such as 10.1145/3539618.3591969, without https://doi.org/"),
    r"^[0-9]{4}\.[0-9]{4,5}$": ("an arXiv identifier", 'such as "1901.04085" in double quotes'),
    r"^97[89][0-9]{10}$": ("an ISBN-13", 'thirteen digits without hyphens in double quotes, such as "9780262046824"'),
}
_INTENDED: dict[str, Callable[[str], str | None]] = {
    SLUG_PATTERN: intended_slug,
    PURL_PATTERN: intended_purl,
    REFERENCE_PATTERN: intended_reference,
}
_TYPES = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "date_type": "a date such as 2026-11-24",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "dict_type": "a mapping of keys to values",
    "int_from_float": "a whole number",
    "int_parsing_size": "a whole number",
}
_CHOICE = re.compile(r"'([^']*)'")


def validate(path: Path, root: Mapping, model: type[Document]) -> tuple[Document | None, list[Diagnostic]]:
    """Return the document that a tree holds, or what is wrong with its shape."""
    text = json.dumps(nodes.plain_value(root), ensure_ascii=False)
    try:
        return model.model_validate_json(text), []
    except ValidationError as error:
        return None, [_diagnostic(path, root, model, one) for one in error.errors(include_url=False)]


def _diagnostic(path: Path, root: Mapping, model: type[Document], error: ErrorDetails) -> Diagnostic:
    route: Route = tuple(error["loc"])
    explain = _EXPLAIN.get(error["type"], _wrong_type)
    rule, message, help_ = explain(route, error, model)
    node, _ = nodes.at_route(root, route)
    mark = node.start
    if error["type"] == "string_type" and isinstance(node, Scalar) and node.value is not None:
        help_ = f'put it into double quotes: "{node.text}"'  # as it is written: 1.10 is another version than 1.1
    if rule is UNKNOWN_KEY or error["input"] is None:
        mark = nodes.key_mark(root, route)
    if rule is MISSING_KEY:
        neighbour = _neighbour(root, route, model)
        mark = nodes.key_mark(root, (*route[:-1], neighbour)) if neighbour else nodes.mark_of(root, route[:-1])
        message += f" near {quoted(neighbour)}" if neighbour else ""
    return rule.at(Place(path, mark.line, mark.column), message, help_)


def _neighbour(root: Mapping, route: Route, model: type[Document]) -> str | None:
    """Return the key that a missing one would stand before, or else the one that it would stand behind."""
    parent, _ = nodes.at_route(root, route[:-1])
    order = list(model_at(model, route[:-1]).model_fields)
    place = order.index(str(route[-1]))
    present = [key for key in order if isinstance(parent, Mapping) and parent.entry(key)]
    after = [key for key in present if order.index(key) > place]
    return after[0] if after else present[-1] if present else None


Explained = tuple[Rule, str, str]


def _unknown(route: Route, error: ErrorDetails, model: type[Document]) -> Explained:
    fields = model_at(model, route[:-1]).model_fields
    key = str(route[-1])
    help_ = did_you_mean(key, fields, f"the keys here are {', '.join(fields)}")
    return UNKNOWN_KEY, f"the key {quoted(key)} is unknown here", help_


def _missing(route: Route, error: ErrorDetails, model: type[Document]) -> Explained:
    return MISSING_KEY, f"the key {quoted(route[-1])} is missing{_inside(route[:-1])}", _description(model, route)


def _wrong_type(route: Route, error: ErrorDetails, model: type[Document]) -> Explained:
    expected = _TYPES.get(error["type"], "another value")
    value = error["input"]
    if value is None:
        return WRONG_TYPE, f"{_name(route)} has no value; expected {expected}", "write the value, or delete the key"
    help_ = WRONG_TYPE.fix
    if expected == _TYPES["int_type"]:
        help_ = "write digits only, without quotes or a decimal point"
    if error["type"] == "bool_type":
        help_ = "write true or false, without quotes"
    if error["type"] == "list_type":
        help_ = f"write it as a list: [{value}]" if isinstance(value, str) and len(value) < 40 else help_  # noqa: PLR2004
    return WRONG_TYPE, f"{_name(route)} is {_type_of(value)}; expected {expected}", help_


def _not_in_list(route: Route, error: ErrorDetails, model: type[Document]) -> Explained:
    choices = _CHOICE.findall(error["ctx"]["expected"])
    listed = f"choose one of {', '.join(choices)}"
    if not isinstance(error["input"], str):
        return NOT_IN_LIST, f"{_name(route)} is {_type_of(error['input'])}; expected a word", listed
    near = did_you_mean(error["input"], choices, listed)
    return NOT_IN_LIST, f"{quoted(error['input'])} is not allowed for {_name(route)}", near


def _malformed(route: Route, error: ErrorDetails, model: type[Document]) -> Explained:
    pattern, value = error["ctx"]["pattern"], str(error["input"])
    what, form = _FORMS[pattern]
    meant = _INTENDED[pattern](value) if pattern in _INTENDED else None
    if meant is not None and re.search(pattern, meant):
        form = f"did you mean `{meant}`?"
    return MALFORMED, f"{quoted(value)} is not {what} ({_name(route)})", form


def _bad_date(route: Route, error: ErrorDetails, model: type[Document]) -> Explained:
    return MALFORMED, f"{quoted(error['input'])} is not a date ({_name(route)})", "write YYYY-MM-DD, such as 2026-11-24"


def _too_short(route: Route, error: ErrorDetails, model: type[Document]) -> Explained:
    context = error["ctx"]
    if "actual_length" in context:
        message = (
            f"{_name(route)} has {_count(context['actual_length'], 'item')}; at least {context['min_length']} needed"
        )
    else:
        length = len(error["input"])
        message = f"{_name(route)} has {_count(length, 'character')}; at least {context['min_length']} needed"
    return TOO_SHORT, message, _description(model, route)


def _too_long(route: Route, error: ErrorDetails, model: type[Document]) -> Explained:
    context = error["ctx"]
    if "field_type" in context:
        length = context.get("actual_length") or len(error["input"])
        message = f"{_name(route)} has {_count(length, 'item')}; at most {context['max_length']} allowed"
    else:
        length = len(error["input"])
        message = f"{_name(route)} has {_count(length, 'character')}; at most {context['max_length']} allowed"
    return TOO_LONG, message, TOO_LONG.fix


def _out_of_range(route: Route, error: ErrorDetails, model: type[Document]) -> Explained:
    context = error["ctx"]
    bound = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
    return OUT_OF_RANGE, f"{_name(route)} is {error['input']}; it must be {bound}", OUT_OF_RANGE.fix


_EXPLAIN: dict[str, Callable[[Route, ErrorDetails, type[Document]], Explained]] = {
    "extra_forbidden": _unknown,
    "missing": _missing,
    "enum": _not_in_list,
    "string_pattern_mismatch": _malformed,
    "date_parsing": _bad_date,
    "date_from_datetime_parsing": _bad_date,
    "date_from_datetime_inexact": _bad_date,
    "too_short": _too_short,
    "string_too_short": _too_short,
    "too_long": _too_long,
    "string_too_long": _too_long,
    "greater_than_equal": _out_of_range,
    "less_than_equal": _out_of_range,
}


def model_at(model: type[BaseModel], route: Iterable[Key]) -> type[BaseModel]:
    """Return the model of the mapping at the end of a route."""
    for key in route:
        if isinstance(key, str):
            model = next(_models_in(model.model_fields[key].annotation))
    return model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in {list, Union, UnionType, Annotated}:
        for part in get_args(annotation):
            yield from _models_in(part)


def _description(model: type[Document], route: Route) -> str:
    """Return what the format says about a field: its own words, those of its values, or the values themselves."""
    fields = [key for key in route if isinstance(key, str)]
    field = model_at(model, fields[:-1]).model_fields[fields[-1]]
    if field.description:
        return field.description
    return next(_descriptions_in(field.annotation), None) or TOO_SHORT.fix


def _descriptions_in(annotation: Any) -> Iterator[str]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield f"choose one of {', '.join(member.value for member in annotation)}"
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield f"it holds {', '.join(annotation.model_fields)}"
    elif get_origin(annotation) is Annotated:
        base, *details = get_args(annotation)
        yield from (one.description for one in details if isinstance(one, FieldInfo) and one.description)
        yield from _descriptions_in(base)
    else:
        for part in get_args(annotation):
            yield from _descriptions_in(part)


def _name(route: Route) -> str:
    if route and isinstance(route[-1], int):
        return f"item {route[-1] + 1} of {_name(route[:-1])}"
    return quoted(route[-1]) if route else "the document"


def _inside(route: Route) -> str:
    return f" in {_name(route)}" if route else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _type_of(value: object) -> str:
    return next((name for type_, name in _TYPE_NAMES if isinstance(value, type_)), "nothing")


_TYPE_NAMES: tuple[tuple[type, str], ...] = (
    (bool, "true or false"),
    (int, "a number"),
    (float, "a decimal number"),
    (str, "text"),
    (list, "a list"),
    (dict, "a mapping"),
)
