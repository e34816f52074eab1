"""How loading into Neo4j and reading from it grow with the graph: ``python -m benchmarks.scale --help``.

Graphs are copies of the curated one: each copy keeps its shape, its concepts and frameworks get slugs of their own, and
families are shared. Evidence about symbols is copied as well; the lists of releases and of public names stay as they
are, since they do not grow with the number of concepts and tools. CPU seconds count the client and the server together,
so they hold on a machine that does other things as well; of wall times the best of many calls is given.
"""

import argparse
import asyncio
import dataclasses
import gc
import hashlib
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psutil
from neo4j import AsyncDriver, Query, RoutingControl

from graph import edges
from graph.canonical import SNAPSHOT_FORMAT, Version
from graph.edges import Edge
from graph.errors import ContentTooLarge
from graph.identity import key_of
from graph.memory import MemoryStore
from graph.neo4j_store.connection import Connection, open_driver
from graph.neo4j_store.settings import Neo4jSettings
from graph.neo4j_store.store import Neo4jPinned, Neo4jStore
from graph.neo4j_store.writing import Writer
from graph.records import Content, Node, SymbolKey
from graph.snapshot import Snapshot
from graph.store import Filter, Order, Page
from graph.vocabulary import NodeKind
from ingest.building import built_snapshot, default_cache
from ingest.loading.loader import Action, LoadOptions, load
from ingest.loading.rows import record_json, row_count
from schema.engine import Engine, GraphQLRequest
from schema.limits import Limits

ROOT = Path(__file__).parents[1]
WARMING, BLOCK = 5, 10
WARMING_COPIES = 60
"""The graph that a new server loads first: until its hot code is compiled, that costs more than the loading."""
CONTENT = "content"
"""The call that reads everything: seldom done, and refused where there is more than the settings let through."""
COPIED = ("concepts", "relations", "frameworks", "packages", "symbols", "mappings", "roles", "goals", "evidence")
_KEYS: dict[str, Callable[[Any], Any]] = {
    "relations": attrgetter("subject", "type", "object"),
    "packages": attrgetter("purl"),
    "symbols": attrgetter("package", "ref"),
    "mappings": attrgetter("framework", "concept"),
    "evidence": attrgetter("package", "ref"),
}
QUERIES = {
    "Q1 concept": '{ concept(slug: "reranking") { name definition family { name } depth } }',
    "Q2 page": (
        '{ concept(slug: "reranking") { name invariant prerequisites { nodes { slug name } } dependents { nodes '
        "{ slug name } } mappings(first: 50) { totalCount nodes { state coverage summary framework { slug name } "
        "symbols { ref } } } } }"
    ),
    "Q3 list": "{ concepts(first: 50) { totalCount nodes { slug name family { slug } } pageInfo { endCursor } } }",
}


def copies(content: Content, times: int) -> Content:
    """Return a content with `times` copies of all concepts, frameworks and their parts, sorted as content is."""
    groups = {field.name: list(getattr(content, field.name)) for field in dataclasses.fields(content)}
    for number in range(1, times):
        rename = _Renamed(f"-{number}")
        for name in COPIED:
            groups[name].extend(map(rename.of, getattr(content, name)))
    for name in COPIED:
        groups[name].sort(key=_KEYS.get(name, attrgetter("slug")))
    return Content(**{name: tuple(found) for name, found in groups.items()})


class _Renamed:
    """Gives the records of one copy names of their own."""

    def __init__(self, suffix: str) -> None:
        self.suffix = suffix

    def of(self, value: Any) -> Any:
        """Return a record, a key or a text of this copy."""
        if isinstance(value, SymbolKey):
            return SymbolKey(f"{value.package}{self.suffix}", value.ref)
        if isinstance(value, tuple):
            return tuple(map(self.of, value)) if not hasattr(value, "_fields") else value
        if not dataclasses.is_dataclass(value):
            return value
        changes = {
            field.name: self._field(field.name, getattr(value, field.name)) for field in dataclasses.fields(value)
        }
        return replace(value, **changes)  # type: ignore[type-var]

    def _field(self, name: str, value: Any) -> Any:
        if name in {"slug", "concept", "framework", "subject", "object", "successor", "package", "purl"} and value:
            return f"{value}{self.suffix}"
        if name in {"prerequisites", "replaced_by", "concepts", "packages"} and isinstance(value, tuple):
            return self.of(value) if isinstance(value, SymbolKey) else tuple(f"{one}{self.suffix}" for one in value)
        return self.of(value)


def quick_version(content: Content) -> Version:
    """Return the version of a content as a loader verifies it, record by record: the same digest in less memory."""
    digest = hashlib.sha256()
    for place, name in enumerate(sorted(field.name for field in dataclasses.fields(content))):
        digest.update(f'{"," if place else "{"}"{name}":['.encode())
        for at, record in enumerate(getattr(content, name)):
            digest.update(f"{',' if at else ''}{record_json(record)}".encode())
        digest.update(b"]")
    digest.update(b"}")
    return Version(SNAPSHOT_FORMAT, digest.hexdigest())


class Clock:
    """CPU seconds of this process and of the server."""

    def __init__(self, server: psutil.Process) -> None:
        """Begin to count."""
        self._server = server
        self.begun = self._now()
        self.wall = time.perf_counter()

    def _now(self) -> tuple[float, float]:
        server = self._server.cpu_times()
        return time.process_time(), server.user + server.system

    @property
    def client(self) -> float:
        """CPU seconds of this process since the beginning."""
        return self._now()[0] - self.begun[0]

    @property
    def server(self) -> float:
        """CPU seconds of the server since the beginning."""
        return self._now()[1] - self.begun[1]

    @property
    def both(self) -> float:
        """CPU seconds of both."""
        return self.client + self.server


async def measure_load(settings: Neo4jSettings, server: psutil.Process, snapshot: Snapshot) -> dict[str, Any]:
    """Load a snapshot and say what it cost.

    Counted is the CPU time of client and server from the call of the loader, which is given a snapshot in memory, to
    the moment when the new build is shown: making the rows, writing nodes with their records and index entries,
    writing the relationships, reading every record back for the digest, and comparing the relationships. Not counted
    are the snapshot itself, the start of the server, and the sweeping of older builds, of which there are none.
    """
    writer = Writer(settings)
    nodes = row_count(snapshot)
    at: dict[str, tuple[float, float]] = {}
    whole = Clock(server)

    def progress(done: int, total: int) -> None:
        if done >= nodes:
            at.setdefault("nodes", (whole.client, whole.server))
        if done == total:
            at["relationships"] = whole.client, whole.server

    outcome = await load(writer, snapshot, LoadOptions(keep=1_000), progress)
    at["whole"] = whole.client, whole.server
    wall = time.perf_counter() - whole.wall
    await writer.close()
    result: dict[str, Any] = {"action": outcome.action.value, "nodes": outcome.nodes, "wall_s": round(wall, 1)}
    if outcome.action is not Action.LOADED:
        return result
    cpu = {name: sum(both) for name, both in at.items()}
    return result | {
        "relationships": outcome.relationships,
        "client_cpu_s": round(whole.client, 1),
        "server_cpu_s": round(whole.server, 1),
        "nodes_cpu_s": round(cpu["nodes"], 1),
        "relationships_cpu_s": round(cpu["relationships"] - cpu["nodes"], 1),
        "verification_cpu_s": round(cpu["whole"] - cpu["relationships"], 1),
        "relationships_per_cpu_s": round(outcome.relationships / (cpu["relationships"] - cpu["nodes"])),
        "relationships_per_cpu_s_of_the_whole_load": round(outcome.relationships / cpu["whole"]),
        "rows_per_cpu_s_of_the_whole_load": round((outcome.nodes + outcome.relationships) / cpu["whole"]),
    }


def calls(content: Content) -> dict[str, Callable[[Neo4jPinned], Awaitable[Any]]]:
    """Return one call of each protocol method, and of each edge, with 50 keys."""
    keys = {kind: [key_of(node).key for node in _nodes(content, kind)[:50]] for kind in NodeKind}
    symbols = [SymbolKey(one.package, one.ref) for one in content.symbols[:50]]
    found: dict[str, Callable[[Neo4jPinned], Awaitable[Any]]] = {}
    for kind in NodeKind:
        found[f"nodes {kind}"] = lambda pinned, kind=kind: pinned.nodes(kind, keys[kind])  # type: ignore[misc]
    for edge in edges.EDGES:
        owners = [edges.ROOT] if edge.owner is None else keys[edge.owner][:20]
        found[f"list {edge.name}"] = lambda pinned, edge=edge, owners=owners: _slices(pinned, edge, owners)  # type: ignore[misc]
    found["states"] = lambda pinned: pinned.states(keys[NodeKind.MAPPING], None)
    found["depths"] = lambda pinned: pinned.depths(keys[NodeKind.CONCEPT])
    found["evidence"] = lambda pinned: pinned.evidence(symbols)
    found["releases"] = lambda pinned: pinned.releases(keys[NodeKind.PACKAGE][:5])
    found["symbols by ref"] = lambda pinned: pinned.symbols_by_ref([one.ref for one in symbols])
    found["retired"] = lambda pinned: pinned.retired(["concept:nowhere"])
    found["published"] = lambda pinned: pinned.published([one.version for one in content.published[:50]] or ["-"])
    found["survival"] = lambda pinned: pinned.survival([edges.ROOT, *keys[NodeKind.FRAMEWORK]])
    found["persistence"] = lambda pinned: pinned.persistence([edges.ROOT, *keys[NodeKind.CONCEPT]])
    found["names"] = lambda pinned: pinned.names(symbols)
    found["summary"] = lambda pinned: pinned.summary()
    found[CONTENT] = lambda pinned: pinned.content()
    return found


def _slices(pinned: Neo4jPinned, edge: Edge, owners: Sequence[str]) -> Awaitable[Any]:
    return pinned.slices(edge, owners, Page(first=20), Filter(), Order(), None)


def _nodes(content: Content, kind: NodeKind) -> Sequence[Node]:
    groups: dict[NodeKind, Sequence[Node]] = {
        NodeKind.FAMILY: content.families,
        NodeKind.CONCEPT: content.concepts,
        NodeKind.FRAMEWORK: content.frameworks,
        NodeKind.PACKAGE: content.packages,
        NodeKind.SYMBOL: content.symbols,
        NodeKind.MAPPING: content.mappings,
        NodeKind.ROLE: content.roles,
        NodeKind.GOAL: content.goals,
    }
    return groups[kind]


class _Recorded(Connection):
    """Remembers the statements that were sent, with their parameters."""

    def __init__(self, settings: Neo4jSettings) -> None:
        super().__init__(settings)
        self.sent: list[tuple[str, dict[str, Any]]] = []

    async def _ask(self, text: str, parameters: Any, transform: Any) -> Any:
        self.sent.append((text, dict(parameters)))
        return await super()._ask(text, parameters, transform)


async def measure_reads(
    settings: Neo4jSettings, server: psutil.Process, content: Content, repeats: int
) -> dict[str, dict[str, float]]:
    """Compare each call through the store with the same Cypher sent by the bare driver.

    The two take turns, so that both meet the same machine. `ratio` is the median over the pairs and `best_ratio` that
    of the best times; `cpu_ratio` compares the CPU time of client and server, which counts no waiting for a machine.
    """
    connection = _Recorded(settings)
    store = Neo4jStore(connection)
    await store.warm_up()
    pinned = await store.pin()
    assert isinstance(pinned, Neo4jPinned)
    driver = open_driver(settings)
    results = {}
    for name, call in calls(content).items():
        connection.sent.clear()
        try:
            await call(pinned)
        except ContentTooLarge as error:
            say(f"{name}: {error.reason}")
            continue
        sent = list(connection.sent)
        ways = (lambda: call(pinned), lambda: _bare(driver, settings, sent))  # noqa: B023
        for way in ways * (1 if name == CONTENT else WARMING):
            await way()
        block = 1 if name == CONTENT else BLOCK
        results[name] = await _compared(ways, server, max(repeats * block // BLOCK, 3), block)
    await driver.close()
    await store.close()
    return results


async def _compared(
    ways: Sequence[Callable[[], Awaitable[Any]]], server: psutil.Process, repeats: int, block: int
) -> dict[str, float]:
    wall: list[list[float]] = [[], []]
    cpu = [0.0, 0.0]
    for number in range(-(-repeats // block)):
        for turn in (0, 1):
            which = (number + turn) % 2
            clock = Clock(server)
            wall[which] += [await _timed(ways[which]()) for _ in range(block)]
            cpu[which] += clock.both
    ratios = sorted(store / bare for store, bare in zip(*wall, strict=True))
    return {
        "store_ms": round(min(wall[0]) * 1000, 2),
        "driver_ms": round(min(wall[1]) * 1000, 2),
        "best_ratio": round(min(wall[0]) / min(wall[1]), 2),
        "ratio": round(ratios[len(ratios) // 2], 2),
        "cpu_ratio": round(cpu[0] / cpu[1], 2),
    }


async def _bare(driver: AsyncDriver, settings: Neo4jSettings, sent: Sequence[tuple[str, dict[str, Any]]]) -> None:
    for text, parameters in sent:
        await driver.execute_query(
            Query(text, timeout=settings.query_seconds),
            parameters,
            database_=settings.database,
            routing_=RoutingControl.READ,
        )


async def _timed(call: Awaitable[Any]) -> float:
    begun = time.perf_counter()
    await call
    return time.perf_counter() - begun


async def measure_queries(
    settings: Neo4jSettings, server: psutil.Process, snapshot: Snapshot, repeats: int
) -> dict[str, dict[str, float]]:
    """Return the cost of three requests through the whole engine, from Neo4j and from memory."""
    store = Neo4jStore(Connection(settings))
    patient = Limits(seconds=60)
    results = {}
    for name, query in QUERIES.items():
        request = GraphQLRequest(query)
        cost = {}
        for where, engine in (("neo4j", Engine(store, patient)), ("memory", Engine(MemoryStore(snapshot), patient))):
            for _ in range(5):
                await engine.answer(request)
            clock = Clock(server)
            times = [await _timed(engine.answer(request)) for _ in range(repeats)]
            cost[f"{where}_best_ms"] = round(min(times) * 1000, 2)
            cost[f"{where}_client_cpu_ms"] = round(clock.client / repeats * 1000, 2)
            if where == "neo4j":
                cost["server_cpu_ms"] = round(clock.server / repeats * 1000, 2)
        results[name] = cost
    await store.close()
    return results


async def run(options: argparse.Namespace) -> dict[str, Any]:
    """Measure each scale."""
    facts = json.loads((options.data / "instance.json").read_text())
    settings = Neo4jSettings(
        facts["uri"], facts["user"], (options.data / "password").read_text(), call_seconds=120, query_seconds=110
    )
    server = psutil.Process(int((options.data / "server.pid").read_text()))
    seeds = ROOT / "seeds"
    curated = built_snapshot(seeds, default_cache(seeds)).content
    say(f"warming the server: loading the curated graph {WARMING_COPIES} times over")
    cold = await measure_load(settings, server, _snapshot(copies(curated, WARMING_COPIES)))
    say(f"cold: {cold}")
    report: dict[str, Any] = {"neo4j": facts["version"], "cold": cold, "scales": {}}
    for times in options.times:
        say(f"x{times}: building the graph")
        snapshot = _snapshot(copies(curated, times))
        gc.freeze()  # as the server does
        say(f"x{times}: loading")
        scale = {"load": await measure_load(settings, server, snapshot)}
        say(f"x{times}: {scale['load']}")
        if "queries" in options.measures:
            scale["queries"] = await measure_queries(settings, server, snapshot, options.repeats)
            for name, cost in scale["queries"].items():
                say(f"x{times}: {name} {cost}")
        if "reads" in options.measures:
            scale["reads"] = await measure_reads(settings, server, snapshot.content, options.repeats)
            for name, cost in sorted(scale["reads"].items(), key=lambda one: -one[1]["ratio"]):
                say(f"x{times}: {name} {cost}")
        report["scales"][f"x{times}"] = scale
    return report


def _snapshot(content: Content) -> Snapshot:
    with patch("graph.snapshot.version_of", quick_version):
        return Snapshot.of(content)


def say(text: str) -> None:
    """Tell how far it is."""
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True, help="data folder of a server that scripts/neo4j started")
    parser.add_argument("--times", type=int, nargs="+", default=[1, 30, 300], help="copies of the curated graph")
    parser.add_argument(
        "--measures", nargs="*", choices=("queries", "reads"), default=["queries", "reads"], help="besides loading"
    )
    parser.add_argument("--repeats", type=int, default=50, help="calls of each kind")
    print(json.dumps(asyncio.run(run(parser.parse_args())), indent=1))


if __name__ == "__main__":
    os.nice(5)
    main()
