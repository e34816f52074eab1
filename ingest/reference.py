"""The reference pages that are made from the code: the errors of the content, and the fields of the YAML format."""

import datetime
import re
from collections.abc import Iterator
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ingest import documents
from ingest.rules import GROUPS, rules_of
from ingest.sources import DOCUMENT_OF

BEGIN = "<!-- fields: made by scripts/docs from ingest/documents.py; change the models, not these tables -->"
END = "<!-- end of fields -->"

_ERRORS_HEAD = """\
# Errors of the content

<!-- Made by scripts/docs from the rules themselves. Change the rules, not this page. -->

`duramen check` prints each problem as `FILE:LINE:COLUMN: error[CODE]: message` with a line of help. Lines and columns
count characters from 1. Codes never change their meaning. `duramen explain CODE` prints what stands here. A warning
does not keep content from being served, and the exit code is 0.
"""
_KINDS_OF_TEXT = {
    "Slug": "slug",
    "Purl": "package URL",
    "Reference": "object reference",
    "Name": "name",
    "Phrase": "phrase",
    "Sentence": "sentence",
    "Prose": "one or two sentences",
    "HttpsUrl": "https address",
    "Version": "version",
}


def errors_page() -> str:
    """Return the page of all rules, group by group."""
    parts = [_ERRORS_HEAD]
    for group, modules in GROUPS.items():
        parts.append(f"## {group}\n")
        for rule in rules_of(modules):
            kind = "" if rule.severity == "error" else f" ({rule.severity})"
            parts.append(
                f"### {rule.code}: {rule.title}{kind}\n\n{rule.explanation}\n\n```text\n{rule.bad}\n```\n\n{rule.fix}\n"
            )
    return "\n".join(parts)


def with_fields(page: str) -> str:
    """Return the page of the YAML format with its tables made anew.

    Raises:
        ValueError: If the page has lost the marks between which they stand.
    """
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError("the page has lost the marks around its tables")
    return f"{head}{BEGIN}\n\n{_fields()}\n{END}{tail}"


def _fields() -> str:
    sections = []
    for model in dict.fromkeys(_with_inner(DOCUMENT_OF.values())):
        rows = "\n".join(_row(model, name, field) for name, field in model.model_fields.items())
        head = "| key | | holds | meaning |\n|---|---|---|---|"
        sections.append(f"### {_title(model)}\n\n{model.__doc__}\n\n{head}\n{rows}\n")
    return "\n".join(sections)


def _with_inner(models: Any) -> Iterator[type[BaseModel]]:
    for model in models:
        yield model
        hints = get_type_hints(model, include_extras=True)
        yield from _with_inner(inner for name in model.model_fields for inner in _models_in(hints[name]))


def _models_in(hint: Any) -> Iterator[type[BaseModel]]:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    else:
        for part in get_args(hint):
            yield from _models_in(part)


def _title(model: type[BaseModel]) -> str:
    words = re.findall(r"[A-Z][a-z]+", model.__name__.removesuffix("Document"))
    return " ".join(words).capitalize()


def _row(model: type[BaseModel], name: str, field: FieldInfo) -> str:
    hint = get_type_hints(model, include_extras=True)[name]
    needed = "required" if field.is_required() else "optional"
    return f"| `{name}` | {needed} | {_held(hint, field.metadata)} | {field.description} |"


def _held(hint: Any, limits: list[Any]) -> str:
    """Return in words what a field holds."""
    known = next((words for name, words in _KINDS_OF_TEXT.items() if hint == getattr(documents, name)), None)
    if known is not None:
        return known  # its length stands above the tables
    match get_origin(hint):
        case origin if origin in {Union, UnionType}:
            return _held(next(part for part in get_args(hint) if part is not NoneType), limits)
        case origin if origin is Annotated:
            base, *details = get_args(hint)
            return _held(base, [one for detail in details for one in getattr(detail, "metadata", ())])
        case origin if origin is list:
            return f"list of {_held(get_args(hint)[0], [])}{_length(limits, 'items')}"
        case _:
            return _held_plainly(hint, limits)


def _held_plainly(hint: Any, limits: list[Any]) -> str:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return f"[{_title(hint).lower()}](#{_title(hint).lower().replace(' ', '-')})"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return ", ".join(f"`{member.value}`" for member in hint)
    plain = {bool: "`true` or `false`", int: "whole number", datetime.date: "date `YYYY-MM-DD`", str: "text"}[hint]
    return plain + _length(limits)


def _length(limits: list[Any], unit: str = "characters") -> str:
    least = next((one.min_length for one in limits if isinstance(one, MinLen)), None)
    most = next((one.max_length for one in limits if isinstance(one, MaxLen)), None)
    low = next((one.ge for one in limits if isinstance(one, Ge)), None)
    high = next((one.le for one in limits if isinstance(one, Le)), None)
    if low is not None or high is not None:
        return f", {low} to {high}"
    if most is None:
        return ""
    return f", {least} to {most} {unit}" if least else f", at most {most} {unit}"
