"""The engine's answers: the main question end to end, and what becomes of requests that can't be answered."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import orjson
import pytest
from structlog.testing import capture_logs

from graph.errors import StoreError, StoreMisconfigured, StoreUnavailable, VersionGone
from graph.memory import MemoryPinned, MemoryStore
from graph.snapshot import Snapshot
from graph.store import Pinned
from graph.vocabulary import NodeKind
from schema import errors
from schema.engine import Engine, GraphQLRequest, Outcome, QueryFailed
from schema.limits import Limits
from tests.contents import small_content
from tests.schema.conftest import Ask, answer_of

SECRET = "bolt://admin:hunter2@10.0.0.7"


def test_the_main_question_is_answered(ask: Ask) -> None:
    document = """{ concept(slug: "reranking") {
        name invariant prerequisites { nodes { slug } }
        mappings(first: 50) { totalCount nodes { state framework { slug } symbols { ref } } }
    } }"""
    assert ask(document) == {
        "data": {
            "concept": {
                "name": "Reranking",
                "invariant": "What stays of reranking.",
                "prerequisites": {"nodes": [{"slug": "retrieval"}]},
                "mappings": {
                    "totalCount": 1,
                    "nodes": [
                        {
                            "state": "VERIFIED",
                            "framework": {"slug": "haystack"},
                            "symbols": [{"ref": "haystack.rankers:Ranker"}],
                        }
                    ],
                },
            }
        }
    }


def test_an_answer_tells_what_a_server_logs(engine: Engine) -> None:
    answer = answer_of(engine, 'query Name { concept(slug: "rag") { name family { name } } }')
    assert (answer.outcome, answer.codes, answer.operation_name, answer.cost) == (Outcome.ANSWERED, (), "Name", 2)
    assert len(answer.document_hash) == 64
    assert answer.version == str(Snapshot.of(small_content()).version)


REFUSALS = [
    ("", errors.GRAPHQL_PARSE_FAILED),
    ("{", errors.GRAPHQL_PARSE_FAILED),
    ("{ snapshot { } }", errors.GRAPHQL_PARSE_FAILED),
    ("{ concept(slug: \ud800) { name } }", errors.GRAPHQL_PARSE_FAILED),
    ("type Query { a: Int }", errors.GRAPHQL_VALIDATION_FAILED),
    ("{ nothing }", errors.GRAPHQL_VALIDATION_FAILED),
    ("{ concept { name } }", errors.GRAPHQL_VALIDATION_FAILED),
    ("{ concept(slug: 3) { name } }", errors.GRAPHQL_VALIDATION_FAILED),
    ('{ concept(slug: "rag") }', errors.GRAPHQL_VALIDATION_FAILED),
    ("{ ...F }", errors.GRAPHQL_VALIDATION_FAILED),
    ("{ ...F } fragment F on Query { ...F }", errors.GRAPHQL_VALIDATION_FAILED),
    ("mutation { __typename }", errors.GRAPHQL_VALIDATION_FAILED),
    ("subscription { __typename }", errors.GRAPHQL_VALIDATION_FAILED),
    ("query A { __typename } query B { __typename }", errors.OPERATION_RESOLUTION_FAILURE),
    ("fragment F on Query { __typename }", errors.GRAPHQL_VALIDATION_FAILED),
    ('{ package(purl: "haystack") { purl } }', errors.GRAPHQL_VALIDATION_FAILED),
    ('{ mappings(asOf: "2026-13-01") { totalCount } }', errors.GRAPHQL_VALIDATION_FAILED),
]


@pytest.mark.parametrize(("document", "code"), REFUSALS)
def test_a_request_that_is_not_run_has_no_data(engine: Engine, document: str, code: str) -> None:
    answer = answer_of(engine, document)
    body = orjson.loads(answer.body)
    assert body.keys() == {"errors"}
    assert (answer.outcome, answer.codes) == (Outcome.REFUSED, (code,))
    assert all(error["extensions"]["code"] == code for error in body["errors"])


def test_refusals_are_the_same_the_second_time(engine: Engine) -> None:
    for document, _ in REFUSALS:
        assert answer_of(engine, document) == answer_of(engine, document)


def test_an_unknown_operation_is_named(ask: Ask) -> None:
    (error,) = ask("query A { __typename }", operation_name="B")["errors"]
    assert error["message"] == "The document has no operation named 'B'."
    assert error["extensions"]["code"] == errors.OPERATION_RESOLUTION_FAILURE


@pytest.mark.parametrize(
    "variables",
    [{}, {"slug": None}, {"slug": 3}, {"slug": ["rag"]}, {"slug": {"a": 1}}, {"slug": 1.5}, {"slug": True}],
)
def test_variables_of_wrong_types_are_refused(engine: Engine, variables: dict[str, Any]) -> None:
    answer = answer_of(engine, "query Q($slug: String!) { concept(slug: $slug) { name } }", variables)
    assert (answer.outcome, answer.codes) == (Outcome.REFUSED, (errors.BAD_USER_INPUT,))


def test_unknown_variables_are_ignored(ask: Ask) -> None:
    assert "errors" not in ask("{ __typename }", {"more": "\ud800"})


@pytest.mark.parametrize(("method", "outcome"), [("GET", Outcome.METHOD_NOT_ALLOWED), ("POST", Outcome.REFUSED)])
def test_only_queries_come_by_get(engine: Engine, method: str, outcome: Outcome) -> None:
    assert answer_of(engine, "mutation { __typename }", method=method).outcome is outcome
    assert answer_of(engine, "{ __typename }", method=method).outcome is Outcome.ANSWERED
    several = "query A { __typename } mutation B { __typename }"
    assert answer_of(engine, several, method=method, operation_name="B").outcome is outcome


def test_errors_of_values_have_a_path_and_leave_the_rest_alone(ask: Ask) -> None:
    answer = ask('{ a: snapshot { licence } b: symbol(ref: "haystack.rankers:Ranker") { former } }')
    assert answer["data"] == {"a": {"licence": "CC-BY-4.0"}, "b": {"former": False}}
    answer = ask('{ concept(slug: "rag") { name mappings(after: "none") { totalCount } } snapshot { licence } }')
    assert answer["data"] == {"concept": None, "snapshot": {"licence": "CC-BY-4.0"}}
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]) == (["concept", "mappings"], {"code": errors.BAD_CURSOR})
    assert error["locations"] == [{"line": 1, "column": 31}]


def pinned_with(**methods: Callable[..., Any]) -> Engine:
    """Return an engine over a pinned version some of whose methods are replaced."""

    class Store(MemoryStore):
        async def pin(self) -> Pinned:
            pinned = MemoryPinned(self.snapshot)
            for name, method in methods.items():
                setattr(pinned, name, method)
            return pinned

    return Engine(Store(Snapshot.of(small_content())), plans=False)


def raising(error: Exception) -> Callable[..., Any]:
    async def method(*_: Any) -> Any:
        raise error

    return method


CONCEPT = '{ concept(slug: "rag") { name mappings { totalCount } } snapshot { version } }'


def test_what_nobody_foresaw_is_an_id_for_the_client_and_a_traceback_in_the_log() -> None:
    engine = pinned_with(slices=raising(RuntimeError(SECRET)))
    with capture_logs() as logs:
        answer = answer_of(engine, CONCEPT)
    assert (answer.outcome, answer.codes) == (Outcome.ANSWERED, (errors.INTERNAL_SERVER_ERROR,))
    body = orjson.loads(answer.body)
    assert body["data"]["concept"] is None
    assert body["data"]["snapshot"]["version"]
    (error,) = body["errors"]
    assert error["message"] == "Something went wrong here."
    (entry,) = logs
    assert entry["error_id"] == error["extensions"]["id"]
    assert SECRET in str(entry["exc_info"])
    assert SECRET not in answer.body.decode()


def test_when_no_data_is_left_by_an_error_the_request_has_failed() -> None:
    with capture_logs():
        answer = answer_of(pinned_with(summary=raising(ZeroDivisionError())), CONCEPT)
    assert answer.outcome is Outcome.FAILED
    assert orjson.loads(answer.body)["data"] is None


def test_a_null_where_none_may_be_is_an_error_of_ours() -> None:
    async def nothing(_kind: NodeKind, keys: Sequence[str]) -> Sequence[None]:
        return [None for _ in keys]

    async def one(kind: NodeKind, keys: Sequence[str]) -> Sequence[Any]:
        found = Snapshot.of(small_content()).nodes[kind]
        return await nothing(kind, keys) if kind is NodeKind.FAMILY else [found.get(key) for key in keys]

    with capture_logs():
        answer = answer_of(pinned_with(nodes=one), '{ concept(slug: "rag") { name family { name } } }')
    body = orjson.loads(answer.body)
    assert body["data"] == {"concept": None}
    assert body["errors"][0]["extensions"]["code"] == errors.INTERNAL_SERVER_ERROR
    assert "non-nullable" not in answer.body.decode()


@pytest.mark.parametrize("error", [StoreUnavailable(SECRET), StoreMisconfigured(SECRET), VersionGone(SECRET)])
@pytest.mark.parametrize("method", ["nodes", "slices", "summary"])
def test_a_store_that_fails_makes_the_whole_answer_unavailable(error: StoreError, method: str) -> None:
    with capture_logs() as logs:
        answer = answer_of(pinned_with(**{method: raising(error)}), CONCEPT)
    assert (answer.outcome, answer.codes) == (Outcome.UNAVAILABLE, (errors.STORE_UNAVAILABLE,))
    assert orjson.loads(answer.body).keys() == {"errors"}
    assert SECRET not in answer.body.decode()
    assert logs[0]["reason"] == SECRET


class Unreachable(MemoryStore):
    """A store that can't even be pinned."""

    async def pin(self) -> Pinned:
        raise StoreUnavailable(SECRET)


def test_without_a_store_what_is_wrong_with_a_request_is_still_told() -> None:
    engine = Engine(Unreachable(Snapshot.of(small_content())))
    with capture_logs():
        assert answer_of(engine, "{ nothing }").outcome is Outcome.REFUSED
        answer = answer_of(engine, CONCEPT)
    assert (answer.outcome, answer.version) == (Outcome.UNAVAILABLE, "")


def test_a_store_that_never_answers_is_given_up() -> None:
    class Silent(MemoryStore):
        async def pin(self) -> Pinned:
            await asyncio.sleep(60)
            raise AssertionError

    with capture_logs():
        answer = answer_of(Engine(Silent(Snapshot.of(small_content())), Limits(seconds=0.02)), CONCEPT)
    assert answer.outcome is Outcome.UNAVAILABLE


@pytest.mark.parametrize(
    "document",
    [
        "{ concept(slug: $nowhere) { name } }",
        '{ concept(slug: "rag") { nam } }',
        "{ concepts(where: { famil: [] }) { totalCount } }",
        '{ package(purl: "x") { purl } }',
    ],
)
def test_no_library_path_or_python_name_reaches_a_client(engine: Engine, document: str) -> None:
    text = answer_of(engine, document).body.decode().lower()
    for word in (
        "strawberry",
        "graphql-core",
        "traceback",
        ".py",
        "python",
        "valueerror",
        "site-packages",
        "object at",
    ):
        assert word not in text


def test_pages_of_our_own_get_data_or_a_reason(engine: Engine) -> None:
    data = asyncio.run(engine.data("query Q($s: String!) { concept(slug: $s) { name } }", {"s": "chunking"}))
    assert data == {"concept": {"name": "Chunking"}}
    with pytest.raises(QueryFailed, match="Cannot query field 'nothing'") as caught:
        asyncio.run(engine.data("{ nothing }"))
    assert caught.value.shown[0]["extensions"]["code"] == errors.GRAPHQL_VALIDATION_FAILED


def test_requests_at_once_do_not_disturb_each_other(engine: Engine) -> None:
    async def many() -> list[bytes]:
        document = "query Q($s: String!) { concept(slug: $s) { slug mappings { nodes { framework { slug } } } } }"
        slugs = ["rag", "chunking", "retrieval", "reranking"] * 5
        answers = await asyncio.gather(*(engine.answer(GraphQLRequest(document, {"s": slug})) for slug in slugs))
        assert [orjson.loads(a.body)["data"]["concept"]["slug"] for a in answers] == slugs
        return [answer.body for answer in answers]

    bodies = asyncio.run(many())
    assert bodies[:4] * 5 == bodies
