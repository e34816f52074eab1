"""What an expression evaluates to: plain Python values and containers of values, or one of the stand-ins here."""

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.resolver.python.module import Module


class Unknown:
    """The one value that nothing is known about."""

    def __repr__(self) -> str:
        """Return its name."""
        return "UNKNOWN"


UNKNOWN = Unknown()
Value = Any


class Nothing:
    """A ``None`` that is certain, so that asking it for an attribute raises.

    Other ``None`` may stand for what a function that was not followed stores in their place.
    """

    def __bool__(self) -> bool:
        """Return false, as ``None`` is."""
        return False


NOTHING = Nothing()


class Asked(str):
    """The name that is looked up: a comparison that it passes shows that the package knows the name."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ModuleValue:
    """A module object."""

    name: str


@dataclass(frozen=True, slots=True)
class Named:
    """Whatever `name` is bound to in `module`; looked up when it matters."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class FilePath:
    """A path inside the artifact, such as that of ``__file__``."""

    path: str


@dataclass(frozen=True, slots=True)
class FolderNames:
    """A key of a table that stands for all names which the modules of a folder export."""

    folder: str


@dataclass(frozen=True, slots=True, eq=False)
class GlobalsOf:
    """The dictionary of a module's names."""

    module: "Module"


@dataclass(slots=True, eq=False)
class Frame:
    """The local names of a running function, or the names of a module (`is_module`)."""

    module: "Module"
    names: dict[str, Value] = field(default_factory=dict)
    outer: "Frame | None" = None
    is_module: bool = False
    shared: set[str] = field(default_factory=set)
    """Names declared ``global``."""


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function or method of the package; `closure` is the frame it was made in, `receiver` its ``self``."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    closure: Frame
    receiver: "Instance | None" = None


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """An object of a class of the package."""

    node: ast.ClassDef
    module: "Module"
    attributes: dict[str, Value]


@dataclass(frozen=True, slots=True, eq=False)
class Called:
    """The result of calling something that is not followed; the arguments may hold a table of names."""

    function: Value
    arguments: tuple[Value, ...]
    keywords: dict[str, Value]
    line: int


class Raised(Exception):
    """The evaluated code raises."""

    def __init__(self, kind: str, message: str = "", line: int = 0) -> None:
        """Keep the exception's class name, its message where it is known, and the line."""
        super().__init__(kind, message)
        self.kind = kind
        self.message = message
        self.line = line


class Exhausted(Exception):
    """The evaluation passed its limits."""


class TooLong(Exhausted):
    """One call passed its limit; what it returns is not known."""


def is_opaque(value: Value) -> bool:
    """Tell whether a value says nothing about truth, length or content."""
    return isinstance(value, Unknown | Called | Instance | FilePath)


def leave_open(container: Value) -> None:
    """Note that a container holds more than is known."""
    match container:
        case dict():
            container[UNKNOWN] = UNKNOWN
        case list():
            container.append(UNKNOWN)
        case set():
            container.add(UNKNOWN)


def contains(container: Value, item: Value) -> bool | Unknown:
    """Tell whether a container holds an item; what is not known of either leaves it open."""
    if isinstance(item, Unknown) or is_opaque(container):
        return UNKNOWN
    try:
        held: bool = item in container
        opened = isinstance(item, Named) or is_opaque(item) or (not isinstance(container, str) and UNKNOWN in container)
    except TypeError:
        return UNKNOWN
    return UNKNOWN if not held and opened else held
