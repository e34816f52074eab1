"""The cache of documents: parsed and validated once, bounded in number and bytes, the longest unused leaving first."""

import asyncio
from typing import Any

import pytest
from graphql import get_introspection_query

from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from schema import documents, engine, execution
from schema.documents import Documents
from schema.engine import Engine, GraphQLRequest
from schema.limits import Limits
from tests.contents import small_content
from tests.schema.conftest import answer_of


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Count how often documents are parsed, validated and executed."""
    calls = dict.fromkeys(("parse", "validate", "execute"), 0)

    def counting(module: Any, name: str) -> None:
        plain = getattr(module, name)

        def wrapped(*arguments: Any, **more: Any) -> Any:
            calls[name] += 1
            return plain(*arguments, **more)

        monkeypatch.setattr(module, name, wrapped)

    counting(documents, "parse")
    counting(engine, "validate")
    counting(execution, "execute")
    return calls


@pytest.fixture
def small_engine() -> Engine:
    return Engine(MemoryStore(Snapshot.of(small_content())), plans=False)


def test_a_document_is_parsed_and_validated_once(small_engine: Engine, counted: dict[str, int]) -> None:
    document = "query Q($s: String!) { concept(slug: $s) { name } }"
    for slug in ("rag", "chunking", "rag"):
        answer_of(small_engine, document, {"s": slug})
    assert counted == {"parse": 1, "validate": 1, "execute": 3}


@pytest.mark.parametrize("document", ["{", "{ nothing }"])
def test_a_document_that_is_refused_is_remembered_too(
    small_engine: Engine, counted: dict[str, int], document: str
) -> None:
    bodies = {answer_of(small_engine, document).body for _ in range(3)}
    assert len(bodies) == 1
    assert (counted["parse"], counted["validate"] <= 1, counted["execute"]) == (1, True, 0)


def test_an_answer_about_the_schema_is_kept(small_engine: Engine, counted: dict[str, int]) -> None:
    document = get_introspection_query()
    bodies = {answer_of(small_engine, document).body for _ in range(3)}
    assert len(bodies) == 1
    assert counted["execute"] == 1


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ("query Q($n: String!) { __type(name: $n) { name } }", {"n": "Concept"}),
        ("{ __typename snapshot { version } }", {}),
        ('{ concept(slug: "rag") { __typename } }', {}),
    ],
)
def test_an_answer_that_may_change_is_not_kept(
    small_engine: Engine, counted: dict[str, int], document: str, variables: dict[str, str]
) -> None:
    for _ in range(2):
        answer_of(small_engine, document, variables)
    assert counted["execute"] == 2


def test_operations_of_one_document_have_answers_of_their_own(small_engine: Engine) -> None:
    document = 'query A { __type(name: "Concept") { name } } query B { __type(name: "Goal") { name } }'
    for _ in range(2):
        assert b"Concept" in answer_of(small_engine, document, operation_name="A").body
        assert b"Goal" in answer_of(small_engine, document, operation_name="B").body
        assert answer_of(small_engine, document).codes == ("OPERATION_RESOLUTION_FAILURE",)


def test_the_number_of_documents_is_bounded() -> None:
    kept = Documents(Limits(cached_documents=3))
    first = kept.read("{ a }")
    for name in "bcd":
        kept.read(f"{{ {name} }}")
    assert len(kept) == 3
    assert kept.read("{ a }") is not first


def test_what_was_used_last_leaves_last() -> None:
    kept = Documents(Limits(cached_documents=2))
    first = kept.read("{ a }")
    kept.read("{ b }")
    kept.read("{ a }")
    kept.read("{ c }")
    assert kept.read("{ a }") is first


def test_their_bytes_are_bounded() -> None:
    kept = Documents(Limits(cached_bytes=300_000))
    for number in range(50):
        kept.read("{" + f" a{number}" * 100 + " }")
    assert 1 <= len(kept) < 6
    assert kept.held_bytes <= 300_000


def test_a_document_larger_than_the_cache_is_answered_and_not_kept() -> None:
    kept = Documents(Limits(cached_bytes=10))
    assert kept.read("{ a }").refusal is None
    assert (len(kept), kept.held_bytes) == (0, 0)


def test_answers_about_the_schema_count_in_bytes() -> None:
    limits = Limits(cached_bytes=400_000)
    small = Engine(MemoryStore(Snapshot.of(small_content())), limits)

    async def flood() -> None:
        for number in range(20):
            await small.answer(GraphQLRequest(f"# {number}\n{get_introspection_query()}"))

    asyncio.run(flood())
    assert small.documents.held_bytes <= limits.cached_bytes
