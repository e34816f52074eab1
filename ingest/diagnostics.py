"""Diagnostics: what is wrong with the content, where exactly, by which rule, and what helps."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import Path

MAX_MESSAGE_LENGTH = 400
MAX_SHOWN_PER_FILE = 100


class Severity(StrEnum):
    """Whether a diagnostic stops the content from being served."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file; lines and columns count characters from 1."""

    path: Path
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem. `message` says what is wrong with which value, `help` what to do about it."""

    place: Place
    code: str
    severity: Severity
    message: str
    help: str | None = None

    @property
    def sort_key(self) -> tuple[Place, str, str]:
        """Diagnostics are reported in the order of files, lines, columns and codes."""
        return self.place, self.code, self.message


@dataclass(frozen=True, slots=True)
class Rule:
    """A law of the content with a stable code; `bad` breaks it, and `fix` says how to obey it."""

    code: str
    title: str
    explanation: str
    bad: str
    fix: str
    severity: Severity = Severity.ERROR

    def at(self, place: Place, message: str, help: str | None = None) -> Diagnostic:  # noqa: A002 - the printed word
        """Return the diagnostic that this rule is broken at a place."""
        return Diagnostic(place, self.code, self.severity, printable(message), _help_line(help) if help else None)


def _help_line(text: str) -> str:
    """Return help as it is printed: one line that begins small and ends without a full stop."""
    begins = text[:1].lower() if text[1:2].islower() or text[1:2] == " " else text[:1]
    return printable(begins + text[1:]).removesuffix(".")


def printable(text: str, limit: int = MAX_MESSAGE_LENGTH) -> str:
    """Return `text` on one line, short, with each character escaped that a terminal or a log could act upon."""
    short = text if len(text) <= limit else f"{text[: limit - 1]}…"
    return "".join(_shown(character) for character in short)


def _shown(character: str) -> str:
    if character == " " or unicodedata.category(character)[0] not in "CZ":
        return character
    return character.encode("unicode_escape").decode("ascii")


def quoted(text: object, limit: int = 60) -> str:
    """Return a value of the content between backticks, cut and escaped, for use inside a message."""
    return f"`{printable(str(text), limit)}`"


def displayed(path: Path) -> str:
    """Return a path as it is printed: relative to the working folder where that is shorter, and escaped."""
    absolute = path.absolute()
    working = Path.cwd()
    short = absolute.relative_to(working) if absolute.is_relative_to(working) else path
    return printable(short.as_posix(), 300)


def line_of(diagnostic: Diagnostic) -> str:
    """Return ``file:line:column: error[CODE]: message``."""
    place = diagnostic.place
    head = f"{displayed(place.path)}:{place.line}:{place.column}"
    return f"{head}: {diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}"


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return diagnostics sorted and each once."""
    return sorted(set(diagnostics), key=lambda diagnostic: diagnostic.sort_key)


def first_of_each_file(
    diagnostics: Iterable[Diagnostic], limit: int = MAX_SHOWN_PER_FILE
) -> list[tuple[Path, list[Diagnostic], int]]:
    """Group sorted diagnostics by file: the path, the first `limit` of them, and how many were left out."""
    groups = []
    for path, group in groupby(diagnostics, key=lambda diagnostic: diagnostic.place.path):
        found = list(group)
        groups.append((path, found[:limit], max(0, len(found) - limit)))
    return groups


def errors_among(diagnostics: Sequence[Diagnostic]) -> int:
    """Count the errors."""
    return sum(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
