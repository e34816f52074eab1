"""The endpoint ``POST /audit``: manifests of a project in, an audit out; nothing of them is cached, logged or kept."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from api.admission import Admission, ClientRates
from api.audits.document import document
from api.boundary import RECORD
from api.graphql_request import object_of, read_body_as_json
from api.logs import RequestRecord
from api.media_types import JSON, negotiate
from api.refusals import Code, Refusal, bad_request
from api.replies import CORS_HEADERS, JSON_HEADERS, NO_STORE, Headers, Reply, header
from api.settings import Settings
from graph.dependencies import Manifests
from graph.errors import ContentTooLarge, StoreError
from graph.questions.audit import audit
from graph.questions.errors import BadQuestion
from graph.questions.projection import PROJECTIONS, Projection
from graph.store import Store
from schema.checks import text_problem
from schema.errors import GraphTooLarge
from schema.limits import Limits
from schema.services import GivenManifest, ReadManifests

ALLOW = "POST, OPTIONS"
_MEMBERS = ("manifests", "sources", "goal")
_MOST_FILES = 200
_LIMITS = Limits()
_MOST_NAMES = 20_000
_MOST_BYTES = 8 * 1024 * 1024
_VARY: Headers = {"vary": "Accept, Origin"}
_PREFLIGHT: Headers = {
    "access-control-allow-methods": ALLOW,
    "access-control-allow-headers": "Accept, Content-Type, *",
    "access-control-max-age": "86400",
}


class AuditEndpoint:
    """An ASGI application that audits manifests."""

    def __init__(self, store: Store, settings: Settings, admission: Admission, read: ReadManifests) -> None:
        """Judge by the graph in `store` what `read` reads, when `admission` lets a request in.

        Reading is admitted apart: it waits for a child process, and meanwhile no query has to wait for an audit.
        """
        self._store = store
        self._settings = settings
        self._admission = admission
        self._reading = Admission(settings.audit_readers, settings.max_waiting, settings.waiting_seconds)
        self._read = read
        self._rates = ClientRates(settings.rate_per_second, settings.rate_burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            reply = await self._answer(scope, receive)
        except Refusal as refusal:
            _record(scope).codes = (refusal.code,)
            reply = Reply.of(refusal)
        await replace(reply, headers={**reply.headers, **_VARY}).send(send)

    async def _answer(self, scope: Scope, receive: Receive) -> Reply:
        if scope["method"] == "OPTIONS":
            preflight = _PREFLIGHT if header(scope, b"access-control-request-method") else {}
            return Reply(204, headers={"allow": ALLOW, **JSON_HEADERS, **CORS_HEADERS, **preflight})
        if scope["method"] != "POST":
            raise Refusal(405, Code.METHOD_NOT_ALLOWED, "Send manifests by POST.", {"Allow": ALLOW})
        if negotiate(header(scope, b"accept"), (JSON,)) is None:
            raise Refusal(406, Code.NOT_ACCEPTABLE, f"Answers are {JSON}; the Accept header does not take it.")
        settings = self._settings
        body = await read_body_as_json(scope, receive, settings.json_limits, settings.max_audit_body, "'manifests'")
        given = object_of(body, _MEMBERS, "The body")
        client = scope.get("client")
        self._rates.check(client[0] if client else None)
        manifests, sources, goal = _files(given, "manifests"), _files(given, "sources"), _goal(given)
        if not manifests and not sources:
            raise bad_request("Give at least one of 'manifests'.")
        async with self._reading.operation():
            found = await self._read(manifests, sources)
        if len(found.dependencies) + sum(len(one.names) or 1 for one in found.imports) > _MOST_NAMES:
            raise bad_request(f"The files name more than {_MOST_NAMES} dependencies and imports.")
        async with self._admission.operation():
            return await self._audited(scope, found, goal)

    async def _audited(self, scope: Scope, found: Manifests, goal: str | None) -> Reply:
        try:
            pinned = await self._store.pin()
            projection = await PROJECTIONS.of(pinned)
        except ContentTooLarge as error:
            raise Refusal(503, Code.GRAPH_TOO_LARGE, GraphTooLarge(error.size, error.limit).message) from None
        except StoreError:
            message = "The graph can't be read right now."
            raise Refusal(503, Code.STORE_UNAVAILABLE, message, {"Retry-After": "1"}) from None
        _record(scope).snapshot = str(pinned.version)
        try:
            # lock files of large projects take long enough to hold others up
            text = await asyncio.to_thread(_text, projection, found, goal)
        except BadQuestion as problem:
            raise bad_request(str(problem)) from None
        if len(text) > _MOST_BYTES:
            raise bad_request(f"The audit is longer than {_MOST_BYTES} bytes; send fewer files.")
        headers = {"content-type": f"{JSON}; charset=utf-8", **JSON_HEADERS, **CORS_HEADERS, **NO_STORE}
        return Reply(200, text, headers)


def _text(projection: Projection, found: Manifests, goal: str | None) -> bytes:
    return orjson.dumps(document(projection, audit(projection, found, goal)))


def _files(given: dict[str, Any], member: str) -> Sequence[GivenManifest]:
    found = given.get(member) or []
    if not isinstance(found, list) or len(found) > _MOST_FILES:
        raise bad_request(f"{member!r} is not a list of at most {_MOST_FILES} files.")
    return [_file(one, f"{member}[{number}]") for number, one in enumerate(found)]


def _file(found: Any, where: str) -> GivenManifest:
    members = object_of(found, ("name", "text"), f"{where!r}")
    name, text = members.get("name"), members.get("text")
    if not isinstance(name, str) or not isinstance(text, str):
        raise bad_request(f"{where!r} has not a 'name' and a 'text' that are strings.")
    return GivenManifest(_short(name, f"The name of {where!r}"), text)


def _goal(given: dict[str, Any]) -> str | None:
    goal = given.get("goal")
    if goal is None:
        return None
    if not isinstance(goal, str):
        raise bad_request("'goal' is not a string.")
    return _short(goal, "'goal'")


def _short(text: str, what: str) -> str:
    problem = text_problem(text, _LIMITS)
    if problem is not None or not text:
        raise bad_request(f"{what} {problem or 'is empty'}.")
    return text


def _record(scope: Scope) -> RequestRecord:
    record: RequestRecord = scope[RECORD]
    return record
