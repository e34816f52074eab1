"""What pages keep of one version of the graph, so that it is made once: bounded, and gone with the version."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import TypeVar, cast

_MOST = 64
_Made = TypeVar("_Made")


class Kept:
    """The last 64 things made from the current version, by key.

    Keys may hold what readers sent, once it is known to be valid: the bound holds whatever they send.
    """

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._version = ""
        self._made: OrderedDict[Hashable, object] = OrderedDict()

    async def get(self, version: str, key: Hashable, make: Callable[[], Awaitable[_Made]]) -> _Made:
        """Return what `key` stands for in `version`, made now if it is not there. One key, one type."""
        if version != self._version:
            self._made.clear()
            self._version = version
        if key not in self._made:
            made = await make()
            if version != self._version:
                return made
            self._made[key] = made
            if len(self._made) > _MOST:
                self._made.popitem(last=False)
        self._made.move_to_end(key)
        return cast("_Made", self._made[key])
