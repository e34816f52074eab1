"""The plain properties of a record, which a reader of Cypher sees beside its JSON."""

import dataclasses
import datetime
import functools
import types
import typing
from collections.abc import Callable
from operator import attrgetter
from typing import Any, NamedTuple

_PLAIN = (str, int, float, bool)


class Column(NamedTuple):
    """A property of all nodes of a group; where it holds one date or many, rows have them as ISO text."""

    name: str
    is_date: bool = False
    is_dates: bool = False


class Readable:
    """Reads the properties of records of one type: single values, lists of text, and those of a record inside of it.

    Which attribute becomes what is worked out once from the annotations of the type. Lists of records have no property:
    they are in ``record`` alone, or are relationships.
    """

    def __init__(self, record_type: type, prefix: str = "") -> None:
        """Look at a type of records; what is inside of one is named ``prefixName``."""
        self._plain: list[tuple[str, Callable[[Any], Any]]] = []
        self._dates: list[tuple[str, Callable[[Any], Any]]] = []
        self._inner: list[tuple[Callable[[Any], Any], Readable]] = []
        hints = typing.get_type_hints(record_type)
        for field in dataclasses.fields(record_type):
            self._note(prefix, field.name, _without_null(hints[field.name]))
        self.columns: tuple[Column, ...] = (
            *(Column(name) for name, _ in self._plain),
            *(Column(name, is_date=True) for name, _ in self._dates),
            *(column for _, inner in self._inner for column in inner.columns),
        )
        """What `values` returns, in its order."""

    def _note(self, prefix: str, attribute: str, held: Any) -> None:
        name, get = _camel(f"{prefix}{attribute}"), attrgetter(attribute)
        if typing.get_origin(held) is tuple:
            if issubclass(typing.get_args(held)[0], str):
                self._plain.append((name, get))
        elif dataclasses.is_dataclass(held):
            self._inner.append((get, Readable(typing.cast(type, held), f"{prefix}{attribute}_")))
        elif issubclass(held, datetime.date):
            self._dates.append((name, get))
        elif issubclass(held, _PLAIN):
            self._plain.append((name, get))

    def values(self, record: Any) -> list[Any]:
        """Return the values of a record, null where it has none; enumerations are texts."""
        found = [get(record) for _, get in self._plain]
        found += [None if (day := get(record)) is None else day.isoformat() for _, get in self._dates]
        for get, inner in self._inner:
            value = get(record)
            found += [None] * len(inner.columns) if value is None else inner.values(value)
        return found


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
