"""`path`, `neighbourhood`, `similar`, `coverage` and `gaps` by GraphQL."""

import pytest

from tests.schema.conftest import Ask


def test_a_path_leads_over_nodes_and_edges(ask: Ask) -> None:
    found = ask(
        """{ path(from: "concept:reranking", to: "concept:chunking") {
          nodes { ... on Concept { slug } } edges { basis text subject { id } object { id } }
        } }"""
    )["data"]["path"]
    assert [node["slug"] for node in found["nodes"]] == ["reranking", "chunking"]
    assert found["edges"][0]["text"] == "Chunking complements Reranking."


def test_a_neighbourhood_and_what_is_alike(ask: Ask) -> None:
    data = ask(
        """{
          neighbourhood(of: "concept:retrieval", depth: 2, first: 5) {
            nodes { node { id } distance } edges { text } further
          }
          similar(to: "framework:haystack", first: 1) {
            node { ... on Framework { slug } } percent shared { id } because { text }
          }
        }"""
    )["data"]
    assert len(data["neighbourhood"]["nodes"]) == 5
    assert data["neighbourhood"]["further"] > 0
    assert data["similar"][0]["shared"]


def test_coverage_and_gaps(ask: Ask) -> None:
    data = ask(
        """{
          coverage(family: "retrieval") {
            concept { slug } core partial hook isThin cells { framework { slug } coverage state mapping { summary } }
          }
          gaps(first: 2) { work effort subject { id } text because { text } }
        }"""
    )["data"]
    assert data["coverage"][0]["isThin"]
    assert len(data["gaps"]) == 2


@pytest.mark.parametrize(
    "field",
    [
        'path(from: "a", to: "b") { edges { text } }',
        'coverage(family: "x") { core }',
        'neighbourhood(of: "concept:rag", depth: 0) { further }',
        'neighbourhood(of: "concept:rag", depth: 4) { further }',
    ],
)
def test_what_cannot_be_asked_is_bad_input(ask: Ask, field: str) -> None:
    (error,) = ask(f"{{ {field} }}")["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
