"""The content folder on disk: which files there are, which may be there, and their bytes, read without trust.

Only regular files are opened, never through a link, and never more of one than its limit. Nothing is parsed here.
"""

import contextlib
import hashlib
import itertools
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from graph.canonical import SNAPSHOT_FORMAT
from graph.identity import is_slug
from graph.vocabulary import NodeKind
from ingest.diagnostics import Diagnostic, Place, Rule, quoted
from ingest.errors import NoContent
from ingest.intended import intended_slug
from ingest.yaml_text import MAX_FILE_BYTES, MAX_MACHINE_FILE_BYTES

MAX_ENTRIES = 5000
MAX_TREE_BYTES = 16 * 1024 * 1024
MAX_MACHINE_BYTES = 256 * 1024 * 1024
IDS_FILE = "ids.txt"
VERSIONS_FILE = "published.jsonl"

FOLDERS: dict[str, NodeKind] = {
    "families": NodeKind.FAMILY,
    "concepts": NodeKind.CONCEPT,
    "frameworks": NodeKind.FRAMEWORK,
    "roles": NodeKind.ROLE,
    "goals": NodeKind.GOAL,
}
FOLDER_OF = {kind: folder for folder, kind in FOLDERS.items()}
EVIDENCE_FOLDER = "evidence"
SURVIVAL_FOLDER = "survival"
NAMES_FOLDER = "names"
MACHINE_FOLDERS = {EVIDENCE_FOLDER: ".json", SURVIVAL_FOLDER: ".json", NAMES_FOLDER: ".tsv"}
"""The folders that machines write, with the ending of their files."""
UNREAD_FOLDERS = (".schema",)
# names of packages have dots, and a pair of dashes where their scope ends
_SEPARATORS = re.compile(r"[.]|--")
PLAIN_FILES = frozenset({"README.md", "LICENSE", "LICENSE.md", "LICENSE.txt", "NOTICE"})
# Swap and backup files of editors: there while somebody edits, and no reason to refuse the content they lie beside.
_EDITOR_FILE = re.compile(r"\..*\.sw[a-z]|.*~|\.#.*|#.*#|4913|\.DS_Store")

UNREADABLE = Rule(
    "DUR001",
    "A file cannot be read",
    "Every file of the content is read whole.",
    "a file without read permission",
    "Correct the permissions, or delete the file.",
)
NOT_REGULAR = Rule(
    "DUR002",
    "Not a regular file",
    "Content files are plain files. Links could lead out of the tree, and pipes and devices never end.",
    "concepts/reranking.yaml -> /etc/passwd",
    "Put the file itself in its place.",
)
UNEXPECTED = Rule(
    "DUR003",
    "A file or folder that does not belong here",
    "The content folder holds families/, concepts/, frameworks/, roles/ and goals/ with files slug.yaml, what "
    "machines write (.schema/, evidence/, survival/, names/, ids.txt, published.jsonl), and plain files: "
    "README.md, LICENSE, LICENSE.md, LICENSE.txt and NOTICE.",
    "concepts/notes.txt",
    "Move it elsewhere, or rename it to slug.yaml.",
)
BAD_FILE_NAME = Rule(
    "DUR004",
    "The file's name is not a slug",
    "The name of the file is the slug: small letters, digits and single hyphens, at most 64, then .yaml.",
    "concepts/Re_Ranking.yaml",
    "Rename the file to a slug, such as re-ranking.yaml.",
)
TREE_TOO_LARGE = Rule(
    "DUR006",
    "The content folder is too large",
    f"The folder holds at most {MAX_ENTRIES} files and folders, {MAX_TREE_BYTES // (1024 * 1024)} MiB written by "
    f"people and {MAX_MACHINE_BYTES // (1024 * 1024)} MiB written by machines.",
    "6,000 files",
    "Remove what does not belong there.",
)


@dataclass(frozen=True, slots=True)
class ContentFile:
    """The bytes of one content file; the slug is the name of the file."""

    path: Path
    kind: NodeKind
    slug: str
    raw: bytes


@dataclass(slots=True)
class Tree:
    """What a content folder holds. `broken` are the records whose file could not be read: they exist all the same."""

    root: Path
    files: list[ContentFile] = field(default_factory=list)
    broken: set[tuple[NodeKind, str]] = field(default_factory=set)
    machine: dict[str, bytes] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)

    def fingerprint(self) -> str:
        """Return the SHA-256 over all relative paths and bytes, sorted: decides whether a built snapshot is fresh."""
        parts = {file.path.relative_to(self.root).as_posix(): file.raw for file in self.files} | self.machine
        total = hashlib.sha256(f"snapshot format {SNAPSHOT_FORMAT}\n".encode())
        for name in sorted(parts):
            body = parts[name]
            total.update(f"{len(name.encode())}:{name}:{len(body)}:".encode())
            total.update(body)
        return total.hexdigest()


def read_tree(root: Path) -> Tree:
    """Read all content files below `root`, in the order of their paths.

    Raises:
        NoContent: If `root` is missing, is no folder, cannot be read or holds no content file.
    """
    try:
        if not root.is_dir():
            raise NoContent(root, "there is no such folder" if not root.exists() else "this is not a folder")
        walker = _Walker(Tree(root))
        walker.walk()
    except OSError as error:
        raise NoContent(root, f"this folder cannot be read: {(error.strerror or 'unknown reason').lower()}") from None
    if not walker.tree.files and not walker.tree.broken and not walker.tree.problems:
        raise NoContent(root, "this folder holds no content: no concepts/slug.yaml, frameworks/slug.yaml and so on")
    return walker.tree


class _Entry(NamedTuple):
    """A name in a folder, and what it is; links are not followed."""

    name: str
    mode: int


class _TooLarge(Exception):
    """A limit of the whole tree was passed; it was reported."""


class _Walker:
    """Reads one tree; the budget bounds files and bytes over all folders."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.entries_left = MAX_ENTRIES
        self.bytes_left = MAX_TREE_BYTES
        self.machine_bytes_left = MAX_MACHINE_BYTES

    def walk(self) -> None:
        """Read the root and the folders that hold content."""
        try:
            for entry in self._within_budget(self.tree.root, _entries(self.tree.root, self.entries_left + 1)):
                self._take_top(entry)
        except _TooLarge:
            # what would be said of a part need not be true of the whole, and takes long to find
            self.tree.files.clear()
            self.tree.machine.clear()

    def _list(self, folder: Path) -> list[_Entry]:
        try:
            found = _entries(folder, self.entries_left + 1)
        except OSError as error:
            self._report(UNREADABLE, folder, f"cannot be read: {error.strerror}", UNREADABLE.fix)
            return []
        return self._within_budget(folder, found)

    def _within_budget(self, folder: Path, found: list[_Entry]) -> list[_Entry]:
        self.entries_left -= len(found)
        self._check_budget(folder)
        return found

    def _take_top(self, entry: _Entry) -> None:
        path, name = self.tree.root / entry.name, entry.name
        if name in FOLDERS or name in MACHINE_FOLDERS or name in UNREAD_FOLDERS:
            if not stat.S_ISDIR(entry.mode):
                self._report(NOT_REGULAR, path, "this must be a folder, not a link or a file", NOT_REGULAR.fix)
            elif name in FOLDERS:
                self._take_folder(path, FOLDERS[name])
            elif name in MACHINE_FOLDERS:
                self._take_machine_folder(path, MACHINE_FOLDERS[name])
        elif name in (IDS_FILE, VERSIONS_FILE):
            self._take_machine_file(path, entry)
        elif name in PLAIN_FILES:
            if not stat.S_ISREG(entry.mode):
                self._report(NOT_REGULAR, path, "this must be a regular file", NOT_REGULAR.fix)
        else:
            self._report_unexpected(path)

    def _take_folder(self, folder: Path, kind: NodeKind) -> None:
        for entry in self._list(folder):
            path = folder / entry.name
            stem, dot, suffix = entry.name.rpartition(".")
            if dot + suffix != ".yaml" or not stem:
                self._report_unexpected(path)
            elif not stat.S_ISREG(entry.mode):
                self.tree.broken.add((kind, stem))
                self._report(NOT_REGULAR, path, f"this is {_what(entry)}, not a regular file", NOT_REGULAR.fix)
            elif not is_slug(stem):
                near = intended_slug(stem)
                help_ = f"rename the file to {near}.yaml" if near else BAD_FILE_NAME.fix
                self._report(BAD_FILE_NAME, path, f"{quoted(stem)} is not a slug", help_)
            else:
                raw = self._read(path, MAX_FILE_BYTES)
                if raw is None:
                    self.tree.broken.add((kind, stem))
                else:
                    self.tree.files.append(ContentFile(path, kind, stem, raw))

    def _take_machine_folder(self, folder: Path, ending: str) -> None:
        for entry in self._list(folder):
            path = folder / entry.name
            if not entry.name.endswith(ending) or not is_slug(_SEPARATORS.sub("-", entry.name.removesuffix(ending))):
                self._report_unexpected(path)
            else:
                self._take_machine_file(path, entry)

    def _take_machine_file(self, path: Path, entry: _Entry) -> None:
        if not stat.S_ISREG(entry.mode):
            self._report(NOT_REGULAR, path, f"this is {_what(entry)}, not a regular file", NOT_REGULAR.fix)
            return
        raw = self._read(path, MAX_MACHINE_FILE_BYTES)
        if raw is not None:
            self.tree.machine[path.relative_to(self.tree.root).as_posix()] = raw

    def _read(self, path: Path, limit: int) -> bytes | None:
        """Return the bytes of a file, one more than `limit` at most: its reader sees that it is too large."""
        try:
            raw = read_regular(path, limit + 1)
        except OSError as error:
            self._report(UNREADABLE, path, f"cannot be read: {error.strerror or 'unknown reason'}", UNREADABLE.fix)
            return None
        if limit == MAX_FILE_BYTES:
            self.bytes_left -= len(raw)
        else:
            self.machine_bytes_left -= len(raw)
        self._check_budget(path)
        return raw

    def _check_budget(self, path: Path) -> None:
        if min(self.entries_left, self.bytes_left, self.machine_bytes_left) < 0:
            message = "the folder holds too many files or too many bytes; nothing is read from here on"
            self._report(TREE_TOO_LARGE, path, message, TREE_TOO_LARGE.explanation)
            raise _TooLarge

    def _report_unexpected(self, path: Path) -> None:
        help_ = UNEXPECTED.fix
        if is_slug(path.stem) and path.suffix in {".yaml", ".yml"}:
            help_ = f"rename it to {path.stem}.yaml"
            if path.parent == self.tree.root:
                help_ = f"move it into the folder of its kind: {', '.join(FOLDERS)}"
        self._report(UNEXPECTED, path, "this does not belong into the content folder", help_)

    def _report(self, rule: Rule, path: Path, message: str, help_: str) -> None:
        self.tree.problems.append(rule.at(Place(path), message, help_))


def read_regular(path: Path, limit: int) -> bytes:
    """Return at most `limit` bytes of a regular file; links are not followed and pipes are not waited for.

    Raises:
        OSError: If it is no regular file or cannot be read.
    """
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    with open(os.open(path, flags), "rb") as file:  # noqa: PTH123 - opened by descriptor
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(0, "not a regular file")
        return file.read(limit)


def _entries(folder: Path, limit: int) -> list[_Entry]:
    """Return what a folder holds, sorted by name, but for swap files of editors and what vanished; at most `limit`."""
    found: list[_Entry] = []
    with os.scandir(folder) as listed:
        named = (one for one in listed if not _EDITOR_FILE.fullmatch(one.name))
        for one in itertools.islice(named, limit):
            with contextlib.suppress(FileNotFoundError):
                found.append(_Entry(one.name, one.stat(follow_symlinks=False).st_mode))
    return sorted(found)


def _what(entry: _Entry) -> str:
    if stat.S_ISLNK(entry.mode):
        return "a link"
    return "a folder" if stat.S_ISDIR(entry.mode) else "a pipe, socket or device"


def content_root_of(path: Path) -> Path | None:
    """Return the nearest folder at or above `path` that holds concepts/ and frameworks/, or null."""
    for folder in (path, *path.parents):
        if (folder / "concepts").is_dir() and (folder / "frameworks").is_dir():
            return folder
    return None
