"""Learning paths, fringes and gaps: laws that hold for any graph, then what the catalogue's own goals must show."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.questions.errors import BadQuestion, UnknownName
from graph.questions.knowledge import closure, fringe, gap, known_state
from graph.questions.learning import LearningPath, learning_path
from graph.questions.projection import Projection
from graph.questions.slicing import EARLY_FAMILIES, MOST_FIRST, MOST_STEPS
from graph.records import Content, RetiredId
from graph.vocabulary import Ending, Level
from tests.contents import concept, contents, small_content
from tests.graph.questions.real import projection_of, real_projection

SMALL = projection_of(small_content())


@st.composite
def aims(draw: st.DrawFn) -> tuple[Content, list[str], list[str]]:
    """Draw a graph, the concepts to learn, and those that are known."""
    content = draw(contents())
    slugs = [one.slug for one in content.concepts]
    wanted = draw(st.lists(st.sampled_from(slugs), unique=True, min_size=1))
    return content, wanted, draw(st.lists(st.sampled_from(slugs), unique=True))


def learnt(path: LearningPath) -> list[str]:
    return [step.concept for part in path.slices for step in part.steps]


def check_laws(projection: Projection, path: LearningPath, wanted: list[str], known: list[str]) -> None:
    state = set(known_state(projection, known))
    assert sorted(learnt(path)) == sorted(closure(projection, wanted) - state)
    assert path.next == tuple(step for part in path.slices for step in part.steps)[:3]
    for number, part in enumerate(path.slices, 1):
        assert part.number == number
        assert 0 < len(part.steps) <= (MOST_FIRST if number == 1 else MOST_STEPS)
        assert part.runs
        for step in part.steps:
            assert state.issuperset(projection.concepts[step.concept].prerequisites)
            assert state.isdisjoint({step.concept, *step.unlocks})
            assert step.because
            state.add(step.concept)


@given(aims())
def test_a_path_has_what_is_needed_and_nothing_else_each_after_what_it_rests_on(
    aim: tuple[Content, list[str], list[str]],
) -> None:
    content, wanted, known = aim
    projection = projection_of(content)
    check_laws(projection, learning_path(projection, concepts=wanted, known=known), wanted, known)


@given(aims())
def test_a_path_does_not_change_when_something_unrelated_is_added(aim: tuple[Content, list[str], list[str]]) -> None:
    content, wanted, known = aim
    more = replace(content, concepts=(concept("aaa", prerequisites=()), *content.concepts, concept("zzz")))
    before = learning_path(projection_of(content), concepts=wanted, known=known)
    assert learning_path(projection_of(more), concepts=wanted, known=known) == before


@pytest.mark.parametrize("goal", sorted(real_projection().goals))
@pytest.mark.parametrize("known", [[], ["chat-completion"], ["retrieval", "tracing"]])
def test_the_path_to_a_goal_follows_its_slices(goal: str, known: list[str]) -> None:
    projection = real_projection()
    path = learning_path(projection, goal=goal, known=known)
    check_laws(projection, path, [one.concept for one in projection.goals[goal].requires], known)
    curated = {step.runs for step in projection.goals[goal].slices}
    assert {part.runs for part in path.slices} <= curated


@pytest.mark.parametrize("owner", ["goal", "role"])
def test_evaluation_and_tracing_come_by_the_second_slice(owner: str) -> None:
    projection = real_projection()
    for slug in sorted(projection.goals if owner == "goal" else projection.roles):
        path = learning_path(projection, **{owner: slug})  # type: ignore[arg-type]
        early = {projection.concepts[step.concept].family for part in path.slices[:2] for step in part.steps}
        assert early.issuperset(EARLY_FAMILIES), slug
        assert len(path.slices[0].steps) <= MOST_FIRST
        assert any(projection.concepts[step.concept].example for step in path.slices[0].steps)


@pytest.mark.parametrize("role", sorted(real_projection().roles))
def test_the_path_to_a_role_leaves_out_what_the_role_does_not_require(role: str) -> None:
    projection = real_projection()
    path = learning_path(projection, role=role, known=["chat-completion"])
    check_laws(projection, path, [one.concept for one in projection.roles[role].requires], ["chat-completion"])
    skipped = {one.concept: one.reason for one in path.skipped}
    for excluded in projection.roles[role].excludes:
        assert skipped[excluded.concept] == excluded.reason
    assert {"chat-completion", "tokenization"} <= skipped.keys()


def test_frameworks_to_practise_with_are_maintained_and_few() -> None:
    from graph.questions.upkeep import maintenance_of  # noqa: PLC0415

    path = learning_path(real_projection(), role="ai-engineer")
    tools = [one for part in path.slices for step in part.steps for one in step.practise]
    assert tools
    assert all(maintenance_of(real_projection(), one.framework).is_maintained for one in tools)
    assert all(len(step.practise) <= 3 for part in path.slices for step in part.steps)
    assert all(one.because for one in tools)


def test_a_level_bounds_what_is_asked_and_chooses_the_outcome() -> None:
    path = learning_path(SMALL, role="builder")
    assert [step.level for part in path.slices for step in part.steps] == [Level.APPLY, Level.DESIGN]
    aware = learning_path(SMALL, role="builder", level=Level.AWARE)
    assert {(step.level, step.outcome) for part in aware.slices for step in part.steps} == {(Level.AWARE, "Names it.")}


def test_whoever_knows_everything_has_nothing_to_learn() -> None:
    path = learning_path(SMALL, concepts=["reranking"], known=["reranking"])
    assert (path.next, path.slices) == ((), ())
    assert [one.concept for one in path.skipped] == ["chunking", "reranking", "retrieval"]


@pytest.mark.parametrize(
    "asked", [{}, {"goal": "chatbot", "role": "builder"}, {"role": "builder", "concepts": ["rag"]}, {"concepts": []}]
)
def test_exactly_one_aim_is_asked_for(asked: dict[str, object]) -> None:
    with pytest.raises(BadQuestion, match="exactly one"):
        learning_path(SMALL, **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "asked",
    [{"goal": "chatbott"}, {"role": "bilder"}, {"concepts": ["re-ranking"]}, {"role": "builder", "known": ["chunkin"]}],
)
def test_an_unknown_slug_is_told_with_the_nearest_one(asked: dict[str, object]) -> None:
    with pytest.raises(UnknownName, match="Did you mean"):
        learning_path(SMALL, **asked)  # type: ignore[arg-type]


def test_a_renamed_concept_is_known_by_its_old_slug() -> None:
    assert known_state(SMALL, ["semantic-search"]) == {"chunking", "retrieval"}


def test_a_slug_is_followed_through_all_its_ends() -> None:
    day = datetime.date(2026, 1, 1)
    ends = [
        ("concept:ann-search", "concept:semantic-search"),
        ("goal:bot", "goal:chatbot"),
        ("role:dev", "role:builder"),
    ]
    retired = [RetiredId(old, Ending.MERGED, day, "It is one with another.", (new,)) for old, new in ends]
    content = small_content()
    projection = projection_of(replace(content, retired=(*content.retired, *retired)))
    assert known_state(projection, ["ann-search"]) == {"chunking", "retrieval"}
    assert learning_path(projection, goal="bot") == learning_path(projection, goal="chatbot")
    assert learning_path(projection, role="dev") == learning_path(projection, role="builder")
    assert gap(projection, "dev", []) == gap(projection, "builder", [])


@given(aims())
def test_the_fringe_is_what_can_be_learnt_now(aim: tuple[Content, list[str], list[str]]) -> None:
    content, _, known = aim
    projection = projection_of(content)
    state = known_state(projection, known)
    found = fringe(projection, known)
    expected = {one.slug for one in content.concepts if one.slug not in state and state.issuperset(one.prerequisites)}
    assert {one.concept for one in found} == expected
    for one in found:
        after = known_state(projection, [*state, one.concept])
        assert after == state | {one.concept}
        assert {unlocked.concept for unlocked in fringe(projection, after)}.issuperset(one.unlocks)
        assert one.because


def test_a_gap_names_what_is_missing_nearest_first_and_what_is_met() -> None:
    found = gap(SMALL, "builder", ["chunking"])
    assert [(one.concept, one.level, one.before, one.is_ready) for one in found.missing] == [
        ("retrieval", Level.DESIGN, (), True)
    ]
    assert gap(SMALL, "builder", []).missing[0].before == ("chunking",)
    assert gap(SMALL, "builder", ["rag"]).met == ("retrieval",)
    with pytest.raises(UnknownName):
        gap(SMALL, "nobody", [])
