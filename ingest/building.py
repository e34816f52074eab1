"""From a content folder to a snapshot: read, check, assemble, and keep the result beside the content.

A built snapshot is one file, ``snapshot-FINGERPRINT.json``: the content in canonical form. It is used while the
fingerprint of the folder fits, and is never trusted further than that: a torn or foreign file is built anew.
"""

import datetime
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from graph.canonical import decode_content, encode_content
from graph.errors import ContentError
from graph.records import Content
from graph.snapshot import Snapshot
from ingest.assembly import content_of
from ingest.checks import check_catalogue
from ingest.diagnostics import Diagnostic, Severity, in_order
from ingest.errors import BrokenContent
from ingest.files import replace_file
from ingest.ids import parse_ids
from ingest.machine import MachineRecords, read_machine_files
from ingest.shape import validate
from ingest.sources import DOCUMENT_OF, Catalogue, Reading, Source
from ingest.tree import IDS_FILE, ContentFile, Tree, read_tree
from ingest.yaml_subset import parse

KEPT_SNAPSHOTS = 3
CACHE_VARIABLE = "DURAMEN_CACHE"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What reading a folder gave: the content when no rule is broken, all diagnostics in order, and what was read."""

    content: Content | None
    diagnostics: Sequence[Diagnostic]
    fingerprint: str
    files: int


def load_tree(seeds: Path, today: datetime.date | None = None) -> Loaded:
    """Read and check a content folder; evidence that is old on the day `today` is warned of.

    Raises:
        NoContent: If the folder is missing, cannot be read or is empty.
    """
    return _load(read_tree(seeds), today)


def built_snapshot(seeds: Path, cache: Path) -> Snapshot:
    """Return the snapshot of a content folder, from `cache` where it holds a fresh one.

    Raises:
        NoContent: If the folder is missing, cannot be read or is empty.
        BrokenContent: If the content breaks a rule.
    """
    tree = read_tree(seeds)
    file = snapshot_file(cache, tree.fingerprint())
    return _kept_snapshot(file) or _build(tree, file)


def rebuilt_snapshot(seeds: Path, cache: Path) -> Snapshot:
    """Read, check and build a content folder anew, and keep the result; errors as in `built_snapshot`."""
    tree = read_tree(seeds)
    return _build(tree, snapshot_file(cache, tree.fingerprint()))


def snapshot_file(cache: Path, fingerprint: str) -> Path:
    """Return where the snapshot of a folder with this fingerprint is kept."""
    return cache / f"snapshot-{fingerprint}.json"


def default_cache(seeds: Path) -> Path:
    """Return where snapshots are kept: ``$DURAMEN_CACHE``, else ``build/`` of the checkout, else the user's cache."""
    if chosen := os.environ.get(CACHE_VARIABLE):
        return Path(chosen)
    checkout = seeds.resolve().parent
    if (checkout / "pyproject.toml").is_file() and os.access(checkout, os.W_OK):
        return checkout / "build"
    user = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(user) / "duramen"


def read_checked(seeds: Path) -> tuple[Catalogue, list[Diagnostic]]:
    """Return the catalogue of a content folder and everything that is wrong with it; errors as in `load_tree`."""
    catalogue, _, diagnostics = _checked(read_tree(seeds), None)
    return catalogue, diagnostics


def _checked(tree: Tree, today: datetime.date | None) -> tuple[Catalogue, MachineRecords, list[Diagnostic]]:
    catalogue, problems = read_catalogue(tree)
    machine, machine_problems = read_machine_files(tree.root, tree.machine)
    found = check_catalogue(catalogue, machine, today)
    return catalogue, machine, in_order([*problems, *machine_problems, *found])


def _load(tree: Tree, today: datetime.date | None = None) -> Loaded:
    catalogue, machine, diagnostics = _checked(tree, today)
    broken = any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
    content = None if broken else content_of(catalogue, machine)
    return Loaded(content, diagnostics, tree.fingerprint(), len(tree.files) + len(tree.broken))


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


def _build(tree: Tree, file: Path) -> Snapshot:
    loaded = _load(tree)
    if loaded.content is None:
        raise BrokenContent(loaded.diagnostics)
    snapshot = Snapshot.of(loaded.content)
    _keep(file, encode_content(loaded.content))
    return snapshot


def _kept_snapshot(file: Path) -> Snapshot | None:
    """Return the snapshot that was kept, or null when there is none that can be read."""
    try:
        return Snapshot.of(decode_content(file.read_bytes()))
    except (OSError, msgspec.MsgspecError, ContentError, UnicodeError):
        return None


def _keep(file: Path, body: bytes) -> None:
    """Write a snapshot atomically, and drop all but the newest few; a cache that cannot be written is no error."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, body)
        kept = sorted(file.parent.glob("snapshot-*.json"), key=lambda one: one.stat().st_mtime_ns, reverse=True)
        for old in kept[KEPT_SNAPSHOTS:]:
            old.unlink(missing_ok=True)
    except OSError:
        return
