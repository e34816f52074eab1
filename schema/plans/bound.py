"""An operation with its variables in place: all that is left to do for an answer is to write it.

What is kept here is how a request is understood, as peers keep parsed documents; the answer is written anew each time.
"""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from schema.plans.rows import Row

if TYPE_CHECKING:
    from schema.plans.planner import Planner
    from schema.plans.prepared import About, Prepared

MOST_AT_ONCE = 0.002
"""Seconds that an operation may have taken lately to be answered at once: others wait meanwhile."""
_WORTH_NOTING = MOST_AT_ONCE / 4
BEFORE, AFTER = b'{"data":', b"}"
"""What an answer has around its data."""


class Bound:
    """One request that a plan answers; good as long as the planner keeps what it kept when this was made."""

    __slots__ = ("_calls", "_era", "_longest", "_planner", "_prepared", "_root", "_row", "cost", "version")

    def __init__(
        self,
        planner: "Planner",
        prepared: "Prepared",
        cost: int,
        root: Callable[[Row, Sequence[Any]], str],
        calls: Sequence[Any],
    ) -> None:
        """Let `root` write the data, with `calls` for its arguments."""
        self._planner = planner
        self._prepared = prepared
        self._era = planner.world
        self._root = root
        self._row = planner.world.root
        self._calls = calls
        self._longest = planner.world.limits.answer_bytes - len(BEFORE) - len(AFTER)
        self.cost = cost
        self.version = planner.version

    @property
    def about(self) -> "About":
        """Which operation it is."""
        return self._prepared.about

    @property
    def is_current(self) -> bool:
        """Whether what it refers to is still kept."""
        return self._era is self._planner.world

    def data(self) -> bytes | None:
        """Return the JSON of the answer's data, null if the answer must be had in another way."""
        planner, prepared, era = self._planner, self._prepared, self._era
        if era is not planner.world or prepared.seconds > MOST_AT_ONCE:
            return None
        began = time.perf_counter()
        era.compiler.begin(began)
        try:
            data = self._root(self._row, self._calls).encode("latin-1")
        except Exception as error:  # noqa: BLE001  # the generic executor tells what is wrong
            planner.hand_over(error)
            return None
        seconds = time.perf_counter() - began
        if seconds > _WORTH_NOTING or prepared.seconds > _WORTH_NOTING:
            prepared.took(seconds)
        planner.answered += 1
        if planner.budget.held > planner.budget.most:
            planner.begin_anew()
        return data if len(data) <= self._longest else None
