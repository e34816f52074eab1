"""`swap` and `compare`: what can stand in for a framework, and how frameworks differ, concept by concept.

A stand-in expresses the concept itself: one that only offers a place to plug something in (`HOOK`) never replaces an
implementation. What a framework itself names as its successor comes first, then maintained frameworks, then those on
the asker's own package index, then by coverage, then by how long public names lasted where that was measured; never
by popularity.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from graph.identity import ecosystem_of, mapping_key
from graph.questions.errors import BadQuestion
from graph.questions.knowledge import MOST_REASONS, concept_named, named
from graph.questions.projection import Projection
from graph.questions.reasons import Basis, Reason, because_of_mapping, framework_key
from graph.questions.upkeep import Lasting, Maintenance, lasting_of, maintenance_of
from graph.records import Framework, Mapping
from graph.vocabulary import Coverage, Ecosystem, MappingState, Need, NodeKind

MOST_STAND_INS = 20
MOST_CONCEPTS = 60
"""Concepts of one framework that an answer names."""
MOST_ROWS = 100
MOST_COMPARED = 6
_VALUE = {Coverage.CORE: 2, Coverage.PARTIAL: 1, Coverage.HOOK: 0}


class CoverageChange(StrEnum):
    """What becomes of a concept when one framework takes the place of another."""

    SAME = "same"
    FULLER = "fuller"
    THINNER = "thinner"


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which frameworks are acceptable: an empty field keeps all."""

    ecosystem: Ecosystem | None = None
    licences: frozenset[str] = field(default_factory=frozenset)
    needs: frozenset[Need] = field(default_factory=frozenset)

    def accepts(self, framework: Framework) -> bool:
        """Tell whether a framework fits: on the index, under one of the licences, with no need beyond those given."""
        if self.ecosystem is not None and self.ecosystem not in ecosystems(framework):
            return False
        if self.licences and framework.licence not in self.licences:
            return False
        return not self.needs or self.needs.issuperset(set(framework.needs) - {Need.NOTHING})


@dataclass(frozen=True, slots=True)
class Covered:
    """A concept that the other framework expresses too, by the mappings of both."""

    concept: str
    change: CoverageChange
    ours: str
    theirs: str
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class StandIn:
    """A framework that can take the place of another for some concepts: what is kept, lost and gained."""

    framework: str
    covers: tuple[Covered, ...]
    lost: tuple[str, ...]
    gained: tuple[str, ...]
    maintenance: Maintenance
    lasting: Lasting | None
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one framework has of one concept; no mapping where the catalogue knows none."""

    framework: str
    mapping: str | None
    coverage: Coverage | None
    state: MappingState | None
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One concept in all frameworks that are compared, in the order asked."""

    concept: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A framework that is compared, with how it is kept up."""

    framework: str
    maintenance: Maintenance
    lasting: Lasting | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A matrix of concepts and frameworks; `shared` are the concepts that all of them express."""

    frameworks: tuple[Compared, ...]
    rows: tuple[Row, ...]
    shared: tuple[str, ...]


def ecosystems(framework: Framework) -> frozenset[Ecosystem]:
    """Return the package indexes that a framework is published on."""
    return frozenset(map(ecosystem_of, framework.packages))


def framework_named(projection: Projection, slug: str) -> Framework:
    """Return a framework; see `named`."""
    return named(projection, NodeKind.FRAMEWORK, slug, projection.frameworks)


def stands_in(projection: Projection, ours: Mapping, theirs: Mapping) -> bool:
    """Tell whether one mapping can take the place of another: names there, and no plug for an implementation."""
    if projection.state(theirs) is MappingState.BROKEN:
        return False
    return theirs.coverage is not Coverage.HOOK or ours.coverage is Coverage.HOOK


def heirs_of(projection: Projection, framework: str) -> dict[str, Reason]:
    """Return the successors of a framework, from the one it names to the end of the line, with the edge to each."""
    heirs: dict[str, Reason] = {}
    last = maintenance_of(projection, framework)
    while last.successor is not None:
        heirs[last.successor] = last.because[0]
        last = maintenance_of(projection, last.successor)
    return heirs


def standing(projection: Projection, origin: Framework, candidate: str) -> tuple[bool, bool, bool]:
    """Return how far back a candidate stands apart from coverage: no heir, not maintained, not on the asker's index.

    The heir is the end of the line of successors: what an heir has itself given up for another is no better than the
    origin.
    """
    is_heir = candidate == next(reversed(heirs_of(projection, origin.slug)), None)
    is_maintained = maintenance_of(projection, candidate).is_maintained
    return not is_heir, not is_maintained, ecosystems(origin).isdisjoint(ecosystems(projection.frameworks[candidate]))


def merit(projection: Projection, mapping: Mapping) -> tuple[object, ...]:
    """Return how far back a mapping stands by coverage, then by how long its framework's names last, then by slug."""
    lasting = lasting_of(projection, mapping.framework)
    share = 0.0 if lasting is None else -lasting.same_path
    return -_VALUE[mapping.coverage], lasting is None, share, mapping.framework


def swap(
    projection: Projection, framework: str, concepts: Sequence[str] = (), wishes: Wishes | None = None
) -> tuple[StandIn, ...]:
    """Return what can stand in for a framework, best first, at most `MOST_STAND_INS`.

    Args:
        projection: The version to read.
        framework: Slug of the framework in use.
        concepts: Slugs of the concepts that it is used for; all that it expresses if empty.
        wishes: Which frameworks are acceptable.

    Raises:
        BadQuestion: If a slug is not in the catalogue, or the framework does not express a concept.

    Cost: the mappings of the concepts.
    """
    origin = framework_named(projection, framework)
    ours = _in_use(projection, origin, concepts)
    theirs: dict[str, list[tuple[Mapping, Mapping]]] = {}
    for concept, own in ours.items():
        for other in projection.mappings_of_concept[concept]:
            if other.framework != origin.slug and stands_in(projection, own, other):
                theirs.setdefault(other.framework, []).append((own, other))
    wanted = wishes or Wishes()
    kept = {slug: pairs for slug, pairs in theirs.items() if wanted.accepts(projection.frameworks[slug])}

    def rank(slug: str) -> tuple[object, ...]:
        lasting = lasting_of(projection, slug)
        value = sum(_VALUE[other.coverage] for _, other in kept[slug])
        unmeasured = lasting is None
        share = 0.0 if lasting is None else -lasting.same_path
        return *standing(projection, origin, slug), -len(kept[slug]), -value, unmeasured, share, slug

    best = sorted(kept, key=rank)[:MOST_STAND_INS]
    return tuple(_stand_in(projection, origin, slug, ours, kept[slug]) for slug in best)


def _in_use(projection: Projection, origin: Framework, concepts: Iterable[str]) -> dict[str, Mapping]:
    own = {one.concept: one for one in projection.mappings_of_framework.get(origin.slug, ())}
    named = [concept_named(projection, slug) for slug in concepts]
    for slug in named:
        if slug not in own:
            name = projection.concepts[slug].name
            raise BadQuestion(f"The catalogue has no mapping of {origin.name} to {name} ({slug}).")
    return {slug: own[slug] for slug in named} if named else own


def _stand_in(
    projection: Projection,
    origin: Framework,
    slug: str,
    ours: dict[str, Mapping],
    pairs: Sequence[tuple[Mapping, Mapping]],
) -> StandIn:
    covered = {other.concept for _, other in pairs}
    has = {one.concept for one in projection.mappings_of_framework[slug]}
    maintenance, lasting = maintenance_of(projection, slug), lasting_of(projection, slug)
    return StandIn(
        slug,
        tuple(_covered(projection, own, other) for own, other in pairs)[:MOST_CONCEPTS],
        tuple(sorted(ours.keys() - covered))[:MOST_CONCEPTS],
        tuple(sorted(has - ours.keys()))[:MOST_CONCEPTS],
        maintenance,
        lasting,
        (
            *succession(projection, origin.slug, slug),
            *maintenance.because,
            lasting.reason if lasting else _unmeasured(projection, slug),
        )[:MOST_REASONS],
    )


def succession(projection: Projection, framework: str, candidate: str) -> tuple[Reason, ...]:
    """Return the edges that lead from a framework to a candidate over successors; none if it is no successor."""
    heirs = heirs_of(projection, framework)
    if candidate not in heirs:
        return ()
    return tuple(heirs.values())[: list(heirs).index(candidate) + 1]


def _unmeasured(projection: Projection, slug: str) -> Reason:
    name = projection.frameworks[slug].name
    text = f"How long the names of {name} last is unknown: its history is short, or was not measured."
    return Reason(Basis.SURVIVAL, text, framework_key(slug))


def _covered(projection: Projection, own: Mapping, other: Mapping) -> Covered:
    difference = _VALUE[other.coverage] - _VALUE[own.coverage]
    change = (
        CoverageChange.SAME if difference == 0 else CoverageChange.FULLER if difference > 0 else CoverageChange.THINNER
    )
    reasons = (because_of_mapping(projection, own), because_of_mapping(projection, other))
    return Covered(own.concept, change, _key(own), _key(other), reasons)


def _key(mapping: Mapping) -> str:
    return mapping_key(mapping.framework, mapping.concept)


def compare(projection: Projection, frameworks: Sequence[str], concepts: Sequence[str] = ()) -> Comparison:
    """Return a matrix of concepts and frameworks.

    Args:
        projection: The version to read.
        frameworks: Slugs of two to `MOST_COMPARED` frameworks.
        concepts: Slugs of concepts; all that one of the frameworks expresses if empty.

    Raises:
        BadQuestion: If a slug is not in the catalogue, or there are too few or too many frameworks.
    """
    named = list(dict.fromkeys(framework_named(projection, slug).slug for slug in frameworks))
    if not 1 < len(named) <= MOST_COMPARED:
        raise BadQuestion(f"Give from 2 to {MOST_COMPARED} different frameworks.")
    of_each = {slug: {one.concept: one for one in projection.mappings_of_framework.get(slug, ())} for slug in named}
    any_of_them: Collection[str] = {slug for own in of_each.values() for slug in own}
    wanted = [concept_named(projection, slug) for slug in concepts] or sorted(
        any_of_them, key=lambda slug: _by_family(projection, slug)
    )
    rows = [
        Row(slug, tuple(_cell(projection, framework, of_each[framework].get(slug)) for framework in named))
        for slug in dict.fromkeys(wanted)
    ]
    shared = [row.concept for row in rows if all(cell.mapping for cell in row.cells)]
    return Comparison(
        tuple(Compared(slug, maintenance_of(projection, slug), lasting_of(projection, slug)) for slug in named),
        tuple(rows[:MOST_ROWS]),
        tuple(shared[:MOST_ROWS]),
    )


def _by_family(projection: Projection, slug: str) -> tuple[int, int, str]:
    family = projection.families[projection.concepts[slug].family]
    return family.order, projection.depths[slug], slug


def _cell(projection: Projection, framework: str, mapping: Mapping | None) -> Cell:
    if mapping is None:
        return Cell(framework, None, None, None, ())
    reasons = (because_of_mapping(projection, mapping),)
    return Cell(framework, _key(mapping), mapping.coverage, projection.state(mapping), reasons[:MOST_REASONS])
