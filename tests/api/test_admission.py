"""Admission: the numbers are exact, the order is that of arrival, and nobody starves the event loop."""

import asyncio
import time

import pytest

from api.admission import Admission, ClientRates, client_of
from api.refusals import Refusal


async def _hold(admission: Admission, release: asyncio.Event, order: list[int], number: int) -> None:
    async with admission.operation():
        order.append(number)
        await release.wait()


@pytest.mark.parametrize(("running", "waiting"), [(8, 64), (1, 0), (2, 3)])
def test_as_many_as_said_run_and_wait_and_one_more_is_refused(running: int, waiting: int) -> None:
    async def scenario() -> None:
        admission, release, order = Admission(running, waiting, 60), asyncio.Event(), []
        tasks = [asyncio.create_task(_hold(admission, release, order, n)) for n in range(running + waiting)]
        for _ in range(1000):  # turns enough for each to begin that may
            await asyncio.sleep(0)
        assert order == list(range(running))
        with pytest.raises(Refusal) as caught:
            await _hold(admission, release, order, -1)
        assert (caught.value.status, caught.value.code) == (503, "OVERLOADED")
        assert caught.value.headers["Retry-After"] == "1"
        release.set()
        await asyncio.gather(*tasks)
        assert order == list(range(running + waiting))
        await _hold(admission, release, order, 99)

    asyncio.run(scenario())


def test_a_wait_has_an_end() -> None:
    async def scenario() -> None:
        admission, release, order = Admission(1, 5, 0.02), asyncio.Event(), []
        first = asyncio.create_task(_hold(admission, release, order, 0))
        await asyncio.sleep(0)
        with pytest.raises(Refusal):
            await _hold(admission, release, order, 1)
        release.set()
        await first
        await _hold(admission, release, order, 2)
        assert order == [0, 2]

    asyncio.run(scenario())


def test_a_client_that_leaves_gives_its_place_back() -> None:
    async def scenario() -> None:
        admission, release, order = Admission(1, 1, 60), asyncio.Event(), []
        first = asyncio.create_task(_hold(admission, release, order, 0))
        await asyncio.sleep(0)
        for number in range(10):
            gone = asyncio.create_task(_hold(admission, release, order, number))
            await asyncio.sleep(0)
            gone.cancel()
            await asyncio.gather(gone, return_exceptions=True)
        release.set()
        await first
        await _hold(admission, release, order, 99)
        assert order == [0, 99]

    asyncio.run(scenario())


def test_others_have_their_turn_between_heavy_operations() -> None:
    async def heavy(admission: Admission, ended: list[float]) -> None:
        async with admission.operation():
            time.sleep(0.03)  # noqa: ASYNC251 - an operation that holds the loop is what this is about
            ended.append(time.perf_counter())

    async def scenario() -> None:
        admission = Admission(8, 64, 60)
        ended: list[float] = []
        tasks = [asyncio.create_task(heavy(admission, ended)) for _ in range(20)]
        seen = []
        while len(ended) < 20:
            await asyncio.sleep(0)
            seen.append(len(ended))
        await asyncio.gather(*tasks)
        # a request takes about four turns of the loop (accept, read, answer, write): so many lie between two operations
        assert all(seen.count(number) >= 4 for number in range(1, 20))

    asyncio.run(scenario())


def test_rates_are_kept_by_client_and_forgotten_in_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.admission._MAX_CLIENTS", 10)
    rates = ClientRates(0.001, 1)
    rates.check("192.0.2.1")
    rates.check("192.0.2.2")
    with pytest.raises(Refusal):
        rates.check("192.0.2.1")
    for number in range(100):
        rates.check(f"198.51.100.{number}")
    assert len(rates._clients) == 10


def test_an_ipv6_host_cannot_choose_itself_new_addresses() -> None:
    assert client_of("2001:db8::1") == client_of("2001:db8::ffff:1") != client_of("2001:db8:0:1::1")
    assert client_of("192.0.2.1") != client_of("192.0.2.2")
    assert client_of("no address") == "no address"


def test_clients_of_ipv4_are_told_apart_where_a_listener_of_ipv6_hears_them() -> None:
    assert client_of("::ffff:192.0.2.1") == client_of("192.0.2.1") != client_of("::ffff:192.0.2.2")
