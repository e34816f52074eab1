"""Which version of the graph is served: for headers and entity tags, also while the store can't be reached."""

from graph.errors import StoreError
from graph.store import Store


class ServedVersion:
    """The version that was served last, as far as this process knows."""

    def __init__(self, store: Store) -> None:
        """Follow `store`; until the first `refresh` nothing is known."""
        self._store = store
        self.text = "none"

    async def refresh(self) -> None:
        """Ask the store; when it can't answer, what was known stays."""
        try:
            pinned = await self._store.pin()
        except StoreError:
            return
        self.text = str(pinned.version)
