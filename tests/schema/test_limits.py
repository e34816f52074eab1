"""Every limit at its value and one beyond, by the code that a client sees."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

import orjson
import pytest
from graphql import get_introspection_query
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from graph.edges import Edge
from graph.memory import MemoryPinned, MemoryStore
from graph.records import Node
from graph.snapshot import Snapshot
from graph.store import Filter, Order, Page, Pinned, Slice
from graph.vocabulary import NodeKind
from schema import answers, errors
from schema.engine import Engine, GraphQLRequest, Outcome
from schema.limits import Limits
from tests.contents import small_content
from tests.schema.conftest import PATIENT, Ask, answer_of


def deep(levels: int) -> str:
    """Return a valid document of exactly so many levels: concept, then prerequisites and nodes by turns, then slug."""
    inner = "slug" if levels % 2 == 0 else "prerequisites { totalCount }"
    for _ in range((levels - 2 - (levels % 2)) // 2):
        inner = f"prerequisites {{ nodes {{ {inner} }} }}"
    return f'{{ concept(slug: "rag") {{ {inner} }} }}'


def deep_type(levels: int) -> str:
    """Return a document of so many levels under `__type`."""
    inner = "name"
    for _ in range(levels - 2):
        inner = f"ofType {{ {inner} }}"
    return f'{{ __type(name: "Query") {{ {inner} }} }}'


def tokens(count: int) -> str:
    return "{" + " __typename" * (count - 2) + "}"


def aliases(count: int) -> str:
    return '{ concept(slug: "rag") { ' + " ".join(f"a{n}: name" for n in range(count)) + " } }"


def operations(count: int) -> str:
    return " ".join(f"query Q{n} {{ __typename }}" for n in range(count))


def some_fields(count: int) -> str:
    return '{ concept(slug: "rag") { ' + "name " * (count - 1) + "} }"


def directives(count: int) -> str:
    return '{ concept(slug: "rag") { ' + "name @include(if: true) " * count + "} }"


LIMITS: list[tuple[str, Callable[[int], str], int, str]] = [
    ("depth", deep, 12, errors.TOO_DEEP),
    ("introspection depth", deep_type, 16, errors.TOO_DEEP),
    ("aliases", aliases, 50, errors.TOO_MANY_ALIASES),
    ("root fields", lambda n: "{" + " __typename" * n + "}", 20, errors.TOO_MANY_ROOT_FIELDS),
    ("fields", some_fields, 500, errors.TOO_MANY_FIELDS),
    ("directives", directives, 50, errors.TOO_MANY_DIRECTIVES),
    ("__schema", lambda n: "{" + " __schema { queryType { name } }" * n + "}", 1, errors.INTROSPECTION_LIMIT),
    ("__type", lambda n: "{" + ' __type(name: "Query") { name }' * n + "}", 10, errors.INTROSPECTION_LIMIT),
]


@pytest.mark.parametrize(("name", "document", "limit", "code"), LIMITS, ids=[row[0] for row in LIMITS])
def test_a_document_at_a_limit_is_answered_and_one_beyond_is_not(
    ask: Ask, name: str, document: Callable[[int], str], limit: int, code: str
) -> None:
    assert "errors" not in ask(document(limit)), name
    refused = ask(document(limit + 1))
    assert refused.keys() == {"errors"}
    (error,) = refused["errors"]
    assert error["extensions"] == {"code": code, "limit": limit}


def test_operations_are_counted(ask: Ask) -> None:
    assert "data" in ask(operations(10), operation_name="Q3")
    assert ask(operations(11), operation_name="Q3")["errors"][0]["extensions"]["code"] == errors.TOO_MANY_OPERATIONS


def test_tokens_are_counted_before_anything_else(ask: Ask) -> None:
    assert ask(tokens(2000))["errors"][0]["extensions"]["code"] == errors.TOO_MANY_ROOT_FIELDS
    refused = ask(tokens(2001))
    assert refused["errors"][0]["extensions"] == {"code": errors.TOO_MANY_TOKENS, "limit": 2000}


@pytest.mark.parametrize("name", ["first", "last"])
@pytest.mark.parametrize(("size", "fits"), [(1, True), (100, True), (101, False), (0, False), (-1, False)])
def test_page_sizes_are_refused_out_of_bounds_as_literal_and_as_variable(
    ask: Ask, name: str, size: int, fits: bool
) -> None:
    literal = ask(f"{{ concepts({name}: {size}) {{ totalCount }} }}")
    variable = ask(f"query Q($n: Int) {{ concepts({name}: $n) {{ totalCount }} }}", {"n": size})
    default = ask(f"query Q($n: Int = {size}) {{ concepts({name}: $n) {{ totalCount }} }}")
    for answer in (literal, variable, default):
        assert ("data" in answer) is fits
        if not fits:
            assert answer["errors"][0]["extensions"] == {"code": errors.BAD_PAGE_SIZE, "limit": 100}


def test_the_number_of_releases_is_a_page_size_too(ask: Ask) -> None:
    document = '{ package(purl: "pkg:pypi/haystack-ai") { releases(first: %d) { nodes { version } } } }'
    assert ask(document % 101)["errors"][0]["extensions"]["code"] == errors.BAD_PAGE_SIZE
    assert ask(document % 1) == {"data": {"package": {"releases": {"nodes": [{"version": "2.0.0"}]}}}}


def test_a_page_from_both_ends_is_refused(ask: Ask) -> None:
    answer = ask("query Q($n: Int) { concepts(first: 2, last: $n) { totalCount } }", {"n": 2})
    assert answer["errors"][0]["extensions"]["code"] == errors.BAD_USER_INPUT
    assert "data" in ask("query Q($n: Int) { concepts(first: 2, last: $n) { totalCount } }", {"n": None})


class Longer(MemoryPinned):
    """Says that each list is so long, so that costs can be reached with little content."""

    @property
    def longest(self) -> dict[str, int]:
        return dict.fromkeys(super().longest, 1000)


class LongerStore(MemoryStore):
    async def pin(self) -> Pinned:
        return Longer(self.snapshot)


def test_cost_is_counted_by_page_sizes_and_named_in_the_refusal() -> None:
    engine = Engine(LongerStore(Snapshot.of(small_content())))
    document = "{ concepts(first: 100) { nodes { mappings(first: %d) { nodes { %s } } } } }"
    within = answer_of(engine, document % (82, "framework { name } concept { name }"))
    assert (within.outcome, within.cost) == (Outcome.ANSWERED, 100 * (1 + 82 * 3))
    at = Engine(LongerStore(Snapshot.of(small_content())), Limits(cost=100 * (1 + 82 * 3)))
    assert answer_of(at, document % (82, "framework { name } concept { name }")).outcome is Outcome.ANSWERED
    beyond = answer_of(engine, document % (84, "framework { name } concept { name }"))
    assert (beyond.outcome, beyond.cost) == (Outcome.REFUSED, 100 * (1 + 84 * 3))
    (error,) = orjson.loads(beyond.body)["errors"]
    assert error["extensions"] == {"code": errors.TOO_COSTLY, "cost": 25_300, "limit": 25_000}


def test_cost_through_a_variable_is_the_same() -> None:
    engine = Engine(LongerStore(Snapshot.of(small_content())))
    document = "query Q($n: Int!) { mappings(first: $n) { nodes { symbols { ref } } } }"
    assert answer_of(engine, document, {"n": 24}).codes == ()
    assert answer_of(engine, document, {"n": 25}).codes == (errors.TOO_COSTLY,)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("x" * 200, True),
        ("x" * 201, False),
        ("e\u0301" * 200, True),  # each pair is one character after NFC
        ("e\u0301" * 201, False),
        ("x" * 100_000, False),
        ("\u0301" * 50_000, False),
        ("a\nb", False),
        ("a\x00b", False),
        ("a\x7fb", False),
        ("a\x85b", False),
        ("\ud800", False),
        ("日本語 👩‍🚀 עברית", True),
        ("", True),
    ],
)
def test_texts_are_short_and_have_no_control_characters(ask: Ask, text: str, fits: bool) -> None:
    places: list[tuple[str, Any]] = [
        ("query Q($t: String!) { concept(slug: $t) { name } }", text),
        ("query Q($t: [String!]) { concepts(slugs: $t) { totalCount } }", ["rag", text]),
        ("query Q($t: String!) { concepts(where: { family: [$t] }) { totalCount } }", text),
        ("query Q($t: ConceptFilterInput) { concepts(where: $t) { totalCount } }", {"framework": [text]}),
        ("query Q($t: String!) { ...F } fragment F on Query { mapping(framework: $t, concept: $t) { summary } }", text),
    ]
    for document, value in places:
        answer = ask(document, {"t": value})
        assert ("data" in answer) is fits
        if not fits:
            assert {error["extensions"]["code"] for error in answer["errors"]} == {errors.BAD_USER_INPUT}


@pytest.mark.parametrize(
    ("text", "fits"), [("x" * 200, True), ("x" * 201, False), ("a\\nb", False), ("\\u0000", False)]
)
def test_texts_in_the_document_are_checked_alike(ask: Ask, text: str, fits: bool) -> None:
    assert ("data" in ask(f'{{ concept(slug: "{text}") {{ name }} }}')) is fits
    assert ("data" in ask(f'query Q($t: String = "{text}") {{ role(slug: $t) {{ name }} }}')) is fits


def test_lists_of_values_are_bounded(ask: Ask) -> None:
    document = "query Q($s: [String!]) { concepts(slugs: $s) { totalCount } }"
    assert "data" in ask(document, {"s": ["x"] * 200})
    refused = ask(document, {"s": ["x"] * 201})
    assert refused["errors"][0]["extensions"] == {"code": errors.BAD_USER_INPUT, "limit": 200}


class Slow(MemoryPinned):
    """Answers lists only after a while."""

    async def slices(
        self, edge: Edge, owners: Sequence[str], page: Page, where: Filter, order: Order, as_of: Any
    ) -> Sequence[Slice]:
        await asyncio.sleep(60)
        raise AssertionError


class Busy(MemoryPinned):
    """Keeps the loop busy at each list, as a large answer would."""

    async def slices(
        self, edge: Edge, owners: Sequence[str], page: Page, where: Filter, order: Order, as_of: Any
    ) -> Sequence[Slice]:
        time.sleep(0.03)  # noqa: ASYNC251  # that is the point
        return await super().slices(edge, owners, page, where, order, as_of)


@pytest.mark.parametrize("kind", [Slow, Busy])
def test_an_operation_that_takes_too_long_is_ended_between_batches(kind: type[MemoryPinned]) -> None:
    class Store(MemoryStore):
        async def pin(self) -> Pinned:
            return kind(self.snapshot)

    engine = Engine(Store(Snapshot.of(small_content())), Limits(seconds=0.05))
    engine.warm()
    answer = answer_of(engine, deep(12))
    assert (answer.outcome, answer.codes) == (Outcome.TIMED_OUT, (errors.TIMEOUT,))
    assert orjson.loads(answer.body)["data"] is None


class Timeless(asyncio.SelectorEventLoop):
    """An event loop that waits for nothing: its clock goes on to the time of what comes next, however busy we are."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        self._select, self._selector.select = self._selector.select, self._go_on  # type: ignore[attr-defined]

    def time(self) -> float:
        return self._now

    def _go_on(self, timeout: float | None = None) -> Any:
        found = self._select(timeout and 0)
        if not found:
            self._now += timeout or 0
        return found


def test_waiting_for_the_version_and_for_the_answer_share_one_limit() -> None:
    """Each of the two waits is within the limit, and together they are not."""

    class Late(MemoryPinned):
        async def nodes(self, kind: NodeKind, keys: Sequence[str]) -> Sequence[Node | None]:
            await asyncio.sleep(0.6)
            return await super().nodes(kind, keys)

    class Store(MemoryStore):
        async def pin(self) -> Pinned:
            await asyncio.sleep(0.6)
            return Late(self.snapshot)

    engine = Engine(Store(Snapshot.of(small_content())), Limits(seconds=1.0))
    engine.warm()
    with asyncio.Runner(loop_factory=Timeless) as runner:
        answer = runner.run(engine.answer(GraphQLRequest('{ concept(slug: "retrieval") { name } }')))
    assert (answer.outcome, answer.codes) == (Outcome.TIMED_OUT, (errors.TIMEOUT,))


def test_an_operation_is_ended_between_objects_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """One page may hold more objects than can be written out in time, and the loop does not get a turn between them."""

    class Store(MemoryStore):
        async def pin(self) -> Pinned:
            return Busy(self.snapshot)

    engine = Engine(Store(Snapshot.of(small_content())), Limits(seconds=0.02))
    engine.warm()
    monkeypatch.setattr(asyncio, "timeout_at", lambda _: asyncio.timeout(None))
    answer = answer_of(engine, "{ concepts { nodes { name outcomes { aware } } } }")
    assert (answer.outcome, answer.codes) == (Outcome.TIMED_OUT, (errors.TIMEOUT,))


def test_an_answer_of_far_too_many_bytes_is_not_encoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "encode", lambda payload: pytest.fail(str(payload)))
    with pytest.raises(errors.Refused, match="more than 100 bytes"):
        answers.encode_answer({"a": [{"b": "x" * 60}, {"c": ["y" * 60, 1, None, True]}]}, [], Limits(answer_bytes=100))


def test_answers_are_bounded_in_bytes(snapshot_of_small_content: Snapshot) -> None:
    store = MemoryStore(snapshot_of_small_content)
    document = "{ concepts { nodes { definition } } }"
    size = len(answer_of(Engine(store), document).body)
    assert answer_of(Engine(store, Limits(answer_bytes=size)), document).outcome is Outcome.ANSWERED
    beyond = answer_of(Engine(store, Limits(answer_bytes=size - 1)), document)
    assert (beyond.outcome, beyond.codes) == (Outcome.REFUSED, (errors.ANSWER_TOO_LARGE,))
    assert orjson.loads(beyond.body).keys() == {"errors"}


def wrong_fields(count: int) -> str:
    return "{ " + " ".join(f"w{n}" for n in range(count)) + " }"


@pytest.mark.parametrize(("wrong", "shown"), [(19, 19), (20, 20)])
def test_errors_up_to_the_limit_are_all_shown(ask: Ask, wrong: int, shown: int) -> None:
    found = ask(wrong_fields(wrong))["errors"]
    assert [error["extensions"]["code"] for error in found] == [errors.GRAPHQL_VALIDATION_FAILED] * shown


def test_of_too_many_errors_the_last_says_so(ask: Ask) -> None:
    found = ask("{ snapshot { " + " ".join(f"w{n}" for n in range(60)) + " } }")["errors"]
    assert len(found) == 20
    assert [error["extensions"]["code"] for error in found][-2:] == [
        errors.GRAPHQL_VALIDATION_FAILED,
        errors.TOO_MANY_ERRORS,
    ]


def test_field_errors_are_bounded_too(ask: Ask) -> None:
    document = " ".join(f'a{n}: symbol(ref: "x", package: "no purl") {{ ref }}' for n in range(20))
    assert len(ask(f"{{ {document} }}")["errors"]) == 20
    cursors = " ".join(f'a{n}: dependents(after: "x") {{ totalCount }}' for n in range(5))
    found = ask(f"{{ concepts {{ nodes {{ {cursors} }} }} }}")
    assert len(found["errors"]) <= 20


def test_messages_are_cut_and_refusals_stay_small(engine: Engine) -> None:
    answer = answer_of(engine, "{ snapshot { " + " ".join(f"w{n}{'x' * 900}" for n in range(19)) + " } }")
    found = orjson.loads(answer.body)["errors"]
    assert max(len(error["message"]) for error in found) <= 500
    assert len(answer.body) <= 16 * 1024


def test_a_refusal_of_wide_characters_stays_small(engine: Engine) -> None:
    document = "query Q(" + " ".join(f"$v{n}: Date" for n in range(19)) + ") { snapshot { version } }"
    answer = answer_of(engine, document, {f"v{n}": "\U0001f600" * 500 for n in range(19)})
    assert answer.outcome is Outcome.REFUSED
    assert len(answer.body) <= 16 * 1024
    assert orjson.loads(answer.body)["errors"][-1]["extensions"]["code"] in errors.MEANINGS


def test_the_introspection_of_tools_passes(ask: Ask) -> None:
    document = get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True
    )
    answer = ask(document)
    assert "errors" not in answer
    assert len(answer["data"]["__schema"]["types"]) > 80


def test_each_limit_can_be_set() -> None:
    strict = Engine(MemoryStore(Snapshot.of(small_content())), Limits(depth=2))
    assert answer_of(strict, deep(2)).codes == ()
    assert answer_of(strict, deep(3)).codes == (errors.TOO_DEEP,)


def test_each_limit_with_a_code_names_a_code_that_is_explained() -> None:
    codes = {one.metadata["code"] for one in fields(Limits)} - {None}
    assert codes <= errors.MEANINGS.keys()


def test_fragments_nested_without_end_are_refused(ask: Ask) -> None:
    for count in (150, 220):
        chain = " ".join(f"fragment F{i} on Query {{ __typename ...F{i + 1} }}" for i in range(count))
        answer = ask(f"{{ snapshot {{ licence }} }} {chain} fragment F{count} on Query {{ __typename }}")
        assert answer["errors"][0]["extensions"]["code"] in {errors.GRAPHQL_VALIDATION_FAILED, errors.TOO_DEEP}
        spread = chain.replace("on Query", "on Snapshot")
        answer = ask(f"{{ snapshot {{ ...F0 }} }} {spread} fragment F{count} on Snapshot {{ __typename }}")
        assert "data" in answer or answer["errors"][0]["extensions"]["code"] == errors.TOO_DEEP


WORST = {
    "fields that double": (
        '{ concept(slug: "x") { ...F0 } } '
        + " ".join(f"fragment F{i} on Concept {{ a: name ...F{i + 1} ...F{i + 1} }}" for i in range(140))
        + " fragment F140 on Concept { name }"
    ),
    "nested braces": "{" + "a{" * 300 + "}" * 300 + "}",
    "nested lists": "{ concepts(where: " + "[" * 900 + "]" * 900 + ") { totalCount } }",
    "nested objects": "{ concepts(where: " + "{ a: " * 400 + "1" + "}" * 400 + ") { totalCount } }",
    "one field again": '{ concept(slug: "x") { ' + "name " * 499 + "} }",
    "overlapping fragments": '{ concept(slug: "x") { ' + "... { family { name } } " * 160 + "} }",
    "arguments that differ": (
        '{ concept(slug: "x") { ' + " ".join(f"mappings(first: {n}) {{ totalCount }}" for n in range(1, 99)) + " } }"
    ),
    "comments": "#\n" * 30_000 + "{ nothing }",
    "many values": "{ concepts(slugs: [" + '"x" ' * 1_900 + "]) { totalCount } }",
    "a long text": '{ concept(slug: "' + "x" * 60_000 + '") { name } }',
    "a long name": "{ " + "x" * 60_000 + " }",
    "a long number": "{ concepts(first: " + "9" * 60_000 + ") { totalCount } }",
}


@pytest.mark.parametrize("document", WORST.values(), ids=WORST)
def test_the_worst_documents_are_refused_or_answered_with_a_small_body(engine: Engine, document: str) -> None:
    with capture_logs() as logs:
        answer = answer_of(engine, document)
    assert answer.outcome in {Outcome.REFUSED, Outcome.ANSWERED}
    assert errors.INTERNAL_SERVER_ERROR not in answer.codes
    assert (logs, len(answer.body) <= 16 * 1024) == ([], True)


ANY_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
EVERY_VARIABLE = """query Q($s: String!, $n: Int, $l: [String!], $i: ID!, $w: ConceptFilterInput, $o: ConceptOrderInput,
    $d: Date, $p: Purl, $r: [SymbolReferenceInput!] = []) {
  concepts(first: $n, slugs: $l, after: $s, where: $w, orderBy: $o, asOf: $d) { nodes { slug } }
  symbol(ref: $s, package: $p) { ref } node(id: $i) { id } retired(id: $s) { reason } symbols(refs: $r) { ref }
}"""


@settings(max_examples=200, deadline=None)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys("snliwodpr", ANY_VALUE)))
def test_no_variables_whatever_make_an_error_of_ours(variables: dict[str, Any]) -> None:
    with capture_logs() as logs:
        answer = answer_of(ENGINE, EVERY_VARIABLE, variables)
    assert logs == []
    assert errors.INTERNAL_SERVER_ERROR not in answer.codes


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='{}()[]:$!.@"\\ #,abn1-\n\ud800\x00é', max_size=60))
def test_no_text_whatever_makes_an_error_of_ours(document: str) -> None:
    answer = answer_of(ENGINE, document)
    assert answer.outcome in {Outcome.REFUSED, Outcome.ANSWERED, Outcome.METHOD_NOT_ALLOWED}
    orjson.loads(answer.body)


ENGINE = Engine(MemoryStore(Snapshot.of(small_content())), PATIENT)
