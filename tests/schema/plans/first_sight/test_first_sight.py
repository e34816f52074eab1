"""What is answered at first sight and what is not, what is kept of it, and that a wrong pass would be noticed."""

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import takewhile
from typing import Any

import msgspec
import orjson
import pytest

from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from schema.declare import TypeRef
from schema.engine import Engine, GraphQLRequest
from schema.limits import Limits
from schema.plans.first_sight import answering, literals, reading, selections, straight, table, tokens, writers
from schema.plans.first_sight.answering import MOST_SIGHTS
from schema.plans.first_sight.sights import Sights
from schema.plans.first_sight.table import On
from schema.plans.handing import Reason
from schema.plans.planner import Planner
from schema.types import OBJECTS
from tests.contents import small_content
from tests.schema.conftest import answer_of
from tests.schema.plans.first_sight.odd import ANSWERED, HANDED_OVER, LEFT_TO_PLANS
from tests.schema.plans.first_sight.test_first_sight_differential import Compared, compare
from tests.schema.plans.test_plans import resident_bytes

PLAIN = '{ concept(slug: "rag") { name } }'


@pytest.fixture
def planner(engine: Engine) -> Planner:
    answer_of(engine, "{ __typename }")
    assert engine.planner is not None
    return engine.planner


@pytest.fixture(scope="module")
def compared(snapshot_of_small_content: Snapshot) -> Iterator[Compared]:
    with asyncio.Runner() as runner:
        yield Compared(snapshot_of_small_content, runner)


# which texts


@pytest.mark.parametrize("text", ANSWERED)
def test_a_plain_text_is_answered_at_first_sight(compared: Compared, text: str) -> None:
    before = compared.asked["at first sight"]
    assert compared.ask(text) is not None
    assert compared.asked["at first sight"] == before + 1


@pytest.mark.parametrize("text", [*HANDED_OVER, *LEFT_TO_PLANS])
def test_any_other_text_is_not(compared: Compared, text: str) -> None:
    before = compared.asked["at first sight"]
    body = compared.ask(text)
    assert compared.asked["at first sight"] == before
    assert (body is not None) >= (text in LEFT_TO_PLANS)


@pytest.mark.parametrize(("name", "is_answered"), [(None, True), ("Name", True), ("Other", False)])
def test_the_operation_that_is_named_is_the_one_that_is_answered(
    compared: Compared, name: str | None, *, is_answered: bool
) -> None:
    before = compared.asked["at first sight"]
    compared.ask(f'query Name {{ concept(slug: "{name}") {{ name }} }}', name)
    compared.ask(f'{{ concept(slug: "{name}") {{ name }} }}', name)
    assert compared.asked["at first sight"] == before + is_answered + (name is None)


def test_every_declared_field_has_its_entry_without_a_second_description() -> None:
    for name, declared in OBJECTS.items():
        keys = {getattr(entry, "key", None) for entry in On(name, {}).entries.values()}
        for field in declared.fields:
            is_known = field.ref.name != "Node" and not any(one.private for one in field.arguments)
            assert (field.name in keys) == is_known


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        (Limits(depth=2), "{ concepts { nodes { family { slug } } } }"),
        (Limits(aliases=1), '{ a: concept(slug: "rag") { b: name } }'),
        (Limits(root_fields=1), '{ a: concept(slug: "rag") { name } b: concept(slug: "rag") { name } }'),
        (Limits(fields=2), '{ concept(slug: "rag") { name slug } }'),
        (Limits(tokens=9), '{ concept(slug: "rag") { name slug } }'),
        (Limits(cost=4), "{ concepts(first: 3) { nodes { mappings(first: 20) { nodes { summary } } } } }"),
        (Limits(page_size=5), "{ concepts(first: 6) { totalCount } }"),
        (Limits(list_length=1), '{ concepts(slugs: ["rag", "chunking"]) { totalCount } }'),
        (Limits(text_length=2), PLAIN),
        (Limits(answer_bytes=20), PLAIN),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_a_limit_forbids_is_refused_as_ever(
    snapshot_of_small_content: Snapshot, limits: Limits, text: str
) -> None:
    first, generic = (Engine(MemoryStore(snapshot_of_small_content), limits, plans=one) for one in (True, False))
    answer_of(first, "{ __typename }")
    expected = answer_of(generic, text)
    assert msgspec.structs.replace(answer_of(first, text), handed_over=None) == expected
    assert expected.codes != ()
    usual = Engine(MemoryStore(snapshot_of_small_content))
    assert answer_of(usual, text).codes == ()
    assert usual.planner is not None
    assert usual.planner.sights.answered == 1


# when


def test_a_text_that_was_seen_often_gets_a_plan(planner: Planner, engine: Engine) -> None:
    expected = answer_of(engine, PLAIN)
    for sight in range(2, MOST_SIGHTS + 4):
        assert answer_of(engine, PLAIN) == expected
        assert planner.sights.answered == 1 + min(sight, MOST_SIGHTS)  # one is that of the fixture
        assert planner.answered == max(0, sight - MOST_SIGHTS)
    assert planner.known(PLAIN, None) is not None


def test_a_text_that_is_not_plain_is_tried_once(planner: Planner, engine: Engine) -> None:
    for _ in range(3):
        assert answer_of(engine, "{ concepts { nodes { slug slug } } }").codes == ()
    assert planner.sights.handed_over == {Reason.TEXT: 1}


@pytest.mark.parametrize(
    ("text", "is_given"),
    [
        (PLAIN, True),
        ("{ concepts(first: 3) { nodes { slug } } }", True),
        ("{ concepts(first: 3, orderBy: {field: NAME}) { nodes { slug } } }", False),
        ('{ concepts(first: 3, where: {family: ["retrieval"]}) { nodes { slug } } }', False),
        ('{ retired(id: "concept:none") { id } }', False),
        ('{ concept(slug: "rag") { mappings(where: {coverage: [CORE]}) { totalCount } } }', False),
    ],
)
def test_what_may_take_long_is_not_given_at_once(
    planner: Planner, engine: Engine, text: str, *, is_given: bool
) -> None:
    request = GraphQLRequest(text)
    given = engine.answer_at_once(request)
    assert (given is not None) == is_given
    assert answer_of(engine, text) == (given or answer_of(engine, text))
    assert planner.sights.answered > 1


def test_a_large_answer_is_not_given_at_once(planner: Planner, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "_MOST_AT_ONCE", 2)
    assert engine.answer_at_once(GraphQLRequest("{ concepts { nodes { slug } } }")) is None
    assert engine.answer_at_once(GraphQLRequest(PLAIN)) is not None


def test_variables_that_no_one_declared_change_nothing(planner: Planner, engine: Engine) -> None:
    assert answer_of(engine, PLAIN, {"slug": "chunking"}) == answer_of(engine, PLAIN)
    assert planner.sights.answered == 3


@pytest.mark.parametrize("setting", [{"first_sight": False}, {"plans": False}])
def test_it_can_be_switched_off(snapshot_of_small_content: Snapshot, setting: dict[str, bool]) -> None:
    engine = Engine(MemoryStore(snapshot_of_small_content), **setting)  # type: ignore[arg-type]
    for _ in range(2):
        answer_of(engine, PLAIN)
    assert engine.planner is None or engine.planner.sights.answered == 0


def test_a_fault_in_the_pass_is_no_fault_of_the_answer(
    planner: Planner, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = answer_of(engine, PLAIN)

    def broken(*_: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(planner.first_sight, "_answer", broken)
    assert answer_of(engine, PLAIN) == expected
    assert planner.sights.handed_over == {Reason.FAULT: 1}


# what is kept


def test_another_snapshot_begins_with_nothing(planner: Planner, engine: Engine) -> None:
    before = [answer_of(engine, PLAIN) for _ in range(2)]
    content = small_content()
    renamed = tuple(replace(one, name="Other") if one.slug == "rag" else one for one in content.concepts)
    assert isinstance(engine.store, MemoryStore)
    engine.store.swap(Snapshot.of(replace(content, concepts=renamed)))
    after = answer_of(engine, PLAIN)
    assert b"Retrieval" in before[0].body
    assert after.body == b'{"data":{"concept":{"name":"Other"}}}'
    assert engine.planner is not None
    assert engine.planner is not planner
    assert engine.planner.sights.answered == 1


def test_nothing_is_compiled_and_little_is_kept_of_a_flood_of_texts() -> None:
    limits = Limits(plan_bytes=4_000_000)
    engine = Engine(MemoryStore(Snapshot.of(small_content())), limits)
    answer_of(engine, "{ __typename }")
    planner = engine.planner
    assert planner is not None

    def flood(start: int) -> None:
        for number in range(start, start + 2000):
            inner = f"nodes {{ b{number}: name mappings(first: 2) {{ nodes {{ c{number}: summary }} }} }}"
            text = f'{{ a: concept(slug: "s{number}") {{ name }} concepts(first: 9) {{ {inner} }} }}'
            assert planner.first_sight.answer(text, None, at_once=True) is not None
            assert planner.first_sight.held_bytes <= limits.plan_bytes // 4

    flood(0)
    before = resident_bytes()
    flood(10_000)
    assert resident_bytes() - before < 3_000_000
    assert len(planner.compiler.plans) == 0
    assert len(planner) == 0


def test_what_is_kept_of_a_flood_of_arguments_is_bounded(snapshot_of_small_content: Snapshot) -> None:
    engine = Engine(MemoryStore(snapshot_of_small_content), Limits(plan_bytes=400_000))
    answer_of(engine, "{ __typename }")
    for number in range(600):
        answer = answer_of(engine, f'{{ concepts(slugs: ["rag", "s{number}"]) {{ totalCount }} }}')
        assert answer.body == b'{"data":{"concepts":{"totalCount":1}}}'
        assert engine.planner is not None
        assert engine.planner.budget.held <= engine.planner.budget.most
    assert engine.totals.dropped > 0


def test_sights_of_old_texts_are_forgotten() -> None:
    sights = Sights()
    for number in range(30_000):
        sights.set(f"text {number}", 1)
    assert len(sights) <= 8192
    assert (sights.of("text 0"), sights.of("text 29999")) == (0, 1)


def test_what_is_kept_is_dropped_when_it_is_too_much(snapshot_of_small_content: Snapshot) -> None:
    engine = Engine(MemoryStore(snapshot_of_small_content), Limits(plan_bytes=200_000))
    text = "{{ concepts {{ nodes {{ a{0}: name mappings {{ nodes {{ a{0}: summary }} }} }} }} }}"
    expected = orjson.loads(answer_of(engine, text.format(0)).body)["data"]["concepts"]["nodes"]
    for number in range(1, 200):
        found = orjson.loads(answer_of(engine, text.format(number)).body)["data"]["concepts"]["nodes"]
        assert [one[f"a{number}"] for one in found] == [one["a0"] for one in expected]


# a pass that is wrong


def _cut_by(monkeypatch: pytest.MonkeyPatch, cut: Callable[[str], list[str]]) -> None:
    for module in (reading, straight):
        monkeypatch.setattr(module, "tokens_of", cut)


def _tokens(pattern: str, replacement: str) -> Callable[[pytest.MonkeyPatch], None]:
    def break_it(monkeypatch: pytest.MonkeyPatch) -> None:
        parts = [one.replace(pattern, replacement) for one in tokens._TOKEN]
        assert parts != list(tokens._TOKEN)
        cut = re.compile(rf"({'|'.join(one for one in parts if one)})[{tokens.IGNORED}]*").findall
        _cut_by(monkeypatch, cut)

    return break_it


def _block_strings(monkeypatch: pytest.MonkeyPatch) -> None:
    _tokens('(?!")', "")(monkeypatch)


def _escapes(monkeypatch: pytest.MonkeyPatch) -> None:
    _tokens('[^"\\\\', '[^"')(monkeypatch)


def _control_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    _tokens("\\x00-\\x1f\\x7f", "")(monkeypatch)


def _odd_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    _tokens("[0-9A-Za-z_.]*", "[0-9]*")(monkeypatch)


def _unknown_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    _tokens(f"[^{tokens.IGNORED}]", "[{\\[\\]]")(monkeypatch)


def _any_integer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(literals, "_integer", lambda _: True)


def _any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(literals, "_SIZES", ("neither",))


def _any_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(literals, "text_problem", lambda *_: None)


def _same_names(monkeypatch: pytest.MonkeyPatch) -> None:
    class Many(list[str]):
        def __len__(self) -> int:
            return 1000

    for module in (selections, straight):
        monkeypatch.setattr(module, "set", Many, raising=False)


def _nothing_required(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = literals._type
    monkeypatch.setattr(literals, "_type", lambda text: replace(plain(text), required=False, items_required=False))


def _wrong_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "cost_of", lambda *_: (1, 1))


def _wrong_order(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = selections.object_writer

    def turned(keys: Any, sources: Any, *more: Any) -> Any:
        return plain(keys[::-1], sources[::-1], *more)

    monkeypatch.setattr(selections, "object_writer", turned)


def _taken_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = reading.Selections._selection

    def selection(self: Any, on: Any, text: str, *, of_many: bool) -> Any:
        return on.selections.setdefault(len(text), plain(self, on, text, of_many=of_many))

    monkeypatch.setattr(reading.Selections, "_selection", selection)


def _wrong_null(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writers, "NULL", "{}")


def _shared_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = selections.Builder._asked

    def asked(self: Any, asking: Any, below: Any) -> Any:
        first = next((one for one in asking.asked.known.values()), asking)
        return plain(self, first, below)

    monkeypatch.setattr(selections.Builder, "_asked", asked)


def _ends_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = reading.tokens_of
    _cut_by(monkeypatch, lambda text: list(takewhile(lambda one: one != "}", plain(text))))


def _any_depth_of_braces(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = reading.tokens_of
    _cut_by(monkeypatch, lambda text: [one for one in plain(text) if one not in {"{", "!"}])


def _any_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(literals, "_type", lambda text: replace(TypeRef.parse(text), items_required=False))


BREAKING = [
    _block_strings,
    _escapes,
    _control_characters,
    _odd_numbers,
    _unknown_signs,
    _any_integer,
    _any_size,
    _any_text,
    _same_names,
    _nothing_required,
    _wrong_cost,
    _wrong_order,
    _taken_for_another,
    _wrong_null,
    _shared_texts,
    _ends_anywhere,
    _any_depth_of_braces,
    _any_list,
]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore:coroutine 'Executor")
@pytest.mark.usefixtures("dropped_fields")
@pytest.mark.parametrize("break_it", BREAKING, ids=lambda one: one.__name__)
def test_a_pass_that_is_wrong_is_noticed(
    break_it: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch, snapshot_of_small_content: Snapshot
) -> None:
    """Break the pass on purpose: the comparison with the generic executor must find it."""
    break_it(monkeypatch)
    with asyncio.Runner() as runner, pytest.raises(AssertionError):  # noqa: PT012  # any of the texts may show it
        compared = Compared(snapshot_of_small_content, runner)
        for text in (*ANSWERED, *HANDED_OVER):
            compared.ask(text)
        compare(compared, 200, share_mixed_up=0.5)
