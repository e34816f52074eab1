"""Warnings: what is allowed and yet asks for work. They never stop content from being served."""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator

from graph.vocabulary import ENOUGH_FRAMEWORKS, ConceptKind, NodeKind
from ingest.diagnostics import Diagnostic, Place, Rule, Severity, quoted
from ingest.machine import MachineRecords
from ingest.nodes import scalars_of
from ingest.sources import Catalogue

MAX_EVIDENCE_AGE = datetime.timedelta(days=90)

FEW_MAPPINGS = Rule(
    "DUR951",
    "A concept that few frameworks express",
    f"A concept shows itself as durable by being expressed in at least {ENOUGH_FRAMEWORKS} frameworks. A mapping whose "
    "coverage is `hook` does not count: it only offers a place to plug something in. `duramen gaps` counts likewise.",
    "a component that two frameworks express, and for which a third has a hook",
    "Add a mapping whose coverage is core or partial in a framework's file.",
    Severity.WARNING,
)
STALE_EVIDENCE = Rule(
    "DUR952",
    "Evidence that is old",
    f"Evidence older than {MAX_EVIDENCE_AGE.days} days may have been overtaken by releases.",
    "checked_on a year ago",
    "Run `duramen verify` for the framework.",
    Severity.WARNING,
)
STRAY_EVIDENCE = Rule(
    "DUR953",
    "Evidence about something that is not in the catalogue",
    "A mapping went away and its evidence stayed. It is not served.",
    "evidence/haystack.json with a symbol that no mapping names",
    "Run `duramen verify` for the framework.",
    Severity.WARNING,
)


TOOL_NAMED = Rule(
    "DUR954",
    "A concept that names a tool",
    "A concept stays when the tools change, so its text needs none of them.",
    "definition: What LangChain calls a retriever.",
    "Say it without the name; what a tool does stands in its own file.",
    Severity.WARNING,
)

_PROSE = frozenset(
    {
        *("definition", "invariant", "inputs", "outputs", "trade_offs", "failure_modes", "recognition"),
        *("aware", "apply", "design"),
    }
)
_WORD = re.compile(r"[\w.+-]*\w")


def few_mappings(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Warn of components that fewer frameworks express than show a pattern."""
    if catalogue.has_broken(NodeKind.FRAMEWORK):
        return
    frameworks: dict[str, set[str]] = defaultdict(set)
    for source, _, mapping in catalogue.mappings():
        if mapping.coverage.expresses:
            frameworks[mapping.concept].add(source.slug)
    for slug, concept in catalogue.concepts.items():
        count = len(frameworks[slug])
        if concept.document.kind is ConceptKind.COMPONENT and count < ENOUGH_FRAMEWORKS:
            have = "1 framework expresses" if count == 1 else f"{count} frameworks express"
            message = f"{have} {quoted(slug)}; {ENOUGH_FRAMEWORKS} expected"
            yield FEW_MAPPINGS.at(concept.value("name"), message, FEW_MAPPINGS.fix)


def tools_named(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Warn of concepts whose text names a framework; a name of small letters only is taken for a common word."""
    names = {tuple(_WORD.findall(source.document.name)) for source in catalogue.frameworks.values()}
    names = {name for name in names if name and any(word != word.lower() for word in name)}
    longest = max(map(len, names), default=0)
    for reading in catalogue.readings:
        if reading.kind is not NodeKind.CONCEPT:
            continue
        for route, scalar in scalars_of(reading.root):
            if not _PROSE.isdisjoint(key for key in route if isinstance(key, str)):
                for name in _names_in(scalar.text, names, longest):
                    message = f"the text names the tool {quoted(' '.join(name))}"
                    yield TOOL_NAMED.at(reading.at(scalar.start), message, TOOL_NAMED.fix)


def _names_in(text: str, names: set[tuple[str, ...]], longest: int) -> Iterator[tuple[str, ...]]:
    """Return the names that stand in a text; a capital that only begins a sentence makes no name."""
    words = list(_WORD.finditer(text))
    end = 0
    for at, first in enumerate(words):
        between, end = text[end : first.start()].rstrip(), first.end()
        begins_sentence = between[-1:] in ".:!?" if between else at == 0
        for length in range(1, longest + 1):
            name = tuple(word.group() for word in words[at : at + length])
            is_plain_word = length == 1 and name[0][1:] == name[0][1:].lower()
            if name in names and not (begins_sentence and is_plain_word):
                yield name


def evidence(catalogue: Catalogue, machine: MachineRecords, today: datetime.date | None) -> Iterator[Diagnostic]:
    """Warn of old evidence, where a date is given, and of evidence about nothing."""
    known = {(symbol.package, symbol.ref) for _, _, symbol in catalogue.symbols()}
    for file, written in machine.evidence_files.items():
        records = written.evidence
        stray = [one for one in records if (one.package, one.ref) not in known]
        if stray and not catalogue.has_broken(NodeKind.FRAMEWORK):
            count = "1 symbol is" if len(stray) == 1 else f"{len(stray)} symbols are"
            message = f"{count} in no mapping, such as {quoted(stray[0].ref)}"
            yield STRAY_EVIDENCE.at(Place(file), message, STRAY_EVIDENCE.fix)
        oldest = min((one.checked_on for one in records), default=None)
        if today is not None and oldest is not None and today - oldest > MAX_EVIDENCE_AGE:
            days = (today - oldest).days
            yield STALE_EVIDENCE.at(Place(file), f"checked on {oldest}, {days} days ago", STALE_EVIDENCE.fix)
