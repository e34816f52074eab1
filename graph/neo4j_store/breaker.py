"""When to stop asking a database: a circuit that opens after failures in a row and lets one probe through at a time."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from graph.errors import StoreError, StoreMisconfigured, StoreUnavailable

FAILURES_TO_OPEN = 3
PROBE_SECONDS = 2.0
REFUSED_SECONDS = 30.0
"""A server locks a user out after some wrong passwords in a row, other replicas with him: refusals are asked seldom."""


@dataclass(slots=True)
class Breaker:
    """Remembers how the last calls ended. Not for threads: it belongs to one event loop."""

    clock: Callable[[], float] = time.monotonic
    _failures: int = 0
    _closed_until: float = 0.0
    _last: StoreError | None = None

    def check(self) -> None:
        """Let a call through, or raise what the last one met without asking again.

        While open, the first call after the pause is the probe; calls beside it are still refused.
        """
        if self._last is None or not self.is_open:
            return
        now = self.clock()
        if now < self._closed_until:
            raise type(self._last)(self._last.reason)
        self._closed_until = now + self._pause

    def succeeded(self) -> None:
        """Note that the database answered: the circuit is closed again."""
        self._failures, self._last = 0, None

    def failed(self, error: StoreUnavailable | StoreMisconfigured) -> None:
        """Note that the database could not be reached, or refuses us."""
        self._failures += 1
        self._last = error
        self._closed_until = self.clock() + self._pause

    @property
    def last(self) -> StoreError | None:
        """The failure since which nothing succeeded; null when all is well."""
        return self._last

    @property
    def is_open(self) -> bool:
        """Whether calls are refused without asking, but for a probe now and then."""
        return self._failures >= FAILURES_TO_OPEN or isinstance(self._last, StoreMisconfigured)

    @property
    def _pause(self) -> float:
        return REFUSED_SECONDS if isinstance(self._last, StoreMisconfigured) else PROBE_SECONDS
