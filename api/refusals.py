"""What the HTTP layer refuses, as GraphQL-shaped answers: a status, a code that programs read, one sentence for people.

The codes are part of the public interface and listed in ``docs/reference/http.md``.
"""

from collections.abc import Mapping
from enum import StrEnum

import orjson


class Code(StrEnum):
    """The `extensions.code` of what is refused before a document is looked at."""

    BAD_REQUEST = "BAD_REQUEST"
    BATCHING_DISABLED = "BATCHING_DISABLED"
    BODY_TOO_LARGE = "BODY_TOO_LARGE"
    DOCUMENT_NOT_TRUSTED = "DOCUMENT_NOT_TRUSTED"
    GRAPH_TOO_LARGE = "GRAPH_TOO_LARGE"
    HEADERS_TOO_LARGE = "HEADERS_TOO_LARGE"
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    NOT_FOUND = "NOT_FOUND"
    OVERLOADED = "OVERLOADED"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    RATE_LIMITED = "RATE_LIMITED"
    REQUEST_TIMEOUT = "REQUEST_TIMEOUT"
    STORE_UNAVAILABLE = "STORE_UNAVAILABLE"
    UNSUPPORTED_ENCODING = "UNSUPPORTED_ENCODING"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    URI_TOO_LONG = "URI_TOO_LONG"


class Refusal(Exception):
    """A request is refused.

    Args:
        status: HTTP status.
        code: What programs read.
        message: One sentence for people; names what is wrong and where, and nothing of the server's inside.
        headers: Further headers of the answer, such as ``Allow``.
        close: Whether the connection ends with the answer, because the rest of the request was not read.
    """

    def __init__(
        self,
        status: int,
        code: Code,
        message: str,
        headers: Mapping[str, str] | None = None,
        *,
        close: bool = False,
    ) -> None:
        """Keep what to answer."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})
        self.close = close

    def body(self, request_id: str | None = None) -> bytes:
        """Return the JSON body; `request_id` lets an operator find the log line of a failure."""
        extensions: dict[str, str] = {"code": self.code}
        if request_id is not None:
            extensions["id"] = request_id
        return orjson.dumps({"errors": [{"message": self.message, "extensions": extensions}]})


def bad_request(message: str) -> Refusal:
    """Return the refusal of a request that is not what the specification asks for (400)."""
    return Refusal(400, Code.BAD_REQUEST, message)
