"""A question costs a store one round trip a version, and then one for each kind of node that its answer leads to."""

import asyncio
import threading
from collections import Counter
from typing import Any

import pytest

from graph.memory import MemoryPinned, MemoryStore
from graph.questions.projection import Projection, Projections
from graph.questions.search_index import SearchIndex
from graph.snapshot import Snapshot
from graph.store import Pinned
from schema.engine import Engine, GraphQLRequest
from schema.limits import Limits
from schema.services import Services
from tests.contents import small_content
from tests.schema.questions.test_audit import read_lines

QUESTIONS = {
    'search(query: "retrieval") { nodes { node { id } because { subject { id } } } }': 9,
    'learningPath(goal: "chatbot") { slices { steps { concept { slug } unlocks { slug } } } }': 1,
    "fringe { concept { slug } unlocks { slug } }": 1,
    'gap(role: "builder") { role { slug } missing { concept { slug } before { slug } } }': 2,
    'swap(framework: "old-chain") { framework { slug } covers { concept { slug } ours { summary } } }': 3,
    'compare(frameworks: ["haystack", "jslib"]) { rows { concept { slug } cells { mapping { summary } } } }': 2,
    'migrate(from: "old-chain", to: "haystack") { items { symbol { ref } counterparts { symbol { ref } } } }': 1,
    'path(from: "concept:rag", to: "concept:retrieval") { nodes { id } edges { text } }': 1,
    'neighbourhood(of: "concept:rag", depth: 2) { nodes { node { id } } }': 8,
    'similar(to: "concept:rag") { node { id } }': 1,
    'coverage(family: "retrieval") { concept { slug } cells { framework { slug } } }': 2,
    "gaps { text subject { id } }": 2,
    'explainCode(text: "from old.chains import QA") { imports { symbol { ref } concepts { slug } } }': 2,
    (
        'auditStack(manifests: [{name: "a", text: "haystack-ai"}], goal: "chatbot") { packages { framework { slug } } '
        "concepts { concept { slug } frameworks { slug } } progress { goal { slug } } }"
    ): 3,
}


class Counting(MemoryStore):
    """A store that counts the calls of its pinned versions."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self.calls: Counter[str] = Counter()

    async def pin(self) -> Pinned:
        pinned, calls = self.snapshot, self.calls

        class Counted(MemoryPinned):
            async def nodes(self, *arguments: Any) -> Any:
                calls["nodes"] += 1
                return await super().nodes(*arguments)

            async def content(self) -> Any:
                calls["content"] += 1
                return await super().content()

        return Counted(pinned)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Counting:
    monkeypatch.setattr("schema.reading.PROJECTIONS", Projections())
    return Counting(Snapshot.of(small_content()))


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_reads_the_version_once_and_then_the_nodes_by_kind(store: Counting, question: str) -> None:
    engine = Engine(store, services=Services(read_lines))
    for content in (1, 0):
        store.calls.clear()
        answer = asyncio.run(engine.answer(GraphQLRequest(f"{{ {question} }}")))
        assert answer.codes == ()
        assert store.calls["content"] == content
        assert 0 < store.calls["nodes"] <= QUESTIONS[question] + 1


def test_whoever_asks_at_the_same_time_shares_one_reading(store: Counting) -> None:
    engine = Engine(store, plans=False)

    async def ask_many() -> None:
        request = GraphQLRequest('{ search(query: "rag") { totalCount } fringe { concept { slug } } }')
        await asyncio.gather(*(engine.answer(request) for _ in range(20)))

    asyncio.run(ask_many())
    assert store.calls["content"] == 1


def test_an_index_is_built_once_and_others_are_answered_meanwhile(
    store: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Build the search index until another request was answered: in the event loop that would never end."""
    engine, answered, built = Engine(store, Limits(seconds=60)), threading.Event(), []
    build = SearchIndex.of

    def slowly(projection: Projection) -> SearchIndex:
        built.append(projection.version)
        assert answered.wait(20)
        return build(projection)

    monkeypatch.setattr(SearchIndex, "of", slowly)

    async def ask() -> None:
        searching = GraphQLRequest('{ search(query: "rag") { totalCount } }')
        searches = [asyncio.create_task(engine.answer(searching)) for _ in range(5)]
        while not built:  # noqa: ASYNC110  # a thread fills it
            await asyncio.sleep(0)
        other = await engine.answer(GraphQLRequest("{ fringe { concept { slug } } }"))
        assert other.codes == ()
        answered.set()
        assert [answer.codes for answer in await asyncio.gather(*searches)] == [()] * 5

    asyncio.run(ask())
    assert len(built) == 1
