"""What plans are made of, what they keep and how much, and that a wrong plan would be noticed."""

import asyncio
import gc
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import orjson
import pytest
from graphql import parse

from graph.memory import MemoryStore
from graph.records import Content
from graph.snapshot import Snapshot
from schema.build import executable_schema
from schema.declare import Batched, Column, Computed
from schema.engine import Engine, GraphQLRequest, Outcome
from schema.errors import TIMEOUT
from schema.limits import Limits
from schema.plans import compiled, source
from schema.plans.handing import Reason
from schema.plans.leaves import text_of, to_bytes
from schema.plans.planner import Planner
from schema.plans.rows import ROW_CLASSES, slot_of
from schema.plans.selections import Selector
from schema.plans.source import source_of
from schema.plans.variables import Variables
from schema.preparing import prepare
from schema.types import OBJECTS
from tests.contents import small_content
from tests.neo4j.documents import Documents
from tests.schema.conftest import answer_of
from tests.schema.plans.test_differential import Both
from tests.schema.plans.varied import Variation, otherwise

HOSTILE = [
    "C",
    "o",
    "J",
    "L",
    "N",
    "again",
    "keep",
    "k1",
    "s1",
    "__class__",
    "__import__",
    "f_slug",
    "x" * 200,
]


def source_text(document: str) -> str:
    """Return the source that a document is compiled to."""
    node = parse(document)
    operation: Any = node.definitions[0]
    return source_of(Selector(executable_schema(), node, operation).select({}), memo=True).text


@pytest.fixture
def engine(snapshot_of_small_content: Snapshot) -> Engine:
    """Make plans at once: what is answered at first sight has tests of its own."""
    return Engine(MemoryStore(snapshot_of_small_content), first_sight=False)


@pytest.fixture
def planner(engine: Engine) -> Planner:
    answer_of(engine, "{ __typename }")
    assert engine.planner is not None
    return engine.planner


# nothing of a request is compiled


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_of_a_request_is_compiled(engine: Engine, name: str) -> None:
    def named(name: str) -> str:
        return f'{{ {name}: concept(slug: "rag") {{ {name}: name a{name}: family {{ {name}: slug }} }} }}'

    document = named(name)
    assert source_text(document) == source_text(named("another"))
    assert orjson.loads(answer_of(engine, document).body)["data"][name][name] == "Retrieval-augmented generation"


@pytest.mark.parametrize("text", ['"', "\\", "'''", "%s{0}", "\n", "\u2028\u00e9\U0001f600", "__import__('os')"])
def test_no_literal_of_a_request_is_compiled(engine: Engine, text: str) -> None:
    literal = orjson.dumps(text).decode()
    document = f"{{ concept(slug: {literal}) {{ name }} symbol(ref: {literal}) {{ ref }} }}"
    assert source_text(document) == source_text('{ concept(slug: "rag") { name } symbol(ref: "x") { ref } }')
    data = orjson.loads(answer_of(engine, document).body).get("data")
    assert data is None or data == {"concept": None, "symbol": None}


def test_every_declared_field_has_its_place_without_a_second_description() -> None:
    for name, declared in OBJECTS.items():
        slots = {slot for kind in ROW_CLASSES[name].__mro__ for slot in getattr(kind, "__slots__", ())}
        kept = {slot_of(field) for field in declared.fields if isinstance(field, Column | Computed | Batched)}
        assert kept <= slots


# what is kept


def test_a_thousand_slugs_are_one_plan(engine: Engine) -> None:
    for number in range(1000):
        document = f'{{ concept(slug: "s{number}") {{ name family {{ slug }} mappings(first: 5) {{ totalCount }} }} }}'
        assert answer_of(engine, document).body == b'{"data":{"concept":null}}'
    assert engine.planner is not None
    assert len(engine.planner.compiler.plans) == 1


def test_literals_do_not_share_what_is_kept(engine: Engine) -> None:
    for _ in range(2):
        for size in (1, 2, 3):
            inner = f"mappings(first: {size}) {{ nodes {{ coverage }} }}"
            document = f"{{ concepts(first: {size}) {{ nodes {{ {inner} }} }} }}"
            nodes = orjson.loads(answer_of(engine, document).body)["data"]["concepts"]["nodes"]
            assert len(nodes) == size
            assert max(len(one["mappings"]["nodes"]) for one in nodes) <= size


def test_another_snapshot_begins_with_nothing(engine: Engine) -> None:
    document = '{ concept(slug: "rag") { name } }'
    before = answer_of(engine, document)
    first = engine.planner
    content = small_content()
    renamed = tuple(replace(one, name="Other") if one.slug == "rag" else one for one in content.concepts)
    assert isinstance(engine.store, MemoryStore)
    engine.store.swap(Snapshot.of(replace(content, concepts=renamed)))
    after = answer_of(engine, document)
    assert (b"Retrieval" in before.body, after.body) == (True, b'{"data":{"concept":{"name":"Other"}}}')
    assert engine.planner is not first
    assert before.version != after.version


@pytest.mark.slow
def test_a_flood_of_unique_documents_is_bounded() -> None:
    limits = Limits(plan_bytes=2_000_000, cached_bytes=1_000_000)
    engine = Engine(MemoryStore(Snapshot.of(small_content())), limits, first_sight=False)

    async def flood(start: int) -> None:
        for number in range(start, start + 400):
            inner = f"nodes {{ slug b{number}: name mappings {{ nodes {{ summary }} }} }}"
            document = f"{{ a{number}: concepts {{ {inner} }} }}"
            answer = await engine.answer(GraphQLRequest(document))
            assert answer.codes == ()
            assert engine.planner is not None
            assert engine.planner.budget.held <= limits.plan_bytes

    asyncio.run(flood(0))
    before = resident_bytes()
    asyncio.run(flood(10_000))
    assert resident_bytes() - before < 10_000_000


def resident_bytes() -> int:
    """Return the memory of this process, without garbage: of that the tests before leave more or less."""
    gc.collect()
    with open("/proc/self/statm") as file:  # noqa: PTH123  # a file of the kernel
        return int(file.read().split()[1]) * 4096


@pytest.mark.skipif(sys.platform != "linux", reason="reads the kernel's figures")
def test_the_figures_of_the_kernel_are_there() -> None:
    assert resident_bytes() > 1_000_000


def test_what_a_request_costs_does_not_depend_on_those_before(engine: Engine) -> None:
    document = "query Q($n: Int) { concepts(first: $n) { nodes { slug } } }"
    given = [2, "two", 1, None, 3, True, 0, 1]
    found = [answer_of(engine, document, {"n": size}).cost for size in given]
    alone = [answer_of(Engine(engine.store, plans=False), document, {"n": size}).cost for size in given]
    assert found == alone


def test_an_operation_that_is_prepared_again_counts_once(engine: Engine, planner: Planner) -> None:
    text = '{ concept(slug: "rag") { name } }'
    assert prepare(engine, text)
    before = planner.prepared_bytes
    assert prepare(engine, text)
    assert (planner.prepared_bytes, len(planner)) == (before, 2)


def test_conditions_make_at_most_sixteen_plans_of_a_document(engine: Engine) -> None:
    names = [f"c{number}" for number in range(6)]
    selections = " ".join(f"f{name}: name @include(if: ${name})" for name in names)
    head = ", ".join(f"${name}: Boolean!" for name in names)
    document = f'query Q({head}) {{ concept(slug: "rag") {{ slug {selections} }} }}'
    for number in range(40):
        variables = {name: bool(number >> place & 1) for place, name in enumerate(names)}
        found = orjson.loads(answer_of(engine, document, variables).body)["data"]["concept"]
        assert set(found) == {"slug", *(f"f{name}" for name, is_on in variables.items() if is_on)}
    assert engine.planner is not None
    assert engine.planner.answered == 16
    assert engine.planner.handed_over[Reason.CONDITIONS] == 24


# what is not answered by a plan


def test_an_answer_that_is_too_large_is_refused_as_ever(snapshot_of_small_content: Snapshot) -> None:
    document = "{ concepts { nodes { slug name definition } } }"
    size = len(answer_of(Engine(MemoryStore(snapshot_of_small_content)), document).body)
    for limit, codes in ((size, ()), (size - 1, ("ANSWER_TOO_LARGE",))):
        engine = Engine(MemoryStore(snapshot_of_small_content), Limits(answer_bytes=limit), first_sight=False)
        for _ in range(2):
            assert answer_of(engine, document).codes == codes


def test_the_text_that_an_answer_is_made_of_is_bounded(snapshot_of_small_content: Snapshot) -> None:
    engine = Engine(MemoryStore(snapshot_of_small_content), Limits(answer_bytes=300), first_sight=False)
    document = "{ concepts { nodes { slug mappings { nodes { summary symbols { ref } } } } } }"
    assert answer_of(engine, document).codes == ("ANSWER_TOO_LARGE",)
    assert engine.planner is not None
    assert engine.planner.handed_over == {Reason.SIZE: 1}


@pytest.mark.parametrize("first_sight", [True, False])
def test_a_plan_that_takes_too_long_is_ended_as_the_generic_executor_is(
    snapshot_of_small_content: Snapshot, *, first_sight: bool
) -> None:
    engine = Engine(MemoryStore(snapshot_of_small_content), Limits(seconds=0), first_sight=first_sight)
    for turn in (1, 2):  # as it is made, and as it is used again
        answer = answer_of(engine, "{ concepts { nodes { slug } } }")
        assert (answer.outcome, answer.codes) == (Outcome.TIMED_OUT, (TIMEOUT,))
        assert orjson.loads(answer.body)["data"] is None
        assert engine.planner is not None
        assert engine.planner.handed_over == {Reason.TIME: turn}
        assert engine.planner.sights.handed_over == ({Reason.TIME: 1} if first_sight else {})
    assert engine.executed == 0


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("{ __schema { queryType { name } } }", Reason.INTROSPECTION),
        ('{ concepts(after: "none") { totalCount } }', Reason.FIELD),
        ('{ swap(framework: "nothing") { framework { slug } } }', Reason.FIELD),
    ],
)
def test_what_a_plan_cannot_do_is_handed_over_and_counted(engine: Engine, document: str, reason: Reason) -> None:
    for _ in range(2):  # the first who asks a question waits for what it needs
        answer_of(engine, document)
    assert engine.planner is not None
    assert engine.planner.handed_over[reason] >= 1
    assert engine.planner.answered == 0


def test_a_fault_in_a_plan_is_no_fault_of_the_answer(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = answer_of(engine, '{ concept(slug: "rag") { name } }')

    def broken(*_: object) -> str:
        raise ZeroDivisionError

    assert engine.planner is not None
    monkeypatch.setattr(engine.planner, "_body", broken)
    answer = answer_of(engine, '{ concept(slug: "rag") { name } }')
    assert answer == msgspec.structs.replace(expected, handed_over=Reason.FAULT)


# a plan that is wrong


def _wrong_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(source.NAMES, "N", "0")


def _wrong_order(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Selector._selection

    def reverse(self: Selector, name: str, grouped: Any, values: Any) -> Any:
        found = plain(self, name, grouped, values)
        return replace(found, fields=found.fields[::-1])

    monkeypatch.setattr(Selector, "_selection", reverse)


def _wrong_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled.Compiler, "_list", lambda _, texts: f"[{','.join(texts[::-1])}]")


def _wrong_memo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled.Memos, "table", lambda self, key: self._tables.setdefault(0, {}))


def _wrong_conditions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schema.plans.selections._conditions", lambda *_: ())


def _wrong_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(self: Variables) -> dict[str, Any]:
        self._needed = set()
        return {}

    monkeypatch.setattr(Variables, "_values_left_out", none)


def _unchecked_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schema.plans.prepared.argument_errors", lambda *_: [])


BREAKING = [
    _wrong_text,
    _wrong_order,
    _wrong_list,
    _wrong_memo,
    _wrong_conditions,
    _wrong_defaults,
    _unchecked_arguments,
]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore:coroutine 'Executor")
@pytest.mark.usefixtures("dropped_fields")
@pytest.mark.parametrize("break_it", BREAKING, ids=lambda one: one.__name__)
def test_a_plan_that_is_wrong_is_noticed(
    break_it: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Break plans on purpose: the comparison with the generic executor must find it."""
    content = small_content()
    break_it(monkeypatch)
    with asyncio.Runner() as runner:
        both = Both(Snapshot.of(content), runner)
        with pytest.raises(AssertionError):
            _compare(both, 400)


def _compare(both: Both, count: int) -> None:
    documents = Documents(executable_schema(), both.snapshot.content, seed=3)
    for number in range(count):
        documents.random = random.Random(number)
        asked = Variation(executable_schema(), documents.random).of(documents.document())
        for variables in (asked.variables, otherwise(asked.variables)):
            both.ask(asked.document, variables)


# text


@pytest.mark.parametrize("text", ["", "a", "é", "日本", "\U0001f600", '"\\\n\x00', "\u2028"])
def test_text_stands_for_the_bytes_of_the_encoder(text: str) -> None:
    assert to_bytes(text_of(text)) == orjson.dumps(text)


def test_any_alphabet_is_written(snapshot_of_small_content: Snapshot) -> None:
    content: Content = snapshot_of_small_content.content
    named = replace(content.concepts[0], name="Schlüssel 日本 \U0001f600 \u2028 \"'\\")
    engine = Engine(
        MemoryStore(Snapshot.of(replace(content, concepts=(named, *content.concepts[1:])))), first_sight=False
    )
    document = f'{{ concept(slug: "{named.slug}") {{ name }} }}'
    for _ in range(2):
        assert orjson.loads(answer_of(engine, document).body)["data"]["concept"]["name"] == named.name
