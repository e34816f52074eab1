"""From a content folder and an address to a running service: what `duramen serve` does."""

import asyncio
import functools
import gc
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog

from api.app import create_app
from api.boundary import Boundary
from api.health import Lifecycle
from api.metrics.board import Board
from api.metrics.endpoint import Metrics
from api.reload import Refresher
from api.server import Background, Server, Watching
from api.settings import Settings
from api.workers import MARK_STALE, REFRESH, Workers
from graph.errors import StoreError
from graph.memory import MemoryStore
from graph.store import Store

_BACKLOG = 2048
_ASK_SECONDS = 1.0
_FIRST_SECONDS = 0.5

log = structlog.get_logger()


class CannotListen(Exception):
    """The address cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Service:
    """What is served from where, and by how many processes; the folder renews a store in memory only."""

    store: Store
    seeds: Path
    cache: Path
    settings: Settings
    workers: int
    watch: bool
    metrics: socket.socket | None = None
    """A bound socket at which the metrics are told; null where they are not."""

    def run(self, listener: socket.socket, on_ready: Callable[[], None]) -> int:
        """Serve on a bound socket until a signal says stop; return the exit status.

        Raises:
            CannotListen: If somebody else began to listen there meanwhile.
        """
        try:
            listener.listen(_BACKLOG)
            if self.metrics is not None:
                self.metrics.listen(_BACKLOG)
        except OSError as error:
            raise CannotListen(_reason(error)) from None
        # made before the processes part, so that they share its memory and are ready at once
        lifecycle = Lifecycle()
        board = None if self.metrics is None else Board(self.workers)
        app = create_app(self.store, self.settings, lifecycle, board)
        if self.workers > 1:
            self._warm(app)
        _set_aside()
        serve = functools.partial(self._serve, listener, app, lifecycle)
        if self.workers == 1:
            serve(on_ready, bool, 0)
            return 0
        stop_seconds = self.settings.drain_seconds + self.settings.grace_seconds + 1
        renewed = self.store if isinstance(self.store, MemoryStore) else None
        parent = Workers(
            self.workers, serve, renewed, self.seeds, self.cache, stop_seconds=stop_seconds, on_ready=on_ready
        )
        return parent.run()

    def _serve(
        self,
        listener: socket.socket,
        app: Boundary,
        lifecycle: Lifecycle,
        on_ready: Callable[[], None],
        should_stop: Callable[[], bool],
        worker: int,
    ) -> None:
        background, handlers = self._work_beside()
        watching = self._watching(app.metrics, worker)
        if watching is not None:
            background = [*background, watching.metrics.keep_telling]
        if self.workers == 1:
            background = [*background, functools.partial(self._warm_beside, app)]
        server = Server(
            app,
            self.settings,
            lifecycle,
            on_ready=on_ready,
            background=background,
            handlers=handlers,
            should_stop=should_stop,
            stop_signals=(signal.SIGTERM, signal.SIGINT) if self.workers == 1 else (signal.SIGTERM,),
            watching=watching,
        )
        server.run([listener])

    def _watching(self, metrics: Metrics | None, worker: int) -> Watching | None:
        if self.metrics is None or metrics is None:
            return None
        metrics.worker = worker
        metrics.gatherer.started = time.time()
        return Watching(self.metrics, metrics, Boundary(metrics, frozenset(), metrics.gatherer.version))

    async def _warm_beside(self, app: Boundary) -> None:
        """Make what no first answer needs, in a thread and not before the first moments are over.

        A stop does not wait for the thread, which for a large graph takes seconds.
        """

        def work() -> None:
            try:
                self._warm(app)
            except StoreError as error:  # whoever needs it is told, and it is tried again then
                log.warning("not made ahead", reason=error.reason)
            _set_aside()

        await asyncio.sleep(_FIRST_SECONDS)
        threading.Thread(target=work, daemon=True).start()

    def _warm(self, app: Boundary) -> None:
        if isinstance(self.store, MemoryStore):
            self.store.snapshot.prepare()
        app.warm()

    def _work_beside(self) -> tuple[list[Background], dict[int, Callable[[], None]]]:
        """Return what runs beside serving, and what to do on signals."""
        store = self.store
        if not isinstance(store, MemoryStore):
            return [functools.partial(_become_ready, store)], {REFRESH: _nothing_to_renew}
        refresher = Refresher(store, self.seeds, self.cache)
        # with several processes the parent has built already
        renew = refresher.refresh if self.workers == 1 else refresher.load
        renewals: set[asyncio.Task[None]] = set()

        def renew_soon() -> None:
            task = asyncio.get_running_loop().create_task(renew())
            renewals.add(task)
            task.add_done_callback(renewals.discard)

        handlers: dict[int, Callable[[], None]] = {REFRESH: renew_soon}
        if self.workers > 1:
            handlers[MARK_STALE] = store.mark_stale
        return [refresher.watch] if self.watch else [], handlers


def _set_aside() -> None:
    """Begin to collect garbage, but leave out what is there: it stays, and looking through it takes tens of ms."""
    gc.freeze()
    gc.enable()


async def _become_ready(store: Store) -> None:
    """Ask a database until it can answer, so that a service started before it is ready without being asked."""
    while not (await store.ready()).ready:  # noqa: ASYNC110 - nothing here could set an event
        await asyncio.sleep(_ASK_SECONDS)


def _nothing_to_renew() -> None:
    """Take a signal to renew: a database is renewed by ``duramen load``, and read anew by each request."""


def bind(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address; nothing listens on it yet.

    Raises:
        CannotListen: If the address is taken, not ours or not allowed.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise CannotListen(_reason(error)) from None
    except UnicodeError:  # what is asked for a name with an empty or too long part
        raise CannotListen("that is not the name of a host") from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise CannotListen(_reason(error)) from None
    return listener


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
