"""More texts than can be prepared: they go on at first sight, instead of chasing each other out."""

import asyncio

from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from schema.engine import Engine, GraphQLRequest
from schema.limits import Limits
from schema.plans.first_sight.answering import MOST_SIGHTS
from tests.contents import small_content


def test_plain_texts_do_not_chase_each_other_out_of_the_plans() -> None:
    engine = Engine(MemoryStore(Snapshot.of(small_content())), Limits(cached_bytes=300_000))
    texts = [f'{{ concept(slug: "rag") {{ a{number}: name slug }} }}' for number in range(100)]

    async def ask() -> None:
        for _ in range(MOST_SIGHTS + 4):
            for text in texts:
                assert (await engine.answer(GraphQLRequest(text))).codes == ()

    asyncio.run(ask())
    assert engine.planner is not None
    assert 5 < engine.planner.prepared < 60
    assert engine.planner.evicted == 0
    assert engine.totals.seen_first > 300
