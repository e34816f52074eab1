"""Content whose groups of records are made when somebody first asks for them: most users need a few of the groups."""

from threading import RLock
from typing import Any

from graph.records import Content


class LazyContent(Content):
    """Content to inherit from: `_group` makes a group, once, in the thread of who asks first; others wait for it."""

    __slots__ = ("_lock",)

    def __init__(self) -> None:
        """Have no group yet."""
        object.__setattr__(self, "_lock", RLock())

    def _group(self, name: str) -> tuple[Any, ...]:
        """Return the records of a group."""
        raise NotImplementedError

    def __getattr__(self, name: str) -> Any:
        """Make a group; Python asks here only for what is not there yet."""
        if name not in Content.__dataclass_fields__:
            raise AttributeError(name)
        with self._lock:
            try:
                return object.__getattribute__(self, name)
            except AttributeError:
                found = self._group(name)
                object.__setattr__(self, name, found)
                return found

    def __eq__(self, other: object) -> bool:
        """Compare as content does, wherever the other one comes from."""
        if not isinstance(other, Content):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in Content.__dataclass_fields__)

    __hash__ = Content.__hash__
