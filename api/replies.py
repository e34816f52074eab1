"""Answers as plain values, and how they become ASGI messages with the headers that every answer of their kind has."""

from dataclasses import dataclass, field

from starlette.types import Scope, Send

from api.media_types import JSON
from api.refusals import Refusal

Headers = dict[str, str]

JSON_HEADERS: Headers = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "cross-origin",
}
"""On every answer that is no page: nothing in it may run, be framed or be taken for another type."""

CORS_HEADERS: Headers = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Duramen-Version, ETag, Retry-After, X-Request-Id",
}
"""The graph is public and asked without cookies: any page may read it, also its errors, never with credentials."""

NO_STORE: Headers = {"cache-control": "no-store"}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: status, headers with names in lower case, and the whole body."""

    status: int
    body: bytes = b""
    headers: Headers = field(default_factory=dict)

    @classmethod
    def of(cls, refusal: Refusal, media_type: str = JSON, request_id: str | None = None) -> "Reply":
        """Return what a refused request is answered."""
        close = {"connection": "close"} if refusal.close else {}
        headers = {"content-type": f"{media_type}; charset=utf-8", **JSON_HEADERS, **CORS_HEADERS, **NO_STORE}
        lowered = {name.lower(): value for name, value in refusal.headers.items()}
        return cls(refusal.status, refusal.body(request_id), {**headers, **lowered, **close})

    async def send(self, send: Send) -> None:
        """Send this answer."""
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in self.headers.items()]
        if self.status not in _WITHOUT_LENGTH:
            headers.append((b"content-length", str(len(self.body)).encode()))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


_WITHOUT_LENGTH = frozenset({204, 304})


def header(scope: Scope, name: bytes) -> str | None:
    """Return a request header that may be sent several times, joined by commas, or null.

    `name` is in lower case.
    """
    values = [value for key, value in scope["headers"] if key == name]
    return b", ".join(values).decode("latin-1") if values else None


def single_headers(scope: Scope, name: bytes) -> list[str]:
    """Return each value of a request header that may be there once only."""
    return [value.decode("latin-1").strip() for key, value in scope["headers"] if key == name]
