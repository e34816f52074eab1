"""`duramen swap`, `compare` and `migrate` on a small catalogue of their own."""

import json

import pytest

from graph.snapshot import Snapshot
from tests.cli.running import duramen
from tests.contents import small_content


@pytest.fixture(autouse=True)
def small_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build nothing: the small content stands for whatever the folder holds."""
    monkeypatch.setattr("ingest.building.built_snapshot", lambda _seeds, _cache: Snapshot.of(small_content()))


def test_a_stand_in_is_told_with_its_reasons() -> None:
    ended = duramen("swap", "old-chain")
    assert ended.code == 0
    assert ended.out.startswith("Haystack  retrieval (fuller)")
    assert "lost: rag" in ended.out
    assert "Released 2.0.0 on 2026-01-01, as of 2026-11-01." in ended.out


def test_where_nothing_fits_that_is_said() -> None:
    assert "Nothing that the catalogue knows" in duramen("swap", "haystack", "--ecosystem", "npm").out


def test_a_licence_that_is_none_is_told_as_such() -> None:
    ended = duramen("swap", "old-chain", "--licence", "MIT", "--licence", "Apache 2")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("error: --licence 'Apache 2' is no SPDX licence expression, such as ")
    assert duramen("swap", "old-chain", "--licence", "Apache-2.0").out.startswith("Haystack")


def test_a_matrix_has_one_column_a_framework() -> None:
    lines = duramen("compare", "haystack", "jslib").out.splitlines()
    assert lines[0].split() == ["concept", "haystack", "jslib"]
    assert [line.split()[0] for line in lines[1:4]] == ["chunking", "retrieval", "reranking"]


def test_a_dead_name_leads_on() -> None:
    out = duramen("migrate", "old.chains:QA").out
    assert "haystack.retrievers:Retriever took its place." in out
    assert "-> haystack.retrievers:Retriever" in out


@pytest.mark.parametrize(
    "arguments", [("swap", "old-chain"), ("compare", "haystack", "jslib"), ("migrate", "haystack", "jslib")]
)
def test_json_is_the_answer_of_the_server(arguments: tuple[str, ...]) -> None:
    assert json.loads(duramen(*arguments, "--format", "json").out)


@pytest.mark.parametrize(
    "arguments", [("swap", "nobody"), ("compare", "haystack"), ("migrate", "haystack"), ("migrate", "a:b"), ("swap",)]
)
def test_wrong_usage_exits_with_2(arguments: tuple[str, ...]) -> None:
    assert duramen(*arguments).code == 2
