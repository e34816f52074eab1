"""Requests that are known by their bytes: not read again, never taken for another, and forgotten in time."""

import asyncio
import hashlib
import re
from dataclasses import replace
from typing import Any

import orjson
import pytest

from api import fast_path
from api.app import create_app
from api.fast_path import FastPath
from api.graphql_request import request_of
from api.persisted import PersistedQueries
from api.settings import Settings
from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from schema import engine
from schema.limits import Limits
from schema.plans import bound
from tests.api.running import post_bytes
from tests.contents import small_content

DATE = [(b"date", b"Tue, 24 Nov 2026 12:00:00 GMT")]
QUERY = "query One($slug: String!) { concept(slug: $slug) { slug name family { name } } }"


def body_of(slug: str = "rag", **more: Any) -> bytes:
    return orjson.dumps({"query": QUERY, "variables": {"slug": slug}, **more})


class Service:
    """A service in this process whose fast path is asked itself; what it reads is counted."""

    def __init__(self, **settings: Any) -> None:
        self.store = MemoryStore(Snapshot.of(small_content()))
        self.settings = Settings(first_sight=False, **settings)
        app = create_app(self.store, self.settings)
        assert isinstance(app.fast_path, FastPath)
        self.path = app.fast_path
        self.path._logs = False
        self.path._is_watched = self.path._rates.limits
        self.path.begin_answers_with(DATE)
        self.engine = self.path._engine

    def run(self, body: bytes) -> bytes:
        """Answer a request on the way of every request, and return the body of the answer."""
        request = request_of(body, self.settings.json_limits, self.path._persisted)
        return asyncio.run(self.engine.answer(request)).body

    def ask(self, raw: bytes) -> bytes | None:
        written = self.path.answer(raw, "127.0.0.1")
        if written is None:
            return None
        return b"".join(written) if isinstance(written, tuple) else bytes(written)


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take no operation for a slow one because the machine is busy."""
    for module in (bound, engine):
        monkeypatch.setattr(module, "MOST_AT_ONCE", 60.0)


@pytest.fixture(params=[{}, {"answer_cache_bytes": 0}, {"plan_memo": False, "answer_cache_bytes": 0}])
def service(request: pytest.FixtureRequest) -> Service:
    return Service(**request.param)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Return the bodies that were read as JSON."""
    bodies: list[bytes] = []

    def counted(body: bytes, *more: Any) -> Any:
        bodies.append(body)
        return request_of(body, *more)

    monkeypatch.setattr(fast_path, "request_of", counted)
    return bodies


def without_id(answer: bytes | None) -> bytes | None:
    return None if answer is None else re.sub(rb"x-request-id: [0-9a-f]{16}\r\n", b"", answer)


def test_the_same_bytes_are_the_same_request(service: Service, read: list[bytes]) -> None:
    raw = post_bytes(body_of())
    expected = service.run(body_of())
    answers = {without_id(service.ask(raw)) for _ in range(6)}
    assert len(answers) == 1
    assert (answers.pop() or b"").endswith(b"\r\n\r\n" + expected)
    assert len(read) == 2  # what comes once only is not kept


def test_each_answer_has_an_id_of_its_own(service: Service) -> None:
    service.run(body_of())
    ids = [
        re.findall(rb"x-request-id: ([0-9a-f]{16})\r\n", service.ask(post_bytes(body_of())) or b"") for _ in range(300)
    ]
    assert all(len(one) == 1 for one in ids)
    assert len({one[0] for one in ids}) == 300


def test_answers_tell_the_date_of_their_second(service: Service) -> None:
    service.run(body_of())
    for headers in ([], DATE, [(b"date", b"a longer or shorter one")], DATE):
        service.path.begin_answers_with(headers)
        for _ in range(4):
            head, _, body = (service.ask(post_bytes(body_of())) or b"").partition(b"\r\n\r\n")
            assert body == service.run(body_of())
            assert re.findall(rb"date: ([^\r]*)\r\n", head) == [value for _, value in headers]
            assert len(re.findall(rb"x-request-id: [0-9a-f]{16}\r\n", head)) == 1


def test_a_known_body_is_not_read_again_under_another_head(service: Service, read: list[bytes]) -> None:
    service.run(body_of())
    for number in range(40):
        traced = b"traceparent: 00-%032x-%016x-01\r\n" % (number, number)
        assert service.ask(post_bytes(body_of(), more=traced)) is not None
    assert len(read) == 2
    assert not service.path._chunks  # nobody will send these bytes again


def test_other_variables_are_another_request(service: Service) -> None:
    service.run(body_of())
    expected = {slug: service.run(body_of(slug)) for slug in ("rag", "chunking", "reranking", "nothing")}
    for _ in range(4):
        for slug, answer in expected.items():
            assert (service.ask(post_bytes(body_of(slug))) or b"").endswith(b"\r\n\r\n" + answer)
    assert len(set(expected.values())) == 4


def test_another_snapshot_knows_no_request(service: Service) -> None:
    raw, content = post_bytes(body_of()), small_content()
    service.run(body_of())
    before = [service.ask(raw) for _ in range(4)]
    renamed = tuple(replace(one, name="Other") if one.slug == "rag" else one for one in content.concepts)
    service.store.swap(Snapshot.of(replace(content, concepts=renamed)))
    assert service.ask(raw) is None  # its plan has to be made
    assert (len(service.path._chunks), len(service.path.answers), len(service.path.prepared)) == (0, 0, 0)
    service.run(body_of())
    after = [service.ask(raw) for _ in range(4)]
    assert all(b'"name":"Retrieval' in (one or b"") for one in before)
    assert all(b'"name":"Other"' in (one or b"") for one in after)


def test_when_plans_begin_anew_nothing_of_theirs_is_held(service: Service) -> None:
    raw = post_bytes(body_of())
    service.run(body_of())
    known = [without_id(service.ask(raw)) for _ in range(4)]
    planner = service.engine.planner
    assert planner is not None
    planner.begin_anew()
    again = service.ask(raw)
    assert again is None or without_id(again) == known[0]
    service.ask(post_bytes(body_of("chunking")))
    assert len(service.path.prepared) == 0
    assert all(one.is_current for one in service.path._chunks.values() if hasattr(one, "is_current"))
    service.run(body_of())
    assert without_id(service.ask(raw)) == known[0]


def test_a_bound_request_ends_with_what_its_plan_keeps(service: Service) -> None:
    service.run(body_of())
    made = service.engine.bound_at_once(request_of(body_of(), service.settings.json_limits, service.path._persisted))
    planner = service.engine.planner
    assert made is not None
    assert planner is not None
    assert made.data() is not None
    planner.begin_anew()
    assert (made.is_current, made.data()) == (False, None)


def test_a_known_request_waits_like_any_other_while_operations_run(service: Service) -> None:
    raw = post_bytes(body_of())
    service.run(body_of())
    for _ in range(4):
        assert service.ask(raw) is not None

    async def meanwhile() -> bytes | None:
        async with service.path._admission.operation():
            return service.ask(raw)

    assert asyncio.run(meanwhile()) is None
    assert service.ask(raw) is not None


def test_a_known_request_counts_for_the_rate_of_its_client() -> None:
    service = Service(rate_per_second=0.001, rate_burst=5)
    raw = post_bytes(body_of())
    service.run(body_of())
    assert [service.ask(raw) is not None for _ in range(8)] == [True] * 5 + [False] * 3
    assert service.path.answered == 5


def test_an_operation_that_took_long_is_not_answered_at_once(service: Service) -> None:
    raw = post_bytes(body_of())
    service.run(body_of())
    service.path.answers.most_bytes = 0
    for _ in range(4):
        assert service.ask(raw) is not None
    planner = service.engine.planner
    prepared = None if planner is None else planner.known(QUERY, None)
    assert prepared is not None
    prepared.seconds = 100.0
    assert service.ask(raw) is None
    prepared.took(0.0)
    assert service.ask(raw) is not None


def test_an_answer_that_became_too_long_is_not_given(service: Service) -> None:
    service.engine.limits = replace(service.engine.limits, answer_bytes=60)
    service.run(body_of())
    assert [service.ask(post_bytes(body_of())) for _ in range(4)] == [None] * 4


def test_a_document_that_is_registered_is_registered_each_time(service: Service, read: list[bytes]) -> None:
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": hashlib.sha256(QUERY.encode()).hexdigest()}}
    registering = post_bytes(body_of(extensions=extensions))
    service.run(body_of())
    assert len({without_id(service.ask(registering)) for _ in range(4)}) == 1
    service.path._persisted = anew = PersistedQueries(1_000_000)
    assert service.ask(registering) is not None
    assert anew.document(None, extensions) == QUERY
    assert len(read) == 5


@pytest.mark.parametrize(
    "lines",
    [
        b"traceparent: a\r\ntraceparent: a\r\n",
        b"traceparent: a\r\nTraceparent: b\r\n",
        b"Content-Length: 5\r\n",
        b"traceparent:\r\n",
        b"traceparent: a\tb\r\n",
        b"traceparent : a\r\n",
        b"x-traceparent: a\r\n",
        b"tracestate: a\r\ntraceparent: " + b"a" * 1100 + b"\r\n",
    ],
)
def test_a_line_that_may_differ_is_still_looked_at(service: Service, lines: bytes) -> None:
    service.run(body_of())
    assert service.ask(post_bytes(body_of(), more=b"traceparent: a\r\ntracestate: b=c\r\n")) is not None
    for _ in range(3):
        assert service.ask(post_bytes(body_of(), more=lines)) is None


def test_no_head_is_longer_or_has_more_lines_than_allowed() -> None:
    service = Service(max_head=200, max_headers=5)
    service.run(body_of())
    assert service.ask(post_bytes(body_of(), more=b"traceparent: a\r\n")) is not None
    assert service.ask(post_bytes(body_of(), more=b"traceparent: " + b"a" * 120 + b"\r\n")) is None
    three = b"traceparent: a\r\ntracestate: b\r\nOrigin: c\r\n"
    assert service.ask(post_bytes(body_of(), more=three)) is None


FLOODS = {
    "variables": lambda number: post_bytes(body_of(f"s{number}")),
    "heads": lambda number: post_bytes(body_of(), more=b"Referer: %d\r\n" % number),
    "bodies": lambda number: post_bytes(body_of(operationName=None, extensions={"n": number})),
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=list(FLOODS))
@pytest.mark.parametrize("answers", [0, 40_000])
def test_what_is_known_of_a_flood_is_bounded(flood: Any, answers: int) -> None:
    service = Service(answer_cache_bytes=answers, request_cache_bytes=40_000)
    path = service.path
    service.run(body_of())
    for number in range(400):
        for _ in range(3):
            assert service.ask(flood(number)) is not None
        assert path.answers.held_bytes <= answers
        assert path.prepared.held_bytes <= 20_000
        assert path._chunk_bytes <= 20_000
        assert sum(len(one) for one in path._chunks) <= path._chunk_bytes
        held = {id(one) for one, _ in [*path.answers._entries.values(), *path.prepared._entries.values()]}
        assert {id(one) for one in path._chunks.values()} <= held  # nothing lives on by its bytes alone
    assert len(path._heads._known) <= 500
    assert len(path._heads._forms) <= 500


def test_without_room_nothing_is_known(read: list[bytes]) -> None:
    service = Service(answer_cache_bytes=0, request_cache_bytes=0)
    service.run(body_of())
    assert len({without_id(service.ask(post_bytes(body_of()))) for _ in range(5)}) == 1
    assert len(read) == 5
    assert not service.path._chunks


def test_the_text_of_each_answer_is_counted_by_itself(service: Service) -> None:
    listed = orjson.dumps(
        {"query": "query L($n: Int) { concepts(first: $n) { nodes { slug name } } }", "variables": {"n": 50}}
    )
    expected = service.run(listed)
    planner = service.engine.planner
    assert planner is not None
    planner.compiler._most_text = 3 * len(expected)
    for _ in range(20):
        assert (service.ask(post_bytes(listed)) or b"").endswith(expected)


def test_what_plans_keep_for_known_requests_is_bounded() -> None:
    service = Service(answer_cache_bytes=0, limits=Limits(plan_bytes=60_000))
    document = "query L($n: Int) { concepts(first: $n) { nodes { name definition mappings { nodes { summary } } } } }"
    begun = set()
    for number in range(1, 101):
        body = orjson.dumps({"query": document, "variables": {"n": number}})
        for _ in range(3):
            if service.ask(post_bytes(body)) is None:
                service.run(body)
            planner = service.engine.planner
            assert planner is not None
            begun.add(id(planner.world))
            assert planner.budget.held <= 60_000
    assert len(begun) > 1


def test_limits_of_the_cost_hold_for_known_shapes() -> None:
    service = Service(limits=Limits(cost=3))
    document = "query P($n: Int) { concepts(first: $n) { nodes { slug } } }"
    cheap, dear = (orjson.dumps({"query": document, "variables": {"n": n}}) for n in (1, 100))
    service.run(cheap)
    assert service.ask(post_bytes(cheap)) is not None
    assert b"TOO_COSTLY" in service.run(dear)
    assert service.ask(post_bytes(dear)) is None


@pytest.mark.parametrize("slug", ["r" * 201, "a\x00b", "a\nb", "\u00e9" * 201])
def test_what_is_wrong_with_a_text_is_told_for_known_shapes_too(service: Service, slug: str) -> None:
    service.run(body_of())
    assert service.ask(post_bytes(body_of())) is not None
    assert b"BAD_USER_INPUT" in service.run(body_of(slug))
    assert service.ask(post_bytes(body_of(slug))) is None


@pytest.mark.parametrize("slug", ["r" * 200, "\u00e9", "a b", ""])
def test_what_is_right_with_a_text_is_answered_at_once(service: Service, slug: str) -> None:
    expected = service.run(body_of(slug))
    assert [(service.ask(post_bytes(body_of(slug))) or b"").endswith(expected) for _ in range(4)] == [True] * 4
