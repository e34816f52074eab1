"""What reading says against the content: each disagreement with what a person should look at."""

from dataclasses import dataclass
from enum import StrEnum

from graph.records import Evidence, Symbol
from graph.vocabulary import Finding, HistoryScope

THERE = frozenset({Finding.PRESENT, Finding.DEPRECATED})
GONE = frozenset({Finding.ABSENT, Finding.TOMBSTONE})


class Fault(StrEnum):
    """How the content and the published packages disagree."""

    GONE = "gone"
    NEVER_THERE = "never-there"
    NOT_FORMER = "not-former"
    NOT_SEEN = "not-seen"
    NO_PACKAGE = "no-package"


@dataclass(frozen=True, slots=True, order=True)
class Disagreement:
    """One fault of the content: the symbol, and what was found instead."""

    package: str
    ref: str
    fault: Fault
    text: str


def disagreements(symbol: Symbol, evidence: Evidence, scope: HistoryScope, seen: Finding | None) -> list[Disagreement]:
    """Return what is wrong with one symbol.

    Args:
        symbol: What the content says.
        evidence: What was found.
        scope: How much of the history was read.
        seen: The finding in the release that a former symbol names; null where it was not read.
    """
    found = []
    was_there = any(interval.finding in THERE for interval in evidence.intervals)
    if symbol.former and evidence.finding in THERE:
        text = f"it is marked former, and it is in {evidence.version}"
        found.append((Fault.NOT_FORMER, text))
    if symbol.former and symbol.seen_in is not None and seen not in THERE:
        reason = "that release cannot be read" if seen is None else f"there it is {seen}"
        found.append((Fault.NOT_SEEN, f"it is said to have been seen in {symbol.seen_in}, and {reason}"))
    if not symbol.former and evidence.finding in GONE:
        never = scope is not HistoryScope.NEWEST and not was_there
        found.append((Fault.NEVER_THERE if never else Fault.GONE, _gone_text(evidence, never)))
    return [Disagreement(symbol.package, symbol.ref, fault, text) for fault, text in found]


def _gone_text(evidence: Evidence, never: bool) -> str:
    text = "it resolves in no release that was read" if never else f"it is {evidence.finding} in {evidence.version}"
    last = next((i for i in reversed(evidence.intervals) if i.finding in THERE), None)
    if last is not None:
        text += f", last found in {last.last}"
    if evidence.moved_to is not None:
        text += f"; it moved to {evidence.moved_to.package} {evidence.moved_to.ref}"
    elif evidence.nearest:
        text += f"; did you mean {', '.join(evidence.nearest)}?"
    return text
