"""Errors that a client may see, each with the code that programs read from ``extensions.code``."""

from typing import Any

GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
OPERATION_RESOLUTION_FAILURE = "OPERATION_RESOLUTION_FAILURE"
METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
BAD_USER_INPUT = "BAD_USER_INPUT"
BAD_PAGE_SIZE = "BAD_PAGE_SIZE"
BAD_CURSOR = "BAD_CURSOR"
CURSOR_EXPIRED = "CURSOR_EXPIRED"
TOO_MANY_OPERATIONS = "TOO_MANY_OPERATIONS"
TOO_MANY_TOKENS = "TOO_MANY_TOKENS"
TOO_DEEP = "TOO_DEEP"
TOO_MANY_ALIASES = "TOO_MANY_ALIASES"
TOO_MANY_ROOT_FIELDS = "TOO_MANY_ROOT_FIELDS"
TOO_MANY_FIELDS = "TOO_MANY_FIELDS"
TOO_MANY_DIRECTIVES = "TOO_MANY_DIRECTIVES"
INTROSPECTION_LIMIT = "INTROSPECTION_LIMIT"
TOO_COSTLY = "TOO_COSTLY"
TOO_MANY_ERRORS = "TOO_MANY_ERRORS"
ANSWER_TOO_LARGE = "ANSWER_TOO_LARGE"
UNKNOWN_VERSION = "UNKNOWN_VERSION"
TIMEOUT = "TIMEOUT"
STORE_UNAVAILABLE = "STORE_UNAVAILABLE"
GRAPH_TOO_LARGE = "GRAPH_TOO_LARGE"
INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"

MEANINGS = {
    GRAPHQL_PARSE_FAILED: "The document is not GraphQL.",
    GRAPHQL_VALIDATION_FAILED: "The document does not fit the schema.",
    OPERATION_RESOLUTION_FAILURE: "The document has no operation, or `operationName` must say which of several.",
    METHOD_NOT_ALLOWED: "Something other than a query came by GET.",
    BAD_USER_INPUT: "A variable or argument has a value that can't be meant.",
    BAD_PAGE_SIZE: "`first` or `last` is out of bounds.",
    BAD_CURSOR: "The cursor was made by another list, order or filter, or by nobody.",
    CURSOR_EXPIRED: "The cursor is bound to a version of the graph that is no longer served. Begin again.",
    TOO_MANY_OPERATIONS: "The document has too many operations.",
    TOO_MANY_TOKENS: "The document is too long.",
    TOO_DEEP: "Fields are nested too deeply.",
    TOO_MANY_ALIASES: "An operation has too many aliases.",
    TOO_MANY_ROOT_FIELDS: "An operation asks too many questions at once.",
    TOO_MANY_FIELDS: "The document has too many fields.",
    TOO_MANY_DIRECTIVES: "The document has too many directives.",
    INTROSPECTION_LIMIT: "An operation asks for the schema too often.",
    TOO_COSTLY: "The answer could hold too many objects; `cost` says how many, `limit` how many may be.",
    TOO_MANY_ERRORS: "There are more errors than are shown; always the last one.",
    ANSWER_TOO_LARGE: "The answer would have too many bytes.",
    UNKNOWN_VERSION: "The version of the graph that is asked about is neither served nor one that was published before "
    "and is remembered; `version` is the one that is served.",
    TIMEOUT: "The operation took too long; `data` is null.",
    STORE_UNAVAILABLE: "The graph can't be read right now; the same request may succeed later.",
    GRAPH_TOO_LARGE: "The question needs the whole graph, which has more bytes than the operator lets through: `size` "
    "says how many it has, `limit` how many may be. Lists and records are answered.",
    INTERNAL_SERVER_ERROR: "Something went wrong here; `id` names the entry in the operator's log.",
}
"""What each code tells whoever reads it."""


MAX_NAMED = 80
"""Characters of what a client sent that are repeated in a message."""


class ClientError(Exception):
    """The base of errors whose message and code may be sent to a client as they are."""

    code = BAD_USER_INPUT

    def __init__(self, message: str, **details: Any) -> None:
        """Keep `message`, and `details` as further extensions."""
        super().__init__(message)
        self.message = message
        self.details = details


class BadUserInput(ClientError):
    """A value that the schema's types allow and its meaning does not."""


class UnknownVersion(ClientError):
    """A version of the graph that nothing is known about."""

    code = UNKNOWN_VERSION

    def __init__(self, asked: str, served: str) -> None:
        """Name the version `asked` about, and the one that is `served`."""
        super().__init__(
            f"The version {asked[:MAX_NAMED]!r} is neither served nor among those published before it that are "
            f"remembered. Ask by `since` with the day of your last answer. The version served is {served}.",
            version=served,
        )


class GraphTooLarge(ClientError):
    """A question about the whole graph, which has more bytes than this server reads at once."""

    code = GRAPH_TOO_LARGE

    def __init__(self, size: int, limit: int) -> None:
        """Say how many bytes the content has, how many may be, and by which setting."""
        super().__init__(
            f"This question needs the whole graph, whose content has {size} bytes: more than the {limit} that this "
            "server reads at once (DURAMEN_NEO4J_CONTENT_BYTES). Lists and records can be read as always.",
            size=size,
            limit=limit,
        )


class BadText(ValueError):
    """A text that has not the form of its scalar; says which form that is, as part of a message to the client."""


class Refused(ClientError):
    """A request that is not run at all: its answer has no ``data``."""

    def __init__(self, code: str, message: str, **details: Any) -> None:
        """Refuse with `code`."""
        super().__init__(message, **details)
        self.code = code
