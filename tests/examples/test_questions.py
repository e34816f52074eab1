"""Each example question is valid, has an answer over HTTP, and passes the public limits."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import OperationDefinitionNode, build_schema, parse, validate

from schema.engine import sdl
from tests.real_server import ROOT, real_server

QUESTIONS = sorted((ROOT / "examples").glob("*.graphql"))
SCHEMA = build_schema(sdl())
each_question = pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with (
        real_server() as address,
        httpx.Client(base_url=address, headers={"Accept": "application/graphql-response+json"}, timeout=60) as client,
    ):
        yield client


def _ask(client: httpx.Client, path: Path, **variables: object) -> Any:
    body = {"query": path.read_text(encoding="utf-8"), "variables": variables}
    response = client.post("/graphql", json=body)
    assert response.status_code == httpx.codes.OK, response.text
    answer = response.json()
    assert "errors" not in answer
    return answer["data"]


@each_question
def test_a_question_is_valid_named_and_begins_by_saying_what_it_asks(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    document = parse(text)
    assert validate(SCHEMA, document) == []
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert operation.name is not None
    assert operation.name.value == "".join(word.capitalize() for word in path.stem.split("-"))
    assert text.startswith("# ")


@each_question
def test_a_question_has_an_answer(path: Path, client: httpx.Client) -> None:
    data = _ask(client, path)
    assert all(data.values()), data


def test_what_replaced_a_dead_leaf_exists(client: httpx.Client) -> None:
    leaves = _ask(client, ROOT / "examples/dead-leaves.graphql")["framework"]["symbols"]["nodes"]
    assert leaves
    assert any(leaf["replacedBy"] for leaf in leaves)
    assert all(leaf["seenIn"] for leaf in leaves)


def test_what_is_to_be_learned_before_comes_in_an_order_that_can_be_followed(client: httpx.Client) -> None:
    concept = _ask(client, ROOT / "examples/learn-before.graphql")["concept"]
    depths = [node["depth"] for node in concept["allPrerequisites"]["nodes"]]
    assert depths == sorted(depths)
    assert concept["allPrerequisites"]["totalCount"] == len(depths)


def test_paging_goes_through_all_concepts_once(client: httpx.Client) -> None:
    seen: list[str] = []
    after = None
    while True:
        page = _ask(client, ROOT / "examples/all-concepts.graphql", first=7, after=after)["concepts"]
        seen += [node["slug"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert len(seen) == len(set(seen)) == page["totalCount"]
    assert set(seen) == {path.stem for path in (ROOT / "seeds/concepts").glob("*.yaml")}


def test_the_id_of_any_concept_leads_back_to_it(client: httpx.Client) -> None:
    page = _ask(client, ROOT / "examples/all-concepts.graphql", first=3)["concepts"]
    for node in page["nodes"]:
        again = _ask(client, ROOT / "examples/node-by-id.graphql", id=node["id"])["node"]
        assert (again["__typename"], again["slug"]) == ("Concept", node["slug"])


def test_an_import_that_nobody_mapped_is_said_to_be_unknown_and_not_gone(client: httpx.Client) -> None:
    answers = _ask(client, ROOT / "examples/tutorial-imports.graphql")["symbols"]
    by_ref = {answer["ref"]: answer for answer in answers}
    assert by_ref["requests:get"] == {"ref": "requests:get", "cataloguing": "NOT_CATALOGUED", "symbol": None}
    assert by_ref["langchain.text_splitter:RecursiveCharacterTextSplitter"]["symbol"]["former"] is True


def test_the_readme_of_the_examples_lists_them_all() -> None:
    text = (ROOT / "examples/README.md").read_text(encoding="utf-8")
    assert [path.name for path in QUESTIONS if f"({path.name})" not in text] == []
