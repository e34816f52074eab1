"""How often texts were seen, and what became of them; no more than a hash is kept of a bounded number of texts."""

from collections import Counter
from collections.abc import Hashable

from schema.plans.handing import Reason

_MOST_A_GENERATION = 4096
NEVER = 1 << 30
"""The sights of a text that the pass does not answer: it is not tried again."""


class Sights:
    """Counts sights; what was not seen for long is forgotten, and counts from nothing again.

    Two generations of hashes are kept. A hash that two texts share makes one of them known earlier, nothing else.
    `answered` and `handed_over` count what became of all texts.
    """

    __slots__ = ("_new", "_old", "answered", "handed_over")

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._new: dict[int, int] = {}
        self._old: dict[int, int] = {}
        self.answered = 0
        self.handed_over: Counter[Reason] = Counter()

    def of(self, thing: Hashable) -> int:
        """Return how often a text, or what else has a hash, was seen."""
        key = hash(thing)
        found = self._new.get(key)
        return self._old.get(key, 0) if found is None else found

    def set(self, thing: Hashable, count: int) -> None:
        """Note how often it was seen."""
        self._note(hash(thing), count)

    def again(self, thing: Hashable) -> bool:
        """Tell whether it was seen before, and note that it was seen."""
        key = hash(thing)
        if key in self._new:
            return True
        self._note(key, 1)
        return key in self._old

    def _note(self, key: int, count: int) -> None:
        if len(self._new) >= _MOST_A_GENERATION:
            self._old, self._new = self._new, {}
        self._new[key] = count

    def __len__(self) -> int:
        """The number of hashes that are kept."""
        return len(self._new) + len(self._old)
