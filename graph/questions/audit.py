"""`auditStack`: what dependency manifests, and imports beside them, say about a project.

Packages lead to frameworks and to concepts: a concept is `USED` where an import of a mapped name was seen, `AVAILABLE`
where a dependency could express it, else `NOT_SEEN`, which is not to say that it lacks: it may be own code. Nothing is
run, and nothing that was given is kept.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from graph.dependencies import DependencyKind, ManifestProblem, Manifests
from graph.questions.audit_findings import Finding, FindingCode, Severity
from graph.questions.audit_inventory import Inventory, inventory_of
from graph.questions.audit_names import of_names, of_pins, of_undeclared
from graph.questions.audit_tools import of_change, of_overlap, of_packages
from graph.questions.knowledge import goal_named
from graph.questions.projection import Projection
from graph.questions.reasons import Basis, Reason, because_of_mapping, concept_key
from graph.questions.upkeep import Lasting, Maintenance, lasting_of, maintenance_of
from graph.records import Goal
from graph.vocabulary import ConceptKind, Ecosystem

_EXAMPLES = 2
"""Frameworks whose reasons are given for one concept."""


class Presence(StrEnum):
    """What was seen of a concept in a project; nothing says that a concept lacks."""

    USED = "used"
    AVAILABLE = "available"
    NOT_SEEN = "not-seen"


@dataclass(frozen=True, slots=True)
class AuditedPackage:
    """A direct dependency at the place that asks for it; `framework` is null where the catalogue does not know it."""

    name: str
    ecosystem: Ecosystem
    specifier: str
    file: str
    line: int
    framework: str | None
    kind: DependencyKind
    pinned: str | None


@dataclass(frozen=True, slots=True)
class AuditedFramework:
    """A framework of the project: its packages that are asked for, and whether an import of its names was seen."""

    framework: str
    packages: tuple[str, ...]
    used: bool
    maintenance: Maintenance
    lasting: Lasting | None
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class AuditedConcept:
    """What was seen of a concept, and by which frameworks of the project."""

    concept: str
    presence: Presence
    frameworks: tuple[str, ...]
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a project is towards a goal: of what it requires, only concepts that are `USED` count.

    `practices` are done by people, so that no import could show them; they are told apart and not counted.
    """

    goal: str
    used: tuple[str, ...]
    available: tuple[str, ...]
    not_seen: tuple[str, ...]
    practices: tuple[str, ...]
    text: str

    @property
    def total(self) -> int:
        """How many concepts are counted."""
        return len(self.used) + len(self.available) + len(self.not_seen)


@dataclass(frozen=True, slots=True)
class Audit:
    """The answer: every direct dependency, the frameworks and concepts that they lead to, and what was found."""

    packages: tuple[AuditedPackage, ...]
    frameworks: tuple[AuditedFramework, ...]
    concepts: tuple[AuditedConcept, ...]
    findings: tuple[Finding, ...]
    progress: Progress | None
    sources_read: bool

    @property
    def is_partial(self) -> bool:
        """Whether there are, or may be, dependencies that could not be read."""
        partial = {FindingCode.UNREADABLE, FindingCode.DYNAMIC_DEPENDENCIES}
        return any(one.code in partial for one in self.findings)

    @property
    def summary(self) -> str:
        """How many dependencies were read, and how many lead to a framework; never that there are no others."""
        known = sum(one.framework is not None for one in self.packages)
        noun = "dependency" if len(self.packages) == 1 else "dependencies"
        more = "; there are, or may be, others that could not be read" if self.is_partial else ""
        return f"{len(self.packages)} direct {noun}, {known} of frameworks that the catalogue knows{more}"

    @property
    def has_errors(self) -> bool:
        """Whether something does not work or could not be read."""
        return any(one.severity is Severity.ERROR for one in self.findings)


def audit(projection: Projection, manifests: Manifests, goal: str | None = None) -> Audit:
    """Audit what was read of a project.

    Args:
        projection: The version of the graph to judge by.
        manifests: What its manifests and sources say, see `ingest.manifests`.
        goal: Slug of a goal that the project is on its way to.

    Raises:
        UnknownName: If there is no such goal.

    Cost: linear in what was read, plus the mappings of the frameworks found.
    """
    aim = None if goal is None else goal_named(projection, goal)
    inventory = inventory_of(projection, manifests)
    concepts = tuple(_concepts(inventory))
    return Audit(
        tuple(_packages(inventory)),
        tuple(_frameworks(inventory)),
        concepts,
        _findings(inventory),
        None if aim is None else _progress(projection, aim, concepts, inventory.sources_read),
        inventory.sources_read,
    )


def _packages(inventory: Inventory) -> Iterator[AuditedPackage]:
    known = {id(one.dependency): one for one in inventory.declared}
    for one in inventory.direct:
        found = known.get(id(one))
        yield AuditedPackage(
            one.name,
            one.ecosystem,
            one.specifier,
            one.file,
            one.line,
            found.framework if found else None,
            one.kind,
            found.pinned if found else one.pinned,
        )


def _frameworks(inventory: Inventory) -> Iterator[AuditedFramework]:
    projection = inventory.projection
    used = inventory.first_uses
    for slug in dict.fromkeys([*inventory.frameworks, *sorted(used)]):
        lines = inventory.frameworks.get(slug, ())
        reasons = [line.reason for line in lines[:_EXAMPLES]]
        if slug in used:
            reasons.append(used[slug].reason)
        yield AuditedFramework(
            slug,
            tuple(dict.fromkeys(line.purl for line in lines)),
            slug in used,
            maintenance_of(projection, slug),
            lasting_of(projection, slug),
            tuple(reasons),
        )


def _concepts(inventory: Inventory) -> Iterable[AuditedConcept]:
    """Return all concepts, what is used first, then what could be; each part in the order in which it is learnt."""
    found = [_concept(inventory, slug) for slug in inventory.projection.learn_order]
    order = list(Presence)
    return sorted(found, key=lambda one: order.index(one.presence))


def _concept(inventory: Inventory, slug: str) -> AuditedConcept:
    projection = inventory.projection
    uses, offers = inventory.uses.get(slug, {}), inventory.offers.get(slug, {})
    if uses:
        reasons = [one.reason for one in list(uses.values())[:_EXAMPLES]]
        frameworks = list(uses)
    else:
        frameworks = list(offers)
        reasons = [inventory.frameworks[one][0].reason for one in frameworks[:_EXAMPLES]]
    by_framework = {one.framework: one for one in projection.mappings_of_concept.get(slug, ())}
    reasons += [because_of_mapping(projection, by_framework[one]) for one in frameworks[:_EXAMPLES]]
    presence = Presence.USED if uses else Presence.AVAILABLE if offers else Presence.NOT_SEEN
    if presence is Presence.NOT_SEEN:
        reasons = [Reason(Basis.MANIFEST, _not_seen(inventory, slug), concept_key(slug))]
    return AuditedConcept(slug, presence, tuple(frameworks), tuple(reasons))


def _not_seen(inventory: Inventory, slug: str) -> str:
    name = inventory.projection.concepts[slug].name
    if inventory.projection.concepts[slug].kind is ConceptKind.PRACTICE:
        return f"{name} is done by people: no dependency shows it."
    return f"No dependency or import that was read expresses {name}; own code may."


def _findings(inventory: Inventory) -> tuple[Finding, ...]:
    """Return all findings, worst first, then by file and line."""
    found = chain(
        _of_reading(inventory.manifests),
        of_names(inventory),
        of_pins(inventory),
        of_packages(inventory),
        of_change(inventory),
        of_overlap(inventory),
        of_undeclared(inventory),
    )
    severities, codes = list(Severity), list(FindingCode)
    return tuple(
        sorted(found, key=lambda one: (severities.index(one.severity), one.file, one.line, codes.index(one.code)))
    )


def _of_reading(given: Manifests) -> Iterator[Finding]:
    kinds = (
        (given.problems, FindingCode.UNREADABLE, Severity.ERROR),
        (given.dynamic, FindingCode.DYNAMIC_DEPENDENCIES, Severity.WARNING),
        (given.notes, FindingCode.READING_NOTE, Severity.NOTE),
    )
    for problems, code, severity in kinds:
        for one in problems:
            yield Finding(code, severity, one.message, one.file, one.line, because=(_read(one),))


def _read(one: ManifestProblem) -> Reason:
    return Reason(Basis.MANIFEST, f"{one.file}:{one.line}: {one.message} ({one.code.value})", None)


def _progress(projection: Projection, goal: Goal, concepts: Sequence[AuditedConcept], sources_read: bool) -> Progress:
    seen = {one.concept: one.presence for one in concepts}
    required = [one.concept for one in goal.requires]
    practices = [slug for slug in required if projection.concepts[slug].kind is ConceptKind.PRACTICE]
    counted = [slug for slug in required if slug not in practices]
    of = {presence: tuple(slug for slug in counted if seen[slug] is presence) for presence in Presence}
    text = f"{len(of[Presence.USED])} of {len(counted)} concepts that {goal.name} requires were seen in use"
    text += "; only these count. " if sources_read else ": no source was read, and only use counts. "
    text += f"For {len(of[Presence.AVAILABLE])} more a dependency is at hand."
    if practices:
        verb = "is" if len(practices) == 1 else "are"
        text += f" {len(practices)} more {verb} done by people, which no file shows."
    return Progress(
        goal.slug,
        used=of[Presence.USED],
        available=of[Presence.AVAILABLE],
        not_seen=of[Presence.NOT_SEEN],
        practices=tuple(practices),
        text=text,
    )
