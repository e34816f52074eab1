"""The answer as bytes: one encoder for all of them, and errors cut down to what a client may see."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

import orjson
import structlog
from graphql import GraphQLError

from graph.errors import BadCursor, BadPage, CursorExpired, StoreError
from schema import errors
from schema.errors import BadText, ClientError
from schema.limits import Limits

log = structlog.get_logger(__name__)
_OF_GRAPH: dict[type[Exception], tuple[str, str]] = {
    BadCursor: (errors.BAD_CURSOR, "This cursor was not made by this list with this order and these filters."),
    CursorExpired: (errors.CURSOR_EXPIRED, "The graph has changed since this cursor was made. Begin again."),
    BadPage: (errors.BAD_USER_INPUT, "Give `first` or `last`, not both."),
    StoreError: (errors.STORE_UNAVAILABLE, "The graph can't be read right now. Try again in a moment."),
}
Shown = dict[str, Any]
"""An error as a client sees it."""


def encode(payload: dict[str, Any]) -> bytes:
    """Return a payload as JSON."""
    return orjson.dumps(payload)


def encode_answer(data: Any, shown: Sequence[Shown], limits: Limits) -> bytes:
    """Return the answer of an operation that was run; errors come first, as the specification suggests.

    Raises:
        Refused: If it has too many bytes; one that has far too many is not even encoded.
    """
    if not _holds_more_text(data, limits.answer_bytes):
        body = encode({"errors": shown, "data": data} if shown else {"data": data})
        if len(body) <= limits.answer_bytes:
            return body
    raise errors.Refused(
        errors.ANSWER_TOO_LARGE,
        f"The answer has more than {limits.answer_bytes} bytes. Ask for smaller pages or fewer fields.",
        limit=limits.answer_bytes,
    )


def _holds_more_text(data: Any, most: int) -> bool:
    """Tell whether the texts and keys of some data alone have more characters than `most`."""
    found, waiting = 0, [data]
    while waiting and found <= most:
        value = waiting.pop()
        if isinstance(value, str):
            found += len(value)
        elif isinstance(value, dict):
            found += sum(map(len, value))
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return found > most


def encode_refusal(shown: Sequence[Shown], limits: Limits) -> bytes:
    """Return the answer to a request that was not run: errors without data, as many as its size allows."""
    body = encode({"errors": shown})
    kept = len(shown)
    while len(body) > limits.refusal_bytes and kept > 1:
        kept //= 2
        body = encode({"errors": [*shown[:kept], _too_many(limits)]})
    return body


def show(found: Iterable[GraphQLError], code: str, limits: Limits) -> list[Shown]:
    """Return errors as a client may see them: at most as many, and as long, as the limits say.

    Args:
        found: The errors.
        code: The code of those that graphql-core raised by itself.
        limits: How many and how long.
    """
    all_of_them = list(found)
    kept = all_of_them if len(all_of_them) <= limits.errors else all_of_them[: limits.errors - 1]
    shown = [_shown(error, code, limits) for error in kept]
    return shown if len(kept) == len(all_of_them) else [*shown, _too_many(limits)]


def _too_many(limits: Limits) -> Shown:
    return {
        "message": f"There are more errors; at most {limits.errors} are shown.",
        "extensions": {"code": errors.TOO_MANY_ERRORS},
    }


def _shown(error: GraphQLError, code: str, limits: Limits) -> Shown:
    message, extensions = _meaning(error, code)
    shown: Shown = {"message": _cut(message, limits)}
    if error.locations:
        shown["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path:
        shown["path"] = list(error.path)
    shown["extensions"] = extensions
    return shown


def _meaning(error: GraphQLError, code: str) -> tuple[str, dict[str, Any]]:
    """Return the message and the extensions of an error; an unexpected one becomes an id that the log knows."""
    cause = cause_of(error)
    if cause is None or isinstance(cause, BadText):
        return error.message, {"code": code, **(error.extensions or {})}
    if isinstance(cause, ClientError):
        return cause.message, {"code": cause.code, **cause.details}
    for kind, (known_code, message) in _OF_GRAPH.items():
        if isinstance(cause, kind):
            return message, {"code": known_code}
    return unexpected(cause)


def unreadable_told_plainly(found: Iterable[GraphQLError]) -> list[GraphQLError]:
    """Return the errors of a request that is not run; what Python says of a value it can't read is left out.

    Such an error is the client's (a number of 60,000 digits), but its text speaks of our inside.
    """
    return [
        error
        if isinstance(cause_of(error), BadText | ClientError | None)
        else GraphQLError("A value can't be read.", nodes=error.nodes)
        for error in found
    ]


def cause_of(error: GraphQLError) -> Exception | None:
    """Return what raised an error, if it was not graphql-core itself, which wraps its own errors too."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def unexpected(cause: BaseException) -> tuple[str, dict[str, Any]]:
    """Log an error that nobody foresaw, and return what a client may know of it: an id to ask about."""
    error_id = secrets.token_hex(8)
    log.error("internal_error", error_id=error_id, exc_info=cause)
    return "Something went wrong here.", {"code": errors.INTERNAL_SERVER_ERROR, "id": error_id}


def _cut(message: str, limits: Limits) -> str:
    """Return a message short enough, and free of the lone surrogates that no JSON may hold."""
    clean = message.encode("utf-8", "replace").decode()
    return clean if len(clean) <= limits.message_length else clean[: limits.message_length - 1] + "…"


def codes_of(shown: Iterable[Shown]) -> tuple[str, ...]:
    """Return the codes of errors, each once, in their order."""
    return tuple(dict.fromkeys(error["extensions"]["code"] for error in shown))
