"""Fields with arguments: from the arguments of a document or request to a function of the row that has the field."""

from collections.abc import Callable, Hashable
from typing import Any

from schema.declare import Arguments, Connection, Field, Lookup
from schema.plans.budget import ENTRY_BYTES
from schema.plans.direct import settled
from schema.plans.handing import HandedOver, Reason
from schema.plans.pages import Pages
from schema.plans.rows import Row, Rows
from schema.resolve import filter_of, order_of, page_of, resolver_of

Call = Callable[[Row], Any]
"""Gives what a plan reads of a field: a text, a row, a tuple of rows, or null."""


class Calls:
    """Makes calls over one snapshot."""

    def __init__(self, rows: Rows, pages: Pages) -> None:
        """Read through `rows` and `pages`."""
        self._rows = rows
        self._pages = pages
        self._known: dict[tuple[int, Hashable], Call] = {}

    def call(self, field: Field, arguments: dict[str, Any]) -> Call:
        """Return the value of a field with these arguments as a function of its row.

        Raises:
            Exception: If the field has an error whatever row it is asked for.
        """
        if isinstance(field, Connection):
            return self._page(field, arguments)
        if isinstance(field, Lookup):
            return self._lookup(field, arguments)
        resolve, reader, convert = resolver_of(field), self._rows.reader, self._rows.converter(field.ref)

        def call(row: Row) -> Any:
            found = convert(settled(resolve(row.record, reader, arguments)))
            for one in found if isinstance(found, tuple) else (found,):
                if isinstance(one, Row) and one.key == "":
                    one.key = None  # it goes with the answer
            return found

        return call

    def _page(self, field: Connection, arguments: Arguments) -> Call:
        key = (id(field), frozen(arguments))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._new_page(field, arguments)
            texts = sum(len(one) for one in arguments.values() if isinstance(one, str))
            self._pages.budget.charge(5 * ENTRY_BYTES + texts)
        return known

    def _new_page(self, field: Connection, arguments: Arguments) -> Call:
        where = filter_of(arguments)
        if field.narrow is not None:
            where = settled(field.narrow(where, arguments, self._rows.reader))
        lists = self._pages.lists(field.ref.name, field.edge, where, order_of(arguments), arguments.get("asOf"))
        return lists.page_of(page_of(arguments))

    def _lookup(self, field: Lookup, arguments: Arguments) -> Call:
        row = self._rows.node(field.kind, field.key(arguments))
        if row is None and field.ref.required:
            raise HandedOver(Reason.FIELD)
        return lambda _: row


def frozen(value: Any) -> Hashable:
    """Return a coerced value of an argument in a form that can be compared and hashed."""
    if isinstance(value, dict):
        return tuple((name, frozen(inner)) for name, inner in sorted(value.items()))
    if isinstance(value, list | tuple):
        return tuple(frozen(inner) for inner in value)
    hashable: Hashable = value
    return hashable
