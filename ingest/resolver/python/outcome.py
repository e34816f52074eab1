"""What looking up one name gives: it is found, missing, only raises, or cannot be decided."""

import ast
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ingest.resolver.resolution import How

if TYPE_CHECKING:
    from ingest.resolver.python.module import Module


@dataclass(frozen=True, slots=True, eq=False)
class Object:
    """What a name is bound to, and where.

    Attributes:
        module: The module whose file defines it; null for what lies outside the artifacts that are read.
        node: Its defining statement; null for a module, and where only its place is known.
        qualname: Its name inside `module`; empty for the module itself.
        line: Line of the definition.
        owner: The class that it is a member of.
        value: The expression that it was assigned.
        annotation: The type that it is declared or returned with.
        outside: For what is not read: ``module:name`` as imported.
    """

    module: "Module | None"
    node: ast.stmt | None = None
    qualname: str = ""
    line: int | None = None
    owner: "Object | None" = None
    value: ast.expr | None = None
    annotation: ast.expr | None = None
    outside: str | None = None

    @property
    def is_module(self) -> bool:
        """Tell whether it is a module."""
        return self.module is not None and not self.qualname and self.node is None


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The name is there. `hops` lead from the module asked to the definition, each ``file:line``."""

    object: Object
    how: frozenset[How] = frozenset()
    hops: tuple[str, ...] = ()
    deprecated: str | None = None

    def by(self, *how: How, hop: str | None = None, deprecated: str | None = None) -> "Found":
        """Return the same object reached by one more hop."""
        return replace(
            self,
            how=self.how | frozenset(how),
            hops=(hop, *self.hops) if hop is not None else self.hops,
            deprecated=deprecated or self.deprecated,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Missing:
    """The name is not there, and everything that could bring it was read."""

    reason: str
    candidates: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True, eq=False)
class Raises:
    """Using the name only raises; `module` and `line` say where."""

    reason: str
    module: "Module"
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Open:
    """Something that could bring the name cannot be read; `hint` is where it may be, as ``module:qualname``."""

    reason: str
    hint: str | None = None


Outcome = Found | Missing | Raises | Open
