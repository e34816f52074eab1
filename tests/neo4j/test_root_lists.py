"""Lists of the graph itself, which come from indexes or begin at what a filter names: each page is that of memory."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from graph.edges import EDGES, ROOT, Edge, Facet
from graph.memory import MemoryStore
from graph.neo4j_store.lists import ANCHORED
from graph.snapshot import Snapshot
from graph.store import Filter, Order, Page, Pinned, Slice
from tests.contents import small_content
from tests.neo4j.servers import Server

SNAPSHOT = Snapshot.of(small_content())
ROOTS = [edge for edge in EDGES if edge.owner is None]


@pytest.fixture
def both(server: Server) -> tuple[Any, Pinned, Pinned]:
    """Return how to run, and the small content pinned in memory and in Neo4j."""
    store = server.serving(SNAPSHOT.content)
    return server.run, server.run(MemoryStore(SNAPSHOT).pin()), server.run(store.pin())


def read(run: Any, pinned: Pinned, edge: Edge, page: Page, where: Filter, order: Order) -> Slice:
    found: Slice = run(pinned.slices(edge, [ROOT], page, where, order, None))[0]
    return found


def pages(cursors: list[str]) -> Iterator[Page]:
    """Yield pages from both ends between any two cursors, also such that end before they begin."""
    for after, before in itertools.product([None, *cursors], repeat=2):
        for size in (0, 1, 2, 100):
            yield Page(first=size, after=after, before=before)
            yield Page(last=size, after=after, before=before)


@pytest.mark.parametrize("descending", [False, True], ids=["ascending", "descending"])
@pytest.mark.parametrize("where", [Filter(), Filter({Facet.STATE: frozenset({"broken", "verified", "unverified"})})])
def test_every_page_of_a_list_is_that_of_memory(
    both: tuple[Any, Pinned, Pinned], where: Filter, *, descending: bool
) -> None:
    run, memory, database = both
    edge = next(edge for edge in ROOTS if edge.name == "frameworks")
    order = Order(descending=descending)
    whole = read(run, memory, edge, Page(first=100), where, order)
    for page in pages(list(whole.cursors)):
        assert read(run, database, edge, page, where, order) == read(run, memory, edge, page, where, order), page


@pytest.mark.parametrize("edge", ROOTS, ids=lambda edge: edge.name)
def test_every_order_of_a_list_is_that_of_memory(both: tuple[Any, Pinned, Pinned], edge: Edge) -> None:
    run, memory, database = both
    for field, descending, page in itertools.product(
        edge.items.orders, (False, True), (Page(first=2), Page(last=2), Page(first=100))
    ):
        order = Order(field, descending)
        assert read(run, database, edge, page, Filter(), order) == read(run, memory, edge, page, Filter(), order)


@pytest.mark.parametrize(("name", "facet"), ANCHORED, ids=str)
def test_a_list_that_begins_at_what_a_filter_names_has_all_that_pass(
    both: tuple[Any, Pinned, Pinned], name: str, facet: Facet
) -> None:
    run, memory, database = both
    edge = next(edge for edge in ROOTS if edge.name == name)
    through = "mapping" if facet in edge.items.mapping_facets else edge.items.name
    values = sorted(set().union(*(facets[facet] for facets in SNAPSHOT.facets[through].values())))
    assert values, "the small content has none: the test would show nothing"
    for wanted in [*([value] for value in values), values, ["nowhere"], []]:
        where = Filter({facet: frozenset(wanted)})
        expected = read(run, memory, edge, Page(first=100), where, Order())
        assert read(run, database, edge, Page(first=100), where, Order()) == expected, wanted
