"""The way to the database for loading: transactions that write, and reads that stream. No server object has it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, TypeVar

from neo4j import AsyncManagedTransaction, Query, unit_of_work
from neo4j.exceptions import DriverError, Neo4jError

from graph.neo4j_store.connection import open_driver, translated
from graph.neo4j_store.settings import Neo4jSettings

T = TypeVar("T")
TRANSACTION_SECONDS = 120.0
FETCH_SIZE = 5_000


class Batch(list[Any]):
    """Rows for one statement, which no log holds.

    The driver writes the parameters of each statement into a message for debugging, whether that is wanted or not: for
    thousands of rows a fifth of what it costs to send them.
    """

    def __repr__(self) -> str:
        """Return their number alone."""
        return f"<{len(self)} rows>"


class Transaction:
    """One transaction under way."""

    def __init__(self, transaction: AsyncManagedTransaction) -> None:
        """Wrap the driver's transaction."""
        self._transaction = transaction

    async def run(self, text: str, parameters: Mapping[str, Any]) -> list[list[Any]]:
        """Run a statement and return its rows."""
        result = await self._transaction.run(text, dict(parameters))
        return await result.values()


class Writer:
    """Writes to one database.

    Every method raises the store's errors: `StoreUnavailable`, `StoreMisconfigured`, or `StoreError` for a bug.
    """

    def __init__(self, settings: Neo4jSettings, **driver_options: Any) -> None:
        """Prepare a driver; the first call connects."""
        self._settings = settings
        self._driver = open_driver(settings, **driver_options)

    async def transaction(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run `work` in a transaction; after a lost connection it is run again as a whole."""

        @unit_of_work(timeout=TRANSACTION_SECONDS)
        async def managed(transaction: AsyncManagedTransaction) -> T:
            return await work(Transaction(transaction))

        try:
            async with self._driver.session(database=self._settings.database) as session:
                return await session.execute_write(managed)
        except (Neo4jError, DriverError) as error:
            raise translated(error) from None

    async def ensure_schema(self, statements: Mapping[str, str]) -> None:
        """Run the statements whose index is not there yet, each in a transaction of its own, and wait for the indexes.

        Args:
            statements: What creates a constraint or an index, by its name.
        """
        there = {name for (name,) in await self.rows("SHOW INDEXES YIELD name")}
        missing = [text for name, text in statements.items() if name not in there]
        try:
            async with self._driver.session(database=self._settings.database) as session:
                for text in [*missing, *(["CALL db.awaitIndexes(300)"] if missing else [])]:
                    await (await session.run(text)).consume()
        except (Neo4jError, DriverError) as error:
            raise translated(error) from None

    async def stream(self, text: str, parameters: Mapping[str, Any]) -> AsyncIterator[list[Any]]:
        """Read rows one by one, so that an answer of any size takes little memory."""
        try:
            async with self._driver.session(database=self._settings.database, fetch_size=FETCH_SIZE) as session:
                result = await session.run(Query(text, timeout=TRANSACTION_SECONDS), dict(parameters))
                async for record in result:
                    yield record.values()
        except (Neo4jError, DriverError) as error:
            raise translated(error) from None

    async def rows(self, text: str, parameters: Mapping[str, Any] | None = None) -> list[list[Any]]:
        """Read all rows of a small answer."""
        return [row async for row in self.stream(text, parameters or {})]

    async def close(self) -> None:
        """Close all connections."""
        await self._driver.close()
