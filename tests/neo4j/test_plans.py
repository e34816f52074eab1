"""What the database does for each statement: it finds nodes by index and follows relationships, and never scans."""

from collections.abc import Iterator
from typing import Any

import pytest
from neo4j import GraphDatabase

from graph import edges
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
    "low": "a",
    "high": None,
    "count": 20,
    "front": True,
    "descending": False,
    "rows": [],
    "batch": 10,
}


def operators(plan: dict[str, Any]) -> Iterator[str]:
    yield plan["operatorType"].partition("@")[0]
    for child in plan.get("children", ()):
        yield from operators(child)


@pytest.fixture(scope="module")
def explain(server: Server, curated: Snapshot) -> Iterator[Any]:
    """Return the operators of a statement's plan, on a database with real content in it."""
    server.serving(curated.content)
    settings = server.settings
    with GraphDatabase.driver(
        settings.uri, auth=(settings.user, settings.password), notifications_min_severity="OFF"
    ) as driver:

        def _explain(text: str) -> list[str]:
            _, summary, _ = driver.execute_query(f"EXPLAIN {text}", PARAMETERS, database_=settings.database)
            return list(operators(summary.plan))

        yield _explain


@pytest.mark.parametrize("name", [*READING, *WRITING])
def test_no_statement_scans(explain: Any, name: str) -> None:
    found = explain((READING | WRITING)[name])
    assert [operator for operator in found if operator.endswith(SCANS)] == []
    assert any("Seek" in operator for operator in found)


@pytest.mark.parametrize("edge", [edges.CONCEPT_ALL_PREREQUISITES, edges.CONCEPT_ALL_DEPENDENTS], ids=lambda e: e.name)
def test_chains_are_followed_breadth_first_so_that_each_concept_is_visited_once(explain: Any, edge: edges.Edge) -> None:
    found = explain(READING[f"list {edge.name}"])
    assert [operator for operator in found if "VarLength" in operator] == ["VarLengthExpand(Pruning,BFS,All)"]


def test_every_edge_and_group_has_a_statement() -> None:
    assert {f"list {edge.name}" for edge in edges.EDGES} <= set(READING)
    assert set(GROUP_RECORDS) == {group.attribute for group in GROUPS}


@pytest.mark.parametrize("name", [*READING, *WRITING])
def test_values_come_as_parameters(name: str) -> None:
    text = (READING | WRITING)[name]
    quoted = {part for index, part in enumerate(text.split("'")) if index % 2}
    assert quoted <= {"complete", "sweeping", "loading", "\\t", "\\n", "/", "byState"}
