"""setup.py as far as it can be read without running it: literals in the call of ``setup``, and names bound to such."""

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.dependencies import DependencyKind, ManifestProblemCode
from ingest.diagnostics import printable, quoted
from ingest.manifests.collecting import Collector, Unreadable
from ingest.manifests.limits import LIMITS
from ingest.manifests.python_requirements import Use, add_requirement, project_name

_LISTS = {
    "install_requires": DependencyKind.RUNTIME,
    "setup_requires": DependencyKind.BUILD,
    "tests_require": DependencyKind.DEVELOPMENT,
}
_EXTRAS = "extras_require"
_MODULES = frozenset({"setuptools", "core"})
_MAX_NODES = 100_000


class _Computed(Exception):
    """A value is no literal."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


@dataclass(frozen=True, slots=True)
class _Text:
    """A literal text; where it spans lines, each of its lines is one of the file's."""

    value: str
    line: int
    spans: bool


def read_setup_py(text: str, out: Collector) -> None:
    """Read a setup.py; what is computed is noted as dynamic, with its line.

    Raises:
        Unreadable: If it is no Python.
    """
    tree = parse_python(text)
    bound = _bound(tree)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_setup(node.func)]
    for call in calls:
        _Call(out, bound).read(call)
    if not calls:
        out.dynamic(1, ManifestProblemCode.DYNAMIC, "no call of `setup` is seen: what it depends on is not known")


def parse_python(text: str) -> ast.Module:
    """Parse Python source.

    Raises:
        Unreadable: If it is none.
    """
    try:
        return ast.parse(text)
    except SyntaxError as error:
        message = "is no Python that can be parsed"
        raise Unreadable(ManifestProblemCode.SYNTAX, message, error.lineno or 1) from error
    except (RecursionError, MemoryError) as error:
        message = "nested too deep, or too large, to be parsed"
        raise Unreadable(ManifestProblemCode.TOO_DEEP, message) from error


def _is_setup(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        module = function.value
        name = module.attr if isinstance(module, ast.Attribute) else getattr(module, "id", None)
        return function.attr == "setup" and name in _MODULES
    return isinstance(function, ast.Name) and function.id == "setup"


def _bound(tree: ast.Module) -> dict[str, ast.expr]:
    """Return what names of the module are bound to; not those that are bound twice or may be changed."""
    stores: Counter[str] = Counter()
    changed: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            stores[node.id] += 1
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            changed.add(node.value.id)  # x.append(…)
        elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and not _loads(node):
            changed.add(node.value.id)  # x[0] = …
    bindings = (_binding(statement) for statement in tree.body)
    return {
        name: value
        for name, value in bindings
        if name is not None and value is not None and stores[name] == 1 and name not in changed
    }


def _loads(node: ast.Subscript) -> bool:
    return isinstance(node.ctx, ast.Load)


def _binding(statement: ast.stmt) -> tuple[str | None, ast.expr | None]:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target: ast.expr = statement.targets[0]
    elif isinstance(statement, ast.AnnAssign):
        target = statement.target
    else:
        return None, None
    return (target.id, statement.value) if isinstance(target, ast.Name) else (None, None)


class _Call:
    """Reads the arguments of one call of ``setup``."""

    def __init__(self, out: Collector, bound: dict[str, ast.expr]) -> None:
        self._out = out
        self._bound = bound
        self._own: str | None = None
        self._left = _MAX_NODES

    def read(self, call: ast.Call) -> None:
        arguments = list(self._arguments(call))
        self._own = next((self._name(value) for name, value in arguments if name == "name"), None)
        for name, value in arguments:
            if name in _LISTS:
                self._list(name, value, Use(_LISTS[name], own_name=self._own))
            elif name == _EXTRAS:
                self._extras(value)

    def _arguments(self, call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
        """Yield the arguments by name, those of a literal ``**table`` too."""
        for keyword in call.keywords:
            if keyword.arg is not None:
                yield keyword.arg, keyword.value
                continue
            try:
                yield from ((name.value, value) for name, value in self._pairs(keyword.value, 0))
            except _Computed as computed:
                message = "arguments of `setup` are computed: they may hold dependencies"
                self._out.dynamic(computed.line, ManifestProblemCode.DYNAMIC, message)

    def _name(self, value: ast.expr) -> str | None:
        try:
            return project_name(next(self._texts(value, 0)).value)
        except (_Computed, StopIteration):
            return None

    def _extras(self, value: ast.expr) -> None:
        try:
            for extra, listed in self._pairs(value, 0):
                name, _, marker = extra.value.partition(":")  # setuptools' older way to write a marker
                use = Use(DependencyKind.OPTIONAL if name else DependencyKind.RUNTIME, printable(name) or None)
                self._list(f"{_EXTRAS}[{extra.value}]", listed, Use(use.kind, use.group, True, self._own), marker)
        except _Computed as computed:
            message = f"{quoted(_EXTRAS)} is computed when the project is built"
            self._out.dynamic(computed.line, ManifestProblemCode.DYNAMIC, message)

    def _list(self, name: str, value: ast.expr, use: Use, marker: str = "") -> None:
        """Read the items that are literals; the first that is none is told, the others are read all the same."""
        try:
            for text in self._texts(value, 0):
                self._requirements(text, use, marker)
        except _Computed as computed:
            message = f"{quoted(name)} is computed, as a whole or in part, when the project is built"
            self._out.dynamic(computed.line, ManifestProblemCode.DYNAMIC, message)

    def _requirements(self, text: _Text, use: Use, marker: str) -> None:
        """Read one text: a requirement, or one in each of its lines."""
        for offset, line in enumerate(text.value.split("\n")):
            requirement = line.partition(" #")[0].strip()
            if requirement and not requirement.startswith("#"):
                under = f"{requirement} ; {marker}" if marker and ";" not in requirement else requirement
                add_requirement(self._out, under, text.line + (offset if text.spans else 0), use)

    def _texts(self, value: ast.expr, depth: int) -> Iterator[_Text]:
        """Yield the texts of a literal list or text, sums and names followed; raise at the end what was computed."""
        computed: list[int] = []
        yield from self._leaves(value, depth, computed)
        if computed:
            raise _Computed(min(computed))

    def _leaves(self, value: ast.expr, depth: int, computed: list[int]) -> Iterator[_Text]:
        self._left -= 1
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            spans = (value.end_lineno or value.lineno) - value.lineno == value.value.count("\n")
            yield _Text(value.value, value.lineno, spans)
            return
        parts = self._parts(value)
        if parts is None or depth > LIMITS.nesting or self._left < 0:  # names may multiply each other
            computed.append(value.lineno)
            return
        for part in parts:
            yield from self._leaves(part, depth + 1, computed)

    def _parts(self, value: ast.expr) -> Sequence[ast.expr] | None:
        """Return the values that a literal list, a sum or a name stands for; null where it is computed."""
        if isinstance(value, ast.List | ast.Tuple | ast.Set):
            return value.elts
        if isinstance(value, ast.Starred):
            return [value.value]
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
            return [value.left, value.right]
        if isinstance(value, ast.Name) and value.id in self._bound:
            return [self._bound[value.id]]
        return [] if isinstance(value, ast.Constant) and value.value is None else None

    def _pairs(self, value: ast.expr, depth: int) -> Iterator[tuple[_Text, ast.expr]]:
        """Yield the entries of a literal table.

        Raises:
            _Computed: If it is none, or a key is none.
        """
        self._left -= 1
        if depth > LIMITS.nesting or self._left < 0:
            raise _Computed(value.lineno)
        if isinstance(value, ast.Name) and value.id in self._bound:
            yield from self._pairs(self._bound[value.id], depth + 1)
        elif isinstance(value, ast.Dict):
            for key, inner in zip(value.keys, value.values, strict=True):
                if key is None:
                    yield from self._pairs(inner, depth + 1)
                elif isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield _Text(key.value, key.lineno, False), inner
                else:
                    raise _Computed(key.lineno)
        elif isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "dict":
            for keyword in value.keywords:
                if keyword.arg is None:
                    raise _Computed(value.lineno)
                yield _Text(keyword.arg, value.lineno, False), keyword.value
        else:
            raise _Computed(value.lineno)
