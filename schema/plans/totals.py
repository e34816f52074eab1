"""What the plans of an engine did since it began: a planner goes with its snapshot, its figures do not."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from schema.plans.handing import Reason

if TYPE_CHECKING:
    from schema.plans.planner import Planner


@dataclass(slots=True)
class Totals:
    """Figures of all planners together.

    `seen_first` are answers to plain texts that have no plan, `not_plain` counts by reason why other texts were left to
    graphql-core at first. `prepared` are operations made ready, `evicted` those dropped for newer ones, `dropped` how
    often all that plans keep was dropped because it had become too much.
    """

    answered: int = 0
    prepared: int = 0
    evicted: int = 0
    dropped: int = 0
    handed_over: Counter[Reason] = field(default_factory=Counter)
    seen_first: int = 0
    not_plain: Counter[Reason] = field(default_factory=Counter)

    def with_those_of(self, planner: "Planner | None") -> "Totals":
        """Return these figures and those of one planner more."""
        if planner is None:
            return self
        return Totals(
            self.answered + planner.answered,
            self.prepared + planner.prepared,
            self.evicted + planner.evicted,
            self.dropped + planner.dropped,
            self.handed_over + planner.handed_over,
            self.seen_first + planner.sights.answered,
            self.not_plain + planner.sights.handed_over,
        )
