"""What the dependency manifests of a project say: the records that `ingest.manifests` fills and the audit reads.

They are no part of the graph: they hold what somebody handed in, and live as long as one answer.
"""

from dataclasses import dataclass
from enum import StrEnum

from graph.vocabulary import Ecosystem


class DependencyKind(StrEnum):
    """What a project needs a dependency for, as its manifest says."""

    RUNTIME = "runtime"
    DEVELOPMENT = "development"
    OPTIONAL = "optional"
    PEER = "peer"
    BUILD = "build"
    CONSTRAINT = "constraint"
    LOCKED = "locked"


class ManifestProblemCode(StrEnum):
    """What is the matter with a manifest: first what could not be read, then what is not written there, then notes."""

    NOT_FOUND = "not-found"
    NOT_A_FILE = "not-a-file"
    OUTSIDE = "outside"
    TOO_LARGE = "too-large"
    TOO_MANY = "too-many"
    NOT_TEXT = "not-text"
    UNKNOWN_FORMAT = "unknown-format"
    SYNTAX = "syntax"
    DUPLICATE_KEY = "duplicate-key"
    TOO_DEEP = "too-deep"
    WRONG_TYPE = "wrong-type"
    BAD_REQUIREMENT = "bad-requirement"
    BAD_NAME = "bad-name"
    INCLUDE_CYCLE = "include-cycle"
    READER_FAILED = "reader-failed"
    DYNAMIC = "dynamic"
    NOT_FOLLOWED = "not-followed"
    UNNAMED = "unnamed"
    DIRECT_UNKNOWN = "direct-unknown"
    OTHER_ECOSYSTEM = "other-ecosystem"
    WIDENED = "widened"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Dependency:
    """One package that a manifest or a lock file names, at the place where it does.

    A manifest that names a package twice (two markers, two groups) gives two of them.

    Attributes:
        name: As PEP 503 normalises it (PyPI), or as it is published (npm; of an alias the package it stands for).
        ecosystem: The index whose names it is one of.
        specifier: Versions it allows: a PEP 440 specifier set as `packaging` prints it, empty for any (PyPI), or the
            range as written (npm). Of a locked package the one version.
        file: The manifest, as it was given or found; printable.
        line: Line in it, counted from 1.
        pinned: The one version that the specifier or the lock file allows; null where it allows several.
        kind: What it is needed for.
        direct: Whether the project itself asks for it; only lock files and bills of materials name others too.
        group: Name of the extra, dependency group or category it belongs to; null for the main list.
        marker: Environment marker of PEP 508 under which it is needed; null for always.
        extras: Extras asked for, normalised and sorted.
        source: Where it comes from if not from an index: a URL (without credentials), a path, ``workspace``.
        alias: The name it is installed under, where that is another one (npm).
    """

    name: str
    ecosystem: Ecosystem
    specifier: str
    file: str
    line: int
    pinned: str | None = None
    kind: DependencyKind = DependencyKind.RUNTIME
    direct: bool = True
    group: str | None = None
    marker: str | None = None
    extras: tuple[str, ...] = ()
    source: str | None = None
    alias: str | None = None


@dataclass(frozen=True, slots=True)
class ManifestProblem:
    """Something about a manifest that its reader has to know: a code, where, and one printable sentence."""

    file: str
    line: int
    code: ManifestProblemCode
    message: str


@dataclass(frozen=True, slots=True)
class Import:
    """An absolute import, or a use of an imported module's attribute, in a Python source.

    ``import a.b`` has no names, ``from a import b, c`` has two, ``from a import *`` has ``*``; ``a.b.c`` used after
    ``import a.b`` gives module ``a.b`` with the name ``c`` at the line of the use.
    """

    module: str
    names: tuple[str, ...]
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Manifests:
    """All that was read, each tuple in the order of files and lines.

    Attributes:
        dependencies: What the manifests name.
        imports: What the sources import; empty when no sources were given.
        problems: What could not be read: a file, or a part of one. The rest of the file was read where possible.
        dynamic: Dependencies that exist but are not written there: computed by a program, in a file that was not
            followed, or without a name. An empty list of dependencies means "none" only where this is empty too.
        notes: What was decided where the file leaves something open; no problem.
        files: The manifests and sources that were read, to their end or not; not those that were refused.
    """

    dependencies: tuple[Dependency, ...] = ()
    imports: tuple[Import, ...] = ()
    problems: tuple[ManifestProblem, ...] = ()
    dynamic: tuple[ManifestProblem, ...] = ()
    notes: tuple[ManifestProblem, ...] = ()
    files: tuple[str, ...] = ()
