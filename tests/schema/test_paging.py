"""Relay's connections over GraphQL: every list, both ways, to its end, with filters and orders."""

from dataclasses import replace
from typing import Any

import orjson
import pytest

from graph.edges import EDGES, Edge
from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from schema.declare import Connection
from schema.engine import Engine
from schema.types import OBJECTS
from schema.types.lists import ITEM_TYPES
from tests.contents import small_content
from tests.schema.conftest import Ask, answer_of

CONNECTIONS = [
    (owner.name, field) for owner in OBJECTS.values() for field in owner.fields if isinstance(field, Connection)
]


def test_every_edge_of_the_graph_but_all_symbols_is_a_connection() -> None:
    declared = {field.edge.name for _, field in CONNECTIONS}
    assert declared == {edge.name for edge in EDGES} - {"symbols"}


@pytest.mark.parametrize(("owner", "field"), CONNECTIONS, ids=[f"{o}.{f.name}" for o, f in CONNECTIONS])
def test_a_connection_leads_to_the_items_of_its_edge(owner: str, field: Connection) -> None:
    items = {f"{name}Connection!": items for name, items in ITEM_TYPES.items()}
    assert items[field.type] == field.edge.items
    assert (field.edge.owner is None) == (owner == "Query")


def page_of(ask: Ask, field: str, arguments: str) -> dict[str, Any]:
    answer = ask(
        f"{{ {field}({arguments}) {{ totalCount edges {{ cursor node {{ id }} }} nodes {{ id }}"
        " pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"
    )
    assert "errors" not in answer, answer
    found: dict[str, Any] = answer["data"][field]
    return found


ROOTS = ["families", "concepts", "frameworks", "mappings", "packages", "roles", "goals"]


@pytest.mark.parametrize("field", ROOTS)
@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("forward", [True, False])
def test_reading_page_by_page_gives_the_whole_list_once(ask: Ask, field: str, size: int, forward: bool) -> None:
    whole = [node["id"] for node in page_of(ask, field, "first: 100")["nodes"]]
    read: list[str] = []
    cursor = ""
    while True:
        step = f"first: {size} {cursor and f'after: {chr(34)}{cursor}{chr(34)}'}"
        back = f"last: {size} {cursor and f'before: {chr(34)}{cursor}{chr(34)}'}"
        page = page_of(ask, field, step if forward else back)
        ids = [node["id"] for node in page["nodes"]]
        assert [edge["node"]["id"] for edge in page["edges"]] == ids
        assert page["totalCount"] == len(whole)
        read = read + ids if forward else ids + read
        info = page["pageInfo"]
        assert (info["startCursor"], info["endCursor"]) == (page["edges"][0]["cursor"], page["edges"][-1]["cursor"])
        cursor = info["endCursor" if forward else "startCursor"]
        if not info["hasNextPage" if forward else "hasPreviousPage"]:
            break
    assert read == whole


def test_a_page_without_size_has_20_items_and_an_empty_one_no_cursors(ask: Ask) -> None:
    page = page_of(ask, "concepts", 'where: { family: ["nowhere"] }')
    assert page == {
        "totalCount": 0,
        "edges": [],
        "nodes": [],
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
    }


def slugs(ask: Ask, arguments: str, field: str = "concepts") -> list[str]:
    answer = ask(f"{{ {field}({arguments}) {{ nodes {{ slug }} }} }}")
    assert "errors" not in answer, answer
    return [node["slug"] for node in answer["data"][field]["nodes"]]


@pytest.mark.parametrize(
    ("field", "arguments", "expected"),
    [
        ("concepts", 'where: { family: ["evaluation"] }', ["error-analysis", "evaluation"]),
        ("concepts", 'where: { family: "evaluation" }', ["error-analysis", "evaluation"]),
        ("concepts", 'where: { family: ["evaluation"], kind: [COMPONENT] }', ["evaluation"]),
        ("concepts", "where: { kind: [PRACTICE] }", ["error-analysis"]),
        ("concepts", "where: { status: [FADED] }", []),
        ("concepts", "where: { coverage: [PARTIAL, HOOK] }", ["retrieval", "rag"]),
        ("concepts", 'where: { coverage: [HOOK], framework: ["haystack"] }', []),
        ("concepts", "where: { state: [VERIFIED] }", ["reranking"]),
        ("concepts", 'where: { state: [VERIFIED] } asOf: "2025-06-01"', []),
        ("concepts", 'where: { framework: ["haystack"] }', ["reranking", "retrieval"]),
        ("concepts", "where: { ecosystem: [NPM] }", ["chunking", "retrieval"]),
        ("concepts", 'where: { licence: ["Apache-2.0"] }', ["reranking", "retrieval"]),
        ("concepts", "where: { needs: [SERVER] }", ["chunking", "retrieval"]),
        ("concepts", "where: { family: [] }", []),
        ("concepts", "where: { family: null }", "all"),
        ("concepts", "where: {}", "all"),
        ("concepts", "where: null", "all"),
        ("concepts", 'slugs: ["rag", "nowhere", "chunking"]', ["chunking", "rag"]),
        ("concepts", "slugs: null", "all"),
        ("frameworks", "where: { kind: [AGENT] }", ["old-chain"]),
        ("frameworks", 'where: { concept: ["retrieval"], coverage: [CORE] }', ["haystack"]),
        ("frameworks", 'where: { family: ["evaluation"] }', []),
        ("roles", 'where: { concept: ["retrieval"] }', ["builder"]),
        ("goals", 'where: { concept: ["chunking"] }', []),
        ("families", 'slugs: ["evaluation"]', ["evaluation"]),
    ],
)
def test_filters_keep_what_fits_all_fields(ask: Ask, field: str, arguments: str, expected: Any) -> None:
    assert slugs(ask, arguments, field) == (slugs(ask, "first: 100", field) if expected == "all" else expected)


def test_an_order_can_be_turned_around(ask: Ask) -> None:
    for field in ("NAME", "FAMILY", "DEPTH", "MAPPINGS"):
        ascending = slugs(ask, f"orderBy: {{ field: {field} }}")
        assert slugs(ask, f"orderBy: {{ field: {field}, direction: DESCENDING }}") == ascending[::-1]
    assert slugs(ask, "orderBy: { field: MAPPINGS, direction: DESCENDING } first: 1") == ["retrieval"]


def test_former_names_can_be_told_from_others(ask: Ask) -> None:
    document = '{ framework(slug: "old-chain") { symbols(where: { former: %s }) { nodes { ref } } } }'
    assert ask(document % "true")["data"]["framework"]["symbols"]["nodes"] == [{"ref": "old.chains:QA"}]
    assert ask(document % "false")["data"]["framework"]["symbols"]["nodes"] == []


def code_of(ask: Ask, document: str) -> str:
    (error,) = ask(document)["errors"]
    code: str = error["extensions"]["code"]
    return code


def test_a_cursor_is_refused_where_it_was_not_made(ask: Ask) -> None:
    cursor = page_of(ask, "concepts", "first: 1")["pageInfo"]["endCursor"]
    for use in (
        f'{{ frameworks(after: "{cursor}") {{ totalCount }} }}',
        f'{{ concepts(after: "{cursor}", orderBy: {{ field: DEPTH }}) {{ totalCount }} }}',
        f'{{ concepts(after: "{cursor}", where: {{ kind: [COMPONENT] }}) {{ totalCount }} }}',
        f'{{ concepts(after: "{cursor}", slugs: ["rag"]) {{ totalCount }} }}',
        f'{{ concepts(before: "{cursor}x") {{ totalCount }} }}',
        '{ concepts(after: "") { totalCount } }',
        f'{{ concepts(after: "{"A" * 5000}") {{ totalCount }} }}',
        '{ concepts(after: "\\u0000") { totalCount } }',
    ):
        assert code_of(ask, use) == "BAD_CURSOR"


def test_a_cursor_over_a_day_expires_with_the_version(ask: Ask) -> None:
    document = '{ mappings(first: 1, asOf: "2026-06-01"%s) { pageInfo { endCursor } } }'
    cursor = ask(document % "")["data"]["mappings"]["pageInfo"]["endCursor"]
    assert "errors" not in ask(document % f', after: "{cursor}"')
    content = small_content()
    later = Engine(MemoryStore(Snapshot.of(replace(content, retired=()))))
    assert answer_of(later, document % f', after: "{cursor}"').codes == ("CURSOR_EXPIRED",)


def test_a_cursor_over_names_lives_on_in_the_next_version(ask: Ask) -> None:
    document = "{ concepts(first: 2%s) { nodes { slug } pageInfo { endCursor } } }"
    cursor = ask(document % "")["data"]["concepts"]["pageInfo"]["endCursor"]
    later = Engine(MemoryStore(Snapshot.of(replace(small_content(), retired=()))))
    here, there = ask(document % f', after: "{cursor}"'), answer_of(later, document % f', after: "{cursor}"')
    assert here == orjson.loads(there.body)


def test_relations_are_seen_from_the_side_that_asks(ask: Ask) -> None:
    answer = ask(
        '{ concept(slug: "rag") { relations { nodes { role concept { slug } } }'
        " only: relations(where: { role: [EVALUATED_BY] }) { totalCount } } }"
    )
    assert answer["data"]["concept"] == {
        "relations": {
            "nodes": [
                {"role": "HAS_PART", "concept": {"slug": "retrieval"}},
                {"role": "EVALUATED_BY", "concept": {"slug": "evaluation"}},
            ]
        },
        "only": {"totalCount": 1},
    }


def test_an_edge_without_owner_is_a_root_field() -> None:
    roots: list[Edge] = [field.edge for owner, field in CONNECTIONS if owner == "Query"]
    assert all(edge.owner is None for edge in roots)
