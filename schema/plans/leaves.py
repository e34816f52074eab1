"""Leaf values as JSON text.

Plans put answers together as text whose characters stand for the bytes of UTF-8, one each (ISO 8859-1): such text is
copied, never encoded again, whatever alphabet its content is in. `to_bytes` gives the bytes.
"""

from collections.abc import Callable
from typing import Any

import orjson
from graphql import GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString

from schema.declare import EnumType, ScalarType
from schema.types import BY_NAME

Write = Callable[[Any], str]
NULL = "null"
_BUILTIN = {one.name: one for one in (GraphQLString, GraphQLInt, GraphQLFloat, GraphQLBoolean, GraphQLID)}


def text_of(value: Any) -> str:
    """Return a value as JSON text, by the encoder that writes every answer."""
    return orjson.dumps(value).decode("latin-1")


def to_bytes(text: str) -> bytes:
    """Return the bytes that a text of this module stands for."""
    return text.encode("latin-1")


def is_leaf(name: str) -> bool:
    """Tell whether the type `name` is a scalar or an enumeration."""
    return name in _BUILTIN or isinstance(BY_NAME.get(name), EnumType | ScalarType)


def writer_of(name: str) -> Write:
    """Return the function that writes values of the leaf type `name` other than null.

    It raises an error for a value that the type does not have, as the type's own function does.
    """
    if name in _BUILTIN:
        plain = _BUILTIN[name].coerce_output_value
        return lambda value: text_of(plain(value))
    declared = BY_NAME[name]
    if isinstance(declared, ScalarType):
        write = declared.write
        return lambda value: text_of(write(value))
    assert isinstance(declared, EnumType)
    known = {member: text_of(member.name) for member in declared.members}
    kind = declared.values

    def name_of(value: Any) -> str:
        if type(value) is not kind:
            raise TypeError(f"{name} has no value {value!r}")
        return known[value]

    return name_of
