"""What a request costs in the protocol, without sockets: ``PYTHONPATH=. .venv/bin/python benchmarks/wire.py --help``.

Each request is handed to `Connection.data_received` as the event loop does it, with an end that drops the
answer. In turns with it a protocol of three lines on httptools gets the same request and writes fixed bytes
of the same length: the least that a server in Python does. Figures are processor time, the median of many short turns.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httptools
import orjson
import uvloop

from api import logs
from api.app import create_app
from api.protocol import Connection, Connections
from api.server import make_config
from api.settings import Settings
from benchmarks.peers.graph_data import write_graph
from benchmarks.peers.load import request_of
from benchmarks.peers.requests import bodies
from graph.memory import MemoryStore
from ingest.building import built_snapshot, default_cache

ROOT = Path(__file__).parents[1]
MODES: dict[str, dict[str, Any]] = {
    "cached": {},
    "memo": {"answer_cache_bytes": 0},
    "plan": {"answer_cache_bytes": 0, "plan_memo": False},
}
QUERIES = ("Q1", "Q2", "Q3", "Q5", "Q7")
_REQUESTS = 100
_BATCH = 20


class End:
    """What an answer is written to: a file in memory, or nothing at all while time is taken."""

    def __init__(self) -> None:
        """Keep what is written."""
        self._file = os.memfd_create("answers")

    def fileno(self) -> int:
        """Return where to write."""
        return self._file

    def getpeername(self) -> tuple[str, int]:
        """Be on this machine."""
        return ("127.0.0.1", 1)

    def getsockname(self) -> tuple[str, int]:
        """Be on this machine."""
        return ("127.0.0.1", 2)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        size = os.lseek(self._file, 0, os.SEEK_CUR)
        found = os.pread(self._file, size, 0)
        os.lseek(self._file, 0, os.SEEK_SET)
        return found

    def keep_nothing(self) -> None:
        """Drop what is written from now on."""
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, self._file)
        os.close(nothing)


class Sink(asyncio.Transport):
    """A transport that hands everything on at once."""

    def __init__(self) -> None:
        """Look like a connection."""
        self.end = End()
        super().__init__({"socket": self.end})

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Take an answer."""
        os.write(self.end.fileno(), data)

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        """Take an answer that comes in pieces."""
        os.writev(self.end.fileno(), list(list_of_data))

    def is_closing(self) -> bool:
        """Stay open."""
        return False

    def pause_reading(self) -> None:
        """Do nothing."""
        return

    def resume_reading(self) -> None:
        """Do nothing."""
        return

    def get_write_buffer_size(self) -> int:
        """Hold nothing back."""
        return 0


class Fixed:
    """Answers whenever a request has come whole."""

    def __init__(self, transport: Sink, body: bytes) -> None:
        """Answer with `body`."""
        self.transport = transport
        self.answer = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)
        self.parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        """Parse what came."""
        self.parser.feed_data(data)

    def on_message_complete(self) -> None:
        """Answer."""
        self.transport.write(self.answer)


class Measured:
    """One service in one mode, with one connection."""

    def __init__(self, loop: asyncio.AbstractEventLoop, store: MemoryStore, mode: str) -> None:
        """Serve `store` on `loop`."""
        self._loop = loop
        settings = Settings(**MODES[mode])
        app = create_app(store, settings)
        config = make_config(app, settings)
        config.load()
        self.sink = Sink()
        state = Connections(settings, app.fast_path)
        state.default_headers = [(b"date", b"Tue, 24 Nov 2026 12:00:00 GMT")]
        self.connection = Connection(config, state, {}, loop)
        self.connection.connection_made(self.sink)

    def ask(self, request: bytes) -> bytes:
        """Return the answer, whichever way it takes."""
        self.connection.data_received(request)
        self.settle()
        return self.sink.end.taken()

    def settle(self) -> bool:
        """Let what took the way of every request come to its end, and tell whether there was such a request."""
        waited = False
        while self.connection.is_answering:
            self._loop.run_until_complete(asyncio.sleep(0))
            waited = True
        return waited


def varied(requests: Sequence[bytes], head: str) -> Iterator[bytes]:
    """Return the requests over and over, with a header that differs each time where `head` says so."""
    number = 0
    while True:
        for request in requests:
            number += 1
            traced = b"traceparent: 00-%032x-%016x-01\r\n\r\n" % (number, number)
            yield request.replace(b"\r\n\r\n", b"\r\n" + traced, 1) if head == "traced" else request


def spent(receive: Any, requests: Sequence[bytes]) -> float:
    """Return the CPU microseconds that one request takes."""
    began = time.process_time_ns()
    for request in requests:
        receive(request)
    return (time.process_time_ns() - began) / 1000 / len(requests)


def main(arguments: Sequence[str]) -> int:
    """Measure what is asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mode", nargs="+", choices=MODES, default=list(MODES))
    parser.add_argument("--query", nargs="+", choices=QUERIES, default=list(QUERIES))
    parser.add_argument("--head", nargs="+", choices=("same", "traced"), default=["same"])
    parser.add_argument("--turns", type=int, default=150)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args(arguments)
    logs.configure("json", "error")
    seeds = ROOT / "seeds"
    store = MemoryStore(built_snapshot(seeds, default_cache(seeds)))
    file = ROOT / "build" / "wire-graph.json"
    write_graph(store.snapshot, file)
    graph = orjson.loads(file.read_bytes())
    loop = uvloop.new_event_loop()
    rows = [
        _row(Measured(loop, store, mode), mode, query, head, graph, options.turns)
        for mode in options.mode
        for query in options.query
        for head in options.head
    ]
    if options.json:
        sys.stdout.write(json.dumps(rows, indent=1) + "\n")
        return 0
    lines = ["| mode | query | head | bytes | µs | fixed bytes | difference |\n|---|---|---|---|---|---|---|"]
    for row in rows:
        figures = f"{row['us']:.2f} | {row['fixed_us']:.2f} | {row['us'] - row['fixed_us']:.2f} |"
        lines.append(f"| {row['mode']} | {row['query']} | {row['head']} | {row['bytes']} | {figures}")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _row(measured: Measured, mode: str, query: str, head: str, graph: Any, turns: int) -> dict[str, Any]:
    requests = [request_of(body, "POST", "/graphql") for body in bodies(query, graph, _REQUESTS, 0)]
    answers = [measured.ask(request) for _ in range(3) for request in requests]
    body = answers[-1].partition(b"\r\n\r\n")[2]
    assert b'"errors"' not in body, body
    measured.sink.end.keep_nothing()
    fixed = Fixed(Sink(), body)
    fixed.transport.end.keep_nothing()
    asked = varied(requests, head)
    ours, least = [], []
    for _ in range(10 * turns):
        figure = spent(measured.connection.data_received, [next(asked) for _ in range(_BATCH)])
        if len(ours) == turns:
            break
        if measured.settle():  # something held the process up, so that an operation seemed to be heavy
            continue
        ours.append(figure)
        least.append(spent(fixed.data_received, [next(asked) for _ in range(_BATCH)]))
    return {
        "mode": mode,
        "query": query,
        "head": head,
        "bytes": len(body),
        "us": round(statistics.median(ours), 3),
        "fixed_us": round(statistics.median(least), 3),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
