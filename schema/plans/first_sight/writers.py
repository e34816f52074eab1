"""What writes the JSON text of rows and of their fields: plain functions put into each other, nothing compiled."""

import time
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from schema.declare import TypeRef
from schema.plans.budget import ENTRY_BYTES, Budget
from schema.plans.handing import HandedOver, Reason
from schema.plans.leaves import NULL
from schema.plans.rows import Row, Rows

_LONGEST_KEPT = 64 * 1024
Write = Callable[[Any], str]
"""Writes the text of a row, or of one field of it."""


class Texts(dict[Row, str]):
    """The texts of rows by row: one that is missing is written, and kept when it is missing a second time."""

    __slots__ = ("_budget", "_missed", "_write")

    def __init__(self, write: Write, budget: Budget) -> None:
        """Write with `write`, and charge what is kept to `budget`."""
        super().__init__()
        self._write = write
        self._budget = budget
        self._missed: set[Row] = set()

    def __missing__(self, row: Row) -> str:
        """Write a text, and keep it if it was missing before and is not long."""
        text = self._write(row)
        if row in self._missed:
            if len(text) <= _LONGEST_KEPT:
                self[row] = text
                self._budget.charge(len(text) + ENTRY_BYTES)
        else:
            self._missed.add(row)
            self._budget.charge(ENTRY_BYTES)
        return text


class Lister:
    """Joins the texts of lists; memory and time that one answer takes while it is written are bounded here."""

    __slots__ = ("_deadline", "_left", "_most", "_seconds")

    def __init__(self, most: int, seconds: float) -> None:
        """Let the lists of one answer have `most` characters together, inner lists counted at each level.

        One answer may be written for `seconds`.
        """
        self._most = self._left = most
        self._seconds = seconds
        self._deadline = 0.0

    def begin(self) -> None:
        """Count the text and the time of an answer from nothing."""
        self._left = self._most
        self._deadline = time.perf_counter() + self._seconds

    def __call__(self, texts: Iterable[str]) -> str:
        """Return the text of a list.

        Raises:
            HandedOver: If the answer has too much text by now, or took too long.
        """
        joined = f"[{','.join(texts)}]"
        self._left -= len(joined)
        if self._left < 0:
            raise HandedOver(Reason.SIZE)
        if time.perf_counter() > self._deadline:
            raise HandedOver(Reason.TIME)
        return joined


def object_writer(keys: Sequence[str], sources: Sequence[str | Write], needed: Sequence[str], rows: Rows) -> Write:
    """Return what writes objects.

    Args:
        keys: The response names of the fields, in order.
        sources: What writes each field, or the slot that has its text.
        needed: The fields that must be filled in a row before.
        rows: What fills them.
    """
    template = '{"' + '":%s,"'.join(keys) + '":%s}'  # a name has no sign of a template
    values = _together(sources)

    def write(row: Row) -> Any:
        try:
            return template % values(row)
        except AttributeError:
            if not rows.fill(row, needed):
                raise HandedOver(Reason.FAULT) from None
            return template % values(row)

    return write


def writer_of_one(keys: Sequence[str], sources: Sequence[str | Write], needed: Sequence[str], rows: Rows) -> Write:
    """Return what `object_writer` does: it is had for less, and takes longer to write."""

    def write(row: Row) -> str:
        try:
            return plain(row)
        except AttributeError:
            if not rows.fill(row, needed):
                raise HandedOver(Reason.FAULT) from None
            return plain(row)

    def plain(row: Row) -> str:
        texts = [
            f'"{key}":{getattr(row, source) if type(source) is str else source(row)}'  # type: ignore[operator]
            for key, source in zip(keys, sources, strict=True)
        ]
        return f"{{{','.join(texts)}}}"

    return write


def _together(sources: Sequence[str | Write]) -> Callable[[Row], Any]:
    """Return what gives the texts of all fields of a row; of the slots that come first in one step."""
    writes: list[Callable[[Row], Any]] = [one for one in sources if not isinstance(one, str)]
    slots = [one for one in sources if isinstance(one, str)]
    if not writes:
        return attrgetter(*slots)
    if len(slots) > 1 and all(isinstance(one, str) for one in sources[: len(slots)]):
        first = attrgetter(*slots)
        return lambda row: (*first(row), *[write(row) for write in writes])
    writes = [attrgetter(one) if isinstance(one, str) else one for one in sources]
    return writes[0] if len(writes) == 1 else lambda row: tuple([write(row) for write in writes])


def field_writer(read: Callable[[Row], Any], ref: TypeRef, below: Write, listed: Lister) -> Write:
    """Return what writes a field that leads to objects.

    Args:
        read: Gives the row, or the tuple of rows, that it leads to.
        ref: Its type.
        below: Writes each of them.
        listed: Joins a list.
    """
    if not ref.is_list:
        if ref.required:
            return lambda row: below(read(row))
        return lambda row: NULL if (found := read(row)) is None else below(found)
    item = below if ref.items_required else lambda one: NULL if one is None else below(one)
    if ref.required:
        return lambda row: listed(map(item, read(row)))
    return lambda row: NULL if (found := read(row)) is None else listed(map(item, found))
