"""The variables of a request, coerced as graphql-core does it, by a short way for the values that are usual.

A value that the short way does not know is coerced by graphql-core itself; what it refuses is handed over.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import (
    GraphQLSchema,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    TypeNode,
)
from graphql.execution.values import get_variable_values

from schema.declare import EnumType, ScalarType
from schema.plans.handing import HandedOver, Reason
from schema.types import BY_NAME

Coerced = Mapping[str, Any]
Coerce = Callable[[Any], Any]
_LARGEST = 2**31


class _UnusualError(Exception):
    """A value that the short way does not know."""


class Variables:
    """The variables of one operation."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        """Read the definitions of `operation`."""
        self._schema = schema
        self._definitions = operation.variable_definitions or ()
        self._coerce = {one.variable.name.value: _coercer(one.type) for one in self._definitions}
        self._left_out = self._values_left_out()

    def coerced(self, given: Mapping[str, Any]) -> Coerced:
        """Return the coerced values; a variable without value is missing.

        Raises:
            HandedOver: If a value is wrong.
        """
        if not self._coerce:
            return {}
        try:
            values = {name: coerce(given[name]) for name, coerce in self._coerce.items() if name in given}
        except (_UnusualError, ValueError):
            return self._by_graphql(given)
        if len(values) < len(self._coerce):
            if not self._needed.issubset(values):
                raise HandedOver(Reason.VARIABLES)
            return {**self._left_out, **values}
        return values

    def _by_graphql(self, given: Mapping[str, Any]) -> Coerced:
        found = get_variable_values(self._schema, self._definitions, dict(given), max_errors=1)
        if isinstance(found, list):
            raise HandedOver(Reason.VARIABLES)
        return found.coerced

    def _values_left_out(self) -> Coerced:
        """Return the values of the variables that have a default."""
        self._needed = {
            one.variable.name.value
            for one in self._definitions
            if isinstance(one.type, NonNullTypeNode) and one.default_value is None
        }
        optional = [one for one in self._definitions if one.variable.name.value not in self._needed]
        found = get_variable_values(self._schema, optional, {})
        if isinstance(found, list):
            raise HandedOver(Reason.VARIABLES)
        return found.coerced


def _coercer(node: TypeNode) -> Coerce:
    if isinstance(node, NonNullTypeNode):
        return _required(_coercer_of_nullable(node.type))
    return _optional(_coercer_of_nullable(node))


def _coercer_of_nullable(node: TypeNode) -> Coerce:
    if isinstance(node, ListTypeNode):
        return _listed(_coercer(node.type))
    assert isinstance(node, NamedTypeNode)
    name = node.name.value
    declared = BY_NAME.get(name)
    if isinstance(declared, EnumType):
        return _enumerated({member.name: member for member in declared.members})
    if isinstance(declared, ScalarType):
        return _read(declared.read)
    return _BUILTIN.get(name, _unusual)


def _required(coerce: Coerce) -> Coerce:
    def coerced(value: Any) -> Any:
        if value is None:
            raise _UnusualError
        return coerce(value)

    return coerced


def _optional(coerce: Coerce) -> Coerce:
    return lambda value: None if value is None else coerce(value)


def _listed(coerce: Coerce) -> Coerce:
    def coerced(value: Any) -> Sequence[Any]:
        if type(value) is not list:
            raise _UnusualError
        return [coerce(one) for one in value]

    return coerced


def _enumerated(members: Mapping[str, Any]) -> Coerce:
    def coerced(value: Any) -> Any:
        if type(value) is not str or value not in members:
            raise _UnusualError
        return members[value]

    return coerced


def _read(read: Callable[[str], Any]) -> Coerce:
    def coerced(value: Any) -> Any:
        if type(value) is not str:
            raise _UnusualError
        return read(value)

    return coerced


def _text(value: Any) -> str:
    if type(value) is not str:
        raise _UnusualError
    return value


def _integer(value: Any) -> int:
    if type(value) is not int or not -_LARGEST <= value < _LARGEST:
        raise _UnusualError
    return value


def _boolean(value: Any) -> bool:
    if type(value) is not bool:
        raise _UnusualError
    return value


def _unusual(_: Any) -> Any:
    raise _UnusualError


_BUILTIN: dict[str, Coerce] = {"String": _text, "ID": _text, "Int": _integer, "Boolean": _boolean}
