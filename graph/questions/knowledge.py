"""What somebody knows and is ready to learn: `fringe` and `gap`, after knowledge space theory.

Doignon and Falmagne (1985), Spaces for the assessment of knowledge: what one knows is a set closed under prerequisites,
and its outer fringe are the concepts that one is ready for, since all their prerequisites are in it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from graph.identity import NodeKey
from graph.questions.errors import UnknownName
from graph.questions.projection import Projection
from graph.questions.reasons import Basis, Reason, concept_key
from graph.records import Goal, Role
from graph.vocabulary import ConceptStatus, Level, NodeKind

R = TypeVar("R")

MOST_READY = 50
"""Concepts that a fringe names."""
MOST_UNLOCKED = 8
"""Concepts that are named as unlocked by one."""
MOST_REASONS = 6
MOST_REQUIRED = 100
"""Concepts of a role that a gap names."""
MOST_BEFORE = 50
"""Concepts that are named as coming before one."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A concept that one is ready to learn, and what it makes learnable right away."""

    concept: str
    unlocks: tuple[str, ...]
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A concept that a role requires and one does not know: how well, why, and what to learn before it."""

    concept: str
    level: Level
    reason: str
    before: tuple[str, ...]
    because: tuple[Reason, ...]

    @property
    def is_ready(self) -> bool:
        """Whether it can be learnt now."""
        return not self.before


@dataclass(frozen=True, slots=True)
class Gap:
    """What lies between what one knows and a role."""

    role: str
    missing: tuple[Missing, ...]
    met: tuple[str, ...]
    because: tuple[Reason, ...]


def named(projection: Projection, kind: NodeKind, slug: str, records: Mapping[str, R]) -> R:
    """Return the record of a kind with a slug, also by a slug that it had before it was renamed or merged.

    Raises:
        UnknownName: If there is none, with the nearest slug.
    """
    now = slug if slug in records else projection.renamed.get(f"{kind}:{slug}", "").removeprefix(f"{kind}:")
    if now not in records:
        raise UnknownName(kind.value, slug, records)
    return records[now]


def concept_named(projection: Projection, slug: str) -> str:
    """Return the slug that a concept has now; see `named`."""
    return named(projection, NodeKind.CONCEPT, slug, projection.concepts).slug


def goal_named(projection: Projection, slug: str) -> Goal:
    """Return a goal; see `named`."""
    return named(projection, NodeKind.GOAL, slug, projection.goals)


def role_named(projection: Projection, slug: str) -> Role:
    """Return a role; see `named`."""
    return named(projection, NodeKind.ROLE, slug, projection.roles)


def closure(projection: Projection, slugs: Iterable[str]) -> frozenset[str]:
    """Return concepts with everything that comes before them."""
    return frozenset().union(*(projection.below[slug] for slug in slugs))


def known_state(projection: Projection, known: Iterable[str]) -> frozenset[str]:
    """Return what is known by whoever knows these concepts: them, and what comes before them."""
    return closure(projection, (concept_named(projection, slug) for slug in known))


def unlocked_by(projection: Projection, slug: str, learnt: Collection[str]) -> tuple[str, ...]:
    """Return the concepts whose last missing prerequisite is this one, for somebody who has `learnt` the others."""
    return tuple(
        one
        for one in sorted(projection.dependents.get(slug, ()))
        if one not in learnt and all(need == slug or need in learnt for need in projection.concepts[one].prerequisites)
    )


def fringe(projection: Projection, known: Iterable[str]) -> tuple[Ready, ...]:
    """Return what one is ready to learn: not known, every prerequisite known; what unlocks most comes first.

    Faded concepts are left out. At most `MOST_READY`.

    Raises:
        UnknownName: If a known concept is not in the catalogue.
    """
    state = known_state(projection, known)
    ready = [
        Ready(slug, unlocked_by(projection, slug, state), _why_ready(projection, slug))
        for slug, concept in sorted(projection.concepts.items())
        if slug not in state and concept.status is not ConceptStatus.FADED and state.issuperset(concept.prerequisites)
    ]
    ready.sort(key=lambda one: (-len(one.unlocks), projection.depths[one.concept], one.concept))
    return tuple(Ready(one.concept, one.unlocks[:MOST_UNLOCKED], one.because) for one in ready[:MOST_READY])


def _why_ready(projection: Projection, slug: str) -> tuple[Reason, ...]:
    concept = projection.concepts[slug]
    if not concept.prerequisites:
        return (Reason(Basis.PREREQUISITE, f"{concept.name} has no prerequisites.", concept_key(slug)),)
    return tuple(
        Reason(
            Basis.PREREQUISITE,
            f"{concept.name} rests on {projection.concepts[one].name}, which you know.",
            concept_key(slug),
            concept_key(one),
        )
        for one in concept.prerequisites[:MOST_REASONS]
    )


def gap(projection: Projection, role: str, known: Iterable[str]) -> Gap:
    """Return what a role requires and one does not know, in an order in which it can be learnt.

    Raises:
        UnknownName: If the role, or a known concept, is not in the catalogue.
    """
    wanted = role_named(projection, role)
    state = known_state(projection, known)
    key = NodeKey(NodeKind.ROLE, wanted.slug)
    missing = [
        Missing(
            one.concept,
            one.level,
            one.reason,
            in_order(projection, projection.below[one.concept] - {one.concept} - state)[:MOST_BEFORE],
            (Reason(Basis.REQUIREMENT, one.reason, key, concept_key(one.concept)),),
        )
        for one in wanted.requires
        if one.concept not in state
    ]
    missing.sort(key=lambda one: (len(one.before), projection.depths[one.concept], one.concept))
    met = tuple(one.concept for one in wanted.requires if one.concept in state)
    text = f"{wanted.name} requires {len(wanted.requires)} concepts; you know {len(met)} of them."
    because = (Reason(Basis.REQUIREMENT, text, key),)
    return Gap(wanted.slug, tuple(missing[:MOST_REQUIRED]), met[:MOST_REQUIRED], because)


def in_order(projection: Projection, slugs: Collection[str]) -> tuple[str, ...]:
    """Return concepts so that each comes after those of them that it rests on, directly or not; ties by slug."""
    return tuple(sorted(slugs, key=lambda slug: (projection.depths[slug], slug)))
