"""The longest real list of each kind that records hold in themselves: a bound on what reading them can return."""

import dataclasses
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from graph.records import Content


def longest_embedded(content: Content) -> dict[str, int]:
    """Return the length of the longest list by ``record.attribute``, such as ``mapping.symbols``.

    Lists inside of records inside of records count by the innermost record (``step.concepts``). How often names lasted
    is counted for one owner (``framework.survival``, ``concept.persistence``) and for all (``survival``,
    ``persistence``). A list that no record has is missing.
    """
    longest: dict[str, int] = {}
    for group in dataclasses.fields(content):
        _measure(getattr(content, group.name), longest)
    tables = Counter(survival.framework for survival in content.survival)
    ideas = Counter(persistence.concept for persistence in content.persistence)
    return longest | {
        "framework.survival": max((count for owner, count in tables.items() if owner is not None), default=0),
        "survival": tables[None],
        "concept.persistence": max((count for owner, count in ideas.items() if owner is not None), default=0),
        "persistence": len(content.persistence),
    }


class _Part(NamedTuple):
    """An attribute of a record that holds a list, records or both; `measure` names the list, null if it is none."""

    attribute: str
    measure: str | None
    holds_records: bool


@cache
def _parts(record_type: type) -> tuple[_Part, ...]:
    """Return the parts of a type of record, read from its annotations once: records are many, their types are few."""
    parts = []
    for attribute, annotation in get_type_hints(record_type).items():
        listed = get_origin(annotation) is tuple
        holds_records = any(dataclasses.is_dataclass(inner) for inner in (annotation, *get_args(annotation)))
        if listed or holds_records:
            name = f"{record_type.__name__.lower()}.{attribute}"
            parts.append(_Part(attribute, name if listed else None, holds_records))
    return tuple(parts)


def _measure(records: Sequence[Any], longest: dict[str, int]) -> None:
    """Note the longest lists in records of one type, and in the records inside of them."""
    if not records:
        return
    for attribute, measure, holds_records in _parts(records[0].__class__):
        values = list(map(attrgetter(attribute), records))
        if measure is not None:
            longest[measure] = max(longest.get(measure, 0), *map(len, values))
        if holds_records:
            inner = chain.from_iterable(values) if measure is not None else filter(None, values)
            _measure(list(inner), longest)
