"""`explainCode`: the imports of a tutorial's code, what each is for, and whether it is there today and on a day.

Tutorials are rarely whole programs: prompts, shell lines, ellipses and half sentences stand between the code. So only
import statements are read, each by itself and bounded in length: Python's by `ast`, JavaScript's by their fixed form.
Nothing is run, and what cannot be read is named with its line.
"""

import ast
import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from graph.identity import NodeKey, symbol_key
from graph.questions.errors import BadQuestion
from graph.questions.known_names import KnownNames, known_names
from graph.questions.projection import Projection
from graph.questions.reasons import Basis, Reason, because_of_symbol
from graph.recognition import Recognised, replaced_by
from graph.records import Evidence, SymbolKey
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
    KNOWN = "known"
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
    from_npm: bool = False

    @property
    def asked(self) -> str:
        """The name to recognise; a module of npm has dots and slashes of its own, so its end is marked."""
        return f"{self.module}:{self.name}" if self.from_npm and self.name is not None else self.dotted

    @property
    def dotted(self) -> str:
        return self.module if self.name is None else f"{self.module}.{self.name}"


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
    names = known_names(projection)
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
                yield _Import(line, named[2], name, from_npm=True)
        return
    whole = _WHOLE.search(statement)
    if whole is not None and not whole[1].startswith("."):
        yield _Import(line, whole[1], None, from_npm=True)


def _explained(
    projection: Projection, names: KnownNames, found: _Import, as_of: datetime.date | None
) -> ExplainedImport:
    name = names.recognise(found.asked)
    framework = names.framework(found.module)
    if name.found is None:
        known = (
            Knowledge.UNREADABLE if not found.readable else Knowledge.PACKAGE_KNOWN if framework else Knowledge.UNKNOWN
        )
        return ExplainedImport(found.line, found.dotted, known, None, framework, (), None, None, None, ())
    evidence = projection.evidence.get(name.found)
    later = replaced_by(name.symbol, evidence, name.known)
    # what only a survey knows is for what the name is for that it became
    carrier = name.found if name.symbol is not None else later
    mappings = projection.mappings_of_symbol.get(carrier, ()) if carrier is not None else ()
    return ExplainedImport(
        found.line,
        found.dotted,
        Knowledge.KNOWN if name.symbol is None else Knowledge.MAPPED,
        name.found if name.symbol is not None else None,
        mappings[0].framework if mappings else framework,
        tuple(dict.fromkeys(one.concept for one in mappings))[:MOST_PURPOSES],
        _state(name, evidence),
        _state(name, evidence, as_of) if as_of is not None else None,
        later,
        tuple(_because(projection, name, later, as_of)),
    )


def _state(name: Recognised, evidence: Evidence | None, on: datetime.date | None = None) -> SymbolState:
    if evidence is None and name.known is not None:
        return name.known.state if on is None else name.known.state_on(on)
    return symbol_state(evidence, on)


def _because(
    projection: Projection, name: Recognised, later: SymbolKey | None, as_of: datetime.date | None
) -> Iterable[Reason]:
    key = name.found
    assert key is not None
    # a node only where the name has one of its own: others are shown beside their package
    node = NodeKey(NodeKind.SYMBOL, symbol_key(key)) if name.symbol else NodeKey(NodeKind.PACKAGE, key.package)
    evidence = projection.evidence.get(key)
    if evidence is None and name.known is not None:
        survey, newest = name.known.survey, name.known.survey.read[-1].version
        text = f"{key.ref} is {name.known.state.value} in {newest}, as a survey of all names found."
        yield Reason(Basis.SYMBOL, text, node, checked_on=survey.checked_on, version=newest)
    else:
        yield because_of_symbol(key, node, evidence)
    if as_of is not None:
        state = _state(name, evidence, as_of)
        recorded = state is not SymbolState.NOT_RECORDED
        said = f"On {as_of} it was {state.value}." if recorded else f"Whether it was there on {as_of} is not recorded."
        yield Reason(Basis.SYMBOL, said, node)
    if later is not None:
        target = NodeKey(NodeKind.SYMBOL, symbol_key(later)) if later in projection.symbols else None
        yield Reason(Basis.REPLACEMENT, f"{later.ref} took its place.", node, target)
