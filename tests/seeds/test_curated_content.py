"""What the curated content promises beyond the rules of the format."""

import subprocess
import sys
from pathlib import Path

import pytest

from graph.questions.learning import learning_path
from graph.records import Content
from graph.snapshot import Snapshot
from graph.vocabulary import ConceptKind, MappingState
from ingest.building import load_tree
from tests.graph.questions.real import projection_of
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


def test_every_component_is_taught_by_example(content: Content) -> None:
    assert {c.slug for c in content.concepts if c.kind is ConceptKind.COMPONENT} == set(EXAMPLES)


def test_the_catalogue_is_as_large_as_it_promises(content: Content) -> None:
    practices = [concept for concept in content.concepts if concept.kind is ConceptKind.PRACTICE]
    assert len(content.concepts) >= 48
    assert len(practices) >= 8
    assert len(content.frameworks) >= 50
    assert len(content.mappings) >= 350
    assert len(content.roles) >= 7
    assert len(content.goals) >= 10


def test_nine_mappings_of_ten_are_found_and_few_rest_on_documentation(content: Content) -> None:
    states = list(Snapshot.of(content).states.values())
    assert states.count(MappingState.VERIFIED) >= 0.9 * len(states)
    assert states.count(MappingState.DOCUMENTED) <= 0.05 * len(states)


@pytest.mark.parametrize("concept", ["tracing", "offline-evaluation"])
def test_the_second_step_of_every_goal_is_traced_and_evaluated(content: Content, concept: str) -> None:
    late = {g.slug for g in content.goals if not any(concept in step.concepts for step in g.slices[:2])}
    assert late == set()


def test_every_concept_is_needed_for_a_role_and_a_goal(content: Content) -> None:
    learnt = {concept for goal in content.goals for step in goal.slices for concept in step.concepts}
    required = {requirement.concept for role in content.roles for requirement in role.requires}
    assert {concept.slug for concept in content.concepts} - learnt == set()
    assert {concept.slug for concept in content.concepts} - required == set()


def test_a_framework_whose_time_passed_names_its_successor(content: Content) -> None:
    successors = {framework.slug: framework.successor for framework in content.frameworks if framework.successor}
    assert successors["semantic-kernel"] == successors["autogen"] == "microsoft-agent-framework"
    assert successors["pypdf2"] == "pypdf"


def test_every_component_is_mapped_by_three_frameworks_or_more(content: Content) -> None:
    mapped = {c.slug: {m.framework for m in content.mappings if m.concept == c.slug} for c in content.concepts}
    thin = {c.slug for c in content.concepts if c.kind is ConceptKind.COMPONENT and len(mapped[c.slug]) < 3}
    assert thin == set()


def test_every_family_has_a_concept(content: Content) -> None:
    assert {concept.family for concept in content.concepts} == {family.slug for family in content.families}


def test_dead_leaves_are_part_of_the_picture(content: Content) -> None:
    former = [symbol for symbol in content.symbols if symbol.former]
    assert any(symbol.replaced_by is not None for symbol in former)


def test_who_builds_a_search_without_generated_answers_learns_no_chat_model(content: Content) -> None:
    (goal,) = (one for one in content.goals if one.slug == "semantic-search-service")
    path = learning_path(projection_of(content), goal=goal.slug)
    learnt = {step.concept for part in path.slices for step in part.steps}
    assert {one.concept for one in goal.requires} <= learnt
    assert "chat-completion" not in learnt
