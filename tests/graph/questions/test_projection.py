"""The projections that are kept: read once for all who ask, and a reading that failed is told to those who wait."""

import asyncio
import gc
from typing import Any

import pytest

from graph.errors import StoreUnavailable
from graph.memory import MemoryPinned
from graph.questions.projection import Projections
from graph.records import Content
from graph.snapshot import Snapshot
from tests.contents import small_content


class Failing(MemoryPinned):
    """Can't be read, which it finds out when it is told to."""

    def __init__(self) -> None:
        super().__init__(Snapshot.of(small_content()))
        self.found_out = asyncio.Event()

    async def content(self) -> Content:
        await self.found_out.wait()
        raise StoreUnavailable("no route")


@pytest.mark.parametrize("waiting", [0, 1])
def test_a_reading_that_fails_is_told_to_who_waits_and_to_nobody_else(waiting: int) -> None:
    async def ask() -> list[Any]:
        complaints: list[Any] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, about: complaints.append(about))
        pinned, projections = Failing(), Projections()
        askers = [asyncio.create_task(projections.of(pinned)) for _ in range(3)]
        await asyncio.sleep(0)
        for one in askers[waiting:]:
            one.cancel()
        await asyncio.wait(askers[waiting:])
        pinned.found_out.set()
        while projections._being_read:  # noqa: ASYNC110  # a task of its own empties it
            await asyncio.sleep(0)
        found = await asyncio.gather(*askers[:waiting], return_exceptions=True)
        assert [type(one) for one in found] == [StoreUnavailable] * waiting
        del askers, found
        gc.collect()
        return complaints

    assert asyncio.run(ask()) == []
