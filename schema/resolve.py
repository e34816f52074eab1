"""How the generic executor gets the value of a declared field: one function a kind of field."""

from collections.abc import Callable, Sequence
from typing import Any

from graph.edges import ROOT, Facet, OrderField
from graph.identity import key_of, symbol_key
from graph.records import SymbolKey
from graph.store import Filter, Order, Page
from schema.declare import Arguments, Batched, Column, Computed, Connection, Field, Link, LinkList, Lookup, Question
from schema.limits import DEFAULT_PAGE
from schema.reading import Reader
from schema.types.enums import Direction

Resolve = Callable[[Any, Reader, dict[str, Any]], Any]


def resolver_of(field: Field) -> Resolve:
    """Return the function that resolves a field from the record, the reader and the arguments."""
    return _RESOLVERS[type(field)](field)


def _node_key(value: str | SymbolKey) -> str:
    return symbol_key(value) if isinstance(value, SymbolKey) else value


def _column(field: Column) -> Resolve:
    attribute = field.source

    def resolve(record: Any, _reader: Reader, _arguments: dict[str, Any]) -> Any:
        return getattr(record, attribute)

    return resolve


def _computed(field: Computed) -> Resolve:
    function = field.function

    def resolve(record: Any, _reader: Reader, _arguments: dict[str, Any]) -> Any:
        return function(record)

    return resolve


def _link(field: Link) -> Resolve:
    attribute, kind = field.source, field.kind

    def resolve(record: Any, reader: Reader, _arguments: dict[str, Any]) -> Any:
        value = getattr(record, attribute)
        return None if value is None else reader.node(kind, _node_key(value))

    return resolve


def _link_list(field: LinkList) -> Resolve:
    attribute, kind = field.source, field.kind

    def resolve(record: Any, reader: Reader, _arguments: dict[str, Any]) -> Any:
        keys: Sequence[str | SymbolKey] = getattr(record, attribute)
        return reader.nodes_of(kind, [_node_key(key) for key in keys]) if keys else []

    return resolve


def _batched(field: Batched) -> Resolve:
    load, key, pick = field.load, field.key, field.pick

    def resolve(record: Any, reader: Reader, arguments: dict[str, Any]) -> Any:
        return reader.batched(load, arguments, key(record))

    async def resolve_picked(record: Any, reader: Reader, arguments: dict[str, Any]) -> Any:
        value = await reader.batched(load, {}, key(record))
        return None if pick is None else pick(value, arguments)

    async def resolve_many(record: Any, reader: Reader, arguments: dict[str, Any]) -> Any:
        values = await reader.batched_many(load, arguments, key(record))
        return [value for value in values if value is not None]

    if field.many:
        return resolve_many
    return resolve if pick is None else resolve_picked


def _lookup(field: Lookup) -> Resolve:
    kind, key = field.kind, field.key

    def resolve(_record: Any, reader: Reader, arguments: dict[str, Any]) -> Any:
        return reader.node(kind, key(arguments))

    return resolve


def _question(field: Question) -> Resolve:
    ask = field.resolve

    def resolve(_record: Any, reader: Reader, arguments: dict[str, Any]) -> Any:
        return ask(reader, arguments)

    return resolve


def _connection(field: Connection) -> Resolve:
    edge, narrow = field.edge, field.narrow

    def resolve(record: Any, reader: Reader, arguments: dict[str, Any]) -> Any:
        return page(record, reader, arguments, filter_of(arguments))

    def page(record: Any, reader: Reader, arguments: dict[str, Any], where: Filter) -> Any:
        owner = ROOT if edge.owner is None else key_of(record).key
        return reader.page(edge, owner, page_of(arguments), where, order_of(arguments), arguments.get("asOf"))

    if narrow is None:
        return resolve

    async def resolve_narrowed(record: Any, reader: Reader, arguments: dict[str, Any]) -> Any:
        return await page(record, reader, arguments, await narrow(filter_of(arguments), arguments, reader))

    return resolve_narrowed


def page_of(arguments: Arguments) -> Page:
    """Return the page that the arguments of a connection ask for; 20 items from the start if none is asked for."""
    first, last = arguments.get("first"), arguments.get("last")
    if first is None and last is None:
        first = DEFAULT_PAGE
    return Page(first=first, after=arguments.get("after"), last=last, before=arguments.get("before"))


def filter_of(arguments: Arguments) -> Filter:
    """Return the filter that the arguments of a connection ask for; a null field keeps everything."""
    where = arguments.get("where") or {}
    terms = {Facet(name): _texts(value) for name, value in where.items() if value is not None}
    if arguments.get("slugs") is not None:
        terms[Facet.SLUG] = _texts(arguments["slugs"])
    return Filter(terms, since=arguments.get("since"), until=arguments.get("until"))


def _texts(value: Any) -> frozenset[str]:
    if isinstance(value, bool):
        return frozenset({str(value).lower()})
    return frozenset(str(one) for one in value)


def order_of(arguments: Arguments) -> Order:
    """Return the order that the arguments of a connection ask for; the list's own if none is asked for."""
    order = arguments.get("orderBy")
    if order is None:
        return Order()
    return Order(OrderField(order["field"]), descending=order["direction"] is Direction.DESCENDING)


_RESOLVERS: dict[type[Field], Callable[[Any], Resolve]] = {
    Column: _column,
    Link: _link,
    LinkList: _link_list,
    Connection: _connection,
    Computed: _computed,
    Batched: _batched,
    Lookup: _lookup,
    Question: _question,
}
