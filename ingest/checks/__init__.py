"""The checks of the whole catalogue: one rule, one module or small group; each yields diagnostics with places."""

import datetime
from collections.abc import Callable, Iterable, Iterator

from ingest.checks import (
    addresses,
    concepts,
    coverage,
    cycles,
    examples,
    goals,
    packages,
    prose,
    published,
    references,
    relations,
    roles,
    symbols,
    thin,
    uniqueness,
)
from ingest.diagnostics import Diagnostic
from ingest.machine import MachineRecords
from ingest.sources import Catalogue

Check = Callable[[Catalogue], Iterable[Diagnostic]]

CHECKS: tuple[Check, ...] = (
    references.check,
    uniqueness.check,
    published.check,
    cycles.check,
    relations.check,
    coverage.check,
    symbols.check,
    packages.check,
    addresses.check,
    concepts.check,
    examples.check,
    prose.check,
    roles.check,
    goals.check,
    thin.few_mappings,
    thin.tools_named,
)


def check_catalogue(catalogue: Catalogue, machine: MachineRecords, today: datetime.date | None) -> Iterator[Diagnostic]:
    """Run all checks over a catalogue; `today` is what the age of evidence is measured against."""
    for check in CHECKS:
        yield from check(catalogue)
    yield from thin.evidence(catalogue, machine, today)
