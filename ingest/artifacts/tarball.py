"""Opens npm tarballs: one pass over the stream that keeps manifests and declaration files, within limits.

A tar has no directory of its own, so it is walked from front to back; what is not kept is skipped, never stored. A
source distribution of Python has the same suffix and is refused by its lack of a ``package.json``.
"""

import gzip
import json
import tarfile
import zlib
from typing import BinaryIO

from graph.vocabulary import Ecosystem
from ingest.artifacts.artifact import Artifact
from ingest.artifacts.errors import CorruptArtifact, OversizedArtifact, UnknownArtifact, UnsafeArtifact
from ingest.artifacts.limits import LIMITS, Limits
from ingest.artifacts.names import SHOWN, check_name

KEPT = (".d.ts", ".d.mts", ".d.cts", ".ts", ".mts", ".cts", "/package.json")
MANIFEST = "package.json"
_BROKEN = (tarfile.TarError, zlib.error, gzip.BadGzipFile, EOFError, OSError, ValueError, UnicodeError)


def open_tarball(file: BinaryIO, filename: str, sha256: str | None = None, limits: Limits = LIMITS) -> Artifact:
    """Open an npm tarball.

    Args:
        file: Its bytes.
        filename: Its name, for messages.
        sha256: Digest of its bytes where they were checked, else null.
        limits: How much is read.

    Raises:
        ArtifactProblem: What is wrong with it, as the classes of `ingest.artifacts.errors` say.
    """
    sizes: dict[str, int] = {}
    kept: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=file, mode="r|gz") as archive:
            _walk(archive, filename, limits, sizes, kept)
    except _BROKEN as error:
        raise CorruptArtifact(filename, "not a gzipped tar that can be read") from error
    name, version = _identity(kept, filename)

    def read(path: str) -> bytes:
        if path not in kept:
            raise CorruptArtifact(filename, f"{path!r} is not a kind of file that is read")
        return kept[path]

    return Artifact(Ecosystem.NPM, name, version, filename, sha256, sizes, read)


def _walk(
    archive: tarfile.TarFile, filename: str, limits: Limits, sizes: dict[str, int], kept: dict[str, bytes]
) -> None:
    unpacked = source = entries = 0
    for entry in archive:
        entries += 1
        unpacked += entry.size
        if entries > limits.entries:
            raise OversizedArtifact(filename, f"more than {limits.entries} entries")
        if unpacked > limits.unpacked_bytes:
            raise OversizedArtifact(filename, f"it unpacks to more than {limits.unpacked_bytes} bytes")
        check_name(entry.name, filename, limits)
        if entry.isdir():
            continue
        if not entry.isreg():
            raise UnsafeArtifact(filename, f"{entry.name[:SHOWN]!r} is a link or a special file")
        path = _below_root(entry.name)
        if path in sizes:
            raise UnsafeArtifact(filename, f"{path[:SHOWN]!r} is there twice")
        sizes[path] = entry.size
        if f"/{path}".endswith(KEPT):
            source += entry.size
            kept[path] = _content(archive, entry, filename, limits, source)
        archive.members = []  # type: ignore[attr-defined]  # or every header would stay in memory


def _below_root(name: str) -> str:
    """Drop the folder that an npm tarball has everything in (``package/``)."""
    return name.partition("/")[2] or name


def _content(archive: tarfile.TarFile, entry: tarfile.TarInfo, filename: str, limits: Limits, source: int) -> bytes:
    if entry.size > limits.source_bytes:
        raise OversizedArtifact(filename, f"{entry.name[:SHOWN]!r} has more than {limits.source_bytes} bytes")
    if source > limits.total_source_bytes:
        raise OversizedArtifact(filename, f"more than {limits.total_source_bytes} bytes of source")
    member = archive.extractfile(entry)
    content = member.read() if member is not None else b""
    if len(content) != entry.size:
        raise CorruptArtifact(filename, f"{entry.name[:SHOWN]!r} has not the size that was announced")
    return content


def _identity(kept: dict[str, bytes], filename: str) -> tuple[str, str]:
    if MANIFEST not in kept:
        raise UnknownArtifact(
            filename, "it has no package.json, so it is no npm tarball (source archives are not read)"
        )
    try:
        manifest = json.loads(kept[MANIFEST])
    except (ValueError, RecursionError) as error:
        raise CorruptArtifact(filename, "its package.json is not JSON") from error
    name, version = (manifest.get(key) if isinstance(manifest, dict) else None for key in ("name", "version"))
    if not isinstance(name, str) or not isinstance(version, str):
        raise CorruptArtifact(filename, "its package.json does not say name and version")
    return name, version
