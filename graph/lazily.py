"""Parts that are made when somebody first asks for them: most of a snapshot's indexes are never needed."""

from collections.abc import Callable, Collection, Iterator, Mapping
from threading import RLock
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Lazily(Mapping[K, V]):
    """A mapping whose keys are known and whose values are made one by one, each once; equal calls give equal values."""

    __slots__ = ("_keys", "_lock", "_made", "_make")

    def __init__(self, keys: Collection[K], make: Callable[[K], V]) -> None:
        """Make the value of each of `keys` by `make`."""
        self._keys = keys
        self._make = make
        self._made: dict[K, V] = {}
        self._lock = RLock()

    @classmethod
    def of(cls, makers: Mapping[K, Callable[[], V]]) -> "Lazily[K, V]":
        """Make each value by a function of its own."""
        return cls(makers, lambda key: makers[key]())

    def __getitem__(self, key: K) -> V:
        """Return a value; who asks while another thread makes it waits."""
        try:
            return self._made[key]
        except KeyError:
            if key not in self._keys:
                raise
        with self._lock:
            if key not in self._made:
                self._made[key] = self._make(key)
            return self._made[key]

    def __iter__(self) -> Iterator[K]:
        """Return the keys."""
        return iter(self._keys)

    def __len__(self) -> int:
        """Return how many keys there are."""
        return len(self._keys)

    def __contains__(self, key: object) -> bool:
        """Tell whether a key is there, without making its value."""
        return key in self._keys
