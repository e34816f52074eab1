"""What is answered at first sight, graphql-core finds valid and answers with the same bytes; at the same cost.

The long mode asks as many documents as `DURAMEN_DIFFERENTIAL` says: ``DURAMEN_DIFFERENTIAL=20000 pytest`` of this file.
"""

import asyncio
import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from ingest.building import built_snapshot, default_cache
from schema.build import executable_schema
from schema.engine import Engine, GraphQLRequest, Outcome
from schema.limits import Limits
from schema.plans.first_sight.answering import Seen
from schema.plans.handing import Reason
from tests.contents import small_content
from tests.neo4j.documents import Documents
from tests.schema.plans.first_sight.plain import mixed_up, plain, spaced, tokens_of
from tests.schema.plans.varied import Variation

ROOT = Path(__file__).parents[4]
GENERATED = int(os.environ.get("DURAMEN_DIFFERENTIAL", "1500"))
PATIENT = Limits(seconds=120)
SMALL, CURATED = "small", "curated"


class Compared:
    """The pass over one snapshot, beside the generic executor."""

    def __init__(self, snapshot: Snapshot, runner: asyncio.Runner, *, memo: bool = True) -> None:
        self.snapshot = snapshot
        self.runner = runner
        self.generic = Engine(MemoryStore(snapshot), PATIENT, plans=False)
        first = Engine(MemoryStore(snapshot), PATIENT, memo=memo)
        self.runner.run(first.answer(GraphQLRequest("{ t: __typename }")))
        assert first.planner is not None
        self.planner = first.planner
        self.asked: Counter[str] = Counter()

    def ask(self, document: str, operation_name: str | None = None) -> bytes | None:
        """Compare both ways, and return the answer if it was given at first sight."""
        expected = self.runner.run(self.generic.answer(GraphQLRequest(document, None, operation_name)))
        is_answer = expected.outcome is Outcome.ANSWERED and not expected.codes
        found = None
        for _ in range(2):  # as it is read, and as it is met again
            found = self.runner.run(self._at_first_sight(document, operation_name))
            if found is not None:
                assert is_answer, (document, expected.body)
                assert found == (expected.body, expected.operation_name, expected.cost), document
        self.asked["valid" if is_answer else "refused"] += 1
        self.asked["at first sight"] += found is not None
        return expected.body if is_answer else None

    async def _at_first_sight(self, document: str, operation_name: str | None) -> Seen | None:
        return self.planner.first_sight.answer(document, operation_name, at_once=False)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as running:
        yield running


@pytest.fixture(scope="module")
def snapshots() -> dict[str, Snapshot]:
    seeds = ROOT / "seeds"
    return {SMALL: Snapshot.of(small_content()), CURATED: built_snapshot(seeds, default_cache(seeds))}


# graphql-core drops fields that it will not need after an error without having run them
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore:coroutine 'Executor"),
    pytest.mark.usefixtures("dropped_fields"),
]


def compare(compared: Compared, count: int, *, share_mixed_up: float) -> None:
    """Ask documents by chance: plain ones, any other ones, and ones whose tokens are mixed up."""
    schema = executable_schema()
    documents = Documents(schema, compared.snapshot.content, seed=0)

    @seed(11)
    @settings(max_examples=count, database=None)
    @given(st.integers(0, 2**63))
    def any_document(number: int) -> None:
        chance = documents.random = random.Random(number)
        text = plain(documents.document(), schema, chance)
        if chance.random() < share_mixed_up:
            if chance.random() < 0.1:
                text = Variation(schema, chance).of(text).document
            tokens = tokens_of(text)
            some = mixed_up(tokens, chance) if chance.random() < 0.85 else tokens
            text = spaced(some, chance, odd=chance.random() < 0.2)
        body = compared.ask(text, chance.choice([None] * 8 + ["Name", "Q"]))
        cursors = re.findall(r'"(?:start|end)?[cC]ursor":"([^"]+)"', (body or b"").decode())
        documents.cursors = [*documents.cursors, *cursors][-40:]

    any_document()


@pytest.mark.parametrize(("which", "memo"), [(SMALL, True), (SMALL, False), (CURATED, True)])
def test_plain_documents_have_the_same_answer(
    snapshots: dict[str, Snapshot], runner: asyncio.Runner, which: str, *, memo: bool
) -> None:
    compared = Compared(snapshots[which], runner, memo=memo)
    compare(compared, max(1, GENERATED // 6), share_mixed_up=0)
    asked = compared.asked
    print(f"{which}: {dict(asked)}; handed over: {dict(compared.planner.sights.handed_over)}")
    assert asked["at first sight"] > 0.8 * asked["valid"]
    assert compared.planner.sights.handed_over[Reason.FAULT] == 0


@pytest.mark.parametrize("which", [SMALL, CURATED])
def test_whatever_is_answered_is_valid(snapshots: dict[str, Snapshot], runner: asyncio.Runner, which: str) -> None:
    compared = Compared(snapshots[which], runner)
    compare(compared, max(1, GENERATED // 4), share_mixed_up=0.9)
    print(f"{which}: {dict(compared.asked)}; handed over: {dict(compared.planner.sights.handed_over)}")
    assert compared.asked["refused"] > 0.3 * compared.asked.total()
    assert compared.planner.sights.handed_over[Reason.FAULT] == 0
