"""From the files of a content folder to a catalogue: parsed, validated, checked, and assembled if nothing is wrong."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.records import Content
from ingest.assembly import content_of
from ingest.checks import check_catalogue
from ingest.diagnostics import Diagnostic, Severity, in_order
from ingest.ids import parse_ids
from ingest.machine import MachineRecords, read_machine_files
from ingest.shape import validate
from ingest.sources import DOCUMENT_OF, Catalogue, Reading, Source
from ingest.tree import IDS_FILE, ContentFile, Tree, read_tree
from ingest.versions import without_itself
from ingest.yaml_subset import parse


@dataclass(frozen=True, slots=True)
class Loaded:
    """What reading a folder gave: the content when no rule is broken, all diagnostics in order, and what was read."""

    content: Content | None
    diagnostics: Sequence[Diagnostic]
    fingerprint: str
    files: int


def load(tree: Tree, today: datetime.date | None = None) -> Loaded:
    """Read and check the files of a tree; evidence that is old on the day `today` is warned of."""
    catalogue, machine, diagnostics = _checked(tree, today)
    broken = any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
    content = None if broken else without_itself(content_of(catalogue, machine))
    return Loaded(content, diagnostics, tree.fingerprint(), len(tree.files) + len(tree.broken))


def read_checked(seeds: Path) -> tuple[Catalogue, list[Diagnostic]]:
    """Return the catalogue of a content folder and everything that is wrong with it.

    Raises:
        NoContent: If the folder is missing, cannot be read or is empty.
    """
    catalogue, _, diagnostics = _checked(read_tree(seeds), None)
    return catalogue, diagnostics


def _checked(tree: Tree, today: datetime.date | None) -> tuple[Catalogue, MachineRecords, list[Diagnostic]]:
    catalogue, problems = read_catalogue(tree)
    machine, machine_problems = read_machine_files(tree.root, tree.machine)
    found = check_catalogue(catalogue, machine, today)
    return catalogue, machine, in_order([*problems, *machine_problems, *found])


def read_catalogue(tree: Tree) -> tuple[Catalogue, list[Diagnostic]]:
    """Parse and validate each file of a tree; files that fail are reported and remembered as broken."""
    catalogue = Catalogue(tree.root, broken=set(tree.broken))
    problems = list(tree.problems)
    for file in tree.files:
        problems += _read_file(catalogue, file)
    if IDS_FILE in tree.machine:
        catalogue.published, wrong = parse_ids(tree.root / IDS_FILE, tree.machine[IDS_FILE])
        problems += wrong
    return catalogue, problems


def _read_file(catalogue: Catalogue, file: ContentFile) -> list[Diagnostic]:
    """Take one file into the catalogue; of two problems at one place the one of the YAML subset is reported."""
    parsed = parse(file.path, file.raw)
    if parsed.root is None:
        catalogue.broken.add((file.kind, file.slug))
        return parsed.problems
    catalogue.readings.append(Reading(file.path, file.kind, file.slug, parsed.root))
    document, wrong = validate(file.path, parsed.root, DOCUMENT_OF[file.kind])
    if document is None:
        catalogue.broken.add((file.kind, file.slug))
    else:
        catalogue.of(file.kind)[file.slug] = Source(file.path, file.kind, file.slug, parsed.root, document)
    reported = {problem.place for problem in parsed.problems}
    return [*parsed.problems, *(one for one in wrong if one.place not in reported)]
