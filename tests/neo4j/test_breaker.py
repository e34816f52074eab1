"""The circuit: open after three failures in a row, one probe at a time, and refusals asked seldom."""

import pytest

from graph.errors import StoreMisconfigured, StoreUnavailable
from graph.neo4j_store.breaker import FAILURES_TO_OPEN, PROBE_SECONDS, REFUSED_SECONDS, Breaker


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(clock)


def fail(breaker: Breaker, times: int = FAILURES_TO_OPEN) -> None:
    for _ in range(times):
        breaker.failed(StoreUnavailable("down"))


def test_it_stays_closed_below_the_number_of_failures(breaker: Breaker) -> None:
    fail(breaker, FAILURES_TO_OPEN - 1)
    breaker.check()
    assert not breaker.is_open


def test_a_success_between_failures_counts_from_the_beginning(breaker: Breaker) -> None:
    fail(breaker, FAILURES_TO_OPEN - 1)
    breaker.succeeded()
    fail(breaker, FAILURES_TO_OPEN - 1)
    breaker.check()


def test_open_it_refuses_with_the_last_failure(breaker: Breaker) -> None:
    fail(breaker)
    with pytest.raises(StoreUnavailable, match="down"):
        breaker.check()


def test_after_the_pause_one_call_is_the_probe_and_others_are_refused(breaker: Breaker, clock: Clock) -> None:
    fail(breaker)
    clock.now += PROBE_SECONDS
    breaker.check()
    with pytest.raises(StoreUnavailable):
        breaker.check()


def test_a_probe_that_succeeds_closes_it(breaker: Breaker, clock: Clock) -> None:
    fail(breaker)
    clock.now += PROBE_SECONDS
    breaker.check()
    breaker.succeeded()
    breaker.check()
    breaker.check()


def test_a_refusal_opens_it_at_once_and_for_longer(breaker: Breaker, clock: Clock) -> None:
    breaker.failed(StoreMisconfigured("password"))
    clock.now += PROBE_SECONDS
    with pytest.raises(StoreMisconfigured):
        breaker.check()
    clock.now += REFUSED_SECONDS
    breaker.check()
