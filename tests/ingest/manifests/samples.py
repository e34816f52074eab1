"""What the tests of manifests share: reading a text in this process, and findings as short rows."""

from textwrap import dedent

from graph.dependencies import Dependency, ManifestProblem, Manifests
from ingest.manifests.child import read
from ingest.manifests.collecting import FileReading
from ingest.manifests.messages import Request

Row = tuple[str, str, int, str]


def reading(name: str, text: str, *, constraint: bool = False, source: bool = False) -> FileReading:
    """Read a text as the child process does, without the process."""
    return read(Request(name, name, text, constraint, source=source))


def manifests(name: str, text: str) -> Manifests:
    """Read a text, without the indentation it has in a test, and leave out its includes."""
    return reading(name, dedent(text).removeprefix("\n")).manifests


def rows(name: str, text: str) -> list[Row]:
    """Return name, specifier, line and kind of each dependency."""
    return [row(one) for one in manifests(name, text).dependencies]


def row(one: Dependency) -> Row:
    """Return a dependency as a row."""
    return one.name, one.specifier, one.line, str(one.kind)


def told(problems: tuple[ManifestProblem, ...]) -> list[tuple[int, str]]:
    """Return line and code of each problem."""
    return [(one.line, str(one.code)) for one in problems]
