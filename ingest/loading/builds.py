"""The builds of a database: what is there, which one is live, and the sweeping of old ones."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from graph.neo4j_store.model import BUILD, GROUPS, LEASE, POINTER, BuildState
from graph.neo4j_store.writing import Transaction, Writer
from ingest.loading.lease import Lease

_LIST = f"""
MATCH (b:{BUILD})
OPTIONAL MATCH (p:{POINTER} {{one: 1}})
RETURN b.number, b.format, b.digest, b.state, b.nodes, b.relationships, b.loadedAt,
  duration.inSeconds(b.supersededAt, datetime()).seconds, coalesce(p.build = b.number, false)
ORDER BY b.number"""
_LEASE = f"MATCH (l:{LEASE} {{one: 1}}) WHERE l.owner IS NOT NULL RETURN l.owner, timestamp() - l.beat"
_MARK = f"""
MATCH (b:{BUILD} {{number: $build}})
OPTIONAL MATCH (p:{POINTER} {{one: 1, build: $build}})
WITH b WHERE p IS NULL
SET b.state = '{BuildState.SWEEPING}'
RETURN b.number"""
_SWEEP = {
    group.label: f"""
MATCH (n:{group.label} {{build: $build}}) WHERE n.{group.key} IS NOT NULL
WITH n LIMIT $batch
DETACH DELETE n
RETURN count(*)"""
    for group in reversed(GROUPS)
}
_FORGET = f"MATCH (b:{BUILD} {{number: $build}}) DELETE b RETURN 1"


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
    superseded_seconds: int | None
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
    old.sort(key=_silence)
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
    for text in _SWEEP.values():
        while await _delete_some(writer, lease, text, {"build": build.number, "batch": batch}) == batch:
            pass
    await _delete_some(writer, lease, _FORGET, {"build": build.number})


async def _delete_some(writer: Writer, lease: Lease, text: str, parameters: dict[str, int]) -> int:
    async def delete(transaction: Transaction) -> int:
        await lease.hold(transaction)
        rows = await transaction.run(text, parameters)
        return int(rows[0][0]) if rows else 0

    return await writer.transaction(delete)
