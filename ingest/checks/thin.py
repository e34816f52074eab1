"""Warnings: what is allowed and yet asks for work. They never stop content from being served."""

import datetime
from collections import defaultdict
from collections.abc import Iterator

from graph.vocabulary import ConceptKind, NodeKind
from ingest.diagnostics import Diagnostic, Place, Rule, Severity, quoted
from ingest.machine import MachineRecords
from ingest.sources import Catalogue

MIN_FRAMEWORKS = 3
MAX_EVIDENCE_AGE = datetime.timedelta(days=90)

FEW_MAPPINGS = Rule(
    "DUR951",
    "A concept with few mappings",
    f"A concept shows itself as durable by standing in at least {MIN_FRAMEWORKS} frameworks.",
    "a component that two frameworks map",
    "Add a mapping in a framework's file.",
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


def few_mappings(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Warn of components that fewer frameworks map than show a pattern."""
    if catalogue.has_broken(NodeKind.FRAMEWORK):
        return
    frameworks: dict[str, set[str]] = defaultdict(set)
    for source, _, mapping in catalogue.mappings():
        frameworks[mapping.concept].add(source.slug)
    for slug, concept in catalogue.concepts.items():
        count = len(frameworks[slug])
        if concept.document.kind is ConceptKind.COMPONENT and count < MIN_FRAMEWORKS:
            message = (
                f"{quoted(slug)} is mapped by {count} framework{'' if count == 1 else 's'}; {MIN_FRAMEWORKS} expected"
            )
            yield FEW_MAPPINGS.at(concept.value("name"), message, FEW_MAPPINGS.fix)


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
