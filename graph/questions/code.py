"""`explainCode`: the imports of a tutorial's code, what each is for, and whether it is there today and on a day.

Tutorials are rarely whole programs: prompts, shell lines, ellipses and half sentences stand between the code. So only
import statements are read, each by itself and bounded in length: Python's by `ast`, JavaScript's by their fixed form.
Nothing is run, and what cannot be read is named with its line.
"""

import ast
import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from graph.identity import NodeKey, symbol_key
from graph.questions.errors import BadQuestion
from graph.questions.projection import Projection
from graph.questions.reasons import Basis, Reason
from graph.records import SymbolKey
from graph.state import symbol_state
from graph.vocabulary import NodeKind, SymbolState

MOST_BYTES = 48 * 1024
MOST_IMPORTS = 200
MOST_PURPOSES = 16
"""Concepts that are named for one import."""
_MOST_LINES = 60
_MOST_LENGTH = 4096
_MOST_USES = 30
_MOST_WHOLE = 40
_PROMPT = re.compile(r"^\s*(?:>>> |\.\.\. |In \[\d*\]: )?")
_PYTHON = re.compile(r"(?:from\s+[\w.]+\s+import\b|import\s+[A-Za-z_])")
_JAVASCRIPT = re.compile(r"""\bfrom\s+["']|^import\s+["']|\brequire\(["']""")
_NAMED = re.compile(
    r"""(?:import|const|let|var)\s+(?:type\s+)?(?:\w+\s*,\s*)?\{([^{}]*)\}\s*(?:from\s+|=\s*(?:await\s+)?(?:require|import)\()"""
    r"""["']([^"'\s]+)["']"""
)
_WHOLE = re.compile(r"""(?:from|require\(|import\(|import)\s*["']([^"'\s]+)["']""")


class Knowledge(StrEnum):
    """What the catalogue knows of an import."""

    MAPPED = "mapped"
    PACKAGE_KNOWN = "package-known"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class ExplainedImport:
    """One import as it stands in the code: what it is, what it is for, whether it is there, and what took its place."""

    line: int
    name: str
    knowledge: Knowledge
    symbol: SymbolKey | None
    framework: str | None
    concepts: tuple[str, ...]
    state: SymbolState | None
    state_as_of: SymbolState | None
    replaced_by: SymbolKey | None
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ExplainedCode:
    """All imports of some code, in its order; `further` counts those after the last that is shown."""

    imports: tuple[ExplainedImport, ...]
    concepts: tuple[str, ...]
    further: int


@dataclass(frozen=True, slots=True)
class _Import:
    line: int
    module: str
    name: str | None
    readable: bool = True
    alias: str | None = None

    @property
    def dotted(self) -> str:
        return self.module if self.name is None else f"{self.module}.{self.name}"


@dataclass(frozen=True, slots=True)
class _Names:
    """The symbols of a version by dotted name, and the framework of each module's first part or npm package."""

    by_dotted: Mapping[str, SymbolKey]
    by_top: Mapping[str, str]


def explain_code(projection: Projection, text: str, as_of: datetime.date | None = None) -> ExplainedCode:
    """Explain the imports of some code.

    Args:
        projection: The version to read.
        text: The code, at most `MOST_BYTES`; a whole program or a part of one.
        as_of: A day on which names are looked for too, such as that of the tutorial.

    Raises:
        BadQuestion: If the text is too long.

    Cost: linear in the text.
    """
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise BadQuestion(f"The code has more than {MOST_BYTES // 1024} KiB.")
    found = list(dict.fromkeys(imports_of(text)))
    names = projection.once(_names, "")
    explained = [_explained(projection, names, one, as_of) for one in found[:MOST_IMPORTS]]
    concepts = dict.fromkeys(slug for one in explained for slug in one.concepts)
    return ExplainedCode(tuple(explained), tuple(concepts), max(0, len(found) - MOST_IMPORTS))


def imports_of(text: str) -> Iterable[_Import]:
    """Yield the imports of some code, in its order; one that cannot be read is yielded as such."""
    lines = [_PROMPT.sub("", line) for line in text.splitlines()]
    at, whole = 0, 0
    while at < len(lines):
        statement, used = _statement(lines, at)
        found: Sequence[_Import] = ()
        if _JAVASCRIPT.search(statement):
            found = list(_javascript(statement, at + 1))
        elif _PYTHON.match(statement):
            found = list(_python(statement, at + 1))
        for one in found:
            yield one
            if one.alias is not None and whole < _MOST_WHOLE:
                whole += 1
                yield from _uses(one, text)
        # lines after a statement that cannot be read may hold others that can
        at += used if any(one.readable for one in found) else 1


def _statement(lines: Sequence[str], at: int) -> tuple[str, int]:
    """Return the statement that begins on a line, with the lines it goes on over, and their number."""
    statement, used = lines[at][:_MOST_LENGTH], 1
    begins = statement.startswith(("from ", "import ", "import{", "const ", "let ", "var "))
    while begins and used < _MOST_LINES and at + used < len(lines) and len(statement) < _MOST_LENGTH:
        bare = statement.partition("#")[0]
        if bare.endswith("\\"):
            statement = bare[:-1] + " " + lines[at + used]
        elif bare.count("(") > bare.count(")") or bare.count("{") > bare.count("}"):
            statement = bare + " " + lines[at + used]
        else:
            break
        used += 1
    return statement[:_MOST_LENGTH], used


def _python(statement: str, line: int) -> Iterable[_Import]:
    try:
        body = ast.parse(statement.strip()).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        # prose that begins like an import is no import; a broken one is told
        if statement.startswith("from ") and "(" in statement:
            yield _Import(line, statement.split()[1], None, readable=False)
        return
    for node in body:
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (_Import(line, node.module, None if one.name == "*" else one.name) for one in node.names)
        elif isinstance(node, ast.Import):
            yield from (_Import(line, one.name, None, alias=one.asname or one.name) for one in node.names)


def _uses(whole: _Import, text: str) -> Iterable[_Import]:
    """Yield what is used of a module that was imported whole, such as ``chromadb.PersistentClient``."""
    pattern = re.compile(rf"(?<![\w.]){re.escape(whole.alias or whole.module)}((?:\.[A-Za-z_]\w*){{1,6}})")
    used = dict.fromkeys(match[1][1:] for match in pattern.finditer(text))
    yield from (_Import(whole.line, whole.module, name) for name in list(used)[:_MOST_USES])


def _javascript(statement: str, line: int) -> Iterable[_Import]:
    named = _NAMED.search(statement)
    if named is not None:
        for one in named[1].split(","):
            name = one.strip().removeprefix("type ").split(" as ")[0].split(":")[0].strip()
            if name:
                yield _Import(line, named[2], name)
        return
    whole = _WHOLE.search(statement)
    if whole is not None and not whole[1].startswith("."):
        yield _Import(line, whole[1], None)


def _names(projection: Projection, _key: str) -> _Names:
    by_dotted: dict[str, SymbolKey] = {}
    by_top: dict[str, str] = {}
    owner = {one.purl: one.framework for one in projection.content.packages}
    # a living name is found before one that is gone
    for symbol in sorted(projection.content.symbols, key=lambda one: (one.former, one.package, one.ref)):
        key = SymbolKey(symbol.package, symbol.ref)
        by_dotted.setdefault(symbol.ref.replace(":", "."), key)
        by_top.setdefault(_top(symbol.ref.partition(":")[0]), owner[symbol.package])
    for purl, framework in owner.items():
        ecosystem, _, name = purl.removeprefix("pkg:").partition("/")
        by_top.setdefault(name.replace("%40", "@") if ecosystem == "npm" else name.replace("-", "_"), framework)
    return _Names(by_dotted, by_top)


def _top(module: str) -> str:
    """Return the part of a module that one package owns: ``langchain_core``, or ``@langchain/core`` of npm."""
    if module.startswith("@"):
        return "/".join(module.split("/")[:2])
    return re.split(r"[./]", module, maxsplit=1)[0]


def _explained(projection: Projection, names: _Names, found: _Import, as_of: datetime.date | None) -> ExplainedImport:
    key = _symbol(names, found.dotted)
    framework = names.by_top.get(_top(found.module))
    if key is None:
        known = (
            Knowledge.UNREADABLE if not found.readable else Knowledge.PACKAGE_KNOWN if framework else Knowledge.UNKNOWN
        )
        return ExplainedImport(found.line, found.dotted, known, None, framework, (), None, None, None, ())
    symbol, evidence = projection.symbols[key], projection.evidence.get(key)
    mappings = projection.mappings_of_symbol.get(key, ())
    later = symbol.replaced_by or (evidence.moved_to if evidence else None)
    return ExplainedImport(
        found.line,
        found.dotted,
        Knowledge.MAPPED,
        key,
        mappings[0].framework if mappings else framework,
        tuple(dict.fromkeys(one.concept for one in mappings))[:MOST_PURPOSES],
        symbol_state(evidence),
        symbol_state(evidence, as_of) if as_of is not None else None,
        later,
        tuple(_because(projection, key, later, as_of)),
    )


def _symbol(names: _Names, dotted: str) -> SymbolKey | None:
    """Return the symbol with a dotted name, or the one that it is a member of."""
    parts = re.split(r"\.(?=[A-Za-z_])", dotted)
    for size in range(len(parts), max(0, len(parts) - 3), -1):
        key = names.by_dotted.get(".".join(parts[:size]))
        if key is not None:
            return key
    return None


def _because(
    projection: Projection, key: SymbolKey, later: SymbolKey | None, as_of: datetime.date | None
) -> Iterable[Reason]:
    node = NodeKey(NodeKind.SYMBOL, symbol_key(key))
    evidence = projection.evidence.get(key)
    if evidence is None:
        yield Reason(Basis.SYMBOL, f"Nobody has looked for {key.ref} yet.", node)
    else:
        text = f"{key.ref} is {evidence.finding.value} in {evidence.version}."
        yield Reason(Basis.SYMBOL, text, node, checked_on=evidence.checked_on, version=evidence.version)
    if as_of is not None:
        state = symbol_state(evidence, as_of)
        recorded = state is not SymbolState.NOT_RECORDED
        said = f"On {as_of} it was {state.value}." if recorded else f"Whether it was there on {as_of} is not recorded."
        yield Reason(Basis.SYMBOL, said, node)
    if later is not None:
        target = NodeKey(NodeKind.SYMBOL, symbol_key(later)) if later in projection.symbols else None
        yield Reason(Basis.REPLACEMENT, f"{later.ref} took its place.", node, target)
