"""The way to the database for reading: one bounded, retried, read-only statement a call, and the store's own errors.

This and `graph.neo4j_store.writing` are the only modules that know the driver.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from neo4j import AsyncDriver, AsyncGraphDatabase, AsyncResult, Query, RoutingControl
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from graph.errors import StoreError, StoreMisconfigured, StoreUnavailable, VersionGone
from graph.neo4j_store.addresses import check_address
from graph.neo4j_store.breaker import Breaker
from graph.neo4j_store.settings import Neo4jSettings

_REFUSALS = ("Neo.ClientError.Security.", "Neo.ClientError.Database.DatabaseNotFound")
_TIMEOUTS = "Neo.ClientError.Transaction.TransactionTimedOut"

Rows = list[Any]
Transform = Callable[[AsyncResult], Awaitable[tuple[Rows, bool]]]


class Unreachable(StoreUnavailable):
    """The server did not answer at all, as opposed to being slow or busy: what opens the circuit."""


def open_driver(settings: Neo4jSettings, **options: Any) -> AsyncDriver:
    """Return a driver for these settings; nothing is connected yet.

    Raises:
        StoreMisconfigured: If the address or an option is none.
    """
    check_address(settings.uri)
    auth = None if settings.user is None else (settings.user, settings.password or "")
    try:
        return AsyncGraphDatabase.driver(
            settings.uri,
            auth=auth,
            max_connection_pool_size=settings.pool_size,
            connection_timeout=settings.connect_seconds,
            connection_acquisition_timeout=settings.acquire_seconds,
            max_transaction_retry_time=settings.retry_seconds,
            user_agent="duramen",
            **{"notifications_min_severity": "OFF"} | options,
        )
    except (ConfigurationError, ValueError) as error:
        raise StoreMisconfigured(str(error)) from None


def translated(error: Exception) -> StoreError:
    """Return the store's error for what a driver raised. Codes decide, since texts differ between server versions."""
    code = getattr(error, "code", None) or type(error).__name__
    reason = f"{code}: {error}"
    if isinstance(error, AuthError) or str(code).startswith(_REFUSALS) or isinstance(error, ConfigurationError):
        return StoreMisconfigured(reason)
    if isinstance(error, ConnectionAcquisitionTimeoutError):
        return StoreUnavailable(reason)
    if isinstance(error, (ServiceUnavailable, SessionExpired)):
        return Unreachable(reason)
    if isinstance(error, TransientError) or str(code).startswith(_TIMEOUTS):
        return StoreUnavailable(reason)
    return StoreError(reason)


class Connection:
    """Reads from one database. Sessions are opened for reading, and there is no method that writes."""

    def __init__(self, settings: Neo4jSettings, **driver_options: Any) -> None:
        """Prepare a driver; the first call connects. `driver_options` go to the driver as they are."""
        self.settings = settings
        self.breaker = Breaker()
        self.trips = 0
        """How many statements were sent: what the tests of round trips count."""
        self._driver = open_driver(settings, **{"resolver": self._note_connecting} | driver_options)
        self._connecting: set[asyncio.Task[Any]] = set()
        self._left: set[asyncio.Task[Any]] = set()
        self._proven = False
        self._proving = asyncio.Lock()

    async def read(self, text: str, parameters: Mapping[str, Any]) -> Rows:
        """Run a text of `graph.neo4j_store.statements` that answers once, and return its rows.

        Raises:
            StoreUnavailable: If the server can't be reached, is too busy or too slow.
            StoreMisconfigured: If it refuses us; it is then not asked again for a while.
            VersionGone: If the build was swept before everything was read.
            StoreError: If the statement is wrong.
        """
        return await self._rows(text, parameters, _one_row)

    async def read_streamed(self, text: str, parameters: Mapping[str, Any]) -> Rows:
        """Run a text that answers rows in parts, and return all of them. Raises what `read` does."""
        return await self._rows(text, parameters, _all_rows)

    async def _rows(self, text: str, parameters: Mapping[str, Any], transform: Transform) -> Rows:
        try:
            async with asyncio.timeout(self.settings.call_seconds), self._turn():
                rows, whole = await self._asked(text, parameters, transform)
        except TimeoutError:
            raise self._noted(Unreachable(f"no answer within {self.settings.call_seconds} s")) from None
        except (Neo4jError, DriverError) as error:
            raise self._noted(translated(error)) from None
        self._proven = True
        self.breaker.succeeded()
        if not whole:
            raise VersionGone(f"build {parameters.get('build')} is not there any more")
        return rows

    async def close(self) -> None:
        """Close all connections, after what connects still has done so."""
        await asyncio.gather(*self._left, return_exceptions=True)
        await self._driver.close()

    @contextlib.asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Let calls through one at a time until one succeeded: a wrong password is tried once, not by a crowd."""
        if self._proven or self.breaker.is_open:
            self.breaker.check()
            yield
            return
        async with self._proving:
            self.breaker.check()
            yield

    async def _asked(self, text: str, parameters: Mapping[str, Any], transform: Transform) -> tuple[Rows, bool]:
        """Ask, and stop at once when cancelled, but for a driver that connects: that goes on to its own time limit.

        Cancelled between the making of a socket and the end of the handshake, the driver forgets the socket, which then
        stays open until it is collected as garbage.
        """
        task = asyncio.create_task(self._ask(text, parameters, self._connected_before(transform)))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task not in self._connecting:
                task.cancel()
            self._left.add(task)
            task.add_done_callback(self._forget)
            raise

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self._left.discard(task)
        if not task.cancelled():
            task.exception()  # who asked is gone: without this the event loop complains that nobody heard of it

    def _note_connecting(self, address: Any) -> list[Any]:
        """Note which call begins to connect: the driver asks for the addresses of a server just before it does."""
        task = asyncio.current_task()
        if task is not None:
            self._connecting.add(task)
            task.add_done_callback(self._connecting.discard)
        return [address]

    def _connected_before(self, transform: Transform) -> Transform:
        """Return a transformation that notes the end of connecting: there is an answer."""

        async def noted(result: AsyncResult) -> tuple[Rows, bool]:
            self._connecting.discard(asyncio.current_task())
            return await transform(result)

        return noted

    async def _ask(self, text: str, parameters: Mapping[str, Any], transform: Transform) -> tuple[Rows, bool]:
        self.trips += 1
        return await self._driver.execute_query(
            Query(text, timeout=self.settings.query_seconds),
            dict(parameters),
            database_=self.settings.database,
            routing_=RoutingControl.READ,
            result_transformer_=transform,
        )

    def _noted(self, error: StoreError) -> StoreError:
        if isinstance(error, (Unreachable, StoreMisconfigured)):
            self._proven = False
            self.breaker.failed(error)
        return error


async def _one_row(result: AsyncResult) -> tuple[Rows, bool]:
    record = await result.single(strict=True)
    return record[0], record[1]


async def _all_rows(result: AsyncResult) -> tuple[Rows, bool]:
    rows: Rows = []
    whole = True
    async for part in result:
        rows += part[0]
        whole = whole and part[1]
    return rows, whole
