"""One serving process: uvicorn's server with a stop that loses nothing, a sweep over deadlines and background work.

The stop (SIGTERM or SIGINT): for `drain_seconds` requests are still taken, each connection's last answer says
``Connection: close`` and ``/readyz`` says 503; then no connection is accepted any more; what was received by then is
answered, a message that stays incomplete is given up, and what runs after `grace_seconds` is cut off.
"""

import asyncio
import contextlib
import select
import signal
import socket
from collections.abc import Callable, Coroutine, Generator, Sequence
from dataclasses import dataclass

import structlog
import uvicorn
from starlette.types import ASGIApp

from api.boundary import Boundary
from api.health import Lifecycle
from api.metrics.endpoint import Metrics
from api.protocol import Connection, Connections
from api.settings import Settings

Background = Callable[[], Coroutine[None, None, None]]

_INCOMPLETE_SHARE = 0.4  # of the grace, for messages that are still coming in
_TICK = 0.05
_SWEEP_SECONDS = 0.1  # uvicorn's tick
_MOST_TAKEN_IN = 4096  # more than wait to be accepted

log = structlog.get_logger()


def make_config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """Return how uvicorn is to run: our protocol, no WebSocket, no logging of its own, no name of the server."""
    return uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
    )


@dataclass(frozen=True, slots=True)
class Watching:
    """Where an operator looks: a socket of its own, and what answers there."""

    listener: socket.socket
    metrics: Metrics
    app: ASGIApp


class Server(uvicorn.Server):
    """Serves until it is told to stop."""

    server_state: Connections

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        lifecycle: Lifecycle,
        *,
        on_ready: Callable[[], None],
        background: Sequence[Background] = (),
        handlers: dict[int, Callable[[], None]] | None = None,
        should_stop: Callable[[], bool] = bool,
        stop_signals: Sequence[signal.Signals] = (signal.SIGTERM, signal.SIGINT),
        watching: Watching | None = None,
    ) -> None:
        """Serve `app`.

        Args:
            app: The ASGI application.
            settings: Times and limits.
            lifecycle: Where the application reads that the process is stopping.
            on_ready: Called once when connections are accepted.
            background: Work beside serving; cancelled at the stop.
            handlers: What to do on further signals.
            should_stop: Asked several times a second.
            stop_signals: The signals that mean to stop.
            watching: Where metrics are told; null where they are not.
        """
        super().__init__(make_config(app, settings))
        self.server_state = Connections(settings, app.fast_path if isinstance(app, Boundary) else None)
        self._settings = settings
        self._lifecycle = lifecycle
        self._on_ready = on_ready
        self._background = background
        self._handlers = handlers or {}
        self._should_stop = should_stop
        self._stop_signals = stop_signals
        self._watching = watching
        self._watched_state = Connections(settings)
        self._tasks: list[asyncio.Task[None]] = []

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave signals to the event loop: raising them again at the end would change the exit status."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept connections, then start the work beside."""
        loop = asyncio.get_running_loop()
        for number in self._stop_signals:
            loop.add_signal_handler(number, self._stop, number)
        for other, handle in self._handlers.items():
            loop.add_signal_handler(other, handle)
        await super().startup(sockets)
        if self._watching is not None:
            await self._tell_metrics(self._watching)
        self._tasks = [loop.create_task(_told_if_it_fails(work)) for work in self._background]
        self._on_ready()

    async def _tell_metrics(self, watching: Watching) -> None:
        """Answer at the address of the metrics as everywhere, without the fast path and not counted."""
        watching.metrics.gatherer.connections = self.server_state
        config = make_config(watching.app, self._settings)
        config.load()

        def connection() -> Connection:
            return Connection(config, self._watched_state, {})

        loop = asyncio.get_running_loop()
        self.servers.append(await loop.create_server(connection, sock=watching.listener))

    async def on_tick(self, counter: int) -> bool:
        """Look at the deadlines of all connections, ten times a second."""
        self._sweep()
        ended = await super().on_tick(counter)
        self._watched_state.default_headers = self.server_state.default_headers
        return ended or self._should_stop()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop as described above."""
        self._drain()
        for task in self._tasks:
            task.cancel()
        await self._wait(self._settings.drain_seconds, lambda: False)
        await self._take_in(sockets or [])
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        grace = self._settings.grace_seconds
        await self._wait(grace * _INCOMPLETE_SHARE, lambda: self._close_quiet(cut=False))
        await self._wait(grace * (1 - _INCOMPLETE_SHARE), lambda: self._close_quiet(cut=True))
        await self._cut_off()
        fast = self.server_state.fast_path
        log.info("stopped", requests=self.server_state.total_requests + (fast.answered if fast else 0))

    def _stop(self, number: int) -> None:
        if self.should_exit:
            # a supervisor may send SIGTERM to every process of ours, so only a person's second Ctrl-C means haste
            self.force_exit = number == signal.SIGINT
            return
        log.info("stopping", signal=signal.Signals(number).name)
        self.should_exit = True
        self._drain()

    def _drain(self) -> None:
        self._lifecycle.draining = self.server_state.draining = self._watched_state.draining = True

    async def _wait(self, seconds: float, is_done: Callable[[], bool]) -> None:
        """Wait, looking at deadlines, until the time is over, it is done, or somebody insists."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while loop.time() < end and not self.force_exit and not is_done():
            self._sweep()
            await asyncio.sleep(_TICK)

    async def _take_in(self, listeners: Sequence[socket.socket]) -> None:
        """Accept who has connected by now: closing a listener cuts off those whom the loop has not come to yet."""
        waiting = select.poll()
        for listener in listeners:
            waiting.register(listener, select.POLLIN)
        for _ in range(_MOST_TAKEN_IN):  # a turn of the loop accepts one at least
            if self.force_exit or not waiting.poll(0):
                return
            await asyncio.sleep(0)

    def _close_quiet(self, *, cut: bool) -> bool:
        connections = self._connections()
        for connection in connections:
            connection.drain(cut=cut)
        return not connections

    async def _cut_off(self) -> None:
        for connection in self._connections():
            connection.transport.abort()
        tasks = [*self.server_state.tasks, *self._watched_state.tasks, *self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _sweep(self) -> None:
        now = asyncio.get_running_loop().time()
        for state in (self.server_state, self._watched_state):
            state.idle_deadline = now + self._settings.idle_seconds + _SWEEP_SECONDS
        for connection in self._connections():
            connection.overdue(now)

    def _connections(self) -> list[Connection]:
        found = [*self.server_state.connections, *self._watched_state.connections]
        return [connection for connection in found if isinstance(connection, Connection)]


async def _told_if_it_fails(work: Background) -> None:
    """Do work beside serving; when it fails, serving goes on, and the log says so."""
    try:
        await work()
    except Exception:  # whatever it is, nobody else waits for it
        log.exception("work beside serving failed")
