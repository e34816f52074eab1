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
TIMEOUT = "TIMEOUT"
STORE_UNAVAILABLE = "STORE_UNAVAILABLE"
INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"


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


class Refused(ClientError):
    """A request that is not run at all: its answer has no ``data``."""

    def __init__(self, code: str, message: str, **details: Any) -> None:
        """Refuse with `code`."""
        super().__init__(message, **details)
        self.code = code
