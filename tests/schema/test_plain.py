"""The schema without resolvers says the same as the one that the generic executor runs."""

from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    Undefined,
    introspection_from_schema,
    print_schema,
)

from schema.build import executable_schema
from schema.errors import BadText
from schema.plain import plain_schema
from schema.types import DECLARATIONS
from schema.types.scalars import SCALARS

PAIRS = [
    (plain_schema().type_map[declared.name], executable_schema().type_map[declared.name]) for declared in DECLARATIONS
]


def defaults(type_: GraphQLNamedType) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in type_.fields.items():
            found |= {f"{name}({one})": argument.default_value for one, argument in field.args.items()}
    elif isinstance(type_, GraphQLInputObjectType):
        found |= {name: field.default_value for name, field in type_.fields.items()}
    return found


def test_both_are_printed_and_introspected_alike() -> None:
    assert print_schema(plain_schema()) == print_schema(executable_schema())
    assert introspection_from_schema(plain_schema()) == introspection_from_schema(executable_schema())
    assert list(plain_schema().type_map) == list(executable_schema().type_map)


def test_defaults_are_the_same_values() -> None:
    assert {str(plain): defaults(plain) for plain, _ in PAIRS} == {str(other): defaults(other) for _, other in PAIRS}
    assert any(value is not Undefined for plain, _ in PAIRS for value in defaults(plain).values())


def test_names_of_enumerations_are_coerced_to_the_same_members() -> None:
    enums = [(one, other) for one, other in PAIRS if isinstance(one, GraphQLEnumType)]
    assert len(enums) > 20
    for one, other in enums:
        assert isinstance(other, GraphQLEnumType)
        for name in one.values:
            member = one.parse_value(name)
            assert member is other.parse_value(name)
            assert one.serialize(member) == other.serialize(member) == name


@pytest.mark.parametrize("declared", SCALARS, ids=lambda declared: declared.name)
@pytest.mark.parametrize("value", ["2026-11-24", "2026-02-30", "pkg:pypi/haystack-ai", "haystack", "", 7, None, True])
def test_scalars_read_alike(declared: Any, value: object) -> None:
    types = [schema.type_map[declared.name] for schema in (plain_schema(), executable_schema())]
    one, other = (outcome(type_, value) for type_ in types)
    assert one == other


def outcome(type_: GraphQLNamedType, value: object) -> object:
    assert isinstance(type_, GraphQLScalarType)
    try:
        return type_.parse_value(value)
    except BadText as problem:
        return str(problem)
