"""`learningPath`: the order in which to learn, in slices that each end in something that runs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.identity import NodeKey
from graph.questions.errors import BadQuestion
from graph.questions.knowledge import (
    MOST_REASONS,
    MOST_UNLOCKED,
    closure,
    concept_named,
    goal_named,
    known_state,
    role_named,
    unlocked_by,
)
from graph.questions.practising import Practice, breadth, practise
from graph.questions.projection import Projection
from graph.questions.reasons import Basis, Reason, concept_key
from graph.questions.slicing import Cut, Urgency, slices_of, slices_of_goal
from graph.records import Goal, Requirement, Role
from graph.vocabulary import Level, NodeKind

MOST_SLICES = 24
MOST_SKIPPED = 50
NEXT_STEPS = 3
_LEVELS = list(Level)


@dataclass(frozen=True, slots=True)
class PathStep:
    """One concept to learn: how well, what one can do then, what it unlocks, and what to practise it with."""

    concept: str
    level: Level
    outcome: str
    example: str | None
    unlocks: tuple[str, ...]
    practise: tuple[Practice, ...]
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class PathSlice:
    """A part of the way that ends in something that runs."""

    number: int
    name: str
    runs: str
    steps: tuple[PathStep, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """What need not be learnt here, and why: a concept, or a whole family."""

    concept: str | None
    family: str | None
    reason: str
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class LearningPath:
    """The way from what one knows to a goal, a role or some concepts.

    `further` counts the concepts after the last slice that is shown.
    """

    goal: str | None
    role: str | None
    next: tuple[PathStep, ...]
    slices: tuple[PathSlice, ...]
    skipped: tuple[Skipped, ...]
    further: int


@dataclass(frozen=True, slots=True)
class _Aim:
    """What is to be reached: who asks for it, and the requirements by concept."""

    owner: NodeKey | None
    requires: Mapping[str, Requirement]


def learning_path(
    projection: Projection,
    *,
    goal: str | None = None,
    role: str | None = None,
    concepts: Sequence[str] = (),
    known: Iterable[str] = (),
    level: Level | None = None,
) -> LearningPath:
    """Return the way to a goal, a role or concepts (exactly one of them) for somebody who knows `known`.

    Args:
        projection: The version to read.
        goal: Slug of a goal, whose curated slices the path follows.
        role: Slug of a role.
        concepts: Slugs of concepts.
        known: Slugs of concepts that one knows; what comes before them counts as known too.
        level: How well at most; concepts asked for by name are led to this level, `APPLY` if none is given.

    Raises:
        BadQuestion: If not exactly one of goal, role and concepts is given, or a slug is not in the catalogue.

    Cost: the concepts and edges below what is aimed at, times the logarithm of the concepts.
    """
    if sum([goal is not None, role is not None, bool(concepts)]) != 1:
        raise BadQuestion("Give exactly one of `goal`, `role` and `concepts`.")
    wanted_goal = goal_named(projection, goal) if goal is not None else None
    wanted_role = role_named(projection, role) if role is not None else None
    aim = _aim(projection, wanted_goal or wanted_role, concepts, level)
    state = known_state(projection, known)
    needed = closure(projection, aim.requires) - state
    urgency = _urgency(projection, aim, needed)
    if wanted_goal is not None:
        cuts = slices_of_goal(projection, wanted_goal, needed, urgency)
    else:
        cuts = slices_of(projection, needed, urgency)
    shown = cuts[:MOST_SLICES]
    slices = _with_steps(projection, shown, aim, state, level)
    steps = [step for part in slices for step in part.steps]
    return LearningPath(
        wanted_goal.slug if wanted_goal else None,
        wanted_role.slug if wanted_role else None,
        next=tuple(steps[:NEXT_STEPS]),
        slices=slices,
        skipped=_skipped(projection, wanted_goal, wanted_role, aim, state)[:MOST_SKIPPED],
        further=sum(len(cut.concepts) for cut in cuts[MOST_SLICES:]),
    )


def _aim(projection: Projection, owner: Goal | Role | None, concepts: Iterable[str], level: Level | None) -> _Aim:
    if owner is not None:
        kind = NodeKind.GOAL if isinstance(owner, Goal) else NodeKind.ROLE
        return _Aim(NodeKey(kind, owner.slug), {one.concept: one for one in owner.requires})
    named = [concept_named(projection, slug) for slug in concepts]
    asked = {slug: Requirement(slug, level or Level.APPLY, "You asked for it.") for slug in named}
    return _Aim(None, asked)


def _urgency(projection: Projection, aim: _Aim, needed: Collection[str]) -> Urgency:
    """Return how soon each concept is wanted: what one must design with first, and what that rests on."""
    urgency = dict.fromkeys(needed, len(_LEVELS))
    for slug, requirement in aim.requires.items():
        for one in projection.below[slug] & urgency.keys():
            urgency[one] = min(urgency[one], len(_LEVELS) - 1 - _LEVELS.index(requirement.level))
    return urgency


def _with_steps(
    projection: Projection, cuts: Sequence[Cut], aim: _Aim, state: frozenset[str], level: Level | None
) -> tuple[PathSlice, ...]:
    everything = [slug for cut in cuts for slug in cut.concepts]
    reach = breadth(projection, everything)
    learnt = set(state)
    slices = []
    for number, cut in enumerate(cuts, 1):
        steps = []
        for slug in cut.concepts:
            steps.append(_step(projection, slug, aim, learnt, everything, level, reach))
            learnt.add(slug)
        slices.append(PathSlice(number, cut.name, cut.runs, tuple(steps)))
    return tuple(slices)


def _step(
    projection: Projection,
    slug: str,
    aim: _Aim,
    learnt: Collection[str],
    everything: Sequence[str],
    level: Level | None,
    reach: dict[str, int],
) -> PathStep:
    concept = projection.concepts[slug]
    # what only leads to something else must be usable, and no more
    asked = aim.requires[slug].level if slug in aim.requires else Level.APPLY
    to = min(asked, level, key=_LEVELS.index) if level is not None else asked
    outcome = {
        Level.AWARE: concept.outcomes.aware,
        Level.APPLY: concept.outcomes.apply,
        Level.DESIGN: concept.outcomes.design,
    }
    unlocked = sorted(unlocked_by(projection, slug, learnt), key=lambda one: (one not in everything, one))
    because = _because(projection, slug, aim, everything)
    return PathStep(
        slug,
        to,
        outcome[to],
        concept.example,
        tuple(unlocked[:MOST_UNLOCKED]),
        practise(projection, slug, reach),
        because,
    )


def _because(projection: Projection, slug: str, aim: _Aim, everything: Sequence[str]) -> tuple[Reason, ...]:
    key = concept_key(slug)
    reasons = []
    if slug in aim.requires:
        reasons.append(Reason(Basis.REQUIREMENT, aim.requires[slug].reason, aim.owner or key, key))
    after = [one for one in everything if slug in projection.concepts[one].prerequisites]
    reasons += [
        Reason(
            Basis.PREREQUISITE,
            f"{projection.concepts[one].name} rests on {projection.concepts[slug].name}.",
            concept_key(one),
            key,
        )
        for one in after
    ]
    return tuple(reasons[:MOST_REASONS])


def _skipped(
    projection: Projection, goal: Goal | None, role: Role | None, aim: _Aim, state: frozenset[str]
) -> tuple[Skipped, ...]:
    found = [
        Skipped(None, one.family, one.reason, (_excluded(goal, NodeKey(NodeKind.FAMILY, one.family), one.reason),))
        for one in (goal.waives if goal else ())
    ]
    found += [
        Skipped(one.concept, None, one.reason, (_excluded(role, concept_key(one.concept), one.reason),))
        for one in (role.excludes if role else ())
    ]
    on_the_way = closure(projection, aim.requires)
    for slug in sorted(on_the_way & state):
        reason = Reason(Basis.KNOWN, "You know it, or something that rests on it.", concept_key(slug))
        found.append(Skipped(slug, None, reason.text, (reason,)))
    return tuple(found)


def _excluded(owner: Goal | Role | None, what: NodeKey, reason: str) -> Reason:
    assert owner is not None
    kind = NodeKind.GOAL if isinstance(owner, Goal) else NodeKind.ROLE
    return Reason(Basis.EXCLUSION, reason, NodeKey(kind, owner.slug), what)
