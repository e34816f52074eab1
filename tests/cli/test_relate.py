"""`duramen relate`, `similar`, `coverage` and `gaps` on a small catalogue of their own."""

import json

import pytest

from graph.snapshot import Snapshot
from tests.cli.running import duramen
from tests.contents import small_content


@pytest.fixture(autouse=True)
def small_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build nothing: the small content stands for whatever the folder holds."""
    monkeypatch.setattr("ingest.building.built_snapshot", lambda _seeds, _cache: Snapshot.of(small_content()))


def test_a_chain_is_told_edge_by_edge() -> None:
    assert duramen("relate", "concept:rag", "concept:retrieval").out == "Rag rests on Retrieval.\n".replace(
        "Rag", "Retrieval-augmented generation"
    )


def test_json_is_the_answer_of_the_server() -> None:
    for arguments in (
        ("relate", "concept:rag", "goal:chatbot"),
        ("similar", "concept:rag"),
        ("gaps", "retrieval"),
        ("coverage", "retrieval"),
    ):
        assert json.loads(duramen(*arguments, "--format", "json").out)


def test_gaps_are_told_with_their_effort() -> None:
    assert duramen("gaps").out.startswith("minutes  Look for the names of")


def test_coverage_has_a_row_a_concept_and_the_thinnest_first() -> None:
    lines = duramen("coverage", "retrieval").out.splitlines()
    assert lines[0].split() == ["concept", "core", "part", "hook", "frameworks"]
    assert [line.split()[0] for line in lines[1:]] == ["chunking", "rag", "reranking", "retrieval"]
    assert "jslib (hook)" in lines[-1]
    assert "old-chain (part)" in lines[-1]
    assert duramen("coverage", "evaluation").code == 0


@pytest.mark.parametrize(
    "arguments",
    [("relate", "concept:rag", "x"), ("similar", "x"), ("gaps", "x"), ("coverage", "x"), ("coverage",), ("relate",)],
)
def test_wrong_usage_exits_with_2(arguments: tuple[str, ...]) -> None:
    assert duramen(*arguments).code == 2
