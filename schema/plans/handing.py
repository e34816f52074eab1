"""Why an operation is not answered by a plan: it is handed to the generic executor, which decides what is right."""

import enum

from graph.errors import BadCursor, BadPage, CursorExpired
from schema.errors import ClientError


class Reason(enum.StrEnum):
    """Why an operation was handed over."""

    TEXT = "the text is not as plain as what is answered at first sight"
    STORE = "the graph is not in memory"
    INTROSPECTION = "the operation asks about the schema"
    CONDITIONS = "too many combinations of @skip and @include"
    VARIABLES = "a variable has an unusual value"
    ARGUMENTS = "an argument has a value that is refused"
    COST = "the answer could hold too many objects"
    WAITING = "a field has to wait for something"
    FIELD = "a field has an error"
    SIZE = "the answer is large"
    TIME = "it took too long"
    FAULT = "nobody foresaw what went wrong in the plan"


class HandedOver(Exception):
    """The generic executor must run this operation."""

    def __init__(self, reason: Reason) -> None:
        """Say why."""
        super().__init__(reason)
        self.reason = reason


_OF_FIELDS = (ClientError, BadCursor, CursorExpired, BadPage)


def reason_of(error: Exception) -> Reason:
    """Return why an operation is handed over in which something went wrong."""
    if isinstance(error, HandedOver):
        return error.reason
    return Reason.FIELD if isinstance(error, _OF_FIELDS) else Reason.FAULT
