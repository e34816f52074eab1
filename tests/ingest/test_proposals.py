"""Proposals: they are told what `duramen check` would say of the same file, and nothing that is not their doing."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from graph.records import Content
from graph.vocabulary import NodeKind
from ingest.assembly import content_of
from ingest.building import load_tree
from ingest.diagnostics import Diagnostic
from ingest.disassembly import catalogue_of, values_of
from ingest.machine import MachineRecords
from ingest.proposals import Ground, check_proposal, file_text, refusal_of, with_mapping
from ingest.tree import FOLDERS
from tests.ingest import (
    test_rules_of_concepts,
    test_rules_of_frameworks,
    test_rules_of_prose,
    test_rules_of_references,
    test_rules_of_roles_and_goals,
    test_rules_of_shape,
)
from tests.ingest.small_content import Edit, edited, good_files, write

SEEDS = Path(__file__).parents[2] / "seeds"
CASES = {
    name: edits
    for module in (
        test_rules_of_concepts,
        test_rules_of_frameworks,
        test_rules_of_prose,
        test_rules_of_references,
        test_rules_of_roles_and_goals,
        test_rules_of_shape,
    )
    for name, (edits, _) in module.CASES.items()
}
KEPT = (
    "families",
    "concepts",
    "relations",
    "frameworks",
    "packages",
    "symbols",
    "mappings",
    "roles",
    "goals",
    "retired",
)


def _content(root: Path) -> Content:
    content = load_tree(root).content
    assert content is not None
    return content


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return Ground.of(_content(write(tmp_path_factory.mktemp("good") / "seeds", good_files())))


@pytest.fixture(scope="module")
def curated() -> Ground:
    return Ground.of(_content(SEEDS))


def _changed(edits: list[Edit]) -> list[str]:
    """Return the files that some edits change."""
    good, bad = good_files(), edited(*edits)
    return [name for name in {*good, *bad} if good.get(name) != bad.get(name)]


ONE_FILE = {
    name: edits
    for name, edits in CASES.items()
    if len(changed := _changed(edits)) == 1 and changed[0].split("/")[0] in FOLDERS
}


def _told(diagnostic: Diagnostic) -> tuple[object, ...]:
    """Return what is said and where; of other files a proposal knows no lines."""
    place = diagnostic.place
    message = re.sub(r"\S*seeds/([a-z-]+/[a-z-]+\.yaml):[0-9]+", r"\1", diagnostic.message)
    return place.line, place.column, diagnostic.code, diagnostic.severity, message, diagnostic.help


@pytest.mark.parametrize("edits", ONE_FILE.values(), ids=ONE_FILE)
def test_a_proposal_is_told_what_check_says_of_its_file(edits: list[Edit], ground: Ground, tmp_path: Path) -> None:
    bad, changed = edited(*edits), _changed(edits)
    folder, name = changed[0].split("/")
    written = bad[changed[0]]
    raw = written.encode() if isinstance(written, str) else written
    found = check_proposal(ground, FOLDERS[folder], name.removesuffix(".yaml"), raw)
    root = write(tmp_path / "seeds", bad)
    expected = [one for one in load_tree(root).diagnostics if one.place.path == root / changed[0]]
    assert [_told(one) for one in found.diagnostics if one.place.path == found.path] == [_told(one) for one in expected]


@pytest.mark.parametrize("root", ["curated", "ground"])
def test_taking_apart_and_putting_together_gives_the_same_records(root: str, request: pytest.FixtureRequest) -> None:
    content = request.getfixturevalue(root).content
    again = content_of(catalogue_of(content, Path("seeds")), MachineRecords())
    for kind in KEPT:
        assert getattr(again, kind) == getattr(content, kind), kind


def test_what_is_served_can_be_proposed_again(curated: Ground) -> None:
    for kind, records in (
        (NodeKind.CONCEPT, curated.content.concepts[:5]),
        (NodeKind.FRAMEWORK, curated.content.frameworks[:5]),
        (NodeKind.GOAL, curated.content.goals[:1]),
        (NodeKind.ROLE, curated.content.roles[:1]),
    ):
        for record in records:
            text = file_text(curated, kind, record.slug)
            proposal = check_proposal(curated, kind, record.slug, text.encode())
            assert proposal.diagnostics == []
            assert proposal.text == text


def test_a_new_file_begins_as_a_skeleton_that_says_what_is_left(ground: Ground) -> None:
    text = file_text(ground, NodeKind.FRAMEWORK, "gamma")
    proposal = check_proposal(ground, NodeKind.FRAMEWORK, "gamma", text.encode())
    assert "TODO" in text
    assert not proposal.is_acceptable
    assert refusal_of(ground, NodeKind.FRAMEWORK, "gamma") is None
    assert "already" in (refusal_of(ground, NodeKind.FRAMEWORK, "alpha") or "")


@pytest.mark.parametrize("kind", [NodeKind.FAMILY, NodeKind.ROLE, NodeKind.GOAL])
def test_what_has_no_skeleton_is_not_begun(ground: Ground, kind: NodeKind) -> None:
    said = f"there is no {kind} `gamma`; only a concept or a framework can be begun"
    assert refusal_of(ground, kind, "gamma") == said


def test_a_mapping_is_added_or_changed_and_the_rest_stays(ground: Ground) -> None:
    mapping = {
        "concept": "retrieval",
        "coverage": "core",
        "summary": "It retrieves in another way.",
        "symbols": [
            {"package": "pkg:pypi/alpha", "ref": "alpha.retrievers:VectorRetriever", "kind": "implementation"},
            {"package": "pkg:pypi/alpha", "ref": "alpha:OldRetriever", "kind": "implementation"},
        ],
    }
    raw = with_mapping(ground, "alpha", mapping)
    assert raw is not None
    proposal = check_proposal(ground, NodeKind.FRAMEWORK, "alpha", raw)
    assert proposal.is_acceptable
    assert proposal.text == raw.decode()
    assert "It retrieves in another way." in proposal.text
    assert "A helper calls a model." in proposal.text
    assert "seen_in: 1.2.0" in proposal.text, "what the form has no field for stays"
    added = with_mapping(ground, "alpha", {**mapping, "concept": "reranking"})
    assert added is not None
    assert added.decode().count("- concept: ") == 3
    assert with_mapping(ground, "nothing", mapping) is None


def test_a_fault_elsewhere_that_the_proposal_causes_is_told(ground: Ground) -> None:
    text = file_text(ground, NodeKind.CONCEPT, "embedding").replace("prerequisites: []", "")
    cyclic = text + "prerequisites: [reranking]\n"
    proposal = check_proposal(ground, NodeKind.CONCEPT, "embedding", cyclic.encode())
    assert not proposal.is_acceptable
    assert "DUR4" in "".join(one.code for one in proposal.diagnostics)


@pytest.mark.parametrize("raw", [b"", b"\x00", b"\xff", b"a: &a [*a]", b"- a", b"[" * 5000, b"name: x\n" * 1000])
def test_any_bytes_are_answered(ground: Ground, raw: bytes) -> None:
    proposal = check_proposal(ground, NodeKind.CONCEPT, "anything", raw)
    assert not proposal.is_acceptable
    assert all(one.message for one in proposal.diagnostics)


def test_a_served_record_that_the_format_no_longer_allows_is_there_all_the_same(ground: Ground) -> None:
    short = replace(ground.content.concepts[0], definition="Short.")
    kept = ground.content.concepts[1:]
    older = Ground.of(replace(ground.content, concepts=(short, *kept)))
    assert (NodeKind.CONCEPT, short.slug) in older.catalogue.broken
    text = file_text(older, NodeKind.GOAL, ground.content.goals[0].slug)
    assert check_proposal(older, NodeKind.GOAL, ground.content.goals[0].slug, text.encode()).is_acceptable
    repaired = file_text(ground, NodeKind.CONCEPT, short.slug)
    assert check_proposal(older, NodeKind.CONCEPT, short.slug, repaired.encode()).is_acceptable


def test_checking_leaves_the_ground_as_it_was(ground: Ground) -> None:
    before = values_of(ground.content, NodeKind.FRAMEWORK, "alpha")
    check_proposal(ground, NodeKind.FRAMEWORK, "alpha", b"name: x\n")
    assert set(ground.catalogue.frameworks) == {one.slug for one in ground.content.frameworks}
    assert not ground.catalogue.broken
    assert values_of(ground.content, NodeKind.FRAMEWORK, "alpha") == before
