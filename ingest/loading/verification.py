"""Reading a build back before anybody sees it: the digest over all records, and the number of each relationship."""

import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import NamedTuple

from graph.neo4j_store.model import GROUPS, KEY_OF_LABEL, RELATION_TYPES, Group, Link
from graph.neo4j_store.statements import READ_BACK, RECORDS_A_ROW
from graph.neo4j_store.writing import Writer
from graph.records import Relation
from graph.vocabulary import RelationType
from ingest.loading.errors import NotAsWritten
from ingest.loading.links import LinkRow
from ingest.loading.rows import record_json

_RELATIONS = f"""
MATCH (s:Concept {{build: $build}})-[r:{"|".join(RELATION_TYPES.values())}]->(o:Concept) WHERE s.slug IS NOT NULL
RETURN s.slug, type(r), o.slug ORDER BY r.at"""


class ReadBack(NamedTuple):
    """The digest of a build as the database holds it, and the bytes of its content."""

    digest: str
    size: int


async def read_back(writer: Writer, build: int) -> ReadBack:
    """Return what a build holds: SHA-256 over the canonical JSON of its content, and the length of that.

    The canonical form of the content is put together from those of its records, so it is never in memory as a whole.
    """
    by_attribute: dict[str, Group | None] = {group.attribute: group for group in GROUPS} | {"relations": None}
    digest, size = hashlib.sha256(), 0

    def add(encoded: bytes) -> None:
        nonlocal size
        size += len(encoded)
        digest.update(encoded)

    for place, attribute in enumerate(sorted(by_attribute)):
        add(f'{"," if place else "{"}"{attribute}":['.encode())
        separator = b""
        async for records in _records(writer, build, by_attribute[attribute]):
            add(separator)
            add(records)
            separator = b","
        add(b"]")
    add(b"}")
    return ReadBack(digest.hexdigest(), size)


async def _records(writer: Writer, build: int, group: Group | None) -> AsyncIterator[bytes]:
    """Yield the records of a group in their order, some hundred at a time, joined as in a list.

    Records are encoded one by one: most are ASCII, which costs next to nothing, and one that is not would make all of
    a joined text wide.
    """
    if group is None:
        async for subject, name, other in writer.stream(_RELATIONS, {"build": build}):
            yield record_json(Relation(subject, RelationType[name], other)).encode()
        return
    async for (records,) in writer.stream(READ_BACK[group.attribute], {"build": build, "some": RECORDS_A_ROW}):
        if records:
            yield b",".join([record.encode() for record in records])


class ExpectedLinks(NamedTuple):
    """How many relationships of a kind there must be, and the sum of `_mix` over the positions of their ends."""

    link: Link
    number: int
    checksum: int


_MODULUS = 1_000_003
_MIX = f"((a.at * 7919 + b.at + 1) % {_MODULUS}) * ((b.at * 104729 + a.at + 1) % {_MODULUS}) % {_MODULUS}"


def _mix(start: int, end: int) -> int:
    """Return a number that depends on both ends and their order, as `_MIX` does, whose products fit in 64 bits."""
    return ((start * 7919 + end + 1) % _MODULUS) * ((end * 104729 + start + 1) % _MODULUS) % _MODULUS


def expected_links(links: Iterable[tuple[Link, Sequence[LinkRow]]]) -> list[ExpectedLinks]:
    """Return what `verify_links` must find."""
    return [ExpectedLinks(link, len(rows), sum(_mix(row[0], row[1]) for row in rows)) for link, rows in links]


async def verify_links(writer: Writer, build: int, expected: Sequence[ExpectedLinks]) -> None:
    """Count each kind of relationship and compare which nodes they join, all in one trip.

    Raises:
        NotAsWritten: If a number is not the expected one, or relationships join other nodes.
    """
    counts = [
        f"""MATCH (a:{link.start} {{build: $build}})-[:{link.type}]->(b:{link.end} {{build: $build}})
WHERE a.{KEY_OF_LABEL[link.start]} IS NOT NULL
RETURN {place} AS place, count(*) AS found, coalesce(sum({_MIX}), 0) AS checksum"""
        for place, (link, _, _) in enumerate(expected)
    ]
    for place, found, checksum in await writer.rows("\nUNION ALL\n".join(counts), {"build": build}):
        link, number, expected_sum = expected[place]
        kind = f"({link.start})-[:{link.type}]->({link.end})"
        if found != number:
            raise NotAsWritten(f"{found} relationships {kind}, {number} written")
        if checksum != expected_sum:
            raise NotAsWritten(f"relationships {kind} join other nodes than written")
