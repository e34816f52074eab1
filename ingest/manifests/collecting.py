"""What a reader of one format hands its findings to: it gives them their file, and keeps their number within limits."""

import re
from dataclasses import dataclass, field, replace

from graph.dependencies import Dependency, Import, ManifestProblem, ManifestProblemCode, Manifests
from ingest.diagnostics import printable, quoted
from ingest.manifests.limits import LIMITS, Limits

MESSAGE_LENGTH = 300
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
"""What an escape in JSON can bring into a text, and no encoding of it can take out again."""


class Unreadable(Exception):
    """The file, or the rest of it, cannot be read: raised by readers, turned into a problem at the file."""

    def __init__(self, code: ManifestProblemCode, message: str, line: int = 1) -> None:
        """Say what is wrong and where."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line


class GivenUp(Exception):
    """There are too many problems in a file to go on; the collector has said so."""


@dataclass(frozen=True, slots=True)
class Include:
    """Files that a manifest refers to.

    Attributes:
        path: As written there, relative to the manifest's folder; with `members`, a pattern of folders.
        line: Where it is written.
        constraint: Whether what they hold are constraints.
        group: The group that they are the list of.
        members: Name of the manifests in those folders, for the members of a workspace; null for requirements files.
        project: Whether `path` is a folder with a Python project, whose own manifests say what it needs.
    """

    path: str
    line: int
    constraint: bool = False
    group: str | None = None
    members: str | None = None
    project: bool = False


@dataclass(frozen=True, slots=True)
class FileReading:
    """What one file says: its part of the answer, the files it refers to, and whether it left directness open."""

    manifests: Manifests
    includes: tuple[Include, ...] = ()
    direct_unknown: bool = False


@dataclass(slots=True)
class Collector:
    """Collects what one file says; `constraint` and `group` are those of the file that includes it."""

    file: str
    constraint: bool = False
    group: str | None = None
    limits: Limits = LIMITS
    dependencies: list[Dependency] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    includes: list[Include] = field(default_factory=list)
    problems: list[ManifestProblem] = field(default_factory=list)
    dynamics: list[ManifestProblem] = field(default_factory=list)
    notes: list[ManifestProblem] = field(default_factory=list)
    direct_unknown: bool = False

    def add(self, dependency: Dependency) -> None:
        """Take a dependency.

        Raises:
            Unreadable: If the file has more than a project can need.
        """
        if len(self.dependencies) >= self.limits.dependencies:
            raise Unreadable(
                ManifestProblemCode.TOO_MANY,
                f"more than {self.limits.dependencies} dependencies; the rest of the file is not read",
                dependency.line,
            )
        self.dependencies.append(dependency)

    def add_import(self, module: str, names: tuple[str, ...], line: int) -> None:
        """Take an import; raises as `add`."""
        if len(self.imports) >= self.limits.dependencies:
            message = f"more than {self.limits.dependencies} imports; the rest of the file is not read"
            raise Unreadable(ManifestProblemCode.TOO_MANY, message, line)
        self.imports.append(Import(module, names, self.file, line))

    def include(self, include: Include) -> None:
        """Take a reference to other files; it is for what the file that holds it is for."""
        if _HALF_CHARACTER.search(include.path):
            message = f"{quoted(include.path)} can be the name of no file"
            self.problem(include.line, ManifestProblemCode.NOT_TEXT, message)
        elif len(self.includes) < self.limits.manifests:
            constraint, group = include.constraint or self.constraint, include.group or self.group
            self.includes.append(replace(include, constraint=constraint, group=group))
        elif len(self.includes) == self.limits.manifests:
            message = f"more than {self.limits.manifests} files are included"
            self.problem(include.line, ManifestProblemCode.TOO_MANY, message)

    def problem(self, line: int, code: ManifestProblemCode, message: str) -> None:
        """Take something that could not be read.

        Raises:
            GivenUp: If there is so much of it that the rest will hardly be better.
        """
        self._put(self.problems, line, code, message)
        if len(self.problems) > self.limits.problems:
            raise GivenUp

    def dynamic(self, line: int, code: ManifestProblemCode, message: str) -> None:
        """Take a dependency that exists but is not written in the file."""
        self._put(self.dynamics, line, code, message)

    def note(self, line: int, code: ManifestProblemCode, message: str) -> None:
        """Take something that was decided, and is no problem."""
        self._put(self.notes, line, code, message)

    def leave_direct_open(self, message: str) -> None:
        """Say that the file does not tell which packages are asked for by the project, and what was taken for it."""
        self.direct_unknown = True
        self.note(1, ManifestProblemCode.DIRECT_UNKNOWN, message)

    def reading(self) -> FileReading:
        """Return what was collected."""
        manifests = Manifests(
            tuple(self.dependencies),
            tuple(self.imports),
            tuple(self.problems),
            tuple(self.dynamics),
            tuple(self.notes),
            (self.file,),
        )
        return FileReading(manifests, tuple(self.includes), self.direct_unknown)

    def _put(self, where: list[ManifestProblem], line: int, code: ManifestProblemCode, message: str) -> None:
        if len(where) < self.limits.problems:
            where.append(ManifestProblem(self.file, line, code, printable(message, MESSAGE_LENGTH)))
        elif len(where) == self.limits.problems:
            further = f"more than {self.limits.problems} like this in the file; the rest is left out"
            where.append(ManifestProblem(self.file, line, ManifestProblemCode.TOO_MANY, further))
