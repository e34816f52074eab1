"""Methods and builtins on plain values that the evaluator really performs, each with a bound on what it makes."""

from collections.abc import Callable
from typing import Any

from ingest.resolver.python.evaluation.values import UNKNOWN, Exhausted, Raised, Unknown, Value, contains

MAX_LENGTH = 50_000
_ASKS = frozenset({"get", "pop", "setdefault", "index", "count"})

_STRING = frozenset(
    [
        "startswith",
        "endswith",
        "split",
        "rsplit",
        "partition",
        "rpartition",
        "join",
        "replace",
        "lower",
        "upper",
        "strip",
        "lstrip",
        "rstrip",
        "removeprefix",
        "removesuffix",
        "capitalize",
        "title",
        "isidentifier",
        "isupper",
        "islower",
        "format",
        "count",
        "find",
    ]
)
_METHODS: dict[type, frozenset[str]] = {
    dict: frozenset(["get", "items", "keys", "values", "update", "setdefault", "pop", "copy"]),
    list: frozenset(["append", "extend", "insert", "remove", "copy", "index", "pop", "sort", "reverse"]),
    set: frozenset(["add", "update", "discard", "union", "difference", "intersection", "copy", "remove"]),
    frozenset: frozenset(["union", "difference", "intersection", "copy"]),
    tuple: frozenset(["index", "count"]),
}


def method_of(receiver: Value, name: str) -> Callable[..., Value] | None:
    """Return a method of a plain value that may be called, bounded, or null."""
    if isinstance(receiver, str):
        return _string_method(str(receiver), name) if name in _STRING else None
    for kind, names in _METHODS.items():
        if type(receiver) is kind and name in names:
            return _bounded(receiver, getattr(receiver, name))
    return None


def _bounded(receiver: Any, method: Callable[..., Any]) -> Callable[..., Value]:
    def call(*arguments: Value, **keywords: Value) -> Value:
        try:
            if any(isinstance(one, Unknown) for one in arguments):
                return _with_unknown(receiver, method, arguments)
            if method.__name__ in _ASKS and arguments and contains(receiver, arguments[0]) is UNKNOWN:
                return UNKNOWN
            result = method(*arguments, **keywords)
        except (KeyError, ValueError, IndexError) as error:
            raise Raised(type(error).__name__) from None
        except (TypeError, AttributeError):
            return UNKNOWN
        if len(receiver) > MAX_LENGTH:
            raise Exhausted
        if isinstance(receiver, dict) and method.__name__ in {"items", "keys", "values"}:
            return list(result)
        return result

    return call


def _with_unknown(receiver: Any, method: Callable[..., Any], arguments: tuple[Value, ...]) -> Value:
    """Note that something unknown went into the container."""
    match method.__name__, receiver:
        case (("append" | "insert" | "extend"), list()):
            receiver.append(UNKNOWN)
        case (("add" | "update"), set()):
            receiver.add(UNKNOWN)
        case "update", dict():
            receiver[UNKNOWN] = UNKNOWN
        case "setdefault", dict():
            return receiver.setdefault(*arguments)
        case "get", dict():
            return receiver.get(*arguments)
    return UNKNOWN


def _string_method(receiver: str, name: str) -> Callable[..., Value]:
    def call(*arguments: Value, **keywords: Value) -> Value:
        if name == "format" and (":" in receiver or "!" in receiver or "[" in receiver or "." in receiver):
            return UNKNOWN
        flat = [*arguments, *keywords.values()]
        if name == "join" and len(arguments) == 1 and isinstance(arguments[0], list | tuple):
            flat = list(arguments[0])
        if not all(isinstance(one, str | int | tuple) for one in flat):
            return UNKNOWN
        if (len(receiver) + 1) * (sum(len(str(one)) for one in flat) + 1) > MAX_LENGTH * 10:
            raise Exhausted
        try:
            return getattr(receiver, name)(*arguments, **keywords)
        except (TypeError, ValueError, IndexError, KeyError):
            return UNKNOWN

    return call


def spread(value: Value) -> list[Value]:
    """Return the items that iterating gives; what cannot be iterated gives one unknown item."""
    if isinstance(value, dict | list | tuple | set | frozenset):
        return list(value)
    if isinstance(value, str) and len(value) <= MAX_LENGTH:
        return list(value)
    return [UNKNOWN]


def plain_builtin(name: str, arguments: tuple[Value, ...], keywords: dict[str, Value]) -> Value:  # noqa: C901, PLR0911, PLR0912 - one way out a case
    """Perform a builtin on plain values."""
    first = arguments[0] if arguments else None
    match name, len(arguments):
        case (("list" | "sorted" | "reversed" | "iter"), 1):
            return _sorted(spread(first)) if name == "sorted" else spread(first)
        case "tuple", 1:
            return tuple(spread(first))
        case (("set" | "frozenset"), 1):
            made = {one for one in spread(first) if _hashable(one)}
            return made if name == "set" else frozenset(made)
        case (("list" | "dict" | "set" | "tuple" | "frozenset"), 0):
            return {"list": list, "dict": dict, "set": set, "tuple": tuple, "frozenset": frozenset}[name](**keywords)
        case "dict", 1:
            return _dictionary(first, keywords)
        case "str", 1:
            return str(first) if isinstance(first, str | int) else UNKNOWN
        case "len", 1:
            if not isinstance(first, dict | list | tuple | set | str) or UNKNOWN in spread(first):
                return UNKNOWN
            return len(first)
        case "zip", _:
            return [tuple(group) for group in zip(*map(spread, arguments), strict=False)]
        case "enumerate", 1:
            return [(index, one) for index, one in enumerate(spread(first))]
        case (("any" | "all"), 1):
            items = spread(first)
            if any(not isinstance(one, bool) for one in items):
                return UNKNOWN
            return any(items) if name == "any" else all(items)
        case "next", _:
            items = spread(first)
            return items[0] if items else arguments[1] if len(arguments) > 1 else UNKNOWN
    return UNKNOWN


PLAIN_BUILTINS = frozenset(
    [
        "list",
        "sorted",
        "reversed",
        "iter",
        "tuple",
        "set",
        "frozenset",
        "dict",
        "str",
        "len",
        "zip",
        "enumerate",
        "any",
        "all",
        "next",
    ]
)


def _sorted(items: list[Value]) -> list[Value]:
    return sorted(items) if all(isinstance(one, str) for one in items) else items


def _hashable(value: Value) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _dictionary(first: Value, keywords: dict[str, Value]) -> Value:
    if isinstance(first, dict):
        return {**first, **keywords}
    made: dict[Value, Value] = {}
    for pair in spread(first):
        if isinstance(pair, tuple | list) and len(pair) == 2 and _hashable(pair[0]):  # noqa: PLR2004 - key and value
            made[pair[0]] = pair[1]
        else:
            made[UNKNOWN] = UNKNOWN
    return {**made, **keywords}
