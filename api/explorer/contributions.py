"""From what a reader fills into the contribution form to a checked file, and how it is shown.

All of it runs in the workshop's thread; nothing is written anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.vocabulary import NodeKind
from ingest.diagnostics import Diagnostic
from ingest.proposals import Ground, Proposal, check_proposal, file_text, refusal_of, with_mapping

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class SymbolRow:
    """A row of the form: one public name."""

    package: str = ""
    ref: str = ""
    kind: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nobody wrote a name into it."""
        return not self.ref.strip()


@dataclass(frozen=True, slots=True)
class MappingForm:
    """The form of one mapping, as it was sent."""

    framework: str
    concept: str
    coverage: str
    summary: str
    caveat: str
    documentation: str
    symbols: Sequence[SymbolRow]

    def values(self) -> dict[str, Any]:
        """Return what the form says, as the file would; what is empty is left out, so that the checks name it."""
        said = {
            "coverage": self.coverage,
            "summary": _one_line(self.summary),
            "symbols": [_symbol(row) for row in self.symbols if not row.is_empty],
            "caveat": _one_line(self.caveat),
            "documentation": self.documentation.strip(),
        }
        return {"concept": self.concept, **{key: value for key, value in said.items() if value}}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, as pages and their script show it."""

    line: int
    column: int
    severity: str
    code: str
    message: str
    help: str | None


@dataclass(frozen=True, slots=True)
class Checked:
    """A checked file: its name below the content folder, its text, the part that is new, and what is wrong.

    `further` counts the problems after the last that is shown.
    """

    path: str
    text: str
    part: str
    problems: Sequence[Problem]
    further: int
    acceptable: bool

    @property
    def name(self) -> str:
        """The file's name, for saving it."""
        return self.path.rpartition("/")[2]


def check_mapping(ground: Ground, form: MappingForm) -> Checked | None:
    """Write a mapping into its framework's file and check that; null where there is no such framework."""
    raw = with_mapping(ground, form.framework, {"symbols": [], **form.values()})
    if raw is None:
        return None
    proposal = check_proposal(ground, NodeKind.FRAMEWORK, form.framework, raw)
    return _checked(proposal, _part(proposal.text, form.concept))


def check_file(ground: Ground, kind: NodeKind, slug: str, text: str) -> Checked:
    """Check a whole file."""
    ended = text if text.endswith("\n") or not text else text + "\n"  # a form's last line need not end
    return _checked(check_proposal(ground, kind, slug, ended.encode("utf-8", "replace")), "")


def begun_file(ground: Ground, kind: NodeKind, slug: str) -> tuple[str, str | None]:
    """Return the text that a file begins with, and why there can be none of that slug."""
    there = slug in ground.catalogue.slugs(kind)
    refusal = None if there else refusal_of(ground, kind, slug)
    return ("", refusal) if refusal else (file_text(ground, kind, slug), None)


def _symbol(row: SymbolRow) -> dict[str, str]:
    said = {"package": row.package.strip(), "ref": row.ref.strip(), "kind": row.kind.strip()}
    return {key: value for key, value in said.items() if value or key in ("package", "ref")}


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _checked(proposal: Proposal, part: str) -> Checked:
    shown = [_problem(one) for one in proposal.diagnostics[:MOST_SHOWN]]
    further = max(0, len(proposal.diagnostics) - MOST_SHOWN)
    return Checked(proposal.path.as_posix(), proposal.text, part, shown, further, proposal.is_acceptable)


def _problem(one: Diagnostic) -> Problem:
    place = one.place
    return Problem(place.line, place.column, one.severity.value, one.code, one.message, one.help)


def _part(text: str, concept: str) -> str:
    """Return the lines of a framework's file that hold the mapping to a concept."""
    lines = text.splitlines()
    begin = f"  - concept: {concept}"
    if begin not in lines:
        return ""
    at = lines.index(begin)
    after = (i for i in range(at + 1, len(lines)) if lines[i].startswith("  - ") or not lines[i].startswith(" "))
    return "\n".join(lines[at : next(after, len(lines))]) + "\n"
