"""What the engine finds, as HTTP statuses by media type (reliability notes of the specification, section 4)."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from api.boundary import Boundary
from api.graphql_http import GraphQLEndpoint
from api.settings import Settings
from api.versions import ServedVersion
from graph.errors import StoreUnavailable
from graph.memory import MemoryPinned, MemoryStore
from graph.snapshot import Snapshot
from schema.engine import Answer, GraphQLRequest, Outcome
from tests.contents import small_content

JSON, GRAPHQL = "application/json", "application/graphql-response+json"
REFUSED = b'{"errors":[{"message":"No.","extensions":{"code":"SOME_CODE"}}]}'
STORE = MemoryStore(Snapshot.of(small_content()))
VERSION = str(STORE.snapshot.version)


class FixedEngine:
    """Answers whatever it was told."""

    def __init__(self, outcome: Outcome, body: bytes = REFUSED, error: Exception | None = None) -> None:
        self.outcome, self.body, self.error, self.asked = outcome, body, error, 0

    async def answer(self, request: GraphQLRequest) -> Answer:
        self.asked += 1
        if self.error is not None:
            raise self.error
        codes = () if self.outcome is Outcome.ANSWERED and b"errors" not in self.body else ("SOME_CODE",)
        return Answer(self.body, self.outcome, codes, "Name", "abc", 3, VERSION)


def ask(engine: Any, method: str = "POST", settings: Settings | None = None, **headers: str) -> httpx.Response:
    settings = settings or Settings()
    version = ServedVersion(STORE)
    endpoint = GraphQLEndpoint(engine, settings, version, "revision")
    app = Boundary(endpoint, settings.allowed_hosts, version)

    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            if method == "POST":
                return await client.post("/graphql", json={"query": "{a}"}, headers=sent)
            return await client.request(method, "/graphql", params={"query": "{a}"}, headers=sent)

    return asyncio.run(send())


@pytest.mark.parametrize(
    ("outcome", "media_type", "status"),
    [
        (Outcome.ANSWERED, JSON, 200),
        (Outcome.ANSWERED, GRAPHQL, 200),
        (Outcome.REFUSED, JSON, 200),
        (Outcome.REFUSED, GRAPHQL, 400),
        (Outcome.TIMED_OUT, JSON, 200),
        (Outcome.TIMED_OUT, GRAPHQL, 503),
        (Outcome.UNAVAILABLE, JSON, 503),
        (Outcome.UNAVAILABLE, GRAPHQL, 503),
        (Outcome.METHOD_NOT_ALLOWED, JSON, 405),
        (Outcome.METHOD_NOT_ALLOWED, GRAPHQL, 405),
        (Outcome.FAILED, JSON, 500),
        (Outcome.FAILED, GRAPHQL, 500),
    ],
)
def test_the_status_follows_from_outcome_and_media_type(outcome: Outcome, media_type: str, status: int) -> None:
    for method in ("GET", "POST"):
        response = ask(FixedEngine(outcome), method, accept=media_type)
        assert response.status_code == status
        assert response.headers["content-type"] == f"{media_type}; charset=utf-8"
        assert response.headers["duramen-version"] == VERSION
        assert ("retry-after" in response.headers) == (status == 503)
        assert response.headers.get("allow") == ("POST" if status == 405 else None)


def test_a_failure_says_nothing_but_an_id_that_the_log_has() -> None:
    for engine in (
        FixedEngine(Outcome.FAILED, b'{"errors":[{"message":"secret"}]}'),
        FixedEngine(Outcome.ANSWERED, error=RuntimeError("secret")),
    ):
        response = ask(engine)
        error = response.json()["errors"][0]
        assert response.status_code == 500
        assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "id": response.headers["x-request-id"]}
        assert "secret" not in response.text


def test_get_answers_have_a_tag_and_post_answers_are_not_stored() -> None:
    engine = FixedEngine(Outcome.ANSWERED, b'{"data":{}}')
    by_get, by_post = ask(engine, "GET"), ask(engine)
    assert by_get.headers["cache-control"] == "public, max-age=60"
    assert by_get.headers["etag"]
    assert by_post.headers["cache-control"] == "no-store"
    assert "etag" not in by_post.headers
    assert by_get.headers["vary"] == by_post.headers["vary"] == "Accept, Accept-Encoding, Origin"


def test_a_known_tag_is_answered_without_asking_the_engine() -> None:
    engine = FixedEngine(Outcome.ANSWERED, b'{"data":{}}')
    tag = ask(engine, "GET").headers["etag"]
    assert engine.asked == 1
    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = ask(engine, "GET", if_none_match=known)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert engine.asked == 1
    assert ask(engine, "GET", if_none_match='"x"').status_code == 200


def test_the_tag_changes_with_the_media_type() -> None:
    engine = FixedEngine(Outcome.ANSWERED, b'{"data":{}}')
    assert ask(engine, "GET", accept=JSON).headers["etag"] != ask(engine, "GET", accept=GRAPHQL).headers["etag"]


def test_an_answer_with_errors_is_not_stored() -> None:
    response = ask(FixedEngine(Outcome.ANSWERED, b'{"data":null,"errors":[]}'), "GET")
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


def test_head_is_get_without_a_body() -> None:
    response = ask(FixedEngine(Outcome.ANSWERED, b'{"data":{}}'), "HEAD")
    assert response.status_code == 200
    assert response.headers["content-length"] == "11"


def test_the_version_of_a_database_stays_known_while_it_is_away() -> None:
    class Database:
        pinned = MemoryPinned(STORE.snapshot)
        away = False

        async def pin(self) -> MemoryPinned:
            if self.away:
                raise StoreUnavailable
            return self.pinned

    database = Database()
    version = ServedVersion(database)  # type: ignore[arg-type]
    assert version.text == "none"
    for database.away, known in ((True, "none"), (False, VERSION), (True, VERSION)):
        asyncio.run(version.refresh())
        assert version.text == known
    version.note("")
    assert version.text == VERSION


def test_a_client_over_its_rate_is_told_when_to_come_back() -> None:
    settings = Settings(rate_per_second=0.5, rate_burst=2)
    version = ServedVersion(STORE)
    endpoint = GraphQLEndpoint(
        FixedEngine(Outcome.ANSWERED, b"{}"),  # type: ignore[arg-type]
        settings,
        version,
        "revision",
    )
    app = Boundary(endpoint, settings.allowed_hosts, version)

    async def send() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            return [await client.post("/graphql", json={"query": "{a}"}) for _ in range(3)]

    first, second, third = asyncio.run(send())
    assert (first.status_code, second.status_code, third.status_code) == (200, 200, 429)
    assert third.headers["retry-after"] == "2"
    assert json.loads(third.content)["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
