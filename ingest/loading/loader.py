"""Loading a snapshot: a new build in batches beside the live one, verified, then shown by one change of a pointer.

A build is never changed after it was shown. Killed at any point, a loader leaves the live build as it was; what it
wrote is swept by the next load.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from graph.collecting import no_collecting
from graph.neo4j_store.model import (
    BUILD,
    CHANGES,
    GROUPS,
    LEASE,
    POINTER,
    BuildState,
    Group,
    Link,
    schema_statements,
)
from graph.neo4j_store.writing import Batch, Transaction, Writer
from graph.snapshot import Snapshot
from ingest.loading.builds import Build, status, sweep, swept
from ingest.loading.errors import NotAsWritten
from ingest.loading.lease import Lease
from ingest.loading.links import LINKED, link_rows
from ingest.loading.readable import Column
from ingest.loading.rows import NodeRows, row_count
from ingest.loading.verification import expected_links, read_back, verify_links

Progress = Callable[[int, int], None]
"""Told how many of all rows have been written."""


class Action(StrEnum):
    """What a load did: wrote a new build, showed one that was there, or nothing since it was live already."""

    LOADED = "loaded"
    SWITCHED = "switched"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How to load: old builds to keep, seconds before an old one may go, rows a transaction, seconds of silence borne.

    The grace must be longer than any request: a request reads the build that it began with.
    """

    keep: int = 1
    grace_seconds: float = 60.0
    batch: int = 2_000
    lease_seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a load did."""

    action: Action
    build: int
    nodes: int
    relationships: int
    swept: Sequence[int]


class _Batch(NamedTuple):
    """Rows for one statement; `group` is that of the nodes which it creates, null for relationships."""

    text: str
    rows: list[Any]
    group: Group | None = None


_BEGIN = f"""
MATCH (l:{LEASE} {{one: 1}}) SET l.builds = coalesce(l.builds, 0) + 1
CREATE (b:{BUILD} {{number: l.builds, state: '{BuildState.LOADING}', format: $format, digest: $digest}})
RETURN b.number"""
_COMPLETE = f"""
MATCH (b:{BUILD} {{number: $build, state: '{BuildState.LOADING}'}})
SET b += $facts, b.loadedAt = datetime(), b.state = '{BuildState.COMPLETE}'
RETURN b.number"""
_SHOW = f"""
MATCH (b:{BUILD} {{number: $build, state: '{BuildState.COMPLETE}'}})
MERGE (p:{POINTER} {{one: 1}})
WITH b, p, p.build AS before
SET p.build = b.number
REMOVE b.supersededAt
WITH b, before
OPTIONAL MATCH (old:{BUILD} {{number: before}}) WHERE old <> b
SET old.supersededAt = datetime()
RETURN b.number"""


async def load(writer: Writer, snapshot: Snapshot, options: LoadOptions, progress: Progress) -> Outcome:
    """Make a database serve a snapshot.

    Raises:
        LeaseHeld, LeaseLost: If another loader is at work, or took over.
        NotAsWritten: If reading back shows something else than was written.
        StoreError: If the database can't be reached, refuses us, or ends a transaction.
    """
    await writer.ensure_schema(schema_statements())
    async with Lease(writer, options.lease_seconds).held() as lease:
        builds = (await status(writer)).builds
        same = [b for b in builds if (b.format, b.digest) == snapshot.version and b.state == BuildState.COMPLETE]
        if any(build.current for build in same):
            return Outcome(Action.UNCHANGED, same[-1].number, 0, 0, await _sweep_old(writer, lease, options))
        if same:
            await _shown(writer, lease, same[-1].number)
            return Outcome(Action.SWITCHED, same[-1].number, 0, 0, await _sweep_old(writer, lease, options))
        await _sweep_dead(writer, lease, builds, options)
        loading = _Loading(writer, lease, snapshot, options, progress)
        with no_collecting():
            await loading.run()
        removed = await _sweep_old(writer, lease, options)
        return Outcome(Action.LOADED, loading.build, loading.nodes, loading.relationships, removed)


class _Loading:
    """One build on its way."""

    def __init__(
        self, writer: Writer, lease: Lease, snapshot: Snapshot, options: LoadOptions, progress: Progress
    ) -> None:
        self.writer, self.lease, self.snapshot, self.options, self.progress = writer, lease, snapshot, options, progress
        self.build = self.size = 0
        self.nodes = row_count(snapshot)
        self.links = list(link_rows(snapshot))
        self.relationships = sum(len(rows) for _, rows in self.links)
        self.places: dict[str, list[str]] = {label: [] for label in LINKED}

    async def run(self) -> None:
        """Write the build, verify it, and show it."""
        version = self.snapshot.version
        begin = {"format": version.format, "digest": version.digest}
        (((self.build,),),) = await _fenced(self.writer, self.lease, [(_BEGIN, begin)])
        await self._write()
        await self._verify()
        complete = (_COMPLETE, {"build": self.build, "facts": self._facts()})
        await _shown(self.writer, self.lease, self.build, complete)

    async def _write(self) -> None:
        """Write all nodes, then the relationships between them, each in transactions of a few thousand rows."""
        done, total = 0, self.nodes + self.relationships
        for batches in (self._node_batches(), self._link_batches()):
            for transaction in _transactions(batches, self.options.batch):
                steps = [(batch.text, {"rows": Batch(batch.rows), "build": self.build}) for batch in transaction]
                answers = await _fenced(self.writer, self.lease, steps)
                for batch, answer in zip(transaction, answers, strict=True):
                    self._note_places(batch, answer)
                    done += len(batch.rows)
                self.progress(done, total)
                gc.collect(0)  # of what is new alone: the driver's transactions are in cycles that hold their rows

    def _node_batches(self) -> Iterator[_Batch]:
        for group in (*GROUPS, CHANGES):
            nodes = NodeRows(self.snapshot, group)
            text = _node_text(group, nodes.columns)
            for rows in _split(nodes, self.options.batch):
                yield _Batch(text, rows, group)

    def _link_batches(self) -> Iterator[_Batch]:
        """Name both ends by the place where the database keeps them: a search by key would cost twice as much."""
        for link, rows in self.links:
            starts, ends = self.places[link.start], self.places[link.end]
            placed = ([starts[start], ends[end], *properties] for start, end, *properties in rows)
            for part in _split(placed, self.options.batch):
                yield _Batch(_link_text(link), part)

    def _note_places(self, batch: _Batch, answer: list[list[Any]]) -> None:
        if batch.group is None or batch.group.label not in LINKED:
            return
        places = self.places[batch.group.label]
        places += [""] * len(batch.rows)
        for at, place in answer[0][0]:
            places[at] = place

    async def _verify(self) -> None:
        digest, self.size = await read_back(self.writer, self.build)
        if digest != self.snapshot.version.digest:
            raise NotAsWritten(f"the digest read back is {digest}, that of the content {self.snapshot.version.digest}")
        self.places.clear()
        await verify_links(self.writer, self.build, expected_links(self.links))

    def _facts(self) -> dict[str, Any]:
        summary = self.snapshot.summary
        dates = {"evidenceOldest": summary.evidence_oldest, "evidenceNewest": summary.evidence_newest}
        return {
            "nodes": self.nodes,
            "relationships": self.relationships,
            "counts": msgspec.json.encode(summary.counts).decode(),
            "contentBytes": self.size,
            "longest": msgspec.json.encode(self.snapshot.longest).decode(),
            **{name: day.isoformat() for name, day in dates.items() if day is not None},
        }


def _node_text(group: Group, columns: Sequence[Column]) -> str:
    """Return the text that creates nodes, and tells where those are that relationships will join.

    Rows are values without names, and dates in them are texts: the database reads a date in a quarter of the time that
    the driver takes to send one.
    """
    properties = ", ".join(f"{column.name}: {_value(column, place)}" for place, column in enumerate(columns))
    places = " RETURN collect([row[0], elementId(n)])" if group.label in LINKED else ""
    return f"UNWIND $rows AS row CREATE (n:{group.label} {{build: $build, {properties}}}){places}"


def _value(column: Column, place: int) -> str:
    if column.is_dates:
        return f"[day IN row[{place}] | date(day)]"
    return f"date(row[{place}])" if column.is_date else f"row[{place}]"


def _link_text(link: Link) -> str:
    start = f"MATCH (a:{link.start} {{build: $build}}) WHERE elementId(a) = row[0]"
    end = f"MATCH (b:{link.end} {{build: $build}}) WHERE elementId(b) = row[1]"
    properties = " SET r = row[2]" if link.properties else ""
    return f"UNWIND $rows AS row {start} {end} CREATE (a)-[r:{link.type}]->(b){properties}"


def _split(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    remaining = iter(rows)
    while part := list(islice(remaining, size)):
        yield part


def _transactions(batches: Iterator[_Batch], size: int) -> Iterator[list[_Batch]]:
    """Put batches together until a transaction has `size` rows: small content takes one, large content many."""
    waiting: list[_Batch] = []
    for batch in batches:
        if waiting and sum(len(one.rows) for one in waiting) + len(batch.rows) > size:
            yield waiting
            waiting = []
        waiting.append(batch)
    if waiting:
        yield waiting


async def _fenced(writer: Writer, lease: Lease, steps: Sequence[tuple[str, dict[str, Any]]]) -> list[list[list[Any]]]:
    """Run statements in one transaction under the lease; the rows of each."""

    async def work(transaction: Transaction) -> list[list[list[Any]]]:
        await lease.hold(transaction)
        return [await transaction.run(text, parameters) for text, parameters in steps]

    return await writer.transaction(work)


async def _shown(writer: Writer, lease: Lease, build: int, *before: tuple[str, dict[str, Any]]) -> None:
    """Let the pointer name a build, in one transaction with what must come before."""
    *_, shown = await _fenced(writer, lease, [*before, (_SHOW, {"build": build})])
    if not shown:
        raise NotAsWritten(f"build {build} is not complete")


async def _sweep_dead(writer: Writer, lease: Lease, builds: Sequence[Build], options: LoadOptions) -> None:
    for build in swept(builds, len(builds), 0):
        await sweep(writer, lease, build, options.batch)


async def _sweep_old(writer: Writer, lease: Lease, options: LoadOptions) -> list[int]:
    builds = (await status(writer)).builds
    gone = swept(builds, options.keep, options.grace_seconds)
    for build in gone:
        await sweep(writer, lease, build, options.batch)
    return [build.number for build in gone]
