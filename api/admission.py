"""How many operations run and wait at once, and how many one client may ask: what is over is refused at once.

An operation on a graph in memory runs in one go and holds the event loop while it does. So at most one starts in each
turn of the loop: health checks and small requests are read and answered between two heavy operations.
"""

import asyncio
import ipaddress
import math
import time
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.refusals import Code, Refusal
from api.settings import Settings
from api.versions import ServedVersion
from graph.store import Store
from schema.engine import Answer, Engine, GraphQLRequest, Outcome
from schema.services import Services

_HEAVY_SECONDS = 0.01
_TURNS_AFTER_HEAVY = 4
_MAX_CLIENTS = 10_000


class Admission:
    """Admits operations in the order of their arrival."""

    def __init__(self, running: int, waiting: int, waiting_seconds: float) -> None:
        """Let `running` operations run at once and `waiting` more wait, each at most `waiting_seconds`."""
        self.admitted = 0
        """Operations that run or wait."""
        self._running_limit = running
        self._limit = running + waiting
        self._waiting_seconds = waiting_seconds
        self._running = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._turn_taken = False
        self._turns_to_skip = 0
        self._started_at = 0.0

    @property
    def running(self) -> int:
        """How many operations run."""
        return self._running

    @property
    def waiting(self) -> int:
        """How many operations wait."""
        return len(self._waiting)

    @asynccontextmanager
    async def operation(self) -> AsyncIterator[None]:
        """Run the body of the context as one operation.

        Raises:
            Refusal: If too many run and wait already, or the turn did not come in time (503).
        """
        if self.admitted >= self._limit:
            raise _overloaded()
        self.admitted += 1
        try:
            if self._turn_taken or self._running >= self._running_limit:
                await self._wait()
            else:
                self._start()
            try:
                yield
            finally:
                self._running -= 1
                self._take_turns()
        finally:
            self.admitted -= 1

    def _start(self) -> None:
        self._running += 1
        self._started_at = time.perf_counter()
        self._take_turns()

    async def _wait(self) -> None:
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[None] = loop.create_future()
        self._waiting.append(turn)
        timer = loop.call_later(self._waiting_seconds, _expire, turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._running -= 1  # the turn had come; nobody takes it
                self._take_turns()
            raise
        finally:
            timer.cancel()
            if turn in self._waiting:
                self._waiting.remove(turn)

    def _take_turns(self) -> None:
        if not self._turn_taken:
            self._turn_taken = True
            asyncio.get_running_loop().call_soon(self._next_turn)

    def _next_turn(self) -> None:
        """Start the next operation that waits, once in a turn of the event loop."""
        self._turn_taken = False
        if not self._waiting:
            return
        if self._turns_to_skip == 0 and time.perf_counter() - self._started_at > _HEAVY_SECONDS:
            self._turns_to_skip = _TURNS_AFTER_HEAVY
            self._started_at = math.inf
        if self._turns_to_skip > 0:
            self._turns_to_skip -= 1
            self._take_turns()
            return
        if self._running >= self._running_limit:
            return
        turn = self._waiting.popleft()
        if turn.done():  # it waited too long, and is about to say so
            self._take_turns()
            return
        turn.set_result(None)
        self._start()


def _expire(turn: asyncio.Future[None]) -> None:
    if not turn.done():
        turn.set_exception(_overloaded())


def _overloaded() -> Refusal:
    return Refusal(503, Code.OVERLOADED, "The service is busy; try again in a second.", {"Retry-After": "1"})


class AdmittedEngine(Engine):
    """An engine whose operations are admitted first, whoever asks: the endpoint or a page."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        admission: Admission,
        version: ServedVersion,
        services: Services,
    ) -> None:
        """Answer from `store` and with `services` what `admission` lets in, and note in `version` what answered."""
        super().__init__(
            store,
            settings.limits,
            services,
            plans=settings.plans,
            memo=settings.plan_memo,
            first_sight=settings.first_sight,
        )
        self.admission = admission
        self.version = version
        self.outcomes: Counter[Outcome] = Counter()
        """What became of the operations that were admitted."""

    async def answer(self, request: GraphQLRequest) -> Answer:
        """Answer one request.

        Raises:
            Refusal: If it is not admitted (503).
        """
        async with self.admission.operation():
            answer = await super().answer(request)
        self.outcomes[answer.outcome] += 1
        self.version.note(answer.version)
        return answer


class ClientRates:
    """A token bucket a client; the clients seen longest ago are forgotten when there are too many."""

    def __init__(self, per_second: float, burst: int) -> None:
        """Allow `per_second` operations on average and `burst` at once; 0 a second allows any number."""
        self.limits = per_second > 0
        """Whether there is any limit."""
        self._per_second = per_second
        self._burst = burst
        self._clients: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def check(self, address: str | None) -> None:
        """Count one operation of a client.

        Raises:
            Refusal: If the client has used up its rate (429).
        """
        if not self.limits or address is None:
            return
        client, now = client_of(address), time.monotonic()
        tokens = self._tokens(client, now)
        allowed = tokens >= 1
        self._clients[client] = (tokens - 1 if allowed else tokens, now)
        self._clients.move_to_end(client)
        if len(self._clients) > _MAX_CLIENTS:
            self._clients.popitem(last=False)
        if not allowed:
            wait = max(1, math.ceil((1 - tokens) / self._per_second))
            raise Refusal(429, Code.RATE_LIMITED, "Too many requests from here.", {"Retry-After": str(wait)})

    def has_room(self, address: str | None) -> bool:
        """Tell whether `check` would let a client through; nothing is counted."""
        return not self.limits or address is None or self._tokens(client_of(address), time.monotonic()) >= 1

    def _tokens(self, client: str, now: float) -> float:
        tokens, seen = self._clients.get(client, (float(self._burst), now))
        return min(self._burst, tokens + (now - seen) * self._per_second)


def client_of(address: str) -> str:
    """Return what counts as one client: an IPv4 address, or the /64 network that an IPv6 host chooses from.

    A listener of IPv6 hears clients of IPv4 as ``::ffff:192.0.2.1`` (RFC 4291 section 2.5.5.2).
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
