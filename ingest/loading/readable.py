"""The plain properties of a record, which a reader of Cypher sees beside its JSON."""

import dataclasses
import datetime
import functools
import types
import typing
from collections.abc import Callable
from operator import attrgetter
from typing import Any

Row = dict[str, Any]

_PLAIN = (str, int, float, bool, datetime.date)


class Readable:
    """Reads the properties of records of one type: single values, lists of text, and those of a record inside of it.

    Which attribute becomes what is worked out once from the annotations of the type. Lists of records have no property:
    they are in ``record`` alone, or are relationships.
    """

    def __init__(self, record_type: type, prefix: str = "") -> None:
        """Look at a type of records; what is inside of one is named ``prefixName``."""
        self._values: list[tuple[str, Callable[[Any], Any]]] = []
        self._lists: list[tuple[str, Callable[[Any], Any]]] = []
        self._inner: list[tuple[Callable[[Any], Any], Readable]] = []
        hints = typing.get_type_hints(record_type)
        for field in dataclasses.fields(record_type):
            self._note(prefix, field.name, _without_null(hints[field.name]))
        self.single = frozenset(name for name, _ in self._values)
        """Names of the properties that hold one value."""

    def _note(self, prefix: str, attribute: str, held: Any) -> None:
        name, get = _camel(f"{prefix}{attribute}"), attrgetter(attribute)
        if typing.get_origin(held) is tuple:
            if issubclass(typing.get_args(held)[0], str):
                self._lists.append((name, get))
        elif dataclasses.is_dataclass(held):
            self._inner.append((get, Readable(typing.cast(type, held), f"{prefix}{attribute}_")))
        elif issubclass(held, _PLAIN):
            self._values.append((name, get))

    def add(self, record: Any, row: Row) -> None:
        """Add the properties of a record that have a value; enumerations are texts."""
        for name, get in self._values:
            value = get(record)
            if value is not None:
                row[name] = value
        for name, get in self._lists:
            row[name] = list(get(record))
        for get, inner in self._inner:
            value = get(record)
            if value is not None:
                inner.add(value, row)


readable = functools.cache(Readable)
"""Return the `Readable` of a type of records."""


def _without_null(hint: Any) -> Any:
    if isinstance(hint, types.UnionType):
        (held,) = (one for one in typing.get_args(hint) if one is not types.NoneType)
        return held
    return hint


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
