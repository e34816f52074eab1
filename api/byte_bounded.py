"""A cache that is bounded in bytes: what was used longest ago leaves first."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
_SHARE = 8
"""One entry may take this part of a cache at most, so that it doesn't push all others out."""


class ByteBounded(Generic[Key, Value]):
    """Values by key, within a number of bytes that whoever keeps them estimates."""

    def __init__(self, most_bytes: int) -> None:
        """Keep `most_bytes`."""
        self.most_bytes = most_bytes
        self.held_bytes = self.hits = self.misses = self.evicted = 0
        self._entries: OrderedDict[Key, tuple[Value, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: Key) -> bool:
        return key in self._entries

    def get(self, key: Key) -> Value | None:
        """Return what is kept under a key."""
        found = self._entries.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._entries.move_to_end(key)
        return found[0]

    def takes(self, size: int) -> bool:
        """Tell whether a value of `size` bytes may be kept."""
        return size * _SHARE <= self.most_bytes

    def keep(self, key: Key, value: Value, size: int) -> bool:
        """Keep a value of `size` bytes that is not there yet, and tell whether others had to leave for it."""
        self._entries[key] = (value, size)
        self.held_bytes += size
        before = self.evicted
        while self.held_bytes > self.most_bytes:
            _, (_, freed) = self._entries.popitem(last=False)
            self.held_bytes -= freed
            self.evicted += 1
        return self.evicted > before

    def clear(self) -> None:
        """Drop everything."""
        self._entries.clear()
        self.held_bytes = 0
