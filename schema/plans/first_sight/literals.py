"""Arguments of a plain document: literals of the declared types, coerced and checked as the usual way does it.

Only what is right is read. A value that GraphQL would coerce otherwise, such as one text where a list is declared, or
that a limit forbids, is handed over.
"""

import functools
import re
from collections.abc import Mapping, Sequence
from typing import Any

from schema.checks import text_problem
from schema.declare import Argument, EnumType, InputType, ScalarType, Text, TypeRef
from schema.errors import BadText
from schema.limits import Limits
from schema.plans.handing import HandedOver, Reason
from schema.types import BY_NAME

_integer = re.compile(r"-?(?:0|[1-9][0-9]{0,9})").fullmatch
_LARGEST = 2**31
_NULL = "null"
_BOOLEANS = {"true": True, "false": False}
_SIZES = ("first", "last")
_SHORTEST_TEXT = 2  # the quotation marks

Declared = Mapping[str, Argument]
"""Arguments by the token that begins them, ``first:``, in the order in which they are declared."""


def by_token(arguments: Sequence[Argument]) -> Declared:
    """Return declared arguments as they are found by tokens."""
    return {f"{one.name}:": one for one in arguments}


def arguments_of_tokens(tokens: Sequence[str], declared: Declared, limits: Limits) -> dict[str, Any]:
    """Return the coerced values of the arguments of a field.

    Args:
        tokens: What stands between the parentheses.
        declared: What may stand there.
        limits: What values may be.

    Raises:
        HandedOver: If anything is wrong or unusual.
    """
    values = _Literals(tokens, limits).arguments(declared, end=None)
    if len([name for name in _SIZES if values.get(name) is not None]) == len(_SIZES):
        raise HandedOver(Reason.TEXT)
    return values


class _Literals:
    def __init__(self, tokens: Sequence[str], limits: Limits) -> None:
        self._rest = list(reversed(tokens))
        self._limits = limits

    def arguments(self, declared: Declared, end: str | None) -> dict[str, Any]:
        """Read names with their values up to the token `end`, or up to the last one."""
        given: dict[str, Any] = {}
        while self._rest if end is None else (self._rest[-1:] != [end]):
            argument = declared.get(self._next())
            if argument is None or argument.name in given:
                raise HandedOver(Reason.TEXT)
            given[argument.name] = self._value(argument)
        if end is not None:
            self._next()
        for one in declared.values():
            if one.name not in given and (one.default is not None or _type(one.type).required):
                if one.default is None:
                    raise HandedOver(Reason.TEXT)
                given[one.name] = one.default
        return given

    def _next(self) -> str:
        if not self._rest:
            raise HandedOver(Reason.TEXT)
        return self._rest.pop()

    def _value(self, argument: Argument) -> Any:
        ref, first = _type(argument.type), self._next()
        if not ref.is_list or first == _NULL:
            return self._item(first, argument, ref.name, required=ref.required)
        if first != "[":
            raise HandedOver(Reason.TEXT)
        values = []
        while (first := self._next()) != "]":
            values.append(self._item(first, argument, ref.name, required=ref.items_required))
        if len(values) > self._limits.list_length:
            raise HandedOver(Reason.ARGUMENTS)
        return values

    def _item(self, token: str, argument: Argument, name: str, *, required: bool) -> Any:
        if token == _NULL:
            if required:
                raise HandedOver(Reason.TEXT)
            return None
        declared = BY_NAME.get(name)
        if isinstance(declared, InputType):
            if not token.startswith("{"):
                raise HandedOver(Reason.TEXT)
            return self.arguments(by_token(declared.fields), end="}")
        if isinstance(declared, EnumType):
            return _found(_members(name), token)
        if name == "Boolean":
            return _found(_BOOLEANS, token)
        if name == "Int":
            return self._integer(token, argument)
        text = self._text(token, argument)
        return _read(declared, text) if isinstance(declared, ScalarType) else text

    def _integer(self, token: str, argument: Argument) -> int:
        if not _integer(token) or not -_LARGEST <= (value := int(token)) < _LARGEST:
            raise HandedOver(Reason.TEXT)
        if argument.name in _SIZES and not 1 <= value <= self._limits.page_size:
            raise HandedOver(Reason.ARGUMENTS)
        return value

    def _text(self, token: str, argument: Argument) -> str:
        if token[0] != '"' or len(token) < _SHORTEST_TEXT:
            raise HandedOver(Reason.TEXT)
        text = token[1:-1]
        if argument.text is Text.SHORT:
            is_plain = text.isascii() and len(text) <= self._limits.text_length  # a token has no control characters
            if not is_plain and text_problem(text, self._limits) is not None:
                raise HandedOver(Reason.ARGUMENTS)
        elif argument.text is not Text.OPAQUE or not text.isascii():
            raise HandedOver(Reason.TEXT)
        return text


@functools.cache
def _type(text: str) -> TypeRef:
    return TypeRef.parse(text)


@functools.cache
def _members(name: str) -> Mapping[str, Any]:
    declared = BY_NAME[name]
    assert isinstance(declared, EnumType)
    return {member.name: member for member in declared.members}


def _read(scalar: ScalarType, text: str) -> Any:
    try:
        return scalar.read(text)
    except BadText:
        raise HandedOver(Reason.ARGUMENTS) from None


def _found(values: Mapping[str, Any], token: str) -> Any:
    if token not in values:
        raise HandedOver(Reason.TEXT)
    return values[token]
