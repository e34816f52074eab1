"""The schema without resolvers, made from the declarations: by it documents are validated, planned and printed.

It says the same as the schema that the generic executor runs (`schema.build`), down to the values that arguments are
coerced to, and is there in a tenth of the time, since Strawberry is not imported for it.
"""

import functools
from collections.abc import Callable
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLFloat,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
    Undefined,
)

from schema.declare import Argument, EnumType, Field, InputType, InterfaceType, ObjectType, ScalarType, TypeRef
from schema.errors import BadText
from schema.types import DECLARATIONS, NODES, Declaration
from schema.types.lists import arguments_of

_BUILTIN = (GraphQLString, GraphQLInt, GraphQLFloat, GraphQLBoolean, GraphQLID)


@functools.cache
def plain_schema() -> GraphQLSchema:
    """Return the schema; built once a process, at first use."""
    types = _Types(DECLARATIONS)
    return GraphQLSchema(query=types["Query"], types=[types[declared.name] for declared in NODES])


def parser_of(declared: ScalarType) -> Callable[[Any], Any]:
    """Return the function that reads a scalar as it comes in a request."""

    def parse(value: Any) -> Any:
        if not isinstance(value, str):
            raise BadText(f"a {declared.name} is a text")
        return declared.read(value)

    return parse


class _Types(dict[str, Any]):
    """The named types; their fields are made when the schema asks for them, so that types may refer in circles."""

    def __init__(self, declarations: tuple[Declaration, ...]) -> None:
        super().__init__({type_.name: type_ for type_ in _BUILTIN})
        for declared in declarations:
            self[declared.name] = self._type(declared)

    def _type(self, declared: Declaration) -> Any:
        match declared:
            case EnumType():
                values = {
                    member.name: GraphQLEnumValue(member, description=text)
                    for member, text in declared.meanings.items()
                }
                return GraphQLEnumType(declared.name, values, description=declared.description)
            case ScalarType():
                return GraphQLScalarType(
                    declared.name,
                    serialize=declared.write,
                    parse_value=parser_of(declared),
                    description=declared.description,
                    specified_by_url=declared.specified_by,
                )
            case InputType():
                return GraphQLInputObjectType(
                    declared.name,
                    lambda: {one.name: self._input_field(one) for one in declared.fields},
                    description=declared.description,
                )
            case InterfaceType():
                return GraphQLInterfaceType(
                    declared.name,
                    lambda: {one.name: self._field(one) for one in declared.fields},
                    description=declared.description,
                )
            case ObjectType():
                return GraphQLObjectType(
                    declared.name,
                    lambda: {one.name: self._field(one) for one in declared.fields},
                    interfaces=lambda: [self["Node"]] if declared.kind is not None else [],
                    description=declared.description,
                )

    def _field(self, field: Field) -> GraphQLField:
        arguments = {one.name: self._argument(one) for one in arguments_of(field)}
        return GraphQLField(self._use(field.ref), arguments, description=field.description)

    def _argument(self, argument: Argument) -> GraphQLArgument:
        return GraphQLArgument(
            self._use(TypeRef.parse(argument.type)), _default(argument), description=argument.description
        )

    def _input_field(self, argument: Argument) -> GraphQLInputField:
        return GraphQLInputField(
            self._use(TypeRef.parse(argument.type)), _default(argument), description=argument.description
        )

    def _use(self, ref: TypeRef) -> Any:
        type_ = self[ref.name]
        if ref.items_required or (ref.required and not ref.is_list):
            type_ = GraphQLNonNull(type_)
        if ref.is_list:
            type_ = GraphQLList(type_)
            type_ = GraphQLNonNull(type_) if ref.required else type_
        return type_


def _default(argument: Argument) -> Any:
    return Undefined if argument.default is None else argument.default
