"""Which frameworks to practise a concept with: two or three that are kept up, and rather one for many concepts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.identity import mapping_key
from graph.questions.projection import Projection
from graph.questions.reasons import Reason, because_of_mapping
from graph.questions.upkeep import maintenance_of
from graph.records import Mapping
from graph.vocabulary import Coverage, MappingState, Need

MOST_FRAMEWORKS = 3
_COVERAGES = list(Coverage)
_UNUSABLE = frozenset({MappingState.BROKEN})


@dataclass(frozen=True, slots=True)
class Practice:
    """A framework to practise a concept with, by the mapping that says how."""

    framework: str
    mapping: str
    because: tuple[Reason, ...]


def usable_mappings(projection: Projection, concept: str) -> Sequence[Mapping]:
    """Return the mappings of a concept whose names are there, in frameworks that are kept up; once a version."""
    return projection.once(_usable, concept)


def _usable(projection: Projection, concept: str) -> Sequence[Mapping]:
    return [
        one
        for one in projection.mappings_of_concept.get(concept, ())
        if projection.state(one) not in _UNUSABLE and maintenance_of(projection, one.framework).is_maintained
    ]


def breadth(projection: Projection, concepts: Iterable[str]) -> dict[str, int]:
    """Return how many of these concepts each framework expresses in a usable way."""
    counted: dict[str, int] = {}
    for concept in concepts:
        for one in usable_mappings(projection, concept):
            counted[one.framework] = counted.get(one.framework, 0) + 1
    return counted


def practise(projection: Projection, concept: str, reach: dict[str, int]) -> tuple[Practice, ...]:
    """Return frameworks to practise a concept with.

    Fuller coverage comes first; then what needs nothing, no account, key, server or GPU; then what serves for more of
    the path (`reach`), so that a learner meets few tools; then the slug.
    """

    def rank(one: Mapping) -> tuple[object, ...]:
        needs = projection.frameworks[one.framework].needs
        dear = sum(need is not Need.NOTHING for need in needs)
        return _COVERAGES.index(one.coverage), dear, -reach.get(one.framework, 0), one.framework

    best = sorted(usable_mappings(projection, concept), key=rank)
    best = [one for one in best if one.coverage is not Coverage.HOOK][:MOST_FRAMEWORKS] or best[:MOST_FRAMEWORKS]
    return tuple(
        Practice(
            one.framework,
            mapping_key(one.framework, one.concept),
            (because_of_mapping(projection, one), *maintenance_of(projection, one.framework).because),
        )
        for one in best
    )
