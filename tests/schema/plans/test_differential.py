"""Plans and the generic executor give the same bytes: for any document, valid or not, with any variables.

The long mode asks as many documents as `DURAMEN_DIFFERENTIAL` says: ``DURAMEN_DIFFERENTIAL=20000 pytest`` of this file.
"""

import asyncio
import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from ingest.building import built_snapshot, default_cache
from schema.build import executable_schema
from schema.engine import Answer, Engine, GraphQLRequest, Outcome
from schema.limits import Limits
from schema.plans.bound import AFTER, BEFORE
from schema.plans.handing import Reason
from tests.contents import small_content
from tests.neo4j.documents import Documents
from tests.schema.plans.varied import Variation, broken, otherwise

ROOT = Path(__file__).parents[3]
WRITTEN = sorted(
    file
    for folder in ("examples", "api/explorer/queries", "benchmarks/queries")
    for file in (ROOT / folder).glob("*.graphql")
)
GENERATED = int(os.environ.get("DURAMEN_DIFFERENTIAL", "1000"))
# what is compared is the answers, not how fast a loaded machine gives them
PATIENT = Limits(seconds=120)
SHARE_ASKED_AGAIN = 0.2
SMALL, CURATED = "small", "curated"


class Both:
    """One engine with plans and one without, over the same snapshot."""

    def __init__(self, snapshot: Snapshot, runner: asyncio.Runner) -> None:
        self.snapshot = snapshot
        self.plans = Engine(MemoryStore(snapshot), PATIENT, first_sight=False)
        self.generic = Engine(MemoryStore(snapshot), PATIENT, plans=False)
        self.generic.documents = self.plans.documents
        self.runner = runner
        self.codes: Counter[tuple[str, ...]] = Counter()
        self.again = 0

    def ask(self, document: str, variables: dict[str, Any] | None = None, **more: Any) -> Answer:
        """Return the answer of both, after comparing them: of a plan as it is made, and as it is used again."""
        request = GraphQLRequest(document, variables, **more)
        expected = self.runner.run(self.generic.answer(request))
        for _ in range(2):
            found = self.runner.run(self.plans.answer(request))
            assert without_ids(found) == without_ids(expected), (document, variables)
        self._ask_again(request, expected)
        self.codes[expected.codes] += 1
        return expected

    def _ask_again(self, request: GraphQLRequest, expected: Answer) -> None:
        """Compare the answer of a request whose variables are in place, as it is written for one that is repeated."""
        bound = self.plans.bound_at_once(request)
        for _ in range(0 if bound is None else 2):
            assert bound is not None
            data = bound.data()
            if data is None:
                continue
            self.again += 1
            assert BEFORE + data + AFTER == expected.body, (request.document, request.variables)
            about = bound.about
            told = (about.operation_name, about.document_hash, bound.cost, bound.version)
            assert told == (expected.operation_name, expected.document_hash, expected.cost, expected.version)

    def handed_over(self) -> Counter[Reason]:
        """Return how often the plans have given up, by reason."""
        return Counter() if self.plans.planner is None else Counter(self.plans.planner.handed_over)


def without_ids(answer: Answer) -> tuple[Any, ...]:
    """Return an answer without what differs each time: the ids of entries in the log."""
    body = re.sub(rb'"id":"[0-9a-f]{16}"', b"", answer.body)
    return body, answer.outcome, answer.codes, answer.operation_name, answer.document_hash, answer.cost, answer.version


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as running:
        yield running


@pytest.fixture(scope="module")
def both(runner: asyncio.Runner) -> dict[str, Both]:
    seeds = ROOT / "seeds"
    return {
        SMALL: Both(Snapshot.of(small_content()), runner),
        CURATED: Both(built_snapshot(seeds, default_cache(seeds)), runner),
    }


@pytest.mark.parametrize("file", WRITTEN, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_query_of_the_project_has_the_same_answer(both: dict[str, Both], file: Path) -> None:
    text, curated = file.read_text(), both[CURATED]
    documents = Documents(executable_schema(), curated.snapshot.content, seed=1)
    for operation in (one for one in parse(text).definitions if isinstance(one, OperationDefinitionNode)):
        name = operation.name.value if operation.name else None
        curated.ask(text, documents.variables(operation.variable_definitions or ()), operation_name=name)


# graphql-core drops fields that it will not need after an error without having run them
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore:coroutine 'Executor")
@pytest.mark.usefixtures("dropped_fields")
@pytest.mark.parametrize("which", [SMALL, CURATED])
def test_any_document_has_the_same_answer(both: dict[str, Both], which: str) -> None:
    compared = both[which]
    documents = Documents(executable_schema(), compared.snapshot.content, seed=0)
    before = compared.handed_over()

    @seed(9)
    @settings(max_examples=max(1, GENERATED // 2), database=None)
    @given(st.integers(0, 2**63))
    def any_document(number: int) -> None:
        chance = documents.random = random.Random(number)
        text = documents.document()
        asked = Variation(executable_schema(), chance).of(text)
        document = broken(asked.document, chance) if chance.random() < 0.15 else asked.document
        answer = compared.ask(document, asked.variables)
        if asked.variables and chance.random() < SHARE_ASKED_AGAIN:
            compared.ask(document, otherwise(asked.variables))
        cursors = re.findall(r'"(?:start|end)?[cC]ursor":"([^"]+)"', answer.body.decode())
        documents.cursors = [*documents.cursors, *cursors][-40:]

    any_document()
    asked = compared.codes.total()
    handed = compared.handed_over() - before
    print(f"{which}: {asked} documents, {compared.codes[()]} without errors; handed over: {handed}")
    # the comparison is worth something only where most are answered, by plans, and some are refused
    assert compared.codes[()] > asked * 0.4
    assert handed[Reason.FAULT] == 0
    assert compared.plans.planner is not None
    assert compared.plans.planner.answered > 1.5 * compared.codes[()]
    assert compared.again > compared.codes[()]


def test_what_is_empty_is_the_same(runner: asyncio.Runner) -> None:
    empty = Both(Snapshot.of(small_content().__class__()), runner)
    empty.ask("{ concepts { totalCount nodes { slug } edges { cursor } } snapshot { version counts { concepts } } }")
    assert empty.ask('{ concept(slug: "chunking") { name } nodes(ids: ["x"]) { id } }').outcome is Outcome.ANSWERED
