"""Round trips: a query of depth d asks the store O(d) times, however many nodes it returns."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings

from graph.errors import StoreUnavailable
from graph.identity import NodeKey, to_global_id
from graph.memory import MemoryPinned, MemoryStore
from graph.records import Content, Package
from graph.snapshot import Snapshot
from graph.store import Pinned
from graph.vocabulary import NodeKind
from schema.engine import Engine, Outcome
from schema.limits import Limits
from schema.reading import Reader
from tests.contents import concept, contents, framework, mapping, small_content, symbol
from tests.schema.conftest import Ask, answer_of

METHODS = ("nodes", "slices", "states", "depths", "evidence", "releases", "retired", "symbols_by_ref", "summary")


class CountingStore(MemoryStore):
    """Counts the calls of each method of what it pins, and answers after some turns of the loop, as a network does."""

    def __init__(self, snapshot: Snapshot, turns: int = 0) -> None:
        super().__init__(snapshot)
        self.calls: Counter[str] = Counter()
        self.turns = turns

    async def pin(self) -> Pinned:
        pinned = MemoryPinned(self.snapshot)
        for name in METHODS:
            setattr(pinned, name, self._counted(name, getattr(pinned, name)))
        return pinned

    def _counted(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        async def counted(*arguments: Any) -> Any:
            self.calls[name] += 1
            for _ in range(self.turns):
                await asyncio.sleep(0)
            return await method(*arguments)

        return counted


def calls_of(content: Content, document: str, turns: int = 0) -> Counter[str]:
    store = CountingStore(Snapshot.of(content), turns)
    answer = answer_of(Engine(store, Limits(seconds=60), plans=False), document)  # calls are counted, not seconds
    assert (answer.outcome, answer.codes) == (Outcome.ANSWERED, ())
    return store.calls


def wide_content(size: int) -> Content:
    """Return a graph where every framework maps every concept, by two symbols each."""
    concepts = tuple(
        concept(f"c{n}", prerequisites=tuple(f"c{m}" for m in range(max(0, n - 2), n))) for n in range(size)
    )
    owners = [f"f{n}" for n in range(size)]
    symbols = {owner: (symbol(f"pkg:pypi/{owner}", "m:A"), symbol(f"pkg:pypi/{owner}", "m:B")) for owner in owners}
    return Content(
        families=small_content().families,
        concepts=concepts,
        frameworks=tuple(framework(owner) for owner in owners),
        packages=tuple(Package(f"pkg:pypi/{owner}", owner) for owner in owners),
        symbols=tuple(one for owner in owners for one in symbols[owner]),
        mappings=tuple(mapping(owner, one.slug, *symbols[owner]) for owner in owners for one in concepts),
    )


QUERIES = {
    "one concept": ('{ concept(slug: "c5") { name invariant } }', 1),
    "the main question": (
        """{ concept(slug: "c5") { name invariant prerequisites { nodes { slug } }
        mappings(first: 50) { totalCount nodes { state framework { slug } symbols { ref } } } } }""",
        1 + 2 + 3,
    ),
    "a list of concepts": (
        """{ concepts(first: 8) { nodes { name depth family { name } frameworks { totalCount }
        mappings(first: 5) { nodes { state framework { name } } } } } }""",
        1 + 4 + 2,
    ),
    "deep": (
        """{ frameworks(first: 5) { nodes { mappings(first: 5) { nodes { concept { prerequisites { nodes {
        mappings(first: 3) { nodes { symbols { evidence { version } package { purl } } } } } } } } } } } }""",
        1 + 1 + 1 + 1 + 1 + 1 + 2,
    ),
    "the same question twice": ('{ a: concept(slug: "c5") { name } b: concept(slug: "c5") { slug } }', 1),
    "many at once": ('{ a: concept(slug: "c5") { name } b: concept(slug: "c1") { slug } }', 1),
    "two kinds of pages": (
        '{ concept(slug: "c5") { a: mappings(first: 1) { totalCount } b: mappings(first: 2) { totalCount } } }',
        1 + 2,
    ),
    "nothing but the snapshot": ("{ snapshot { version counts { concepts } } }", 1),
}


@pytest.mark.parametrize("turns", [0, 5])
@pytest.mark.parametrize(("document", "trips"), QUERIES.values(), ids=QUERIES)
def test_round_trips_follow_from_the_query_and_not_from_the_number_of_nodes(
    document: str, trips: int, turns: int
) -> None:
    small, large = calls_of(wide_content(8), document, turns), calls_of(wide_content(20), document, turns)
    assert small == large
    assert small.total() == trips


ID_OF_CHUNKING = to_global_id(NodeKey(NodeKind.CONCEPT, "chunking"))
UNEVEN = {
    "a question and a lookup": (f'{{ concept(slug: "rag") {{ name }} nodes(ids: ["{ID_OF_CHUNKING}"]) {{ id }} }}', 1),
    "a list of links and a link": (
        """{ goal(slug: "chatbot") { requires { concept { mappings { totalCount } } }
        slices { concepts { mappings { totalCount } } } } }""",
        1 + 1 + 1,
    ),
    "a page and a link": (
        """{ concept(slug: "rag") { prerequisites { nodes { depth } }
        goals { nodes { requires { concept { depth } } } } } }""",
        1 + 2 + 1 + 1 + 1,
    ),
}


@pytest.mark.parametrize("turns", [0, 5])
@pytest.mark.parametrize(("document", "trips"), UNEVEN.values(), ids=UNEVEN)
def test_parts_of_a_query_that_take_different_steps_ask_together(document: str, trips: int, turns: int) -> None:
    """They reach the same call after different numbers of turns of the event loop; the batch waits for both."""
    assert calls_of(small_content(), document, turns).total() == trips


def test_the_same_value_on_different_days_is_read_apart(ask: Ask) -> None:
    document = """{ mapping(framework: "haystack", concept: "reranking") {
        now: state then: state(asOf: "2025-06-01") before: state(asOf: "2024-01-01")
        whenBroken: concept { mappings(asOf: "2025-06-01", where: { state: [BROKEN] }) { totalCount } }
        today: concept { mappings(where: { state: [BROKEN] }) { totalCount } }
    } }"""
    assert ask(document)["data"]["mapping"] == {
        "now": "VERIFIED",
        "then": "BROKEN",
        "before": "NOT_RECORDED",
        "whenBroken": {"mappings": {"totalCount": 1}},
        "today": {"mappings": {"totalCount": 0}},
    }


def test_versions_do_not_mix_when_the_store_moves_on() -> None:
    class Moving(CountingStore):
        """Swaps its content in the middle of every request."""

        def _counted(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
            counted = super()._counted(name, method)

            async def swapping(*arguments: Any) -> Any:
                self.swap(Snapshot.of(wide_content(3)))
                return await counted(*arguments)

            return swapping

    store = Moving(Snapshot.of(wide_content(8)))
    engine = Engine(store, plans=False)
    document = '{ snapshot { version counts { concepts } } concept(slug: "c7") { mappings { totalCount } } }'
    before = str(store.snapshot.version)
    answer = answer_of(engine, document)
    assert (answer.version, b'"concepts":8' in answer.body, b'"totalCount":8' in answer.body) == (before, True, True)
    assert before in answer.body.decode()
    assert answer_of(engine, document).version == str(Snapshot.of(wide_content(3)).version)


def test_an_error_reaches_everyone_who_waits() -> None:
    class Gone(MemoryPinned):
        async def nodes(self, kind: NodeKind, keys: Sequence[str]) -> Sequence[Any]:
            raise StoreUnavailable("no route")

    async def ask() -> list[Any]:
        reader = Reader(Gone(Snapshot.of(small_content())))
        return await asyncio.gather(
            *(reader.node(NodeKind.CONCEPT, key) for key in ("rag", "chunking")), return_exceptions=True
        )

    found = asyncio.run(ask())
    assert [type(one) for one in found] == [StoreUnavailable, StoreUnavailable]


def test_who_gives_up_takes_the_value_from_nobody_else() -> None:
    async def ask() -> None:
        reader = Reader(MemoryPinned(Snapshot.of(small_content())))

        async def wait() -> Any:
            return await reader.node(NodeKind.CONCEPT, "rag")

        first, second, third = (asyncio.create_task(wait()) for _ in range(3))
        await asyncio.sleep(0)
        first.cancel()
        third.cancel()
        found = await second
        assert found is not None
        assert found.slug == "rag"
        assert (await reader.node(NodeKind.CONCEPT, "rag")) is found
        assert {one.cancelled() for one in (await asyncio.wait([first, third]))[0]} == {True}

    asyncio.run(ask())


def test_closing_ends_what_is_still_asked() -> None:
    async def ask() -> bool:
        store = CountingStore(Snapshot.of(small_content()), turns=1000)
        reader = Reader(await store.pin())
        future = reader.node(NodeKind.CONCEPT, "rag")
        for _ in range(20):
            await asyncio.sleep(0)
        reader.close()
        await asyncio.wait([future], timeout=5)
        return future.cancelled()

    assert asyncio.run(ask())


@settings(max_examples=25, deadline=None)
@given(contents())
def test_every_list_of_every_node_can_be_read_on_any_graph(content: Content) -> None:
    lists = " ".join(
        f"{name} {{ totalCount nodes {{ __typename }} }}"
        for name in ("prerequisites", "allPrerequisites", "dependents", "allDependents", "mappings", "frameworks")
    )
    document = f"""{{ concepts(first: 100) {{ nodes {{ depth {lists} }} }} frameworks(first: 100) {{ nodes {{
        packages {{ symbols {{ totalCount }} }} mappings {{ nodes {{ state symbols {{ mappings {{ totalCount }} }} }} }}
    }} }} }}"""
    assert calls_of(content, document).total() <= 20
