"""What the curated content promises beyond the rules of the format."""

import subprocess
import sys
from pathlib import Path

import pytest

from graph.records import Content
from graph.vocabulary import ConceptKind
from ingest.building import load_tree
from tests.seeds.conftest import SEEDS

EXAMPLES = {c.slug: c.example for c in (load_tree(SEEDS).content or Content()).concepts if c.example is not None}
TAUGHT_BY_EXAMPLE = {
    "retrieval",
    "chunking",
    "reranking",
    "tool-use",
    "offline-evaluation",
    "response-caching",
    "retry-with-backoff",
    "rate-limiting",
}


@pytest.mark.parametrize("slug", EXAMPLES)
def test_an_example_runs_offline_and_tells_something(slug: str, tmp_path: Path) -> None:
    script = tmp_path / "example.py"
    script.write_text(f"{EXAMPLES[slug]}", encoding="utf-8")
    # -I: no site packages of the user and no current folder; a second run must say the same
    command = [sys.executable, "-I", "-W", "error", script]
    first, second = (subprocess.run(command, check=False, capture_output=True, text=True, timeout=60) for _ in range(2))
    assert first.returncode == 0, first.stderr
    assert first.stdout.strip()
    assert first.stdout == second.stdout


@pytest.mark.parametrize("slug", EXAMPLES)
def test_an_example_states_what_it_shows(slug: str) -> None:
    assert "assert " in EXAMPLES[slug]


def test_the_patterns_named_in_the_mission_are_taught_by_example() -> None:
    assert not TAUGHT_BY_EXAMPLE - set(EXAMPLES)


def test_every_component_is_mapped_by_three_frameworks_or_more(content: Content) -> None:
    mapped = {c.slug: {m.framework for m in content.mappings if m.concept == c.slug} for c in content.concepts}
    thin = {c.slug for c in content.concepts if c.kind is ConceptKind.COMPONENT and len(mapped[c.slug]) < 3}
    assert thin == set()


def test_every_family_has_a_concept(content: Content) -> None:
    assert {concept.family for concept in content.concepts} == {family.slug for family in content.families}


def test_dead_leaves_are_part_of_the_picture(content: Content) -> None:
    former = [symbol for symbol in content.symbols if symbol.former]
    assert any(symbol.replaced_by is not None for symbol in former)
