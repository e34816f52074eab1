"""`coverage` and `gaps`: what the catalogue knows of a family, and where it is thin, as work for contributors."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from graph.identity import NodeKey, mapping_key
from graph.questions.choosing import Cell, merit
from graph.questions.knowledge import named
from graph.questions.projection import Projection
from graph.questions.reasons import Basis, Reason, because_of_mapping, concept_key, framework_key
from graph.questions.upkeep import Upkeep, maintenance_of
from graph.records import Concept, Family, Mapping
from graph.vocabulary import ENOUGH_FRAMEWORKS, ConceptKind, Coverage, MappingState, NodeKind

MOST_CELLS = 60
MOST_CONCEPTS = 100


class Effort(StrEnum):
    """How much a piece of work asks for, least first."""

    MINUTES = "minutes"
    AN_HOUR = "an-hour"
    A_DAY = "a-day"


class Work(StrEnum):
    """What is to be done."""

    REPAIR_MAPPING = "repair-mapping"
    VERIFY_MAPPING = "verify-mapping"
    NAME_REPLACEMENT = "name-replacement"
    ADD_MAPPING = "add-mapping"
    RETIRE_FRAMEWORK = "retire-framework"


@dataclass(frozen=True, slots=True)
class Covering:
    """One concept of a family: the frameworks that express it, and whether they are too few to choose from."""

    concept: str
    cells: tuple[Cell, ...]
    core: int
    partial: int
    hook: int

    @property
    def is_thin(self) -> bool:
        """Whether fewer frameworks express it than a choice needs."""
        return self.core + self.partial < ENOUGH_FRAMEWORKS


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A piece of work that makes the catalogue better."""

    work: Work
    effort: Effort
    subject: NodeKey
    text: str
    because: tuple[Reason, ...]


def family_named(projection: Projection, slug: str) -> Family:
    """Return a family; see `named`."""
    return named(projection, NodeKind.FAMILY, slug, projection.families)


def coverage(projection: Projection, family: str) -> tuple[Covering, ...]:
    """Return each component of a family with the frameworks that express it, fullest first; thin ones come first.

    Raises:
        UnknownName: If there is no such family.
    """
    wanted = family_named(projection, family).slug
    concepts = [one for one in _components(projection) if one.family == wanted]
    concepts.sort(key=lambda one: (_expressed(projection, one), one.slug))
    return tuple(_covering(projection, one) for one in concepts[:MOST_CONCEPTS])


def _expressed(projection: Projection, concept: Concept) -> int:
    """Return how many frameworks express a concept, those left out that only offer a place to plug something in."""
    return sum(one.coverage.expresses for one in projection.mappings_of_concept.get(concept.slug, ()))


def _components(projection: Projection) -> Iterable[Concept]:
    return (one for one in projection.content.concepts if one.kind is ConceptKind.COMPONENT)


def _covering(projection: Projection, concept: Concept) -> Covering:
    mappings = sorted(projection.mappings_of_concept.get(concept.slug, ()), key=lambda one: merit(projection, one))
    count = {kind: sum(one.coverage is kind for one in mappings) for kind in Coverage}
    cells = [
        Cell(
            one.framework,
            mapping_key(one.framework, one.concept),
            one.coverage,
            projection.state(one),
            (because_of_mapping(projection, one),),
        )
        for one in mappings
    ]
    counted = count[Coverage.CORE], count[Coverage.PARTIAL], count[Coverage.HOOK]
    return Covering(concept.slug, tuple(cells[:MOST_CELLS]), *counted)


def gaps(projection: Projection, family: str | None = None) -> tuple[WorkItem, ...]:
    """Return what there is to do, least effort first; for one family only what concerns its concepts; once a version.

    Raises:
        UnknownName: If there is no such family.
    """
    found = projection.once(_gaps, "")
    if family is None:
        return found
    wanted = family_named(projection, family).slug
    return tuple(one for one in found if _family_of(projection, one.subject) == wanted)


def _family_of(projection: Projection, key: NodeKey) -> str | None:
    """Return the family of the concept that a piece of work concerns; null if it concerns a framework as a whole."""
    slug = key.key.partition("/")[2] if key.kind is NodeKind.MAPPING else key.key
    return None if key.kind is NodeKind.FRAMEWORK else projection.concepts[slug].family


def _gaps(projection: Projection, _key: str) -> tuple[WorkItem, ...]:
    found = [*_of_mappings(projection), *_of_concepts(projection), *_of_frameworks(projection)]
    efforts, works = list(Effort), list(Work)
    found.sort(key=lambda one: (efforts.index(one.effort), works.index(one.work), one.subject))
    return tuple(found)


def _of_mappings(projection: Projection) -> Iterable[WorkItem]:
    for mapping in projection.content.mappings:
        yield from _of_mapping(projection, mapping)


def _of_mapping(projection: Projection, mapping: Mapping) -> Iterable[WorkItem]:
    key = NodeKey(NodeKind.MAPPING, mapping_key(mapping.framework, mapping.concept))
    framework, concept = projection.frameworks[mapping.framework].name, projection.concepts[mapping.concept].name
    reasons = (because_of_mapping(projection, mapping),)
    state = projection.state(mapping)
    if state is MappingState.BROKEN:
        text = f"Find the names by which {framework} expresses {concept} today, or say that it no longer does."
        yield WorkItem(Work.REPAIR_MAPPING, Effort.AN_HOUR, key, text, reasons)
    elif state is MappingState.UNVERIFIED:
        text = f"Look for the names of {framework} for {concept} in its packages, or quote its documentation."
        yield WorkItem(Work.VERIFY_MAPPING, Effort.MINUTES, key, text, reasons)
    dead = [one for one in mapping.symbols if projection.symbols[one].former]
    orphans = [one.ref for one in dead if projection.symbols[one].replaced_by is None]
    if orphans:
        text = f"Say what took the place of {', '.join(orphans[:3])} in {framework}."
        yield WorkItem(Work.NAME_REPLACEMENT, Effort.MINUTES, key, text, reasons)


def _of_concepts(projection: Projection) -> Iterable[WorkItem]:
    for concept in _components(projection):
        have = _expressed(projection, concept)
        if have < ENOUGH_FRAMEWORKS:
            text = f"Map a framework to {concept.name}: {have} express it so far, fewer than {ENOUGH_FRAMEWORKS}."
            reason = Reason(Basis.MAPPING, text, concept_key(concept.slug))
            effort = Effort.AN_HOUR if have else Effort.A_DAY
            yield WorkItem(Work.ADD_MAPPING, effort, concept_key(concept.slug), text, (reason,))


def _of_frameworks(projection: Projection) -> Iterable[WorkItem]:
    for framework in projection.content.frameworks:
        kept_up = maintenance_of(projection, framework.slug)
        if kept_up.upkeep is Upkeep.NO_RECENT_RELEASE:
            text = f"Find out what took the place of {framework.name}, and name it as its successor."
            key = framework_key(framework.slug)
            yield WorkItem(Work.RETIRE_FRAMEWORK, Effort.AN_HOUR, key, text, kept_up.because)
