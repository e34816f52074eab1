"""Examples: short Python that reads well on a phone and runs offline. They are parsed here, never run."""

import ast
import sys
import warnings
from collections.abc import Iterator

from ingest import nodes
from ingest.diagnostics import Diagnostic, Place, Rule, quoted
from ingest.documents import ConceptDocument
from ingest.nodes import Style
from ingest.sources import Catalogue, Source

MAX_LINES = 40
MAX_COLUMNS = 100

TOO_MANY_LINES = Rule(
    "DUR611",
    "An example of too many lines",
    f"An example is read at one sight: at most {MAX_LINES} lines.",
    "example: |\n  # 41 lines follow",
    "Leave out what is not the pattern itself.",
)
TOO_WIDE = Rule(
    "DUR612",
    "An example with a line that is too long",
    f"Lines of an example have at most {MAX_COLUMNS} characters.",
    "example: |\n  result = some_function(with_many_arguments, …)",
    "Break the line.",
)
NOT_PYTHON = Rule(
    "DUR613",
    "An example that is not Python",
    "Examples are run in the tests; this one does not even parse.",
    "example: |\n  print 'hello'",
    "Correct the syntax; Python 3.11 is what counts.",
)
FOREIGN_IMPORT = Rule(
    "DUR614",
    "An example that imports more than the standard library",
    "The pattern must not hide behind a package, and must still run in ten years.",
    "example: |\n  import numpy",
    "Write the step in plain Python.",
)
REACHES_OUT = Rule(
    "DUR615",
    "An example that could reach outside of itself",
    "Examples run offline and alone: modules for networks, processes, native code and loading code are refused.",
    "example: |\n  import urllib.request",
    "Use values written in the example instead.",
)

_OUTSIDE = frozenset(
    {
        *("ctypes", "ftplib", "http", "imaplib", "importlib", "multiprocessing", "nntplib", "nt", "os", "poplib"),
        *("posix", "pty", "runpy", "smtplib", "socket", "socketserver", "ssl", "subprocess", "telnetlib", "urllib"),
        *("webbrowser", "xmlrpc"),
    }
)
_ALLOWED = frozenset({"__future__", "http", "os.path", "urllib.parse"})
_BELOW_ALLOWED = frozenset({"http.client", "http.cookiejar", "http.server", "os.path.os"})


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Report examples that are too long, do not parse or import too much."""
    for source in catalogue.concepts.values():
        if source.document.example is not None:
            yield from _example(source, source.document.example)


def _example(source: Source[ConceptDocument], code: str) -> Iterator[Diagnostic]:
    lines = code.splitlines()
    if len(lines) > MAX_LINES:
        place = _line(source, MAX_LINES + 1)
        yield TOO_MANY_LINES.at(
            place, f"the example has {len(lines)} lines; at most {MAX_LINES} allowed", TOO_MANY_LINES.fix
        )
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_COLUMNS:
            message = f"this line of the example has {len(line)} characters; at most {MAX_COLUMNS} allowed"
            yield TOO_WIDE.at(_line(source, number, MAX_COLUMNS + 1), message, TOO_WIDE.fix)
    tree = _parsed(code)
    if isinstance(tree, SyntaxError):
        place = _line(source, tree.lineno or 1, tree.offset or 1)
        yield NOT_PYTHON.at(place, f"the example does not parse: {tree.msg}", NOT_PYTHON.fix)
        return
    for node in ast.walk(tree):
        for module in _imported(node):
            yield from _import(source, node, module)


def _parsed(code: str) -> ast.Module | SyntaxError:
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(code, feature_version=(3, 11))
    except SyntaxError as error:
        return error
    except (RecursionError, MemoryError, ValueError):
        return SyntaxError("it is nested too deep")


def _imported(node: ast.AST) -> list[str]:
    """Return the modules that a statement imports: of what is taken from an allowed one, those that are not allowed."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        taken = (f"{module}.{alias.name}" for alias in node.names)
        return [one for one in taken if one in _BELOW_ALLOWED] or [module]
    return []


def _import(source: Source[ConceptDocument], node: ast.AST, module: str) -> Iterator[Diagnostic]:
    assert isinstance(node, ast.Import | ast.ImportFrom)
    place = _line(source, node.lineno, node.col_offset + 1)
    top = module.partition(".")[0]
    if top not in sys.stdlib_module_names:
        message = f"the example imports {quoted(module)}, which is not in the standard library"
        yield FOREIGN_IMPORT.at(place, message, FOREIGN_IMPORT.fix)
    # modules with an underscore are what the others are made of
    elif (top in _OUTSIDE or top.startswith("_")) and module not in _ALLOWED:
        yield REACHES_OUT.at(place, f"the example imports {quoted(module)}", REACHES_OUT.fix)


def _line(source: Source[ConceptDocument], line: int, column: int = 1) -> Place:
    """Return where a line of the example stands in the file; a quoted text has no lines of its own."""
    node, _ = nodes.at_route(source.root, ("example",))
    if isinstance(node, nodes.Scalar) and node.style is Style.LITERAL:
        return Place(source.path, node.start.line + line, column + source.root.start.column + 1)
    return source.value("example")
