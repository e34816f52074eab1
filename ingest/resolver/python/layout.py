"""Which modules the members of a wheel make, found by their names alone."""

import re
from dataclasses import dataclass, field
from enum import Enum

from ingest.artifacts.artifact import Artifact

_EXTENSION_MODULE = re.compile(r"(?P<stem>[^./]+)(?:\.[A-Za-z0-9_\-]+)*\.(?:so|pyd)")
_DATA_FOLDER = re.compile(r"[^/]+\.data/(?P<scheme>purelib|platlib)/(?P<rest>.+)")
_METADATA_FOLDER = re.compile(r"[^/]+\.(?:dist-info|data|egg-info)/")


class Form(Enum):
    """What a module is made of; where several are there, the one named first counts."""

    SOURCE = "source"
    COMPILED = "compiled"
    STUB = "stub"
    NAMESPACE = "namespace"


@dataclass(frozen=True, slots=True)
class ModuleFile:
    """A module of a wheel; `path` is null for a folder without ``__init__``, `stub` names a ``.pyi`` beside it."""

    name: str
    form: Form
    path: str | None
    is_package: bool
    stub: str | None = None


@dataclass(slots=True)
class _Parts:
    source: str | None = None
    stub: str | None = None
    compiled: str | None = None
    is_package: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The modules of one distribution by dotted name, and their direct children."""

    modules: dict[str, ModuleFile]
    children: dict[str, list[str]] = field(default_factory=dict)

    @property
    def tops(self) -> list[str]:
        """Return the top-level modules, sorted."""
        return self.children.get("", [])

    @property
    def is_empty(self) -> bool:
        """Tell whether the distribution has no module at all, such as one that only depends on others."""
        return not self.modules


def layout_of(artifact: Artifact) -> Layout:
    """Find the modules of a wheel."""
    parts: dict[str, _Parts] = {}
    for path in artifact.members:
        _note(parts, path)
    modules = {name: _module_file(name, one) for name, one in parts.items()}
    for name in list(modules):
        for parent in _parents(name):
            modules.setdefault(parent, ModuleFile(parent, Form.NAMESPACE, None, is_package=True))
    children: dict[str, list[str]] = {}
    for name in sorted(modules):
        children.setdefault(name.rpartition(".")[0], []).append(name)
    return Layout(modules, children)


def _note(parts: dict[str, _Parts], path: str) -> None:
    installed = path
    if moved := _DATA_FOLDER.fullmatch(path):
        installed = moved["rest"]
    elif _METADATA_FOLDER.match(path):
        return
    folder, _, base = installed.rpartition("/")
    if base.endswith((".py", ".pyi")):
        stem, kind = base.rsplit(".", 1)
    elif compiled := _EXTENSION_MODULE.fullmatch(base):
        stem, kind = compiled["stem"], "compiled"
    else:
        return
    pieces = [*folder.split("/"), stem] if folder else [stem]
    is_package = stem == "__init__"
    if is_package:
        pieces.pop()
    if not pieces or not all(piece.isidentifier() for piece in pieces):
        return
    _place(parts.setdefault(".".join(pieces), _Parts()), kind, path, is_package=is_package)


def _place(parts: _Parts, kind: str, path: str, *, is_package: bool) -> None:
    if parts.is_package and not is_package:
        return  # a package hides a module of the same name
    if is_package and not parts.is_package:
        parts.source = parts.stub = parts.compiled = None
        parts.is_package = True
    match kind:
        case "py":
            parts.source = path
        case "pyi":
            parts.stub = path
        case _:
            parts.compiled = path


def _module_file(name: str, parts: _Parts) -> ModuleFile:
    if parts.source:
        return ModuleFile(name, Form.SOURCE, parts.source, parts.is_package, parts.stub)
    if parts.compiled:
        return ModuleFile(name, Form.COMPILED, parts.compiled, parts.is_package, parts.stub)
    return ModuleFile(name, Form.STUB, parts.stub, parts.is_package, parts.stub)


def _parents(name: str) -> list[str]:
    pieces = name.split(".")
    return [".".join(pieces[:end]) for end in range(1, len(pieces))]
