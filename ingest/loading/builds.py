"""The builds of a database: what is there, which one is live, and the sweeping of old ones."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from graph.neo4j_store.model import BUILD, CHANGES, GROUPS, LEASE, POINTER, BuildState
from graph.neo4j_store.writing import Transaction, Writer
from ingest.loading.lease import Lease

_LIST = f"""
MATCH (b:{BUILD})
OPTIONAL MATCH (p:{POINTER} {{one: 1}})
RETURN b.number, b.format, b.digest, b.state, b.nodes, b.relationships, b.loadedAt,
  (datetime().epochMillis - b.supersededAt.epochMillis) / 1000.0, coalesce(p.build = b.number, false)
ORDER BY b.number"""
_LEASE = f"MATCH (l:{LEASE} {{one: 1}}) WHERE l.owner IS NOT NULL RETURN l.owner, timestamp() - l.beat"
_MARK = f"""
MATCH (b:{BUILD} {{number: $build}})
OPTIONAL MATCH (p:{POINTER} {{one: 1, build: $build}})
WITH b WHERE p IS NULL
SET b.state = '{BuildState.SWEEPING}'
RETURN b.number"""
_SWEEP = [
    f"""
MATCH (n:{group.label} {{build: $build}}) WHERE n.{group.key} IS NOT NULL
WITH n LIMIT $batch
DETACH DELETE n
RETURN count(*)"""
    for group in (CHANGES, *reversed(GROUPS))
]
_FORGET = f"MATCH (b:{BUILD} {{number: $build}}) DELETE b"


@dataclass(frozen=True, slots=True)
class Build:
    """One build: what it holds, and for how long it has not been live any more (null while it is, or was never)."""

    number: int
    format: int
    digest: str
    state: str
    nodes: int | None
    relationships: int | None
    loaded_at: datetime.datetime | None
    superseded_seconds: float | None
    current: bool


@dataclass(frozen=True, slots=True)
class Status:
    """All builds of a database, and who loads right now, with the seconds since it was last heard of."""

    builds: Sequence[Build]
    loader: str | None
    loader_silent_seconds: float | None


async def status(writer: Writer) -> Status:
    """Return what a database holds."""
    builds = [Build(*[*row[:6], _native(row[6]), *row[7:]]) for row in await writer.rows(_LIST)]
    lease = await writer.rows(_LEASE)
    owner, silent = lease[0] if lease else (None, None)
    return Status(builds, owner, None if silent is None else silent / 1000)


def _native(moment: object) -> datetime.datetime | None:
    to_native = getattr(moment, "to_native", None)
    return to_native() if to_native is not None else None


def swept(builds: Sequence[Build], keep: int, grace_seconds: float) -> list[Build]:
    """Return the builds to sweep: dead ones, and old ones beyond the newest `keep` whose grace is over."""
    dead = [build for build in builds if not build.current and build.state != BuildState.COMPLETE]
    old = [build for build in builds if not build.current and build.state == BuildState.COMPLETE]
    old.sort(key=lambda build: (_silence(build), -build.number))
    return dead + [build for build in old[keep:] if _silence(build) >= grace_seconds]


def _silence(build: Build) -> float:
    """Return for how many seconds nobody can have pinned a build; one that was never shown sorts last."""
    return float("inf") if build.superseded_seconds is None else build.superseded_seconds


async def sweep(writer: Writer, lease: Lease, build: Build, batch: int) -> None:
    """Delete a build in batches. It is marked first, so that a reader who pinned it is told instead of short of rows.

    A sweep that was killed is found again by its mark.
    """

    async def mark(transaction: Transaction) -> bool:
        await lease.hold(transaction)
        return bool(await transaction.run(_MARK, {"build": build.number}))

    if not await writer.transaction(mark):
        return
    while await _delete_some(writer, lease, build.number, batch) == batch:
        pass

    async def forget(transaction: Transaction) -> None:
        await lease.hold(transaction)
        await transaction.run(_FORGET, {"build": build.number})

    await writer.transaction(forget)


async def _delete_some(writer: Writer, lease: Lease, build: int, batch: int) -> int:
    """Delete up to `batch` nodes in one transaction; their number."""

    async def delete(transaction: Transaction) -> int:
        await lease.hold(transaction)
        deleted = 0
        for text in _SWEEP:
            ((number,),) = await transaction.run(text, {"build": build, "batch": batch - deleted})
            deleted += number
            if deleted == batch:
                break
        return deleted

    return await writer.transaction(delete)
