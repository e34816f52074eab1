"""The workshop: one check at a time, few that wait, and a ground that follows the graph."""

import asyncio
import threading

import pytest

from api.explorer.workshop import MOST_WAITING, Workshop
from api.refusals import Refusal
from graph.errors import StoreUnavailable
from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from graph.store import Pinned
from graph.vocabulary import NodeKind
from tests.contents import small_content
from tests.explorer.catalogue import catalogue


class _Away(MemoryStore):
    async def pin(self) -> Pinned:
        raise StoreUnavailable("it is away")


def test_one_works_at_a_time_and_few_wait() -> None:
    async def crowd() -> tuple[list[object], int]:
        workshop = Workshop(MemoryStore(Snapshot.of(small_content())))
        inside, most, begun, company = 0, 0, threading.Event(), threading.Event()

        def work(_ground: object) -> int:
            nonlocal inside, most
            inside += 1
            most = max(most, inside)
            begun.wait(10)
            if inside > 1:
                company.set()
            company.wait(0.05)  # long enough for a second one to come in, were it let in
            most = max(most, inside)
            inside -= 1
            return 1

        first = [asyncio.ensure_future(workshop.do(work)) for _ in range(MOST_WAITING)]
        await asyncio.sleep(0)
        refused: list[object] = list(await asyncio.gather(workshop.do(work), return_exceptions=True))
        begun.set()
        done: list[object] = list(await asyncio.gather(*first))
        again: object = await workshop.do(work)
        return [*refused, *done, again], most

    answers, most = asyncio.run(crowd())
    assert isinstance(answers[0], Refusal)
    assert answers[0].status == 503
    assert answers[1:] == [1] * (MOST_WAITING + 1)
    assert most == 1


def test_the_ground_follows_what_is_served() -> None:
    async def twice() -> tuple[set[str], set[str]]:
        store = MemoryStore(Snapshot.of(small_content()))
        workshop = Workshop(store)
        before = await workshop.do(lambda ground: ground.catalogue.slugs(NodeKind.CONCEPT))
        store.swap(Snapshot.of(catalogue()))
        return before, await workshop.do(lambda ground: ground.catalogue.slugs(NodeKind.CONCEPT))

    before, after = asyncio.run(twice())
    assert after - before == {"faded", "hostile"}


def test_a_store_that_is_away_is_a_refusal_and_not_a_fault() -> None:
    workshop = Workshop(_Away(Snapshot.of(small_content())))
    with pytest.raises(Refusal) as caught:
        asyncio.run(workshop.do(lambda ground: ground))
    assert caught.value.status == 503
