"""Reads many files into one answer: finds them, follows what they include inside of the project, within limits."""

import os
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from graph.dependencies import ManifestProblem, ManifestProblemCode, Manifests
from ingest.diagnostics import displayed, printable, quoted
from ingest.manifests.collecting import FileReading, Include, Unreadable
from ingest.manifests.directness import settled
from ingest.manifests.formats import known_name
from ingest.manifests.isolated import ManifestReader, refused
from ingest.manifests.limits import LIMITS, Limits
from ingest.manifests.messages import Request
from ingest.manifests.opening import is_folder, project_of, read_bytes, resolved, text_of, too_large
from ingest.manifests.searching import FolderPattern, Search, Wanted, is_manifest, is_source

_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_INCLUDED = re.compile(r"[^.].*\.(?:txt|in|pip|req|reqs)", re.DOTALL)
_OF_PROJECTS = ("pyproject.toml", "setup.cfg", "setup.py")
_MAX_STARS = 4
_MAX_PATTERN = 200


@dataclass(frozen=True, slots=True)
class _Task:
    """A file to read, and what led to it: the include in another file, and the files on the way."""

    path: Path
    project: Path
    include: Include | None = None
    includer: str | None = None
    way: tuple[Path, ...] = ()
    source: bool = False


class Reading:
    """One reading of files: what was read so far, and what is left of the limits."""

    def __init__(self, reader: ManifestReader, limits: Limits) -> None:
        """Begin with nothing read."""
        self._reader = reader
        self._limits = limits
        self._search = Search(limits)
        self._tasks: deque[_Task] = deque()
        self._readings: list[FileReading] = []
        self._seen: set[tuple[Path, bool]] = set()
        self._found: dict[tuple[Path, str], list[Path]] = {}
        self._bytes = 0
        self._manifests = 0
        self._full = False

    def manifests_of(self, path: Path) -> None:
        """Read a manifest, or those below a folder, and what they include."""
        project = project_of(path)
        if not is_folder(path):
            self._tasks.append(_Task(path, project))
        else:
            self._tasks.extend(_Task(one, project) for one in self._below(path, is_manifest))
            if not self._tasks:
                message = "no dependency manifest was found in this folder"
                self._refuse(displayed(path), message, ManifestProblemCode.NOT_FOUND)
        while self._tasks:
            self._do(self._tasks.popleft())

    def sources_of(self, folder: Path) -> None:
        """Read the imports of a Python source, or of those below a folder."""
        project = project_of(folder)
        paths = self._below(folder, is_source) if is_folder(folder) else iter([folder])
        number = 0
        for number, path in enumerate(paths, 1):
            if number > self._limits.sources:
                message = f"more than {self._limits.sources} Python files; the rest is not read"
                self._refuse(displayed(folder), message, ManifestProblemCode.TOO_MANY)
                break
            self._do(_Task(path, project, source=True))
        if not number:
            message = "no Python file was found in this folder"
            self._refuse(displayed(folder), message, ManifestProblemCode.NOT_FOUND)

    def result(self) -> Manifests:
        """Return all that was read, in the order of files and lines."""
        return settled(self._readings)

    def _below(self, folder: Path, wanted: Wanted) -> Iterator[Path]:
        try:
            yield from self._search.below(folder, wanted)
        except Unreadable as problem:
            self._refuse(displayed(folder), problem.message, problem.code)

    def _do(self, task: _Task) -> None:
        include = task.include
        key = (resolved(task.path), include is not None and include.constraint)
        if key in self._seen or (self._full and not task.source):
            return
        self._seen.add(key)
        file = displayed(task.path)
        if not task.source and not self._one_more(file):
            return
        try:
            text = self._text(task)
        except Unreadable as problem:
            self._refuse_task(task, file, problem)
            return
        request = Request(
            file,
            printable(task.path.name),
            text,
            include is not None and include.constraint,
            include.group if include is not None else None,
            task.source,
            include is not None and known_name(task.path.name, task.path.parent.name) is None,
        )
        reading = self._reader.read(request)
        self._readings.append(reading)
        for following in reading.includes:
            self._follow(task, file, following)

    def _one_more(self, file: str) -> bool:
        """Count a manifest; the first that is one too many is told, and nothing is read after it."""
        self._manifests += 1
        self._full = self._manifests > self._limits.manifests
        if self._full:
            message = f"not read, as all that follow: more than {self._limits.manifests} manifests"
            self._refuse(file, message, ManifestProblemCode.TOO_MANY)
        return not self._full

    def _text(self, task: _Task) -> str:
        limit = self._limits.source_bytes if task.source else self._limits.file_bytes
        body = read_bytes(task.path, task.project, limit)
        self._bytes += len(body)
        if self._bytes > self._limits.total_bytes:
            message = f"not read: all files together have more than {self._limits.total_bytes} bytes"
            raise Unreadable(ManifestProblemCode.TOO_LARGE, message)
        return text_of(body)

    def _refuse_task(self, task: _Task, file: str, problem: Unreadable) -> None:
        """Tell what is wrong with a file; of an included one at the place that includes it."""
        if task.include is None or task.includer is None:
            self._refuse(file, problem.message, problem.code, problem.line)
        else:
            message = f"{quoted(task.include.path)}, which is included here: {problem.message}"
            self._refuse(task.includer, message, problem.code, task.include.line)

    def _follow(self, task: _Task, file: str, include: Include) -> None:
        if include.members is not None:
            self._follow_members(task, file, include, include.members)
            return
        if include.project:
            self._follow_project(task, file, include)
            return
        path = task.path.parent / include.path
        real = resolved(path)
        if not _ELSEWHERE.match(include.path) and not real.is_relative_to(task.project):
            message = f"{quoted(include.path)} leads outside of the project and is not read"
            self._refuse(file, message, ManifestProblemCode.OUTSIDE, include.line)
            return
        known = _INCLUDED.fullmatch(path.name) or known_name(path.name, path.parent.name)
        if _ELSEWHERE.match(include.path) or not known:
            why = "an address" if _ELSEWHERE.match(include.path) else "not named like a requirements file"
            message = f"{quoted(include.path)} is {why}: what it asks for is not read"
            self._readings.append(not_followed(file, include.line, message))
            return
        way = (*task.way, resolved(task.path))
        if real in way:
            message = f"{quoted(include.path)} is included in a circle"
            self._refuse(file, message, ManifestProblemCode.INCLUDE_CYCLE, include.line)
            return
        self._tasks.append(_Task(Path(os.path.normpath(path)), task.project, include, file, way))

    def _follow_members(self, task: _Task, file: str, include: Include, name: str) -> None:
        """Read the manifests of a workspace's members, in the folders that a pattern names."""
        pattern = include.path.removeprefix("./").strip("/")
        if len(pattern) > _MAX_PATTERN or pattern.count("*") > _MAX_STARS or ".." in pattern.split("/"):
            message = f"the workspace {quoted(include.path)} is not searched"
            self._readings.append(not_followed(file, include.line, message))
            return
        members = FolderPattern(pattern)
        root = task.path.parent
        for path in self._named(name, root):
            if members.fits(path.parent.relative_to(root)):
                self._tasks.append(_Task(path, task.project))

    def _named(self, name: str, folder: Path) -> list[Path]:
        """Return the files of a name below a folder, which is searched once for all patterns."""
        key = (folder, name)
        if key not in self._found:
            self._found[key] = list(self._below(folder, lambda one, _: one == name))
        return self._found[key]

    def _follow_project(self, task: _Task, file: str, include: Include) -> None:
        """Read the manifests of a Python project that is depended on by its folder."""
        folder = task.path.parent / include.path
        inside = resolved(folder).is_relative_to(task.project)
        paths = [folder / name for name in _OF_PROJECTS if inside and os.path.lexists(folder / name)]
        if not paths:
            message = f"the project in {quoted(include.path)} is depended on, and no manifest of it is read"
            self._readings.append(not_followed(file, include.line, message))
        self._tasks.extend(_Task(Path(os.path.normpath(path)), task.project) for path in paths)

    def _refuse(self, file: str, message: str, code: ManifestProblemCode, line: int = 1) -> None:
        self._readings.append(refused(file, message, code, line))


def not_followed(file: str, line: int, message: str) -> FileReading:
    """Return that a file refers to another that is not read."""
    problem = ManifestProblem(file, line, ManifestProblemCode.NOT_FOLLOWED, printable(message))
    return FileReading(Manifests(dynamic=(problem,)))


def not_followed_at_all(reading: FileReading) -> FileReading:
    """Return a reading whose includes are said not to be followed, as one text has no other files."""
    notes = [
        ManifestProblem(
            file,
            one.line,
            ManifestProblemCode.NOT_FOLLOWED,
            printable(f"{quoted(one.path)} is another file or folder: what it asks for is not read"),
        )
        for file in reading.manifests.files
        for one in reading.includes
    ]
    return replace(reading, manifests=replace(reading.manifests, dynamic=(*reading.manifests.dynamic, *notes)))


def read_files(paths: Sequence[Path], source: Path | None, limits: Limits = LIMITS) -> Manifests:
    """Read manifests and folders, then the sources."""
    with ManifestReader(limits) as reader:
        reading = Reading(reader, limits)
        for path in paths:
            reading.manifests_of(path)
        if source is not None:
            reading.sources_of(source)
        return reading.result()


def read_one(name: str, text: str | bytes, limits: Limits = LIMITS) -> Manifests:
    """Read one text by the name of its file."""
    return read_given([(name, text)], limits=limits)


def read_given(
    manifests: Sequence[tuple[str, str | bytes]],
    sources: Sequence[tuple[str, str | bytes]] = (),
    limits: Limits = LIMITS,
) -> Manifests:
    """Read texts by the names of their files: manifests, and Python sources for what they import."""
    with ManifestReader(limits) as reader:
        readings = [_given(reader, name, text, limits, source=False) for name, text in manifests]
        return settled([*readings, *(_given(reader, name, text, limits, source=True) for name, text in sources)])


def _given(reader: ManifestReader, name: str, text: str | bytes, limits: Limits, *, source: bool) -> FileReading:
    plain = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    file = printable(name, 200) or "text"
    most = limits.source_bytes if source else limits.file_bytes
    try:
        if len(text) > most:
            raise too_large(most)
        request = Request(file, printable(plain), text_of(text), source=source)
    except Unreadable as problem:
        return refused(file, problem.message, problem.code, problem.line)
    return not_followed_at_all(reader.read(request))
