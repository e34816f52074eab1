"""The endpoint ``/graphql``: GraphQL over HTTP by GET and POST, from the request's headers to the answer's status.

What is refused here is refused alike for both media types; what the engine finds in a well-formed request is 200 for
``application/json``, whose clients cannot trust other statuses, and says more for
``application/graphql-response+json``. See ``docs/reference/http.md``.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from starlette.types import Receive, Scope, Send

from api.admission import ClientRates
from api.boundary import RECORD
from api.conditional import entity_tag, matches
from api.encodings import EncodedAnswers, is_worth_it, tag_of
from api.graphql_request import from_body, from_query_string
from api.logs import RequestRecord
from api.media_types import GRAPHQL_RESPONSE, HTML, IDENTITY, JSON, Coding, negotiate
from api.persisted import DocumentSource, PersistedQueries
from api.refusals import Code, Refusal
from api.replies import CORS_HEADERS, JSON_HEADERS, NO_STORE, Headers, Reply, header
from api.settings import Settings
from api.versions import ServedVersion
from schema.engine import Answer, Engine, GraphQLRequest, Outcome

ALLOW = "GET, HEAD, POST, OPTIONS"
PAGE = "/graphiql"
"""Where a person who opens the endpoint in a browser is sent."""

_ASKING = (b"query=", b"documentId=", b"extensions=")
"""What the query string of a request has that asks something."""
_RETRY_AFTER: Headers = {"retry-after": "1"}
_VARY: Headers = {"vary": "Accept, Accept-Encoding, Origin"}
_PREFLIGHT: Headers = {
    "access-control-allow-methods": ALLOW,
    "access-control-allow-headers": "Accept, Content-Type, If-None-Match, *",
    "access-control-max-age": "86400",
}


class GraphQLEndpoint:
    """An ASGI application that answers GraphQL requests."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        version: ServedVersion,
        revision: str,
        documents: DocumentSource | None = None,
    ) -> None:
        """Answer with `engine`.

        Args:
            engine: What runs operations.
            settings: Limits and cache times.
            version: The version of the graph that a request would be answered from now.
            revision: Changes whenever the same graph could be answered differently: schema and engine.
            documents: Where documents come from that requests only name; without it, from clients that sent them.
        """
        self._engine = engine
        self._settings = settings
        self._version = version
        self._revision = revision
        self.persisted = documents or PersistedQueries(settings.persisted_bytes)
        self.encoded = EncodedAnswers(settings.encoded_bytes)
        self.rates = ClientRates(settings.rate_per_second, settings.rate_burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        media_type = None
        try:
            if scope["method"] in {"GET", "HEAD", "POST"} and not self._is_person(scope):
                media_type = acceptable(scope)
                reply = await self._graphql(scope, receive, media_type)
            else:
                reply = self._without_operation(scope)
        except Refusal as refusal:
            _record(scope).codes = (refusal.code,)
            reply = Reply.of(refusal, media_type or JSON)
        await replace(reply, headers={**reply.headers, **_VARY}).send(send)

    def _without_operation(self, scope: Scope) -> Reply:
        if scope["method"] == "OPTIONS":
            return self._options(scope)
        if self._is_person(scope):
            return Reply(303, headers={"location": PAGE, **JSON_HEADERS, **NO_STORE})
        raise Refusal(405, Code.METHOD_NOT_ALLOWED, "Ask by GET or POST.", {"Allow": ALLOW})

    def _options(self, scope: Scope) -> Reply:
        preflight = _PREFLIGHT if header(scope, b"access-control-request-method") else {}
        return Reply(204, headers={"allow": ALLOW, **JSON_HEADERS, **CORS_HEADERS, **preflight})

    def _is_person(self, scope: Scope) -> bool:
        """Tell whether a browser opened the address without asking anything."""
        asked = scope["query_string"]
        if scope["method"] not in {"GET", "HEAD"} or any(name in asked for name in _ASKING):
            return False
        return negotiate(header(scope, b"accept"), (JSON, GRAPHQL_RESPONSE, HTML)) == HTML

    async def _graphql(self, scope: Scope, receive: Receive, media_type: str) -> Reply:
        settings = self._settings
        coding = acceptable_coding(scope, self.encoded)
        if scope["method"] == "POST":
            request = await from_body(scope, receive, settings.json_limits, settings.max_body, self.persisted)
        else:
            request = from_query_string(scope, settings.json_limits, self.persisted)
            known = header(scope, b"if-none-match")
            if known is not None:
                await self._version.refresh()
                tag = self._tag(request, self._version.text, media_type)
                for one in _tags(tag, coding):
                    if matches(known, one):
                        return Reply(304, headers={"etag": one, **self._cacheable(), **CORS_HEADERS})
        client = scope.get("client")
        self.rates.check(client[0] if client else None)
        answer = await self._engine.answer(request)
        reply = self._reply(request, answer, media_type, _record(scope))
        if answer.outcome is Outcome.ANSWERED and not answer.private and is_worth_it(coding, len(reply.body)):
            return await self._in(coding.name, reply, answer.version)
        return reply

    async def _in(self, coding: str, reply: Reply, version: str) -> Reply:
        """Return an answer in a coding."""
        headers = {**reply.headers, "content-encoding": coding}
        if "etag" in headers:
            headers["etag"] = tag_of(headers["etag"], coding)
        return Reply(reply.status, await self.encoded.made(coding, reply.body, version), headers)

    def _reply(self, request: GraphQLRequest, answer: Answer, media_type: str, record: RequestRecord) -> Reply:
        record.operation_name = answer.operation_name
        record.document_hash = answer.document_hash
        record.codes = answer.codes
        record.cost = answer.cost
        record.snapshot = answer.version
        record.handed_over = None if answer.handed_over is None else answer.handed_over.name.lower()
        if answer.outcome is Outcome.FAILED:
            failure = Refusal(500, Code.INTERNAL_SERVER_ERROR, "Something went wrong here; it is in our log.")
            return Reply.of(failure, media_type, record.request_id)
        headers = {"content-type": f"{media_type}; charset=utf-8", **JSON_HEADERS, **CORS_HEADERS}
        if request.method == "GET" and _may_be_kept(answer):
            headers |= self._cacheable() | {"etag": self._tag(request, answer.version, media_type)}
        else:
            headers |= NO_STORE
        status, more = _status(answer.outcome, media_type)
        return Reply(status, answer.body, headers | more)

    def _tag(self, request: GraphQLRequest, version: str, media_type: str) -> str:
        variables = json.dumps(request.variables, sort_keys=True)
        name = request.operation_name or ""
        return entity_tag(version, self._revision, media_type, request.document, variables, name)

    def _cacheable(self) -> Headers:
        return {"cache-control": f"public, max-age={self._settings.cache_seconds}"}


def _may_be_kept(answer: Answer) -> bool:
    return answer.outcome is Outcome.ANSWERED and not answer.codes and not answer.private


@cache
def headers_before_length(media_type: str, coding: str = IDENTITY) -> bytes:
    """Return the headers as they are sent that every whole answer to a POST has, of one of the two types."""
    coded = {} if coding == IDENTITY else {"content-encoding": coding}
    headers = {
        "content-type": f"{media_type}; charset=utf-8",
        **JSON_HEADERS,
        **CORS_HEADERS,
        **NO_STORE,
        **coded,
        **_VARY,
    }
    return "".join([f"{name}: {value}\r\n" for name, value in headers.items()]).encode("latin-1")


def _status(outcome: Outcome, media_type: str) -> tuple[int, Headers]:
    """Return the status of an answer and the headers that go with it."""
    if outcome is Outcome.METHOD_NOT_ALLOWED:
        return 405, {"allow": "POST"}
    if outcome is Outcome.UNAVAILABLE:
        return 503, _RETRY_AFTER
    if media_type == JSON or outcome is Outcome.ANSWERED:
        return 200, {}
    if outcome is Outcome.TIMED_OUT:
        return 503, _RETRY_AFTER
    return 400, {}


def acceptable(scope: Scope) -> str:
    """Return the type that the answer to a GraphQL request has to have.

    Raises:
        Refusal: If the client takes none that is offered.
    """
    chosen = negotiate(header(scope, b"accept"), (JSON, GRAPHQL_RESPONSE))
    if chosen is None:
        message = f"Answers are {GRAPHQL_RESPONSE} or {JSON}; the Accept header takes neither."
        raise Refusal(406, Code.NOT_ACCEPTABLE, message)
    return chosen


def acceptable_coding(scope: Scope, encoded: EncodedAnswers) -> Coding:
    """Return the coding that the answer to a GraphQL request should have.

    Raises:
        Refusal: If the client takes none that there is, and not the plain answer either.
    """
    chosen = encoded.coding(header(scope, b"accept-encoding"))
    if chosen is None:
        message = "Answers are sent as they are, as 'gzip' or as 'br'; the Accept-Encoding header takes none of these."
        raise Refusal(406, Code.NOT_ACCEPTABLE, message)
    return chosen


def _tags(tag: str, coding: Coding) -> Sequence[str]:
    """Return the entity tags of all forms in which an answer may be sent."""
    coded = [] if coding.name == IDENTITY else [tag_of(tag, coding.name)]
    return coded if coding.plain_is_refused else [tag, *coded]


def _record(scope: Scope) -> RequestRecord:
    record: RequestRecord = scope[RECORD]
    return record
