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
    HistoryScope,
    Level,
    MoveBasis,
    Need,
    Reading,
    RelationType,
    SurvivalScope,
    SymbolKind,
)


class SymbolKey(NamedTuple):
    """A public name of a published package: a purl without version, and an object reference ``module:qualname``."""

    package: str
    ref: str

    @property
    def symbol(self) -> "SymbolKey":
        """This key: by it a name leads to its symbol, as every record about a symbol does."""
        return self


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
    """An idea that stays when the tools change.

    `aliases` are other names for it; `terms` lead to it without being its name: kinds, parts, measures, neighbours.
    `prerequisites` are slugs of concepts to learn first.
    """

    slug: str
    name: str
    family: str
    kind: ConceptKind
    status: ConceptStatus
    aliases: tuple[str, ...]
    terms: tuple[str, ...]
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
class Quotation:
    """A sentence of the owner's documentation that names a symbol, where it stands, and when it was read there."""

    text: str
    url: str
    read_on: datetime.date


@dataclass(frozen=True, slots=True)
class Symbol:
    """A public name, one record for all mappings that name it.

    `former` marks a name that resolved in the older release `seen_in` and no longer does. `quotation` is what the
    owner's documentation says of a name that reading cannot decide.
    """

    package: str
    ref: str
    kind: SymbolKind
    former: bool
    seen_in: str | None
    replaced_by: SymbolKey | None
    quotation: Quotation | None = None


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
    """A published final version of a package.

    `date` is null where the index does not know it for certain; `reading` says how much of its artifact was read, and
    `sha256` is the artifact's digest as the index states it (null where there is no artifact that can be read).
    """

    package: str
    version: str
    date: datetime.date | None
    yanked: bool
    reading: Reading = Reading.UNREAD
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class PackageCheck:
    """When a package was looked at, what was its newest release then, and how much of its history was read."""

    package: str
    checked_on: datetime.date
    newest: str
    history: HistoryScope


@dataclass(frozen=True, slots=True)
class Interval:
    """A run of releases, each newer than the one before, that gave the same finding for one reference.

    `first` and `last` are versions that were read, with the dates on which they were published; `last` is null while
    the newest release still says so. An end is exact when its neighbouring release was read too: otherwise the
    finding changed somewhere between that version and the nearest version of the neighbouring interval.
    """

    finding: Finding
    first: str
    first_date: datetime.date | None
    last: str | None
    last_date: datetime.date | None
    first_exact: bool = True
    last_exact: bool = True


@dataclass(frozen=True, slots=True)
class SignatureChange:
    """Parameters that differ from those in the release read before; exact when the two are neighbours.

    `changed` are parameters that are there in both with another type, default or place; a changed return is "return".
    Of a parameter without a name (``{ model, prompt }: Options``) the properties that differ are named, or it is "{…}".
    """

    version: str
    date: datetime.date | None
    exact: bool
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What reading the published artifacts said about one symbol, written by ``duramen verify`` and by nobody else.

    `version` is the newest release read and `finding` what it says; `how`, `file` and `line` lead to the definition,
    which stands in the distribution `defined_in` (a purl), release `defined_in_version`, where that is another one.
    `intervals` and `signature_changes` are in the order of releases; `nearest` are names that exist and resemble one
    that does not.
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
    object_kind: str | None = None
    defined_in: str | None = None
    moved_by: MoveBasis | None = None
    nearest: tuple[str, ...] = ()
    signature_changes: tuple[SignatureChange, ...] = ()
    defined_in_version: str | None = None

    @property
    def symbol(self) -> SymbolKey:
        """The key of the symbol that this is about."""
        return SymbolKey(self.package, self.ref)


@dataclass(frozen=True, slots=True)
class SurvivalPoint:
    """One row of a life table: `days` after the window began, `at_risk` names were followed, and these shares remain.

    `same_path`, `moved` and `gone` add up to 1; `lower` and `upper` bound `same_path` with 95 % confidence.
    """

    days: int
    at_risk: int
    same_path: float
    moved: float
    gone: float
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class Survival:
    """How long public names of a framework lasted inside a window of releases; `framework` null pools all packages.

    A name is followed from the beginning of the window, or from its first release if that is later.
    `sampled` says that releases were left out, so that ends are known to lie between two releases only.
    """

    framework: str | None
    scope: SurvivalScope
    window_start: datetime.date
    window_end: datetime.date
    packages: tuple[str, ...]
    names: int
    moved: int
    gone: int
    sampled: bool
    caution: str
    points: tuple[SurvivalPoint, ...]


@dataclass(frozen=True, slots=True)
class Persistence:
    """How many frameworks had an idea, then and now, judged by the words of their public names.

    `name` is the idea as the source of that year called it, and `concept` the slug of the concept that it is today
    (null for an idea that is no concept of the catalogue). `followed` frameworks were published at both times; those
    that `gained` or `lost` the idea in between are named by their slugs.
    """

    name: str
    concept: str | None
    source: Source
    then_date: datetime.date
    now_date: datetime.date
    followed: int
    then_count: int
    now_count: int
    gained: tuple[str, ...]
    lost: tuple[str, ...]


class ReadRelease(NamedTuple):
    """A release whose public names were read, and when it was published."""

    version: str
    date: datetime.date


@dataclass(frozen=True, slots=True)
class NameSurvey:
    """Which releases of a package were read for all of their public names, oldest first; nothing between them was."""

    package: str
    checked_on: datetime.date
    read: tuple[ReadRelease, ...]


@dataclass(frozen=True, slots=True)
class ModuleNames:
    """The public names that one module of a package had in the releases of its survey.

    `names` is a table as one text, since there are tens of thousands of rows and few are ever asked for: a line a run
    of releases, ``NAME FIRST LAST MOVED_TO`` with tabs between, sorted, each ended by a line break. LAST is empty
    while the newest release read has the name; MOVED_TO is ``PURL#REF`` or empty. See `graph.names`.
    """

    package: str
    module: str
    names: str


@dataclass(frozen=True, slots=True)
class RetiredId:
    """A published id that ended: how, when, why, and the ids (``kind:key``) to look at now."""

    id: str
    ending: Ending
    date: datetime.date
    reason: str
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A version of the graph that was published before this content, and which events were new in it.

    `number` counts the versions published, from 1. `events` are the marks of the events that no earlier version had,
    sorted, one after the other, see `graph.publications`: tens of thousands of texts would cost far more.
    """

    number: int
    version: str
    date: datetime.date
    events: str


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
    checks: tuple[PackageCheck, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    survival: tuple[Survival, ...] = ()
    persistence: tuple[Persistence, ...] = ()
    surveys: tuple[NameSurvey, ...] = ()
    names: tuple[ModuleNames, ...] = ()
    retired: tuple[RetiredId, ...] = ()
    published: tuple[PublishedVersion, ...] = ()


Node = Family | Concept | Framework | Package | Symbol | Mapping | Role | Goal
