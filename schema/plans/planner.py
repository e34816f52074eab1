"""The plans of one snapshot: operations prepared once and run for each request; what is kept goes with the snapshot."""

import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from typing import Any

import structlog
from graphql import GraphQLSchema, OperationDefinitionNode

from graph.memory import MemoryPinned
from schema.documents import Document
from schema.limits import Limits
from schema.plans.bound import Bound
from schema.plans.budget import Budget
from schema.plans.calls import Calls
from schema.plans.compiled import Compiler
from schema.plans.costs import Costs
from schema.plans.first_sight.answering import FirstSight, Seen
from schema.plans.first_sight.selections import Surroundings
from schema.plans.first_sight.sights import Sights
from schema.plans.first_sight.writers import Lister
from schema.plans.handing import HandedOver, Reason, reason_of
from schema.plans.leaves import to_bytes
from schema.plans.pages import Pages
from schema.plans.prepared import About, Prepared, World
from schema.plans.rows import Rows
from schema.plans.selections import Selector
from schema.plans.variables import Variables

log = structlog.get_logger(__name__)
_SHARE_OF_FIRST_SIGHT = 4
"""One of so many parts of the time, and of the bytes for plans, is for texts that have none: a flood of them drops no
plan, unless their arguments differ as well, since plans share the lists that arguments lead to."""
_SHARE_OF_AGAIN = 0.1  # of the first time, in which the plan is made and its rows are filled
_FULL = 0.9
"""The part of the room for prepared operations that plain texts may take."""
_LEVELS = 4
"""How often the text of an answer may be copied into lists before the generic executor writes it instead."""


class Planner:
    """Prepares and runs the operations that are asked of one snapshot."""

    def __init__(self, pinned: MemoryPinned, schema: GraphQLSchema, limits: Limits, *, memo: bool = True) -> None:
        """Read from `pinned`; caches may hold as much as `limits` say. Without `memo` no texts are kept."""
        self.pinned = pinned
        self.schema = schema
        self._limits = limits
        self._memo = memo
        self.handed_over: Counter[Reason] = Counter()
        self.answered = self.prepared = self.evicted = self.dropped = 0
        self.reason: Reason | None = None
        """Why the last operation that was handed over was."""
        self.version = str(pinned.version)
        self.sights = Sights()
        self._begin()

    def _begin(self) -> None:
        limits = self._limits
        first_sight_bytes = limits.plan_bytes // _SHARE_OF_FIRST_SIGHT
        self.budget = Budget(limits.plan_bytes - first_sight_bytes)
        rows = Rows(self.pinned, self.budget)
        calls = Calls(rows, Pages(self.pinned, rows, self.budget))
        most_text = _LEVELS * limits.answer_bytes
        self.compiler = Compiler(rows, self.budget, most_text=most_text, seconds=limits.seconds, memo=self._memo)
        self.first_sight = FirstSight(
            Surroundings(
                rows,
                Lister(most_text, limits.seconds / _SHARE_OF_FIRST_SIGHT),
                self.pinned.longest,
                limits,
                Budget(first_sight_bytes),
                memo=self._memo,
            ),
            calls,
            self.sights,
            self._is_room,
        )
        self.world = World(self.schema, rows.root, calls, self.compiler, self._limits)
        self._prepared: OrderedDict[tuple[str, str | None], Prepared] = OrderedDict()
        self._prepared_bytes = 0

    def _is_room(self) -> bool:
        """Tell whether one more operation can be prepared; if not, plain texts would only chase each other out."""
        return self._prepared_bytes < _FULL * self._limits.cached_bytes

    def __len__(self) -> int:
        return len(self._prepared)

    @property
    def prepared_bytes(self) -> int:
        """The bytes that the documents of prepared operations are taken to need."""
        return self._prepared_bytes

    def begin_anew(self) -> None:
        """Drop all that is kept: it is made again as it is asked for."""
        log.info("plans_dropped", held=self.budget.held, prepared=len(self._prepared))
        self.dropped += 1
        self._begin()

    def _begin_anew_if_spent(self) -> None:
        if self.budget.is_spent:
            self.begin_anew()

    def known(self, document: str, operation_name: str | None) -> Prepared | None:
        """Return an operation that was prepared before."""
        key = (document, operation_name)
        found = self._prepared.get(key)
        if found is not None:
            self._prepared.move_to_end(key)
        return found

    def seen_first(self, document: str, operation_name: str | None, *, at_once: bool) -> Seen | None:
        """Return the answer to a plain text that no plan was made for, see `FirstSight.answer`."""
        try:
            return self.first_sight.answer(document, operation_name, at_once=at_once)
        finally:
            self._begin_anew_if_spent()

    def answer(self, prepared: Prepared, given: dict[str, Any]) -> bytes | None:
        """Return the body of the answer, null if the generic executor must give it."""
        return self._counted(lambda: self._body(prepared, given, 1))

    def bound(self, prepared: Prepared, given: dict[str, Any], cost: int) -> Bound | None:
        """Return an operation with its variables in place, null if the generic executor must answer it.

        Args:
            prepared: The operation.
            given: The variables of the request.
            cost: What it costs with them, which must not be too much.
        """
        try:
            return Bound(self, prepared, cost, *prepared.bound(given))
        except Exception as error:  # noqa: BLE001  # as above
            self.hand_over(error)
            return None

    def first_answer(
        self,
        request: tuple[str, str | None],
        document: Document,
        operation: OperationDefinitionNode,
        costs: Costs,
        given: dict[str, Any],
    ) -> bytes | None:
        """Prepare an operation of a valid document and return the body of its answer, or null as `answer` does.

        Args:
            request: The text of the document and the name of the operation, as they came.
            document: The document.
            operation: Its operation.
            costs: What it costs.
            given: The variables of the request, which must not cost too much.
        """
        return self._counted(
            lambda: self._body(self._prepare(request, document, operation, costs), given, _SHARE_OF_AGAIN)
        )

    def prepare(
        self,
        request: tuple[str, str | None],
        document: Document,
        operation: OperationDefinitionNode,
        costs: Costs,
    ) -> None:
        """Prepare an operation that nobody has asked for yet, and make its plan unless conditions decide what it is."""
        try:
            self._prepare(request, document, operation, costs).compile()
        except HandedOver:
            return  # the generic executor answers it

    def _prepare(
        self, request: tuple[str, str | None], document: Document, operation: OperationDefinitionNode, costs: Costs
    ) -> Prepared:
        selector = Selector(self.schema, document.node, operation)
        variables = Variables(self.schema, operation)
        name = operation.name.value if operation.name else None
        prepared = Prepared(self.world, About(document.hash, name, document.size), selector, variables, costs)
        replaced = self._prepared.pop(request, None)
        self._prepared_bytes -= 0 if replaced is None else replaced.about.size
        self._prepared[request] = prepared
        self.prepared += 1
        self._prepared_bytes += document.size
        while self._prepared_bytes > self._limits.cached_bytes:
            _, oldest = self._prepared.popitem(last=False)
            self._prepared_bytes -= oldest.about.size
            self.evicted += 1
        return prepared

    def _body(self, prepared: Prepared, given: dict[str, Any], share: float) -> bytes:
        began = time.perf_counter()
        try:
            body = to_bytes(f'{{"data":{prepared.run(given)}}}')
        finally:
            prepared.took((time.perf_counter() - began) * share)
        if len(body) > self._limits.answer_bytes:
            raise HandedOver(Reason.SIZE)
        return body

    def _counted(self, answer: Callable[[], bytes]) -> bytes | None:
        try:
            body = answer()
        except Exception as error:  # noqa: BLE001  # the generic executor tells what is wrong
            self.hand_over(error)
            return None
        finally:
            self._begin_anew_if_spent()
        self.answered += 1
        return body

    def hand_over(self, error: Exception) -> None:
        """Count an operation that no plan answers, by what went wrong in it."""
        self.reason = reason_of(error)
        self.handed_over[self.reason] += 1
