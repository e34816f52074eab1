"""Reading a build back before anybody sees it: the digest over all records, and the number of each relationship."""

import hashlib
from collections.abc import AsyncIterator, Sequence

from graph.neo4j_store.model import GROUPS, KEY_OF_LABEL, RELATION_TYPES, Group, Link
from graph.neo4j_store.writing import Writer
from graph.records import Relation
from graph.vocabulary import RelationType
from ingest.loading.errors import NotAsWritten
from ingest.loading.rows import record_json

_RELATIONS = f"""
MATCH (s:Concept {{build: $build}})-[r:{"|".join(RELATION_TYPES.values())}]->(o:Concept) WHERE s.slug IS NOT NULL
RETURN s.slug, type(r), o.slug ORDER BY r.at"""


async def digest_in_database(writer: Writer, build: int) -> str:
    """Return the digest of a build as the database holds it: SHA-256 over the canonical JSON of its content.

    The canonical form of the content is put together from those of its records, so it is never in memory as a whole.
    """
    by_attribute: dict[str, Group | None] = {group.attribute: group for group in GROUPS} | {"relations": None}
    digest = hashlib.sha256()
    for place, attribute in enumerate(sorted(by_attribute)):
        digest.update(f'{"," if place else "{"}"{attribute}":['.encode())
        separator = ""
        async for record in _records(writer, build, by_attribute[attribute]):
            digest.update(f"{separator}{record}".encode())
            separator = ","
        digest.update(b"]")
    digest.update(b"}")
    return digest.hexdigest()


async def _records(writer: Writer, build: int, group: Group | None) -> AsyncIterator[str]:
    if group is None:
        async for subject, name, other in writer.stream(_RELATIONS, {"build": build}):
            yield record_json(Relation(subject, RelationType[name], other))
        return
    text = f"MATCH (n:{group.label} {{build: $build}}) WHERE n.{group.key} IS NOT NULL RETURN n.record ORDER BY n.at"
    async for (record,) in writer.stream(text, {"build": build}):
        yield record


async def verify_links(writer: Writer, build: int, expected: Sequence[tuple[Link, int]]) -> None:
    """Count each kind of relationship, all in one trip.

    Raises:
        NotAsWritten: If a number is not the expected one.
    """
    counts = [
        f"""MATCH (n:{link.start} {{build: $build}})-[:{link.type}]->(:{link.end} {{build: $build}})
WHERE n.{KEY_OF_LABEL[link.start]} IS NOT NULL RETURN {place} AS place, count(*) AS found"""
        for place, (link, _) in enumerate(expected)
    ]
    for place, found in await writer.rows("\nUNION ALL\n".join(counts), {"build": build}):
        link, number = expected[place]
        if found != number:
            raise NotAsWritten(f"{found} relationships ({link.start})-[:{link.type}]->({link.end}), {number} written")
