"""What the database does for each statement: it finds nodes by index and follows relationships, and never scans."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from neo4j import Driver, GraphDatabase

from graph import edges
from graph.neo4j_store import clauses, statements
from graph.neo4j_store.lists import ANCHORED, ORDERED, OrderedKey
from graph.neo4j_store.model import GROUPS, LINKS
from graph.neo4j_store.statements import GROUP_RECORDS, RELATIONS, all_statements
from graph.snapshot import Snapshot
from ingest.loading import builds, loader
from tests.neo4j.servers import Server

SCANS = (
    "AllNodesScan",
    "NodeByLabelScan",
    "UnionNodeByLabelsScan",
    "IntersectionNodeByLabelsScan",
    "NodeIndexScan",
    "RelationshipTypeScan",
    "AllRelationshipsScan",
    "UnionRelationshipTypesScan",
)
READING = all_statements() | {f"all {name}": text for name, text in GROUP_RECORDS.items()} | {"relations": RELATIONS}
WRITING = {f"link {link.start} {link.type}": loader._link_text(link) for link in LINKS} | {
    f"sweep {number}": text for number, text in enumerate(builds._SWEEP)
}
PARAMETERS: dict[str, Any] = {
    "build": 1,
    "keys": ["a"],
    "names": [["a#b", "c", "a#b:c"]],
    "owners": ["a"],
    "where": {"kind": ["component"], "state": ["broken"]},
    "through": True,
    "order": "byName",
    "day": None,
    "since": None,
    "until": None,
    "root": "",
    "ranks": {},
    "forward": {},
    "backward": {},
    "low": "",
    "high": "\uffff",
    "count": 20,
    "front": True,
    "descending": False,
    "rows": [],
    "some": 10,
    "batch": 10,
}


SORTS = ("Sort", "Top", "PartialSort", "PartialTop")


def operators(plan: dict[str, Any]) -> Iterator[str]:
    yield plan["operatorType"].partition("@")[0]
    for child in plan.get("children", ()):
        yield from operators(child)


@pytest.fixture(scope="module")
def driver(server: Server, curated: Snapshot) -> Iterator[Driver]:
    """Return a way to a database with real content in it."""
    server.serving(curated.content)
    settings = server.settings
    with GraphDatabase.driver(
        settings.uri, auth=(settings.user, settings.password), notifications_min_severity="OFF"
    ) as opened:
        yield opened


@pytest.fixture(scope="module")
def explain(driver: Driver) -> Callable[[str], list[str]]:
    """Return the operators of a statement's plan."""

    def _explain(text: str) -> list[str]:
        _, summary, _ = driver.execute_query(f"EXPLAIN {text}", PARAMETERS)
        assert summary.plan is not None
        return list(operators(summary.plan))

    return _explain


@pytest.fixture(scope="module")
def rows_read(server: Server, driver: Driver) -> Callable[..., int]:
    """Return how many index entries a statement reads when it is run."""
    ((build,),) = server.cypher("MATCH (p:DuramenPointer) RETURN p.build")

    def _rows_read(text: str, **parameters: Any) -> int:
        _, summary, _ = driver.execute_query(f"PROFILE {text}", PARAMETERS | {"build": build} | parameters)
        assert summary.profile is not None
        return sum(plan["rows"] for plan in seeks(summary.profile))

    return _rows_read


def seeks(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "Seek" in plan["operatorType"]:
        yield plan
    for child in plan.get("children", ()):
        yield from seeks(child)


@pytest.mark.parametrize("name", [*READING, *WRITING])
def test_no_statement_scans(explain: Any, name: str) -> None:
    found = explain((READING | WRITING)[name])
    assert [operator for operator in found if operator.endswith(SCANS)] == []
    assert any("Seek" in operator for operator in found)


@pytest.mark.parametrize("key", ORDERED, ids=lambda key: f"{key.edge} {key.field} {key.front}")
def test_a_page_of_all_is_read_in_the_order_of_an_index_and_no_further_than_its_end(
    explain: Any, rows_read: Any, key: OrderedKey
) -> None:
    assert [operator for operator in explain(ORDERED[key]) if operator in SORTS] == []
    # the items, the one after them, and one for the build's own node
    assert rows_read(ORDERED[key], count=2) <= 2 + 1 + 1


@pytest.mark.parametrize(("name", "facet"), ANCHORED, ids=str)
def test_a_filter_that_names_nodes_begins_at_them(rows_read: Any, name: str, facet: edges.Facet) -> None:
    where = {facet.value: ["nowhere", "elsewhere"]}
    assert rows_read(ANCHORED[name, facet], where=where, through=False) == 1  # the build's own node


@pytest.mark.parametrize("edge", [edges.CONCEPT_ALL_PREREQUISITES, edges.CONCEPT_ALL_DEPENDENTS], ids=lambda e: e.name)
def test_chains_are_followed_breadth_first_so_that_each_concept_is_visited_once(explain: Any, edge: edges.Edge) -> None:
    found = explain(READING[f"list {edge.name}"])
    assert [operator for operator in found if "VarLength" in operator] == ["VarLengthExpand(Pruning,BFS,All)"]


def test_every_edge_and_group_has_a_statement() -> None:
    assert {f"list {edge.name}" for edge in edges.EDGES} <= set(READING)
    assert set(GROUP_RECORDS) == {group.attribute for group in GROUPS}
    named = {text for name, text in vars(statements).items() if name.isupper() and isinstance(text, str)}
    assert {text for text in named if "RETURN" in text} - {clauses.WHOLE} <= set(READING.values())


@pytest.mark.parametrize("name", [*READING, *WRITING])
def test_values_come_as_parameters(name: str) -> None:
    text = (READING | WRITING)[name]
    quoted = {part for index, part in enumerate(text.split("'")) if index % 2}
    assert quoted <= {"complete", "sweeping", "loading", "\\t", "\\n", "/", "byState"}
