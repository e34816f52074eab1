"""From a content folder to a snapshot: read, check, assemble, and keep the result beside the content.

A built snapshot is one file, ``snapshot-FINGERPRINT.json``, see `ingest.kept`. It is used while the fingerprint of the
folder fits and its digests are those of its bytes; a torn or foreign file is built anew.
"""

import contextlib
import datetime
import os
from pathlib import Path
from typing import TYPE_CHECKING

from graph.snapshot import Snapshot
from ingest.errors import BrokenContent
from ingest.files import replace_file
from ingest.kept import NotKept, encode_snapshot, open_snapshot
from ingest.tree import Tree, read_tree

if TYPE_CHECKING:
    from ingest.reading import Loaded

KEPT_SNAPSHOTS = 3
CACHE_VARIABLE = "DURAMEN_CACHE"


def load_tree(seeds: Path, today: datetime.date | None = None) -> "Loaded":
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


def kept_snapshot(seeds: Path, cache: Path) -> Snapshot | None:
    """Return the snapshot of a content folder that was built before; null where it must be built.

    Raises:
        NoContent: As in `built_snapshot`.
    """
    return _kept_snapshot(snapshot_file(cache, read_tree(seeds).fingerprint()))


def rebuilt_snapshot(seeds: Path, cache: Path) -> Snapshot:
    """Read, check and build a content folder anew, and keep the result.

    Raises:
        OSError: If the snapshot cannot be kept; the rest as in `built_snapshot`.
    """
    tree = read_tree(seeds)
    return _build(tree, snapshot_file(cache, tree.fingerprint()), must_keep=True)


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
    try:
        user = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    except (
        RuntimeError
    ):  # a user that the system does not know, as in containers: kept beside the content, or not at all
        return checkout / "build"
    return Path(user) / "duramen"


def _load(tree: Tree, today: datetime.date | None = None) -> "Loaded":
    from ingest.reading import load  # noqa: PLC0415 - a start from a kept snapshot need not wait for the checks

    return load(tree, today)


def _build(tree: Tree, file: Path, *, must_keep: bool = False) -> Snapshot:
    loaded = _load(tree)
    if loaded.content is None:
        raise BrokenContent(loaded.diagnostics)
    snapshot, body = encode_snapshot(loaded.content)
    try:
        _keep(file, body)
    except OSError:
        if must_keep:
            raise
    return snapshot


def _kept_snapshot(file: Path) -> Snapshot | None:
    """Return the snapshot that was kept, or null when there is none that can be read."""
    try:
        return open_snapshot(file)
    except (OSError, NotKept):
        return None


def _keep(file: Path, body: bytes) -> None:
    """Write a snapshot atomically, and drop all but the newest few."""
    file.parent.mkdir(parents=True, exist_ok=True)
    replace_file(file, body)
    with contextlib.suppress(OSError):  # another process may tidy up at the same time
        kept = sorted(file.parent.glob("snapshot-*.json"), key=lambda one: one.stat().st_mtime_ns, reverse=True)
        for old in kept[KEPT_SNAPSHOTS:]:
            old.unlink(missing_ok=True)
