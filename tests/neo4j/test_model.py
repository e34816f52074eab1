"""The model that readers of Cypher see: the examples of its reference run, and its tables say what is there."""

import re
from pathlib import Path
from typing import Any

import pytest

from graph.neo4j_store.model import CHANGES, GROUPS, LINKS
from graph.snapshot import Snapshot
from tests.neo4j.servers import Server

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "neo4j-model.md").read_text()
EXAMPLES = {
    text.split(".")[0].removeprefix("// "): text for text in re.findall(r"```cypher\n(.*?)```", PAGE, re.DOTALL)
}


@pytest.fixture
def curated_server(server: Server, curated: Snapshot) -> Server:
    server.serving(curated.content)
    return server


def test_there_are_ten_examples() -> None:
    assert list(EXAMPLES) == [str(number) for number in range(1, 11)]


@pytest.mark.parametrize("number", EXAMPLES)
def test_an_example_of_the_reference_runs_and_finds_something(curated_server: Server, number: str) -> None:
    rows = curated_server.cypher(EXAMPLES[number])
    # that every requirement is implemented would be no failure
    assert rows or number == "8"


def test_examples_give_what_the_content_says(curated_server: Server, curated: Snapshot) -> None:
    content = curated.content
    ((count,),) = curated_server.cypher(EXAMPLES["1"])
    assert count == len(content.concepts)
    core = {m.framework for m in content.mappings if m.concept == "reranking" and m.coverage == "core"}
    names = {f.name for f in content.frameworks if f.slug in core}
    assert {row[0] for row in curated_server.cypher(EXAMPLES["2"])} == names
    learnt = [row[0] for row in curated_server.cypher(EXAMPLES["3"])]
    assert len(learnt) == len(curated.lists["concept.allPrerequisites"]["reranking"])


@pytest.mark.parametrize("group", [*GROUPS, CHANGES], ids=lambda group: group.label)
def test_the_reference_names_each_label_with_its_key(group: Any) -> None:
    row = next(line for line in PAGE.splitlines() if line.startswith("|") and f"`{group.label}`" in line)
    assert f"`{group.key}`" in row


@pytest.mark.parametrize("link", LINKS, ids=lambda link: f"{link.start} {link.type}")
def test_the_reference_names_each_relationship_with_its_ends(link: Any) -> None:
    rows = [line.split("|") for line in PAGE.splitlines() if line.startswith("| `") and f"`{link.type}`" in line]
    assert any(f"`{link.start}`" in row[1] and f"`{link.end}`" in row[3] for row in rows)
    assert any(all(f"`{name}`" in row[4] for name in link.properties) for row in rows)


def test_readable_properties_say_the_same_as_the_record(curated_server: Server, curated: Snapshot) -> None:
    rows = curated_server.cypher(
        "MATCH (now:DuramenPointer) MATCH (c:Concept {build: now.build}) WHERE c.slug IS NOT NULL "
        "RETURN c.slug, c.name, c.family, c.kind, c.aliases, c.outcomesApply, c.depth"
    )
    expected = [
        [c.slug, c.name, c.family, c.kind.value, list(c.aliases), c.outcomes.apply, curated.depths[c.slug]]
        for c in curated.content.concepts
    ]
    assert sorted(rows) == sorted(expected)
