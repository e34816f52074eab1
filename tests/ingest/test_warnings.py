"""Warnings: what asks for work without keeping content from being served."""

from pathlib import Path

import pytest

from graph.questions.work import Work, gaps
from ingest.building import load_tree
from ingest.diagnostics import line_of
from tests.graph.questions.real import projection_of
from tests.ingest.small_content import ALPHA, RETRIEVAL, edited, with_change, with_file, write


def _warned(root: Path, code: str) -> list[str]:
    loaded = load_tree(root)
    assert loaded.content is not None
    return [line_of(one) for one in loaded.diagnostics if one.code == code]


def test_a_component_with_few_mappings_is_named(seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(seeds)
    assert _warned(seeds, "DUR951") == [
        "concepts/embedding.yaml:2:7: warning[DUR951]: 1 framework expresses `embedding`; 3 expected",
        "concepts/reranking.yaml:2:7: warning[DUR951]: 0 frameworks express `reranking`; 3 expected",
        "concepts/retrieval.yaml:2:7: warning[DUR951]: 1 framework expresses `retrieval`; 3 expected",
    ]


def test_the_concepts_that_few_frameworks_express_are_those_that_gaps_lists(
    seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = load_tree(seeds)
    assert loaded.content is not None
    listed = [one for one in gaps(projection_of(loaded.content)) if one.work is Work.ADD_MAPPING]
    monkeypatch.chdir(seeds)
    warned = [line.partition("`")[2].partition("`")[0] for line in _warned(seeds, "DUR951")]
    assert sorted(one.subject.key for one in listed) == sorted(warned)


def test_while_a_framework_is_broken_no_mapping_is_missed(seeds: Path) -> None:
    (seeds / ALPHA).write_text("name: [\n")
    assert [one.code for one in load_tree(seeds).diagnostics] == ["DUR119"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Something that Alpha does.", ["`Alpha`"]),
        ("Alpha particles are something else.", []),
        ("Something that alpha does.", []),
        ("Something that Alphabet does.", []),
        ("LangChain calls it something else.", ["`LangChain`"]),
        ("It is what Delta Four and LangChain do.", ["`Delta Four`", "`LangChain`"]),
        ("It is what Delta and Four do.", []),
        ("There are limits to it.", []),
    ],
)
def test_a_tool_in_the_text_of_a_concept_is_named(text: str, named: list[str], tmp_path: Path) -> None:
    beta = str(edited()["frameworks/beta.yaml"])
    more = {"gamma": "LangChain", "delta": "Delta Four", "limits": "limits"}
    edits = [
        with_file(
            f"frameworks/{slug}.yaml",
            beta.replace("name: Beta", f"name: {name}").replace("40beta", f"40{slug}").replace("@beta", f"@{slug}"),
        )
        for slug, name in more.items()
    ]
    root = write(tmp_path, edited(*edits, with_change(RETRIEVAL, "Something that is defined in one sentence.", text)))
    assert [line.rpartition("the tool ")[2] for line in _warned(root, "DUR954")] == named
