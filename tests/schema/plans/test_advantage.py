"""How far plans are ahead of the generic executor: a paired run in one process, in ratios, so that machines agree."""

import asyncio
import gc
import time
from pathlib import Path
from typing import Any

import pytest

from graph.memory import MemoryStore
from ingest.building import built_snapshot, default_cache
from schema.engine import Engine, GraphQLRequest
from schema.limits import Limits
from schema.plans.planner import Planner

ROOT = Path(__file__).parents[3]
QUERIES = ROOT / "benchmarks" / "queries"
USUAL = {"q1-one-concept": 190, "q2-concept-page": 190, "q3-list-of-concepts": 150, "q7-connection": 75}
"""How many times the CPU time of a plan without memo the generic executor takes, at the low end of many runs."""
KEPT = 2 / 3
ROUNDS = 5


@pytest.fixture(scope="module")
def engine() -> Engine:
    seeds = ROOT / "seeds"
    return Engine(MemoryStore(built_snapshot(seeds, default_cache(seeds))), Limits(seconds=60), first_sight=False)


@pytest.mark.slow
@pytest.mark.parametrize("name", USUAL)
def test_plans_keep_two_thirds_of_their_advantage(engine: Engine, name: str) -> None:
    request = GraphQLRequest((QUERIES / f"{name}.graphql").read_text())
    generic = Engine(engine.store, engine.limits, plans=False)

    async def ratio() -> float:
        await engine.answer(request)
        assert engine.planner is not None
        planner = engine.planner = Planner(engine.planner.pinned, engine.planner.schema, engine.limits, memo=False)
        for one in (engine, generic):
            assert (await one.answer(request)).codes == ()
        prepared = planner.known(request.document, None)
        assert prepared is not None
        plan, executor = [], []
        for _ in range(ROUNDS):  # by turns, so that both meet the same neighbours
            plan.append(await spent(lambda: planner.answer(prepared, {}), 100))
            executor.append(await spent(lambda: generic.answer(request), 2))
        return min(executor) / min(plan)

    found = max(asyncio.run(ratio()) for _ in range(2))
    print(f"{name}: {found:.0f} times ahead")
    assert found > USUAL[name] * KEPT


async def spent(ask: Any, times: int) -> float:
    """Return the CPU seconds that one of several calls takes."""
    gc.collect()
    began = time.process_time()
    for _ in range(times):
        answer = ask()
        if asyncio.iscoroutine(answer):
            await answer
    return (time.process_time() - began) / times
