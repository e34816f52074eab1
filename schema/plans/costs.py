"""The cost of an operation for the variables of a request, measured once for all requests that can't differ in it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from schema.measure import Use
from schema.plans.selections import variables_in

_MOST_KEPT = 1_000


class Costs:
    """The cost of one operation as a function of its variables."""

    def __init__(self, uses: Sequence[Use], measured: Callable[[Mapping[str, Any]], int]) -> None:
        """Ask `measured` for the cost of variables as they came."""
        sizes = [use for use in uses if use.argument.name in {"first", "last"} or use.argument.type.startswith("[")]
        self.uses = uses
        self._names = tuple(sorted({name for use in sizes for name in variables_in(use.value)}))
        self._measured = measured
        self._known: dict[tuple[Any, ...], int] = {}

    def of(self, given: Mapping[str, Any]) -> int:
        """Return the cost for the variables of a request, as they came."""
        key = tuple([_size(name, given) for name in self._names]) if self._names else ()
        cost = self._known.get(key)
        if cost is None:
            cost = self._measured(given)
            if len(self._known) < _MOST_KEPT:
                self._known[key] = cost
        return cost


def _size(name: str, given: Mapping[str, Any]) -> Any:
    """Return all that `schema.measure` sees of a variable."""
    if name not in given:
        return "missing"
    value = given[name]
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, list | tuple):
        return (len(value),)
    return "none" if value is None else "other"  # True and False would be equal to the sizes 1 and 0
