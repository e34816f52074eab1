"""`duramen search`: found is 0, nothing is 1, and JSON is what the server gives."""

import json
from pathlib import Path

import pytest

from tests.cli.running import duramen

pytestmark = pytest.mark.usefixtures("seeds")


def test_the_first_line_is_the_obvious_hit() -> None:
    ended = duramen("search", "retrival")
    assert ended.code == 0
    assert ended.out.splitlines()[0].split()[:2] == ["concept", "retrieval"]


def test_json_is_the_answer_of_the_server() -> None:
    answer = json.loads(duramen("search", "retrieval", "--format", "json", "--kind", "concept").out)
    assert answer["nodes"][0]["node"]["slug"] == "retrieval"
    assert {hit["kind"] for hit in answer["nodes"]} == {"CONCEPT"}


def test_nothing_found_exits_with_1() -> None:
    assert duramen("search", "zzzz").code == 1


def test_broken_content_answers_nothing_and_says_so(seeds: Path) -> None:
    (seeds / "concepts" / "reranking.yaml").write_text("name: [")
    ended = duramen("search", "retrieval")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.splitlines()[-1] == (
        "error: the content has 2 errors, and a broken graph answers nothing; `duramen check` says what helps"
    )


def test_wrong_usage_exits_with_2(seeds: Path) -> None:
    assert duramen("search").code == 2
    assert duramen("search", "x" * 201).code == 2
    assert duramen("search", "x", "--seeds", seeds / "nowhere").code == 2
