"""What the resolver says about one reference."""

from dataclasses import dataclass
from enum import StrEnum

from graph.vocabulary import Finding


class How(StrEnum):
    """By which means a name is there; where several apply, the one listed first here is reported."""

    CONDITIONAL = "conditional"
    OTHER_DISTRIBUTION = "other-distribution"
    LAZY_TABLE = "lazy-table"
    INHERITED = "inherited"
    FIELD = "field"
    ALIAS = "alias"
    RE_EXPORT = "re-export"
    STUB = "stub"
    DEFINITION = "definition"


class ObjectKind(StrEnum):
    """What kind of thing a name is bound to; a type is known to type checkers only (TypeScript's `interface`, …)."""

    CLASS = "class"
    FUNCTION = "function"
    METHOD = "method"
    CONSTANT = "constant"
    TYPE = "type"
    MODULE = "module"


@dataclass(frozen=True, slots=True)
class Resolution:
    """The finding for one reference, and where it rests on.

    Attributes:
        ref: The reference exactly as it was asked.
        state: The finding.
        how: By which means the name is there; null unless it is.
        kind: What it is; null where the definition was not read.
        file: Path inside the artifact of the file that defines it (or, for a tombstone, that raises).
        line: Line in that file, counted from 1.
        signature: Parameters and return annotation as written, for functions, methods and classes.
        doc: First line of its docstring; for the maintainer's sheet only, never published.
        reason: Why it is UNDECIDED, ABSENT, DEPRECATED or TOMBSTONE, in one sentence without a full stop.
        nearest: Up to three names that exist and look like the one asked, best first; only for ABSENT.
        moved_to: Where the same tail is now, as ``module:qualname``; only for what is gone or going.
        target: Canonical ``module:qualname`` of the definition: two references to one object share it.
        package: Name of the distribution whose file defines it; differs from the one asked for re-exports.
        version: Version of that distribution.
        chain: The hops, each ``file:line``, from the module asked to the definition.
    """

    ref: str
    state: Finding
    how: How | None = None
    kind: ObjectKind | None = None
    file: str | None = None
    line: int | None = None
    signature: str | None = None
    doc: str | None = None
    reason: str | None = None
    nearest: tuple[str, ...] = ()
    moved_to: str | None = None
    target: str | None = None
    package: str | None = None
    version: str | None = None
    chain: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicName:
    """A public name of an artifact: in a module's ``__all__``, or top level of a module that is not private."""

    ref: str
    target: str | None
