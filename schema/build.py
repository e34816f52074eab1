"""Makes the Strawberry schema from the declarations; no field is described here.

Strawberry's decorators read Python classes. Here the types follow from declarations, so its definitions are made
directly: first an empty definition a type, then the fields, so that types may refer to each other in circles.
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any

import strawberry
from graphql import GraphQLSchema
from strawberry.annotation import StrawberryAnnotation
from strawberry.schema.config import StrawberryConfig
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.base import StrawberryList, StrawberryObjectDefinition, StrawberryOptional
from strawberry.types.enum import EnumValue, StrawberryEnumDefinition
from strawberry.types.field import StrawberryField
from strawberry.types.scalar import ScalarDefinition
from strawberry.types.unset import UNSET

from schema.declare import (
    Argument,
    Column,
    EnumType,
    Field,
    InputType,
    InterfaceType,
    Link,
    LinkList,
    ObjectType,
    ScalarType,
    TypeRef,
)
from schema.plain import parser_of
from schema.resolve import Resolve, resolver_of
from schema.types import DECLARATIONS, NODES, Declaration
from schema.types.lists import arguments_of

_BUILTIN = {"String": str, "Int": int, "Float": float, "Boolean": bool, "ID": strawberry.ID}


@functools.cache
def executable_schema() -> GraphQLSchema:
    """Return the schema that the generic executor runs; built once a process, at first use."""
    built = _Builder(DECLARATIONS)
    schema = strawberry.Schema(
        query=built.types["Query"],
        types=[built.types[declared.name] for declared in NODES],
        config=StrawberryConfig(auto_camel_case=False, scalar_map=built.scalars),
    )
    return schema._schema  # noqa: SLF001  # Strawberry offers no other way to the graphql-core schema


class _DeclaredField(StrawberryField):
    """A Strawberry field whose value comes from a declaration; the request's context holds its `Reader`."""

    resolve_declared: Resolve

    @property
    def is_basic_field(self) -> bool:
        """Say that arguments and context are needed."""
        return False

    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Resolve the field as declared."""
        return self.resolve_declared(source, info.context.reader, kwargs)


class _Builder:
    """Holds the Strawberry type of each declared name."""

    def __init__(self, declarations: tuple[Declaration, ...]) -> None:
        self.types: dict[str, Any] = dict(_BUILTIN)
        self.scalars: dict[object, ScalarDefinition] = {}
        for declared in declarations:
            self.types[declared.name] = self._empty(declared)
        for declared in declarations:
            self._fill(declared)

    def _empty(self, declared: Declaration) -> Any:
        match declared:
            case EnumType():
                return _enum(declared)
            case ScalarType():
                key = type(declared.name, (str,), {})
                self.scalars[key] = _scalar(declared)
                return key
            case _:
                return _class_of(declared)

    def _fill(self, declared: Declaration) -> None:
        if isinstance(declared, EnumType | ScalarType):
            return
        definition: StrawberryObjectDefinition = self.types[declared.name].__strawberry_definition__
        match declared:
            case InputType():
                definition.fields += [self._input_field(argument) for argument in declared.fields]
            case ObjectType() | InterfaceType():
                definition.fields += [self._field(field) for field in declared.fields]
        if isinstance(declared, ObjectType) and declared.kind is not None:
            definition.interfaces.append(self.types["Node"].__strawberry_definition__)

    def _field(self, field: Field) -> StrawberryField:
        if isinstance(field, Column) and not isinstance(field, Link | LinkList):
            plain = StrawberryField(python_name=field.source, graphql_name=field.name, description=field.description)
            plain.type_annotation = self._annotation(field.ref)
            return plain
        made = _DeclaredField(python_name=field.name, graphql_name=field.name, description=field.description)
        made.type_annotation = self._annotation(field.ref)
        made.arguments = [self._argument(argument) for argument in arguments_of(field)]
        made.resolve_declared = resolver_of(field)
        return made

    def _argument(self, argument: Argument) -> StrawberryArgument:
        return StrawberryArgument(
            python_name=argument.name,
            graphql_name=argument.name,
            type_annotation=self._annotation(TypeRef.parse(argument.type)),
            description=argument.description,
            default=UNSET if argument.default is None else argument.default,
        )

    def _input_field(self, argument: Argument) -> StrawberryField:
        made = StrawberryField(
            python_name=argument.name,
            graphql_name=argument.name,
            description=argument.description,
            default=UNSET if argument.default is None else argument.default,
        )
        made.type_annotation = self._annotation(TypeRef.parse(argument.type))
        return made

    def _annotation(self, ref: TypeRef) -> StrawberryAnnotation:
        named = self.types[ref.name]
        type_ = named if ref.items_required or (ref.required and not ref.is_list) else StrawberryOptional(named)
        if ref.is_list:
            type_ = StrawberryList(type_)
            type_ = type_ if ref.required else StrawberryOptional(type_)
        return StrawberryAnnotation(type_)


def _class_of(declared: ObjectType | InterfaceType | InputType) -> type:
    made = type(declared.name, (), {})
    made.__strawberry_definition__ = StrawberryObjectDefinition(  # type: ignore[attr-defined]
        name=declared.name,
        is_input=isinstance(declared, InputType),
        is_interface=isinstance(declared, InterfaceType),
        origin=made,
        description=declared.description,
        interfaces=[],
        extend=False,
        directives=(),
        is_type_of=_is_type_of(declared),
        resolve_type=_name_of_node if isinstance(declared, InterfaceType) else None,
        fields=[],
        from_input=_input_as_mapping,
    )
    return made


def _input_as_mapping(_type: type, value: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """Keep an input as it came: the values by their GraphQL names."""
    return dict(value)


def _is_type_of(declared: ObjectType | InterfaceType | InputType) -> Callable[[Any, Any], bool] | None:
    if not isinstance(declared, ObjectType) or declared.kind is None:
        return None
    record = declared.record
    assert record is not None
    return lambda value, _info: isinstance(value, record)


_NODE_NAMES = {declared.record: declared.name for declared in NODES}


def _name_of_node(value: Any, _info: Any, _type: Any) -> str:
    return _NODE_NAMES[type(value)]


def _enum(declared: EnumType) -> StrawberryEnumDefinition:
    values = [EnumValue(member.name, member, description=text) for member, text in declared.meanings.items()]
    return StrawberryEnumDefinition(declared.values, declared.name, values, declared.description)


def _scalar(declared: ScalarType) -> ScalarDefinition:
    return strawberry.scalar(
        name=declared.name,
        description=declared.description,
        specified_by_url=declared.specified_by,
        serialize=declared.write,
        parse_value=parser_of(declared),
    )
