"""The longest real list of each kind that records hold in themselves: a bound on what reading them can return."""

import dataclasses
from collections import Counter
from collections.abc import Iterable
from typing import Any

from graph.records import Content


def longest_embedded(content: Content) -> dict[str, int]:
    """Return the length of the longest list by ``record.attribute``, such as ``mapping.symbols``.

    Lists inside of records inside of records count by the innermost record (``step.concepts``); the releases of one
    package count as ``package.releases``. A list that no record has is missing.
    """
    longest: dict[str, int] = {}
    for group in dataclasses.fields(content):
        for record in getattr(content, group.name):
            _measure(record, longest)
    releases = Counter(release.package for release in content.releases)
    return longest | {"package.releases": max(releases.values(), default=0)}


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
