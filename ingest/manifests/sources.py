"""Imports of Python sources, read from their syntax tree; nothing is imported or run."""

import ast
from collections.abc import Iterator

from ingest.manifests.collecting import Collector
from ingest.manifests.setup_py import parse_python

_LONGEST = 12


def read_source(text: str, out: Collector) -> None:
    """Read the absolute imports of a module, and the attributes of imported modules that it uses.

    An attribute counts only where its module's name is bound by imports alone, so that it is what was imported.

    Raises:
        Unreadable: If it is no Python.
    """
    nodes = list(ast.walk(parse_python(text)))
    found = [one for node in nodes for one in _imports(node)]
    found += _uses(nodes, _modules(nodes))
    for line, module, names in sorted(set(found)):
        out.add_import(module, names, line)


Seen = tuple[int, str, tuple[str, ...]]
"""Line, module and names of one import or use."""


def _imports(node: ast.AST) -> Iterator[Seen]:
    if isinstance(node, ast.Import):
        yield from ((node.lineno, alias.name, ()) for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module is not None:
        yield node.lineno, node.module, tuple(alias.name for alias in node.names)


def _modules(nodes: list[ast.AST]) -> dict[str, set[str]]:
    """Return what names are bound to by imports: modules, or what may be one; not names that are bound otherwise."""
    bound: dict[str, set[str]] = {}
    others = _bound_otherwise(nodes)
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                bound.setdefault(alias.asname or first, set()).add(alias.name if alias.asname else first)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                name = alias.asname or alias.name
                if node.level or node.module is None:
                    others.add(name)
                else:
                    bound.setdefault(name, set()).add(f"{node.module}.{alias.name}")
    return {name: modules for name, modules in bound.items() if name not in others}


def _bound_otherwise(nodes: list[ast.AST]) -> set[str]:
    names: set[str] = set()
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.arg(arg=name):
                names.add(name)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                names.add(name)
            case _:
                pass
    return names


def _uses(nodes: list[ast.AST], modules: dict[str, set[str]]) -> Iterator[Seen]:
    """Yield ``a.b.c`` as the name ``c`` of the module ``a.b``, for each attribute on the way."""
    for node in nodes:
        if not isinstance(node, ast.Attribute):
            continue
        path = _path(node)
        if path is not None:
            for module in modules.get(path[0], ()):
                yield node.lineno, ".".join([module, *path[1:-1]]), (path[-1],)


def _path(node: ast.Attribute) -> list[str] | None:
    """Return the names of ``a.b.c``; null for what begins otherwise, or is longer than any module's path."""
    parts = [node.attr]
    value = node.value
    while isinstance(value, ast.Attribute) and len(parts) < _LONGEST:
        parts.append(value.attr)
        value = value.value
    return [value.id, *reversed(parts)] if isinstance(value, ast.Name) else None
