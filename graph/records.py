"""The records of the graph: frozen, slotted, made of plain values, equal when their content is equal.

Records hold what the content says and nothing derived: indexes, ranks and states live in `graph.snapshot`. They refer
to each other by key (`graph.identity`), so that one record can be read, hashed and compared on its own.
"""

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from graph.vocabulary import (
    ConceptKind,
    ConceptStatus,
    Coverage,
    Ending,
    Finding,
    FitBasis,
    FrameworkKind,
    Level,
    Need,
    RelationType,
    SymbolKind,
)


class SymbolKey(NamedTuple):
    """A public name of a published package: a purl without version, and an object reference ``module:qualname``."""

    package: str
    ref: str


@dataclass(frozen=True, slots=True)
class Family:
    """A group of concepts that answer one kind of question; `order` is its place among the families."""

    slug: str
    name: str
    summary: str
    order: int


@dataclass(frozen=True, slots=True)
class Source:
    """A publication that states a concept, with the one identifier that finds it."""

    title: str
    year: int
    doi: str | None = None
    arxiv: str | None = None
    isbn: str | None = None
    standard: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What somebody can do at each level: one checkable sentence that names no tool."""

    aware: str
    apply: str
    design: str


@dataclass(frozen=True, slots=True)
class Faded:
    """When and why a concept stopped being taught, and the slugs of the concepts that took its place."""

    date: datetime.date
    reason: str
    replaced_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """An idea that stays when the tools change. `prerequisites` are slugs of concepts to learn first."""

    slug: str
    name: str
    family: str
    kind: ConceptKind
    status: ConceptStatus
    aliases: tuple[str, ...]
    definition: str
    invariant: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    trade_offs: tuple[str, ...]
    failure_modes: tuple[str, ...]
    recognition: str | None
    outcomes: Outcomes
    example: str | None
    prerequisites: tuple[str, ...]
    sources: tuple[Source, ...]
    faded: Faded | None


@dataclass(frozen=True, slots=True)
class Relation:
    """`subject` stands in `type` to `object`, both slugs of concepts; the inverse is derived, never stored."""

    subject: str
    type: RelationType
    object: str


@dataclass(frozen=True, slots=True)
class Framework:
    """A tool that implements concepts. `packages` are purls; `successor` is the slug of what took over."""

    slug: str
    name: str
    kind: FrameworkKind
    summary: str
    packages: tuple[str, ...]
    repository: str
    documentation: str | None
    licence: str
    needs: tuple[Need, ...]
    successor: str | None


@dataclass(frozen=True, slots=True)
class Package:
    """A published package of a framework. `purl` has no version."""

    purl: str
    framework: str


@dataclass(frozen=True, slots=True)
class Symbol:
    """A public name, one record for all mappings that name it.

    `former` marks a name that resolved in the older release `seen_in` and no longer does.
    """

    package: str
    ref: str
    kind: SymbolKind
    former: bool
    seen_in: str | None
    replaced_by: SymbolKey | None


@dataclass(frozen=True, slots=True)
class Fit:
    """The claim that the symbols fit the concept's recognition rule, and what it rests on."""

    basis: FitBasis
    note: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """The claim that a framework expresses a concept through these symbols; at most one a pair."""

    framework: str
    concept: str
    coverage: Coverage
    summary: str
    symbols: tuple[SymbolKey, ...]
    documentation: str | None
    caveat: str | None
    fit: Fit | None


@dataclass(frozen=True, slots=True)
class Requirement:
    """A concept that must be mastered, how well, and why."""

    concept: str
    level: Level
    reason: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A concept that need not be mastered, and why."""

    concept: str
    reason: str


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody in a role must master, and what not."""

    slug: str
    name: str
    summary: str
    requires: tuple[Requirement, ...]
    excludes: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One slice of a goal: concepts that together end in something that runs."""

    name: str
    concepts: tuple[str, ...]
    runs: str


@dataclass(frozen=True, slots=True)
class Waiver:
    """A family that a goal leaves out although every goal should cover it, and why."""

    family: str
    reason: str


@dataclass(frozen=True, slots=True)
class Goal:
    """Something to build: what it requires, how a reviewer sees that it is done, and the slices that lead there."""

    slug: str
    name: str
    summary: str
    requires: tuple[Requirement, ...]
    acceptance: tuple[str, ...]
    slices: tuple[Step, ...]
    waives: tuple[Waiver, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """A published version of a package; `date` is null where the index does not know it for certain."""

    package: str
    version: str
    date: datetime.date | None
    yanked: bool


@dataclass(frozen=True, slots=True)
class Interval:
    """A run of releases that gave the same finding for one reference.

    `first` and `last` are versions that were read; `last` is null while the newest release read still says so. Only
    exact ends have a date: an end whose neighbouring release was not read lies somewhere between two versions.
    """

    finding: Finding
    first: str
    first_date: datetime.date | None
    last: str | None
    last_date: datetime.date | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What reading the published artifacts said about one symbol, written by ``duramen verify`` and by nobody else.

    `version` is the newest release read and `finding` what it says; `how`, `file` and `line` lead to the definition.
    """

    package: str
    ref: str
    checked_on: datetime.date
    version: str
    finding: Finding
    how: str | None
    file: str | None
    line: int | None
    signature: str | None
    reason: str | None
    moved_to: SymbolKey | None
    intervals: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class SurvivalPoint:
    """One row of a life table: at `days` after entry, `at_risk` names were followed, and these shares remain."""

    days: int
    at_risk: int
    same_path: float
    moved: float
    gone: float


@dataclass(frozen=True, slots=True)
class Survival:
    """How long public names of a framework lasted inside a window of releases."""

    framework: str
    window_start: datetime.date
    window_end: datetime.date
    names: int
    points: tuple[SurvivalPoint, ...]


@dataclass(frozen=True, slots=True)
class RetiredId:
    """A published id that ended: how, when, why, and the ids (``kind:key``) to look at now."""

    id: str
    ending: Ending
    date: datetime.date
    reason: str
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that the content says, each kind sorted by key: the input of a snapshot and of the digest."""

    families: tuple[Family, ...] = ()
    concepts: tuple[Concept, ...] = ()
    relations: tuple[Relation, ...] = ()
    frameworks: tuple[Framework, ...] = ()
    packages: tuple[Package, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    roles: tuple[Role, ...] = ()
    goals: tuple[Goal, ...] = ()
    releases: tuple[Release, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    survival: tuple[Survival, ...] = ()
    retired: tuple[RetiredId, ...] = ()


Node = Family | Concept | Framework | Package | Symbol | Mapping | Role | Goal
