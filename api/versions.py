"""Which version of the graph is served: for headers and entity tags, also while the store can't be reached."""

from graph.errors import StoreError
from graph.memory import MemoryStore
from graph.store import Store


class ServedVersion:
    """The version that is served now; where the graph is in a database, the one that answered last."""

    def __init__(self, store: Store) -> None:
        """Follow `store`."""
        self._store = store
        self._noted = "none"

    @property
    def text(self) -> str:
        """The version as headers have it; ``none`` before a database has answered for the first time."""
        if isinstance(self._store, MemoryStore):
            return str(self._store.snapshot.version)
        return self._noted

    def note(self, version: str) -> None:
        """Take down the version that an answer came from; empty text says nothing."""
        self._noted = version or self._noted

    async def refresh(self) -> None:
        """Ask the store; when it can't answer, what was known stays."""
        try:
            pinned = await self._store.pin()
        except StoreError:
            return
        self.note(str(pinned.version))
