"""One parsed module of a distribution."""

import ast
from dataclasses import dataclass
from functools import cached_property

from ingest.artifacts.artifact import Artifact
from ingest.artifacts.limits import LIMITS
from ingest.resolver.python.layout import Form, Layout, ModuleFile, layout_of
from ingest.resolver.python.scope import Scope, scope_of
from ingest.resolver.python.syntax import TREES

EMPTY = ast.Module(body=[], type_ignores=[])
_FILLS = frozenset({"append", "add", "update", "extend", "setdefault", "insert"})
_SERVING = frozenset({"__getattr__", "__dir__"})
STANDARD_LIBRARY = "the standard library"


@dataclass(frozen=True, eq=False)
class Distribution:
    """An opened wheel and the modules in it."""

    artifact: Artifact

    @cached_property
    def layout(self) -> Layout:
        """Return the modules of the wheel."""
        return layout_of(self.artifact)

    def source(self, path: str) -> bytes:
        """Return the bytes of a source file; they are kept."""
        if path not in self._texts:
            self._texts[path] = self.artifact.read(path)
        return self._texts[path]

    @cached_property
    def _texts(self) -> dict[str, bytes]:
        return {}


class Module:
    """A module that is parsed when somebody asks for its content.

    `unreadable` says why its content cannot be known: it is compiled, too large, or not Python that this reader knows.
    """

    def __init__(self, distribution: Distribution, file: ModuleFile) -> None:
        """Nothing is read yet."""
        self.distribution = distribution
        self.file = file
        self.name = file.name
        self.unreadable: str | None = None

    def __repr__(self) -> str:
        """Return the name and the file, for messages of failing tests."""
        return f"<Module {self.name} {self.path}>"

    @property
    def path(self) -> str | None:
        """Return the member that is read: the source, else the stub."""
        return self.file.stub if self.file.form is Form.COMPILED else self.file.path

    @property
    def is_stub(self) -> bool:
        """Tell whether the content is read from a stub."""
        return self.path is not None and self.path.endswith(".pyi")

    @property
    def is_standard(self) -> bool:
        """Tell whether the module belongs to the standard library."""
        return self.distribution.artifact.name == STANDARD_LIBRARY

    @property
    def package(self) -> str:
        """Return the package that relative imports start from."""
        return self.name if self.file.is_package else self.name.rpartition(".")[0]

    @cached_property
    def text(self) -> bytes:
        """Return the source, empty where there is none to be read."""
        if self.path is None:
            if self.file.form is Form.COMPILED:
                self.unreadable = f"{self.file.path} is compiled and has no stub"
            return b""
        if self.distribution.artifact.members[self.path] > LIMITS.source_bytes:
            self.unreadable = f"{self.path} is larger than {LIMITS.source_bytes} bytes"
            return b""
        return self.distribution.source(self.path)

    @cached_property
    def tree(self) -> ast.Module:
        """Return the parsed source; empty, with `unreadable` set, where it cannot be parsed."""
        try:
            return TREES.parsed(self.text)
        except SyntaxError as error:
            self.unreadable = f"{self.path}:{error.lineno or 0} is not Python that this reader knows ({error.msg})"
        except (ValueError, RecursionError, MemoryError) as error:
            self.unreadable = f"{self.path} cannot be parsed ({type(error).__name__})"
        return EMPTY

    @cached_property
    def scope(self) -> Scope:
        """Return the names that the module binds."""
        return scope_of(self.tree.body, is_stub=self.is_stub)

    @cached_property
    def shared(self) -> dict[str, ast.Global]:
        """Return the names that functions of the module declare ``global``."""
        if b"global " not in self.text:
            return {}
        declared = [node for node in ast.walk(self.tree) if isinstance(node, ast.Global)]
        return {name: node for node in declared for name in node.names}

    @cached_property
    def filled_by_functions(self) -> set[str]:
        """Return the names of containers that functions fill when others call them, such as registries.

        Left out is what a module's own private functions fill while its body runs, and what ``__getattr__`` keeps.
        """
        called = {
            node.value.func.id
            for node in self.tree.body
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name)
        }
        names: set[str] = set()
        for function in self.tree.body:
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and not (
                function.name in _SERVING or (function.name in called and function.name.startswith("_"))
            ):
                names |= {name for node in ast.walk(function) if (name := _filled(node)) is not None}
        return names

    @cached_property
    def stub(self) -> "Module | None":
        """Return the stub beside a source module."""
        if self.file.form is not Form.SOURCE or self.file.stub is None:
            return None
        return Module(self.distribution, ModuleFile(self.name, Form.STUB, self.file.stub, self.file.is_package))

    def place(self, line: int | None) -> str:
        """Return ``file:line`` for a hop."""
        return f"{self.path or self.name}:{line or 1}"

    def absolute(self, node: ast.ImportFrom) -> str:
        """Return the module that a ``from`` import names, with its dots resolved."""
        return absolute_name(self.package, node.module or "", node.level)


def _filled(node: ast.AST) -> str | None:
    """Return the container that a node of a function's body adds something to."""
    match node:
        case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()):
            return name
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attribute)) if attribute in _FILLS:
            return name
    return None


def absolute_name(package: str, module: str, level: int) -> str:
    """Resolve a relative import inside `package`; too many dots give a name that no module has."""
    if level == 0:
        return module
    pieces = package.split(".") if package else []
    if level - 1 > len(pieces):
        return "<outside>"
    base = pieces[: len(pieces) - (level - 1)]
    return ".".join([*base, module] if module else base)
