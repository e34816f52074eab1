"""An operation that is ready to run by a plan: what is left to do for a request depends on its variables only."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import VariableNode

from schema.checks import argument_errors, is_plain_text
from schema.limits import Limits
from schema.measure import Use
from schema.plans.arguments import Evaluate, evaluator, literal_arguments
from schema.plans.calls import Call, Calls, frozen
from schema.plans.compiled import Compiler, Plan, Root
from schema.plans.costs import Costs
from schema.plans.handing import HandedOver, Reason
from schema.plans.rows import Row
from schema.plans.selections import Chosen, Selector, variables_in
from schema.plans.variables import Coerced, Variables

_MOST_VARIANTS = 16


@dataclass(frozen=True, slots=True)
class World:
    """What all prepared operations of one snapshot share."""

    schema: Any
    root: Row
    calls: Calls
    compiler: Compiler
    limits: Limits


@dataclass(frozen=True, slots=True)
class About:
    """Which operation it is: the hash of its document, its name, and the bytes that the document takes in memory."""

    document_hash: str
    operation_name: str | None
    size: int


class Variant:
    """An operation under one combination of its conditions, with its literals in place."""

    __slots__ = ("_fixed", "_plan", "_varying", "_world")

    def __init__(self, world: World, plan: Plan, chosen: Sequence[Chosen]) -> None:
        """Put the literals of `chosen`, the calls of this document, into `plan`."""
        self._world = world
        self._plan = plan
        self._fixed: list[Any] = []
        self._varying: list[tuple[int, Callable[[dict[str, Any]], Call], Evaluate]] = []
        literals: list[Any] = []
        for number, one in enumerate(chosen):
            assert one.field is not None
            if one.varies:
                self._varying.append((number, _caller(world.calls, one), evaluator(world.schema, one)))
                self._fixed.append(None)
                literals.append(None)
            else:
                arguments = literal_arguments(world.schema, one)
                self._fixed.append(world.calls.call(one.field, arguments))
                literals.append(frozen(arguments))
        for slot in plan.memo_slots:
            key = (slot.shape, tuple(literals[slot.first : slot.last]))
            self._fixed.append(world.compiler.memos.table(key))

    @property
    def root(self) -> Root:
        """What writes the data, from the root's row and the calls."""
        return self._plan.root

    def calls(self, coerced: Coerced) -> Sequence[Any]:
        """Return the calls and memos of the plan for the variables of a request."""
        if not self._varying:
            return self._fixed
        calls = self._fixed.copy()
        for number, call, evaluate in self._varying:
            calls[number] = call(evaluate(coerced))
        return calls


class Prepared:
    """One operation of one document."""

    def __init__(
        self,
        world: World,
        about: About,
        selector: Selector,
        variables: Variables,
        costs: Costs,
    ) -> None:
        """Run what `selector` selects."""
        self._world = world
        self._selector = selector
        self._variables = variables
        self._variants: dict[tuple[Any, ...], Variant] = {}
        self.about = about
        self.costs = costs
        self.seconds = 0.0
        """How long an answer took lately; after an interruption by others it falls again at once."""
        varying = {id(use.field) for use in costs.uses if next(variables_in(use.value), None) is not None}
        self._uses = tuple(use for use in costs.uses if id(use.field) in varying)
        self._texts = _plain_variables(self._uses)

    def bound(self, given: dict[str, Any]) -> tuple[Root, Sequence[Any]]:
        """Return what writes the data, and its calls, for the variables of a request, which must not cost too much.

        Raises:
            HandedOver: If the generic executor must decide.
            Exception: Whatever a field raises.
        """
        coerced = self._variables.coerced(given)
        if self._uses and self._has_errors(coerced):
            raise HandedOver(Reason.ARGUMENTS)
        names = self._selector.conditions
        conditions = tuple([coerced.get(name) for name in names]) if names else ()
        variant = self._variants.get(conditions) or self._variant(conditions, coerced)
        return variant.root, variant.calls(coerced)

    def _has_errors(self, coerced: Coerced) -> bool:
        """Tell whether an argument has a value that is refused; short plain texts never are."""
        limits, texts = self._world.limits, self._texts
        for name in texts or ():
            text = coerced.get(name)
            if text is not None and not (type(text) is str and is_plain_text(text, limits)):
                break
        else:
            if texts is not None:
                return False
        return bool(argument_errors(self._uses, coerced, limits))

    def run(self, given: dict[str, Any]) -> str:
        """Return the text of the data for the variables of a request; see `bound`."""
        root, calls = self.bound(given)
        self._world.compiler.begin(time.perf_counter())
        return root(self._world.root, calls)

    def compile(self) -> None:
        """Make the plan now, unless conditions decide what is selected.

        Raises:
            HandedOver: If there can be no plan.
        """
        if not self._selector.conditions:
            self._variant((), {})

    def took(self, seconds: float) -> None:
        """Note how long an answer took."""
        self.seconds = seconds if seconds < self.seconds else (self.seconds + seconds) / 2

    def _variant(self, conditions: tuple[Any, ...], coerced: Coerced) -> Variant:
        if len(self._variants) >= _MOST_VARIANTS:
            raise HandedOver(Reason.CONDITIONS)
        selection = self._selector.select(coerced)
        plan = self._world.compiler.plan(selection)
        made = self._variants[conditions] = Variant(self._world, plan, tuple(selection.calls()))
        return made


def _plain_variables(uses: Sequence[Use]) -> tuple[str, ...] | None:
    """Return the variables that are arguments as they are, null if some stand elsewhere or for the size of a page.

    What holds no variable is not looked at: it was when the operation was prepared.
    """
    names = []
    for use in uses:
        if next(variables_in(use.value), None) is None:
            continue
        if not isinstance(use.value, VariableNode) or use.argument.name in {"first", "last"}:
            return None
        names.append(use.value.name.value)
    return tuple(names)


def _caller(calls: Calls, chosen: Chosen) -> Callable[[dict[str, Any]], Call]:
    field = chosen.field
    assert field is not None
    return lambda arguments: calls.call(field, arguments)
