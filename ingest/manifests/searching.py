"""Finds manifests and Python sources below a folder, in the order of their names, within bounds."""

import fnmatch
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath

from graph.dependencies import ManifestProblemCode
from ingest.manifests.collecting import Unreadable
from ingest.manifests.formats import known_name
from ingest.manifests.limits import LIMITS, Limits

Wanted = Callable[[str, str], bool]
"""Whether a file is looked for, by its name and its folder's name."""

_ANY_WAY = "**"
_LEFT_OUT = frozenset({"__pycache__", "build", "dist", "env", "node_modules", "site-packages", "venv"})


def is_manifest(name: str, folder: str) -> bool:
    """Tell whether a file has the name of a manifest."""
    return known_name(name, folder) is not None


def is_source(name: str, _folder: str) -> bool:
    """Tell whether a file has the name of a Python source."""
    return name.endswith(".py")


class FolderPattern:
    """A pattern of folders, as workspaces name their members: ``*`` is within a name, ``**`` any way down.

    Cost: linear in the path for each part of the pattern, whatever both are.
    """

    def __init__(self, pattern: str) -> None:
        """Read a pattern; a ``**`` at its end is at least one folder."""
        parts = pattern.split("/")
        if len(parts) > 1 and parts[-1] == _ANY_WAY:
            parts.append("*")
        # brackets and question marks stand for themselves
        names = (re.compile(fnmatch.translate(re.sub(r"[?\[]", r"[\g<0>]", one))) for one in parts)
        self._parts = [None if one == _ANY_WAY else name for one, name in zip(parts, names, strict=True)]

    def fits(self, path: PurePath) -> bool:
        """Tell whether a relative path is one of the folders."""
        reached = self._skipped({0})
        for folder in path.parts:
            following = {at if self._parts[at] is None else at + 1 for at in reached if self._takes(at, folder)}
            reached = self._skipped(following)
        return len(self._parts) in reached

    def _takes(self, at: int, folder: str) -> bool:
        if at == len(self._parts):
            return False
        name = self._parts[at]
        return name is None or name.match(folder) is not None

    def _skipped(self, reached: set[int]) -> set[int]:
        """Add the places behind each ``**``, which may stand for no folder at all."""
        for at, name in enumerate(self._parts):
            if name is None and at in reached:
                reached.add(at + 1)
        return reached


class Search:
    """Walks folders; what others wrote (environments, installed packages) and hidden folders are left out.

    Links to folders are not followed. `entries` counts down over all walks of one reading.
    """

    def __init__(self, limits: Limits = LIMITS) -> None:
        """Begin with all entries that a reading may look at."""
        self._limits = limits
        self._entries = limits.entries

    def below(self, folder: Path, wanted: Wanted) -> Iterator[Path]:
        """Yield the files below a folder whose name and folder's name are wanted.

        Raises:
            Unreadable: If there is more than may be looked at; what was found before has been yielded.
        """
        yield from self._walk(folder, wanted, 0)

    def _walk(self, folder: Path, wanted: Wanted, depth: int) -> Iterator[Path]:
        folders = []
        for entry in self._listed(folder):
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in _LEFT_OUT and not entry.name.startswith("."):
                    folders.append(folder / entry.name)
            elif wanted(entry.name, folder.name):
                yield folder / entry.name
        if depth < self._limits.depth:
            for inner in folders:
                yield from self._walk(inner, wanted, depth + 1)

    def _listed(self, folder: Path) -> list["os.DirEntry[str]"]:
        try:
            with os.scandir(folder) as entries:
                found = []
                for entry in entries:
                    self._entries -= 1
                    if self._entries < 0:
                        message = f"more than {self._limits.entries} files and folders; the rest is not looked at"
                        raise Unreadable(ManifestProblemCode.TOO_MANY, message)
                    found.append(entry)
        except OSError:  # not for us: what is below is not part of what can be read
            return []
        return sorted(found, key=lambda entry: entry.name)
