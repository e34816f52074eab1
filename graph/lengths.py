"""The longest real list of each kind that records hold in themselves: a bound on what reading them can return."""

import dataclasses
from collections import Counter
from collections.abc import Iterable
from typing import Any

from graph.records import Content


def longest_embedded(content: Content) -> dict[str, int]:
    """Return the length of the longest list by ``record.attribute``, such as ``mapping.symbols``.

    Lists inside of records inside of records count by the innermost record (``step.concepts``). How often names lasted
    is counted for one owner (``framework.survival``, ``concept.persistence``) and for all (``survival``,
    ``persistence``). A list that no record has is missing.
    """
    longest: dict[str, int] = {}
    for group in dataclasses.fields(content):
        for record in getattr(content, group.name):
            _measure(record, longest)
    tables = Counter(survival.framework for survival in content.survival)
    ideas = Counter(persistence.concept for persistence in content.persistence)
    return longest | {
        "framework.survival": max((count for owner, count in tables.items() if owner is not None), default=0),
        "survival": tables[None],
        "concept.persistence": max((count for owner, count in ideas.items() if owner is not None), default=0),
        "persistence": len(content.persistence),
    }


def _measure(record: Any, longest: dict[str, int]) -> None:
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        if isinstance(value, tuple) and not hasattr(value, "_fields"):
            name = f"{type(record).__name__.lower()}.{field.name}"
            longest[name] = max(longest.get(name, 0), len(value))
        for inner in _records_in(value):
            _measure(inner, longest)


def _records_in(value: Any) -> Iterable[Any]:
    candidates = value if isinstance(value, tuple) else (value,)
    return (inner for inner in candidates if dataclasses.is_dataclass(inner))
