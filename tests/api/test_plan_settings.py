"""Plans and their memos can be switched off; answers stay the same."""

import asyncio

import pytest

from api.admission import Admission, AdmittedEngine
from api.settings import Settings
from api.versions import ServedVersion
from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from schema.engine import GraphQLRequest
from schema.services import Services
from tests.contents import small_content

QUESTION = GraphQLRequest("{ concepts(first: 3) { nodes { slug name family { slug } } } }")


def engine_with(settings: Settings) -> AdmittedEngine:
    store = MemoryStore(Snapshot.of(small_content()))
    return AdmittedEngine(store, settings, Admission(8, 64, 5), ServedVersion(store), Services())


@pytest.mark.parametrize("settings", [Settings(plan_memo=False), Settings(plans=False), Settings(first_sight=False)])
def test_without_memo_and_without_plans_the_answer_is_the_same(settings: Settings) -> None:
    usual, other = engine_with(Settings()), engine_with(settings)
    expected = asyncio.run(usual.answer(QUESTION)).body
    for _ in range(3):
        assert asyncio.run(other.answer(QUESTION)).body == expected
    assert usual.planner is not None
    assert (other.planner is None) == (not settings.plans)


def test_without_memo_no_texts_are_kept() -> None:
    engines = engine_with(Settings(first_sight=False)), engine_with(Settings(first_sight=False, plan_memo=False))
    for engine in engines:
        for _ in range(3):
            asyncio.run(engine.answer(QUESTION))
    kept, none = (engine.planner.budget.held if engine.planner else -1 for engine in engines)
    assert 0 <= none < kept
