"""The checks of the whole catalogue: one rule, one module or small group; each yields diagnostics with places."""

from collections.abc import Callable, Iterable, Iterator

from ingest.diagnostics import Diagnostic
from ingest.machine import MachineRecords
from ingest.sources import Catalogue

Check = Callable[[Catalogue], Iterable[Diagnostic]]

CHECKS: tuple[Check, ...] = ()


def check_catalogue(catalogue: Catalogue, machine: MachineRecords) -> Iterator[Diagnostic]:
    """Run all checks over a catalogue."""
    for check in CHECKS:
        yield from check(catalogue)
