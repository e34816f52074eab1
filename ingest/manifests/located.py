"""Tables and lists of a document that know the lines of what they hold, and are read without trusting their shape."""

from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from graph.dependencies import ManifestProblemCode
from ingest.diagnostics import quoted
from ingest.manifests.collecting import Collector

T = TypeVar("T")


class Table(dict[str, Any]):
    """A table or object; `lines` has the line of each key."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int = 1) -> None:
        """Begin an empty one at a line."""
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    @classmethod
    def of(cls, table: "Table", keys: Collection[str]) -> "Table":
        """Return some entries of a table, in its order."""
        part = cls(table.line)
        for key, value in table.items():
            if key in keys:
                part.put(key, value, table.line_of(key))
        return part

    def put(self, key: str, value: object, line: int) -> None:
        """Add an entry."""
        self[key] = value
        self.lines[key] = line

    def line_of(self, key: str) -> int:
        """Return the line of a key, or of the table where it is not known."""
        return self.lines.get(key, self.line)


class Array(list[Any]):
    """A list; `lines` has the line of each item."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int = 1) -> None:
        """Begin an empty one at a line."""
        super().__init__()
        self.line = line
        self.lines: list[int] = []

    def put(self, value: object, line: int) -> None:
        """Add an item."""
        self.append(value)
        self.lines.append(line)


class Shape:
    """Takes values of the wanted type out of tables; what has another type is a problem of the file, and left out."""

    def __init__(self, out: Collector) -> None:
        """Report to a collector."""
        self._out = out

    def table(self, holder: Table, *keys: str) -> Table:
        """Return the table that a way of keys leads to; empty where there is none."""
        for key in keys:
            found = self._value(holder, key, Table, "a table")
            holder = found if found is not None else Table(holder.line_of(key))
        return holder

    def array(self, holder: Table, key: str) -> Array:
        """Return the list at a key; empty where there is none."""
        found = self._value(holder, key, Array, "a list")
        return found if found is not None else Array(holder.line_of(key))

    def text(self, holder: Table, key: str) -> str | None:
        """Return the text at a key; null where there is none."""
        return self._value(holder, key, str, "a text")

    def tables(self, holder: Table, key: str) -> Iterator[tuple[Table, int]]:
        """Yield the tables of a list, each with its line."""
        yield from self.items(self.array(holder, key), key, Table, "tables")

    def texts(self, holder: Table, key: str) -> Iterator[tuple[str, int]]:
        """Yield the texts of a list, each with its line."""
        yield from self.items(self.array(holder, key), key, str, "texts")

    def subtables(self, holder: Table) -> Iterator[tuple[str, Table]]:
        """Yield the entries of a table of tables."""
        for key in holder:
            found = self._value(holder, key, Table, "a table")
            if found is not None:
                yield key, found

    def items(self, array: Array, key: str, kind: type[T], names: str) -> Iterator[tuple[T, int]]:
        """Yield the items of a list that are of one type, each with its line."""
        for item, line in zip(array, array.lines, strict=True):
            if isinstance(item, kind):
                yield item, line
            else:
                self.wrong(line, f"the list {quoted(key)} holds something else than {names}")

    def wrong(self, line: int, message: str) -> None:
        """Report a value of a type that the format does not know."""
        self._out.problem(line, ManifestProblemCode.WRONG_TYPE, message)

    def _value(self, holder: Table, key: str, kind: type[T], name: str) -> T | None:
        value = holder.get(key)
        if value is None or isinstance(value, kind):
            return value
        self.wrong(holder.line_of(key), f"{quoted(key)} is not {name}")
        return None
