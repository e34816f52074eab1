"""From an HTTP request to a GraphQL request: GraphQL over HTTP (draft of 2025) sections 4 to 6, read strictly.

https://graphql.github.io/graphql-over-http/draft/
"""

import asyncio
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope

from api.media_types import JSON, parse_media_type
from api.persisted import DocumentSource
from api.refusals import Code, Refusal, bad_request
from api.replies import header, single_headers
from api.strict_json import JsonLimits, NotStrictJson, plain_json, read_json
from schema.engine import GraphQLRequest

_PARAMETERS = ("query", "documentId", "variables", "operationName", "extensions")
_BAD_ESCAPE = re.compile(r"%(?![0-9a-fA-F]{2})")
_MAX_URL_FIELDS = 32
_SHORT = 256 * 1024


class ClientGone(Exception):
    """The client went away before its request was complete; nobody waits for an answer."""


def from_query_string(scope: Scope, limits: JsonLimits, persisted: DocumentSource) -> GraphQLRequest:
    """Return the request in the query string of a GET; names that GraphQL does not know are left alone.

    Raises:
        Refusal: If it is not well-formed, has a parameter twice or no `query`, or comes with a body.
    """
    if header(scope, b"transfer-encoding") is not None or (header(scope, b"content-length") or "0").strip("0"):
        raise bad_request("A GET request has no body.")
    found: dict[str, Any] = {}
    for name, text in _url_fields(scope["query_string"]):
        if name in found:
            raise bad_request(f"The parameter {name!r} is there twice.")
        if name in _PARAMETERS:
            found[name] = text
    for name in ("variables", "extensions"):
        if name in found:
            found[name] = _json(found[name], limits, f"The parameter {name!r}") if found[name] else None
    return _request(found, "GET", persisted)


async def from_body(
    scope: Scope, receive: Receive, limits: JsonLimits, max_body: int, persisted: DocumentSource
) -> GraphQLRequest:
    """Return the request in the body of a POST.

    Raises:
        Refusal: If the body is no JSON object of the known parameters, is too large, or is of another type.
        ClientGone: If the client leaves before the end.
    """
    return _posted(await read_body_as_json(scope, receive, limits, max_body, "'query'"), persisted)


def request_of(body: bytes, limits: JsonLimits, persisted: DocumentSource) -> GraphQLRequest:
    """Return the request in a body that is there.

    Raises:
        Refusal: If it is no JSON object of the known parameters.
    """
    found = plain_json(body, limits)
    return _posted(_json(body, limits, "The body") if found is None else found, persisted)


def _posted(parameters: Any, persisted: DocumentSource) -> GraphQLRequest:
    if type(parameters) is dict and len(parameters) == 1 and type(text := parameters.get("query")) is str:
        document = persisted.document(text, None, None)  # what comes most: there is nothing else to check
        if document is not None:
            return GraphQLRequest(document)
    if isinstance(parameters, list):
        raise Refusal(400, Code.BATCHING_DISABLED, "Send one operation a request: batches are not supported.")
    return _request(object_of(parameters, _PARAMETERS, "The body"), "POST", persisted)


async def read_body_as_json(scope: Scope, receive: Receive, limits: JsonLimits, max_body: int, wanted: str) -> Any:
    """Return the JSON in the body of a request; `wanted` says in a refusal what a body must have.

    Raises:
        Refusal: If the body is no JSON, is too large, or is of another type.
        ClientGone: If the client leaves before the end.
    """
    check_content_type(scope)
    encoding = (header(scope, b"content-encoding") or "identity").strip().lower()
    if encoding != "identity":
        message = "Content-Encoding is not supported: send the body as it is."
        raise Refusal(415, Code.UNSUPPORTED_ENCODING, message, {"Accept-Encoding": "identity"})
    body = await _read_body(scope, receive, max_body)
    if not body:
        raise bad_request(f"The request has no body; send a JSON object with {wanted}.")
    if len(body) > _SHORT:  # reading it takes long enough to hold others up
        return await asyncio.to_thread(_json, body, limits, "The body")
    return _json(body, limits, "The body")


def object_of(found: Any, known: Sequence[str], what: str) -> dict[str, Any]:
    """Return a JSON object that has known members only.

    Raises:
        Refusal: If it is something else.
    """
    if not isinstance(found, dict):
        raise bad_request(f"{what} is not a JSON object.")
    unknown = next((name for name in found if name not in known), None)
    if unknown is not None:
        raise bad_request(f"{what} has the unknown parameter {unknown[:40]!r}; known are {', '.join(known)}.")
    return found


def check_content_type(scope: Scope) -> None:
    """Check that a body is JSON, by its header.

    Raises:
        Refusal: If it is something else.
    """
    values = single_headers(scope, b"content-type")
    if len(values) > 1:
        raise bad_request("There is more than one Content-Type.")
    media = parse_media_type(values[0]) if values else None
    if media is None or media.kind != JSON or not media.charset_is_utf8:
        message = "Send the body as 'Content-Type: application/json' in UTF-8."
        raise Refusal(415, Code.UNSUPPORTED_MEDIA_TYPE, message, {"Accept-Post": JSON})


async def _read_body(scope: Scope, receive: Receive, limit: int) -> bytes:
    too_large = Refusal(413, Code.BODY_TOO_LARGE, f"The body is longer than {limit} bytes.", close=True)
    announced = header(scope, b"content-length")
    if announced is not None and announced.isdecimal() and int(announced) > limit:
        raise too_large
    parts, length, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        part = message.get("body", b"")
        length += len(part)
        if length > limit:
            raise too_large
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)


def _url_fields(raw: bytes) -> list[tuple[str, str]]:
    try:
        text = raw.decode("ascii")
        if _BAD_ESCAPE.search(text):
            raise bad_request("The query string has a '%' that starts no escape.")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_URL_FIELDS)
    except UnicodeDecodeError:
        raise bad_request("The query string is not UTF-8.") from None
    except ValueError:
        raise bad_request(f"The query string has more than {_MAX_URL_FIELDS} parameters.") from None


def _json(text: bytes | str, limits: JsonLimits, what: str) -> Any:
    try:
        return read_json(text, limits)
    except NotStrictJson as error:
        raise bad_request(f"{what} is not acceptable JSON: {error}.") from None


def _request(found: dict[str, Any], method: Any, persisted: DocumentSource) -> GraphQLRequest:
    document, name = found.get("query"), found.get("operationName")
    variables, extensions = found.get("variables"), found.get("extensions")
    if document is not None and not isinstance(document, str):
        raise bad_request("The parameter 'query' is not a string.")
    if name is not None and not isinstance(name, str):
        raise bad_request("The parameter 'operationName' is not a string.")
    if variables is not None and not isinstance(variables, dict):
        raise bad_request("The parameter 'variables' is not an object.")
    if extensions is not None and not isinstance(extensions, dict):
        raise bad_request("The parameter 'extensions' is not an object.")
    identifier = found.get("documentId")
    if identifier is not None and not isinstance(identifier, str):
        raise bad_request("The parameter 'documentId' is not a string.")
    if identifier is not None and document is not None:
        raise bad_request("Send 'query' or 'documentId', not both.")
    document = persisted.document(document, extensions, identifier)
    if document is None:
        raise bad_request("The parameter 'query' is missing.")
    # an empty name is the same as none, says the specification
    return GraphQLRequest(document=document, variables=variables, operation_name=name or None, method=method)
