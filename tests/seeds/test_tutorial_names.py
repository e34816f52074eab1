"""Names that tutorials use: the catalogue says something useful of each, and nothing that contradicts the packages.

``tutorial_names.tsv`` has facts that were looked up by hand: the package, its newest version, a name as tutorials
write it, and what became of it.
"""

import asyncio
import csv
from pathlib import Path
from typing import Any

import orjson
import pytest

from graph.memory import MemoryStore
from graph.records import Content
from graph.snapshot import Snapshot
from schema.engine import Engine, GraphQLRequest
from schema.limits import Limits

with (Path(__file__).parent / "tutorial_names.tsv").open(encoding="utf-8") as table:
    ROWS = list(csv.DictReader(table, delimiter="\t"))
QUESTION = """query Q($refs: [SymbolReferenceInput!]!) { symbols(refs: $refs) {
    ref cataloguing found { package ref } beyond packageFound { purl } state stateInVersion newest
    lastSeen { version } movedTo { ref } concepts { slug } standIns { ref } nearest { ref } } }"""
POSSIBLE = {
    "alive": {"PRESENT", "DEPRECATED"},
    "deprecated": {"PRESENT", "DEPRECATED"},
    "tombstone": {"TOMBSTONE", "ABSENT"},
    "gone": {"ABSENT", "TOMBSTONE"},
    "lazy": {"PRESENT", "DEPRECATED"},
    "runtime-hook": {"PRESENT", "DEPRECATED", "UNDECIDED"},
}
NOT_SURVEYED = {
    "openai.ChatCompletion.create",  # gone before the first release that the survey reads
    "outlines.models.transformers",  # a module, of which the survey lists what is in it
}


@pytest.fixture(scope="module")
def answers(content: Content) -> dict[str, Any]:
    """Ask for all rows at once, by their plain dotted names."""
    refs = [{"package": f"pkg:pypi/{row['package']}", "ref": row["symbol"], "version": row["version"]} for row in ROWS]
    engine = Engine(MemoryStore(Snapshot.of(content)), Limits(seconds=60))
    body = orjson.loads(asyncio.run(engine.answer(GraphQLRequest(QUESTION, {"refs": refs}))).body)
    return {answer["ref"]: answer for answer in body["data"]["symbols"]}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["symbol"])
def test_an_answer_never_contradicts_the_package(answers: dict[str, Any], row: dict[str, str]) -> None:
    answer = answers[row["symbol"]]
    if answer["beyond"] is None and answer["state"] != "NOT_RECORDED":
        # a survey of names sees that one is there, not that it only raises an error
        unseen = {"PRESENT"} if answer["cataloguing"] == "KNOWN" and row["state"] == "tombstone" else set()
        assert answer["state"] in POSSIBLE[row["state"]] | unseen
    if answer["stateInVersion"] not in (None, "NOT_RECORDED") and answer["newest"] == row["version"]:
        assert answer["stateInVersion"] == answer["state"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["symbol"])
def test_an_answer_is_useful(answers: dict[str, Any], content: Content, row: dict[str, str]) -> None:
    """A name of a package that was surveyed is recognised; one that is gone has a last release or a new place."""
    answer = answers[row["symbol"]]
    purl = f"pkg:pypi/{row['package']}"
    catalogued = {package.purl for package in content.packages}
    surveyed = {survey.package for survey in content.surveys}
    assert (answer["packageFound"] is not None) == (purl in catalogued)
    if answer["cataloguing"] == "NOT_CATALOGUED":
        assert purl not in surveyed or row["symbol"] in NOT_SURVEYED
    elif row["state"] == "gone":
        assert answer["lastSeen"] or answer["movedTo"]
    if answer["cataloguing"] == "MAPPED":
        assert answer["concepts"]
