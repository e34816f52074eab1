"""How much of strangers' manifests is read, each limit well above what large projects need."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one reading.

    Attributes:
        file_bytes: Size of one manifest; the lock file of a large monorepo has 2 MB.
        source_bytes: Size of one Python source.
        total_bytes: Size of all files together.
        manifests: Manifests of one reading, included ones too.
        sources: Python sources of one reading.
        entries: Names looked at when folders are searched.
        depth: Folders below a folder that is searched.
        dependencies: Dependencies, or imports, of one file.
        problems: Problems of one file; after the last the file is not read any further.
        lines: Lines of a requirements file.
        line: Characters of one of its lines, joined at backslashes; the hashes of a package with 100 files take 9,000.
        text: Characters of one requirement, range or name.
        nesting: Tables and lists inside each other.
        file_seconds: Time for one file.
        total_seconds: Time for one reading.
        cpu_seconds: Processor time for one file.
        memory_bytes: Address space of the process that reads.
        answer_bytes: Size of what that process says about one file.
        failures: Files that may make that process fail before the rest is left unread.
    """

    file_bytes: int = 16 * MEBIBYTE
    source_bytes: int = 2 * MEBIBYTE
    total_bytes: int = 256 * MEBIBYTE
    manifests: int = 500
    sources: int = 20_000
    entries: int = 200_000
    depth: int = 12
    dependencies: int = 20_000
    problems: int = 100
    lines: int = 200_000
    line: int = 65_536
    text: int = 2_000
    nesting: int = 64
    file_seconds: float = 30.0
    total_seconds: float = 120.0
    cpu_seconds: int = 10
    memory_bytes: int = 1024 * MEBIBYTE
    answer_bytes: int = 64 * MEBIBYTE
    failures: int = 5


LIMITS = Limits()
