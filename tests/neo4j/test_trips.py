"""One round trip a call of the protocol, whatever the number of keys, and no way to write."""

import datetime
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from graph import edges
from graph.errors import StoreError
from graph.neo4j_store.model import GROUPS
from graph.neo4j_store.store import Neo4jPinned
from graph.records import SymbolKey
from graph.store import Filter, Order, Page
from graph.vocabulary import NodeKind
from tests.contents import small_content
from tests.neo4j.servers import Server

CONTENT = small_content()
CONCEPTS = [one.slug for one in CONTENT.concepts] * 3
SYMBOLS = [SymbolKey(one.package, one.ref) for one in CONTENT.symbols] * 3
Call = Callable[[Neo4jPinned], Awaitable[Any]]
DAY = datetime.date(2026, 1, 1)
CALLS: dict[str, Call] = {
    "nodes": lambda pinned: pinned.nodes(NodeKind.CONCEPT, CONCEPTS),
    "states": lambda pinned: pinned.states(["haystack/reranking", "jslib/chunking"], DAY),
    "depths": lambda pinned: pinned.depths(CONCEPTS),
    "evidence": lambda pinned: pinned.evidence(SYMBOLS),
    "releases": lambda pinned: pinned.releases([one.purl for one in CONTENT.packages]),
    "survival": lambda pinned: pinned.survival([edges.ROOT, "haystack"]),
    "persistence": lambda pinned: pinned.persistence([edges.ROOT, *CONCEPTS]),
    "names": lambda pinned: pinned.names(SYMBOLS),
    "retired": lambda pinned: pinned.retired(["concept:semantic-search", "concept:x"]),
    "published": lambda pinned: pinned.published(["4-a", "4-b"]),
    "symbols_by_ref": lambda pinned: pinned.symbols_by_ref([one.ref for one in SYMBOLS]),
    "summary": lambda pinned: pinned.summary(),
}


def trips(server: Server, call: Call) -> int:
    async def counted() -> int:
        pinned = await server.store.pin()
        assert isinstance(pinned, Neo4jPinned)
        before = server.store.connection.trips
        await call(pinned)
        return server.store.connection.trips - before

    return int(server.run(counted()))


@pytest.mark.parametrize("name", CALLS)
def test_a_call_is_one_round_trip(server: Server, name: str) -> None:
    server.serving(CONTENT)
    assert trips(server, CALLS[name]) == 1


@pytest.mark.parametrize("edge", edges.EDGES, ids=lambda edge: edge.name)
def test_lists_of_many_owners_are_one_round_trip(server: Server, edge: edges.Edge) -> None:
    server.serving(CONTENT)
    owners = [edges.ROOT, *CONCEPTS, "haystack", "pkg:pypi/haystack-ai"]
    page = Page(first=2)
    assert trips(server, lambda pinned: pinned.slices(edge, owners, page, Filter(), Order(), DAY)) == 1


def test_the_whole_content_takes_a_fixed_number_of_trips(server: Server) -> None:
    server.serving(CONTENT)
    assert trips(server, lambda pinned: pinned.content()) == len(GROUPS) + 1


def test_pinning_is_one_round_trip(server: Server) -> None:
    server.serving(CONTENT)
    before = server.store.connection.trips
    server.run(server.store.pin())
    assert server.store.connection.trips == before + 1


@pytest.mark.parametrize("text", ["CREATE (n:Intruder) RETURN [] AS rows, true AS whole", "MATCH (n) DETACH DELETE n"])
def test_the_way_for_reading_can_not_write(server: Server, text: str) -> None:
    server.serving(CONTENT)
    nodes = server.cypher("MATCH (n) RETURN count(n)")
    with pytest.raises(StoreError):
        server.run(server.store.connection.read(text, {}))
    assert server.cypher("MATCH (n) RETURN count(n)") == nodes
