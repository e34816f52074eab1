"""What the head of a message says about where it ends and what it asks for, and which of that is refused."""

from collections.abc import Iterable

import httptools

from api.refusals import Code, Refusal, bad_request

Headers = Iterable[tuple[bytes, bytes]]
"""Names in lower case, and values."""


def refuse_ambiguous(method: str, version: str, headers: Headers) -> None:
    """Refuse what two readers could understand in two ways; the parser has refused the rest of that kind.

    Raises:
        Refusal: What is wrong with the message.
    """
    fields = list(headers)
    codings = [value.lower() for name, value in fields if name == b"transfer-encoding"]
    if version not in {"1.0", "1.1"}:
        raise bad_request("The version of HTTP is neither 1.0 nor 1.1.")
    if codings and (codings != [b"chunked"] or version != "1.1"):
        raise bad_request("The only Transfer-Encoding is 'chunked', in HTTP/1.1.")
    if method == "CONNECT":
        raise Refusal(405, Code.METHOD_NOT_ALLOWED, "This is not a proxy.", {"Allow": "GET, HEAD, POST, OPTIONS"})
    if any(name == b"expect" and value.lower() != b"100-continue" for name, value in fields):
        raise Refusal(417, Code.BAD_REQUEST, "The only Expect is '100-continue'.")


def split_target(target: bytes) -> tuple[bytes, bytes]:
    """Return path and query of a request target in any of its forms (RFC 9112 section 3.2).

    Raises:
        Refusal: If it is no address, or has a fragment.
    """
    if b"#" in target:
        raise bad_request("The request target has a fragment.")
    if not target.startswith((b"/", b"*")):  # the absolute form, as sent to proxies
        try:
            parsed = httptools.parse_url(target)
        except httptools.HttpParserInvalidURLError:
            raise bad_request("The request target is not an address.") from None
        return parsed.path or b"/", parsed.query or b""
    path, _, query = target.partition(b"?")
    return path, query


def framing_header(headers: Headers) -> bytes | None:
    """Return the header that says where the body of the message ends, or null if it has none."""
    for name, value in headers:
        if name == b"transfer-encoding" or (name == b"content-length" and value.strip(b"0")):
            return name + b": " + value
    return None
