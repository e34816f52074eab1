"""The lease: at most one loader a database, and one that died is replaced when its heart has stopped for a while.

Each transaction of a loader begins with `hold`. It locks the lease's node, so a loader that lost its lease can't write
another row: its transaction waits for the lock, sees another owner, and is rolled back.
"""

import asyncio
import contextlib
import os
import secrets
import socket
from collections.abc import AsyncIterator

from graph.errors import StoreError
from graph.neo4j_store.model import LEASE
from graph.neo4j_store.writing import Transaction, Writer
from ingest.loading.errors import LeaseHeld, LeaseLost

# The first SET takes the lock; what is compared after it can't change any more.
_TAKE = f"""
MERGE (l:{LEASE} {{one: 1}}) SET l.asked = timestamp()
WITH l, l.owner AS before, timestamp() - coalesce(l.beat, 0) AS silent
FOREACH (x IN CASE WHEN before IS NULL OR silent > $milliseconds THEN [l] ELSE [] END |
  SET x.owner = $owner, x.beat = timestamp())
RETURN l.owner, silent"""
_HOLD = f"""
MATCH (l:{LEASE} {{one: 1}}) SET l.asked = timestamp()
WITH l WHERE l.owner = $owner
SET l.beat = timestamp()
RETURN l.owner"""
_GIVE_BACK = f"MATCH (l:{LEASE} {{one: 1}}) WHERE l.owner = $owner REMOVE l.owner RETURN 1"
BEATS_A_LEASE = 3


class Lease:
    """The right to load, held by this process while its heart beats."""

    def __init__(self, writer: Writer, seconds: float) -> None:
        """Name this loader; `seconds` is how long its silence is borne."""
        self._writer = writer
        self._seconds = seconds
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"

    @contextlib.asynccontextmanager
    async def held(self) -> AsyncIterator["Lease"]:
        """Take the lease, keep it alive, and give it back.

        Raises:
            LeaseHeld: If another loader is at work.
        """
        await self._writer.transaction(self._take)
        done = asyncio.Event()
        heart = asyncio.create_task(self._beat(done))
        try:
            yield self
        finally:
            # a beat under way ends by itself: the driver forgets the socket of a connection that is cancelled half open
            done.set()
            await asyncio.gather(heart, return_exceptions=True)
            with contextlib.suppress(StoreError):  # an unreachable server: the lease runs out by itself
                await self._writer.transaction(self._give_back)

    async def hold(self, transaction: Transaction) -> None:
        """Lock the lease for the rest of a transaction.

        Raises:
            LeaseLost: If another loader took over.
        """
        if not await transaction.run(_HOLD, {"owner": self.owner}):
            raise LeaseLost

    async def _take(self, transaction: Transaction) -> None:
        parameters = {"owner": self.owner, "milliseconds": int(self._seconds * 1000)}
        ((owner, silent),) = await transaction.run(_TAKE, parameters)
        if owner != self.owner:
            raise LeaseHeld(owner, silent / 1000)

    async def _give_back(self, transaction: Transaction) -> None:
        await transaction.run(_GIVE_BACK, {"owner": self.owner})

    async def _beat(self, done: asyncio.Event) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), self._seconds / BEATS_A_LEASE)
                return
            # a lost lease or server is met by the next batch, which can say so to the user
            with contextlib.suppress(StoreError, LeaseLost):
                await self._writer.transaction(self.hold)
