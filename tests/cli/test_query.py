"""`duramen query`: the local content answers, and the exit code says whether it did."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.commands import application
from api.cli.local_graph import LOCAL_SECONDS
from graph.canonical import encode_content
from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from schema.engine import Engine
from schema.limits import Limits
from schema.services import Services
from tests.contents import small_content

CONCEPT = "query Concept($slug: String!) { concept(slug: $slug) { name } }"
PAGE = (
    "query Page($first: Int!, $where: ConceptFilterInput) { concepts(first: $first, where: $where) { nodes { slug } } }"
)
TWO = "query A($slug: String!) { concept(slug: $slug) { name } } query B($id: ID!) { node(id: $id) { id } }"


@pytest.fixture(autouse=True)
def small_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build nothing: the small content stands for whatever the folder holds."""
    assert encode_content(small_content())
    monkeypatch.setattr("ingest.building.built_snapshot", lambda _seeds, _cache: Snapshot.of(small_content()))


def run(*arguments: str, stdin: str | None = None) -> tuple[int, str, str]:
    ended = CliRunner().invoke(application(), ["query", *arguments], input=stdin)
    problem = "" if ended.exception is None else str(ended.exception)
    return ended.exit_code, ended.stdout, ended.stderr + problem


def test_a_text_is_answered_in_json() -> None:
    code, out, _ = run('{ concept(slug: "reranking") { name } }')
    assert (code, json.loads(out)) == (0, {"data": {"concept": {"name": "Reranking"}}})


def test_a_file_and_standard_input_hold_a_query_too(tmp_path: Path) -> None:
    file = tmp_path / "concept.graphql"
    file.write_text(CONCEPT)
    assert run(str(file), "--var", "slug=chunking")[1] == run("-", "--var", "slug=chunking", stdin=CONCEPT)[1]


def test_text_variables_are_taken_as_they_are_and_others_as_json() -> None:
    assert json.loads(run(CONCEPT, "--var", "slug=1=2")[1]) == {"data": {"concept": None}}
    code, out, _ = run(PAGE, "--var", "first=1", "--var", 'where={"family": ["evaluation"]}')
    assert (code, json.loads(out)) == (0, {"data": {"concepts": {"nodes": [{"slug": "error-analysis"}]}}})


def test_an_operation_is_chosen_by_its_name() -> None:
    document = "query A { snapshot { licence } } query B { snapshot { attribution } }"
    assert json.loads(run(document, "--operation", "A")[1])["data"]["snapshot"] == {"licence": "CC-BY-4.0"}
    assert run(document)[0] == 1


def test_the_variables_are_those_of_the_operation_that_runs() -> None:
    code, out, _ = run(TWO, "--operation", "A", "--var", "slug=reranking")
    assert (code, json.loads(out)) == (0, {"data": {"concept": {"name": "Reranking"}}})


def test_an_answer_with_errors_exits_with_1_and_is_printed() -> None:
    code, out, _ = run("{ nothing }")
    assert (code, json.loads(out)["errors"][0]["extensions"]["code"]) == (1, "GRAPHQL_VALIDATION_FAILED")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere.graphql"], "nowhere.graphql: there is no such file"),
        (["."], "."),
        ([PAGE, "--var", "first"], "--var first: write NAME=VALUE"),
        ([PAGE, "--var", "first=many"], "'many' is not JSON"),
        ([PAGE, "--var", "frist=1"], "--var frist: the query declares no such variable, only $first, $where"),
        (["{ snapshot { licence } }", "--var", "slug=a"], "--var slug: the query declares no variables"),
        ([TWO, "--operation", "B", "--var", "slug=a"], "--var slug: the query declares no such variable, only $id"),
    ],
)
def test_wrong_usage_is_told_in_one_line(arguments: list[str], says: str) -> None:
    code, out, err = run(*arguments)
    assert code != 0
    assert out == ""
    assert says in err
    assert "\n" not in err.strip()


def test_a_local_question_has_more_time_than_a_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[Limits] = []

    class Recording(Engine):
        def __init__(self, store: MemoryStore, given: Limits, services: Services) -> None:
            limits.append(given)
            super().__init__(store, given, services)

    monkeypatch.setattr("schema.engine.Engine", Recording)
    assert run('{ concept(slug: "reranking") { name } }')[0] == 0
    (used,) = limits
    assert used == replace(Limits(), seconds=LOCAL_SECONDS)
    assert used.seconds > Limits().seconds
