"""JSON from strangers, read strictly (RFC 8259 with the limits of I-JSON, RFC 7493): what is unclear is refused.

Python's reader takes UTF-16, NaN, duplicate names, lone surrogates and numbers of any length, and ends in a
RecursionError on deep nesting; here each of these is a plain message.
"""

import json
import math
import re
from dataclasses import dataclass
from typing import Any, NoReturn

import orjson

# a string (which may hold brackets), or one bracket; alternatives exclude each other, so matching is linear
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_SAFE_DIGITS = 15  # that any reader of JSON keeps, as RFC 7493 has it
_OPENING, _CLOSING = frozenset("[{"), frozenset("]}")


class NotStrictJson(ValueError):
    """The text is not JSON as this service accepts it; the message says why, in words for the sender."""


@dataclass(frozen=True, slots=True)
class JsonLimits:
    """Bounds on one JSON text: nesting of arrays and objects, digits of a number, names in all objects together."""

    depth: int = 32
    digits: int = 20
    keys: int = 1000


def read_json(raw: bytes | str, limits: JsonLimits) -> Any:
    """Return the value of a JSON text.

    Raises:
        NotStrictJson: If it is not UTF-8 without a byte order mark, not JSON, has a duplicate name, a lone surrogate, a
            number that is no finite number, or exceeds a limit.

    Cost: linear in the length of the text.
    """
    text = raw if isinstance(raw, str) else _utf8(raw)
    if text.startswith("\ufeff"):
        raise NotStrictJson("it starts with a byte order mark")
    _check_depth(text, limits.depth)
    try:
        value = _Reader(limits).decode(text)
    except json.JSONDecodeError as error:
        raise NotStrictJson(f"{error.msg} at line {error.lineno}, column {error.colno}") from None
    if _SURROGATE_ESCAPE.search(text):
        _check_surrogates(value)
    return value


def plain_json(raw: bytes, limits: JsonLimits) -> Any:
    """Return the value of a JSON text that is written in the one shortest way, as ``JSON.stringify`` does; else null.

    Whatever is unclear is written in another way: a name twice, half of a surrogate pair, a number that is not kept to
    its last digit. So such a text is read the quick way, and means what `read_json` finds.
    """
    if raw.count(b"{") + raw.count(b"[") > limits.depth or raw.count(b":") > limits.keys:
        return None
    try:
        value = orjson.loads(raw)
        return value if orjson.dumps(value) == raw and _has_short_numbers(value, limits.digits) else None
    except ValueError:
        return None


def _has_short_numbers(value: Any, digits: int) -> bool:
    """Tell whether no number in a value has more digits than is allowed, or so many that readers may differ in it."""
    kind = type(value)
    if kind is str:
        return True
    if kind is dict or kind is list:
        inner = value.values() if kind is dict else value
        return False not in [type(one) is str or _has_short_numbers(one, digits) for one in inner]
    return value is None or kind is bool or len(str(value)) <= min(digits, _SAFE_DIGITS)


def _utf8(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotStrictJson(f"byte {error.start} is not UTF-8") from None


def _check_depth(text: str, limit: int) -> None:
    if text.count("[") + text.count("{") <= limit:
        return
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        token = match.group()
        if token in _OPENING:
            depth += 1
            if depth > limit:
                raise NotStrictJson(f"it is nested deeper than {limit}")
        elif token in _CLOSING:
            depth -= 1


def _check_surrogates(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise NotStrictJson("a string holds half of a surrogate pair") from None


class _Reader(json.JSONDecoder):
    """The standard reader with a hook wherever it is more generous than we are."""

    def __init__(self, limits: JsonLimits) -> None:
        super().__init__(
            object_pairs_hook=self._object,
            parse_int=self._integer,
            parse_float=self._float,
            parse_constant=self._constant,
        )
        self._limits = limits
        self._keys = 0

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        self._keys += len(pairs)
        if self._keys > self._limits.keys:
            raise NotStrictJson(f"it has more than {self._limits.keys} names")
        found = dict(pairs)
        if len(found) < len(pairs):
            raise NotStrictJson(f"the name {_twice(pairs)} is there twice in one object")
        return found

    def _integer(self, digits: str) -> int:
        self._check_digits(digits)
        return int(digits)

    def _float(self, digits: str) -> float:
        self._check_digits(digits)
        number = float(digits)
        if not math.isfinite(number):
            raise NotStrictJson("a number is too large")
        return number

    def _check_digits(self, digits: str) -> None:
        if len(digits) > self._limits.digits and sum(map(str.isdigit, digits)) > self._limits.digits:
            raise NotStrictJson(f"a number has more than {self._limits.digits} digits")

    def _constant(self, name: str) -> NoReturn:
        raise NotStrictJson(f"{name} is not JSON")


def _twice(pairs: list[tuple[str, Any]]) -> str:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            return json.dumps(name[:40])
        seen.add(name)
    raise AssertionError("no name is there twice")
