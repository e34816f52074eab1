"""The client: requests over kept connections, and the processor time that a server takes for them."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psutil

CONNECTIONS = 16
_LIMIT_SECONDS = 120
_IDLE_LOOKS = 3
_IDLE_NS = 20_000_000


@dataclass(frozen=True, slots=True)
class Load:
    """What a run of requests cost; times in microseconds."""

    cpu_us: float
    """Processor time of all processes of the server, per request."""
    latencies: tuple[float, ...]
    size: float
    """Bytes of a body, on average."""


class _Connection(asyncio.Protocol):
    """One kept connection that has one request under way."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.received = bytearray()
        self.answered: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.received += data
        body = whole_body(self.received)
        if body is not None and self.answered is not None:
            self.received = bytearray()
            answered, self.answered = self.answered, None
            answered.set_result(body)

    def connection_lost(self, error: Exception | None) -> None:
        if self.answered is not None:
            self.answered.set_exception(error or ConnectionError("the server closed the connection"))

    async def ask(self, request: bytes) -> bytes:
        assert self.transport is not None
        self.answered = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.answered


def whole_body(received: bytearray) -> bytes | None:
    """Return the body of a response that has come whole, null while it has not.

    Raises:
        ValueError: If the status is another than 200, or the length is not told.
    """
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(received[:end]).lower()
    if not head.startswith(b"http/1.1 200"):
        raise ValueError(bytes(received[:300]))
    at = head.find(b"content-length:")
    if at < 0:
        if b"transfer-encoding: chunked" not in head:
            raise ValueError("a response without a length")
        return bytes(received[end + 4 :]) if received.endswith(b"0\r\n\r\n") else None
    length = int(head[at + 15 :].split(b"\r\n", 1)[0])
    return bytes(received[end + 4 :]) if len(received) >= end + 4 + length else None


def request_of(body: bytes, method: str, path: str) -> bytes:
    """Return a request as clients send it."""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
    if method == "POST":
        return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    return f"{head}\r\n".encode()


def measure(port: int, process: int, requests: Sequence[bytes], connections: int = CONNECTIONS) -> Load:
    """Send all requests over `connections` connections, and return what they cost the server `process`.

    Raises:
        ValueError: If an answer is not 200.
        TimeoutError: If it takes longer than two minutes.
    """
    begun = processor_ns(process)
    latencies, size = asyncio.run(asyncio.wait_for(_send(port, requests, connections), _LIMIT_SECONDS))
    used = processor_ns(process) - begun
    return Load(used / 1000 / len(requests), tuple(latencies), size / len(requests))


async def _send(port: int, requests: Sequence[bytes], connections: int) -> tuple[list[float], int]:
    loop = asyncio.get_running_loop()
    waiting = iter(requests)
    latencies: list[float] = []
    size = 0

    async def one_connection() -> None:
        nonlocal size
        transport, protocol = await loop.create_connection(_Connection, "127.0.0.1", port)
        for request in waiting:
            begun = time.perf_counter_ns()
            body = await protocol.ask(request)
            size += len(body)  # not in one line, which would take the sum before the wait
            latencies.append((time.perf_counter_ns() - begun) / 1000)
        transport.close()

    await asyncio.gather(*(one_connection() for _ in range(min(connections, len(requests)))))
    return latencies, size


def answer(port: int, request: bytes) -> bytes:
    """Send one request and return the body of its answer, as it came."""

    async def ask() -> bytes:
        transport, protocol = await asyncio.get_running_loop().create_connection(_Connection, "127.0.0.1", port)
        body = await asyncio.wait_for(protocol.ask(request), _LIMIT_SECONDS)
        transport.close()
        return body

    return asyncio.run(ask())


def settle(process: int) -> None:
    """Wait until a server has nothing to do of its own, such as what it put off until it served; at most 30 seconds.

    It is idle after three looks: what was put off may begin half a second after the start.
    """
    before, idle = processor_ns(process), 0
    for _ in range(60):
        time.sleep(0.5)
        now = processor_ns(process)
        idle = idle + 1 if now - before < _IDLE_NS else 0
        if idle == _IDLE_LOOKS:
            return
        before = now


def processor_ns(process: int) -> int:
    """Return the processor time of a process and its children so far, of threads that have ended as well."""
    return sum(time.clock_gettime_ns(_processor_clock(one.pid)) for one in _family(process))


def _processor_clock(process: int) -> int:
    """Return Linux's number for the clock of a process's processor time, see clock_getcpuclockid(3)."""
    return (~process << 3) | 2


def _family(process: int) -> Iterator[psutil.Process]:
    parent = psutil.Process(process)
    yield parent
    yield from parent.children(recursive=True)


def resident_bytes(process: int) -> int:
    """Return the memory that a server and its children have resident, in bytes."""
    return sum(one.memory_info().rss for one in _family(process))
