"""The pass over a text that was not seen before: it is read, checked and answered in one go, or handed over."""

from collections.abc import Callable
from typing import NamedTuple

from schema.plans.calls import Calls
from schema.plans.first_sight.reading import Selections
from schema.plans.first_sight.selections import Measures, Surroundings
from schema.plans.first_sight.sights import NEVER, Sights
from schema.plans.first_sight.straight import Later, Straight
from schema.plans.first_sight.tokens import IGNORED, begin
from schema.plans.handing import HandedOver, Reason, reason_of
from schema.plans.leaves import to_bytes

MOST_SIGHTS = 8
"""Sights of one text that the pass answers; after them it is worth a plan, which costs about as much as they did."""
_LONGEST = 16 * 1024
_MOST_AT_ONCE = 400
"""Objects that an answer given at once may hold: writing one takes a few microseconds, even the first time."""
_TOKENS_OF_AN_OPERATION = 6
_ROOT = "Query"


class Seen(NamedTuple):
    """The answer to a text: its body, the name of its operation, and its cost."""

    body: bytes
    operation_name: str | None
    cost: int


class FirstSight:
    """Answers texts that no plan was made for, over one snapshot."""

    def __init__(
        self, around: Surroundings, calls: Calls, sights: Sights, is_room: Callable[[], bool] = lambda: True
    ) -> None:
        """Make calls by `calls`, keep what the budget of `around` allows, and count in `sights`.

        A text that was seen often enough is left to a plan as long as `is_room` tells that one more can be kept.
        """
        self._is_room = is_room
        self._around = around
        self._limits = around.limits
        self._sights = sights
        self._selections = Selections(around, calls)

    @property
    def held_bytes(self) -> int:
        """The bytes that selections, calls and texts are taken to need."""
        return self._around.budget.held

    def answer(self, text: str, operation_name: str | None, *, at_once: bool) -> Seen | None:
        """Return the answer to a text, null if it must be found in another way.

        Args:
            text: The document.
            operation_name: The operation that is to be run, null if there is to be one only.
            at_once: Whether others wait meanwhile, so that nothing that may take long is done.
        """
        sights = self._sights.of(text)
        if sights >= MOST_SIGHTS and (sights >= NEVER or self._is_room()):
            return None
        try:
            seen = self._answer(text, operation_name, at_once=at_once)
        except Later:
            return None
        except Exception as error:  # noqa: BLE001  # graphql-core tells what is wrong
            self._sights.handed_over[reason_of(error)] += 1
            seen = None
        finally:
            if self._around.budget.is_spent:
                self._selections.begin_anew()
        self._sights.set(text, NEVER if seen is None else sights + 1)
        self._sights.answered += seen is not None
        return seen

    def _answer(self, text: str, operation_name: str | None, *, at_once: bool) -> Seen:
        opened = begin(text) if len(text) <= _LONGEST else None
        if opened is None:
            raise HandedOver(Reason.TEXT)
        name, selected = opened[1], text[opened.end() :].rstrip(IGNORED)
        if selected[-1:] != "}" or (operation_name is not None and operation_name != name):
            raise HandedOver(Reason.TEXT)
        self._around.lister.begin()
        writing = Straight(self._selections, self._around, _MOST_AT_ONCE if at_once else None)
        data, measures = writing.object(self._selections.on(_ROOT), selected[:-1], self._around.rows.root, 1)
        self._check(measures)
        body = to_bytes(f'{{"data":{data}}}')
        if len(body) > self._limits.answer_bytes:
            raise HandedOver(Reason.SIZE)
        return Seen(body, name, measures.cost)

    def _check(self, measures: Measures) -> None:
        """Leave what a limit forbids to those who say so; cost and depth were checked on the way."""
        limits = self._limits
        if (
            measures.roots > limits.root_fields
            or measures.fields > limits.fields
            or measures.aliases > limits.aliases
            or measures.tokens + _TOKENS_OF_AN_OPERATION > limits.tokens
        ):
            raise HandedOver(Reason.TEXT)
