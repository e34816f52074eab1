"""What an audit finds: each finding has a stable code, a severity, a file with a line, and what it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from graph.questions.audit_inventory import Declared
from graph.questions.reasons import Reason
from graph.records import SymbolKey

MOST_ALTERNATIVES = 3
MOST_REASONS = 6
_SHOWN = 4


class Severity(StrEnum):
    """How much a finding matters; `ERROR` says that something does not work, or could not be read."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class FindingCode(StrEnum):
    """What was found."""

    UNREADABLE = "unreadable"
    DYNAMIC_DEPENDENCIES = "dynamic-dependencies"
    READING_NOTE = "reading-note"
    SYMBOL_GONE = "symbol-gone"
    SYMBOL_GOING = "symbol-going"
    SYMBOLS_NOT_AT_PIN = "symbols-not-at-pin"
    PACKAGE_SUCCEEDED = "package-succeeded"
    PACKAGE_NO_RELEASE = "package-no-release"
    VERSION_YANKED = "version-yanked"
    FAST_CHANGING = "fast-changing"
    SEVERAL_TOOLS = "several-tools"
    UNDECLARED = "undeclared"


@dataclass(frozen=True, slots=True)
class Alternative:
    """A framework that can stand in for what was found, and the concepts that it would cover."""

    framework: str
    covers: tuple[str, ...]
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found, at the line of the file that it concerns."""

    code: FindingCode
    severity: Severity
    message: str
    file: str
    line: int
    frameworks: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    symbols: tuple[SymbolKey, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    because: tuple[Reason, ...] = ()


def about_line(
    line: Declared,
    code: FindingCode,
    severity: Severity,
    text: str,
    *,
    frameworks: Sequence[str] = (),
    concepts: Sequence[str] = (),
    symbols: Sequence[SymbolKey] = (),
    alternatives: Sequence[Alternative] = (),
    because: Sequence[Reason] = (),
) -> Finding:
    """Return a finding about a line of a manifest, with no more names and reasons than an answer may have."""
    return Finding(
        code,
        severity,
        text,
        line.dependency.file,
        line.dependency.line,
        tuple(frameworks or (line.framework,)),
        tuple(concepts),
        tuple(symbols),
        tuple(alternatives)[:MOST_ALTERNATIVES],
        tuple(because)[:MOST_REASONS],
    )


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence has them: the first ones, and how many more there are."""
    if len(names) > _SHOWN + 1:
        return f"{', '.join(names[:_SHOWN])} and {len(names) - _SHOWN} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
