"""Opens wheels: names, links, sizes and ratios are checked before a byte is unpacked; members are read in memory."""

import stat
import zipfile
import zlib
from collections.abc import Callable
from email.parser import BytesHeaderParser
from typing import BinaryIO

from packaging.requirements import Requirement
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from graph.vocabulary import Ecosystem
from ingest.artifacts.artifact import Artifact
from ingest.artifacts.errors import CorruptArtifact, OversizedArtifact, UnknownArtifact, UnsafeArtifact
from ingest.artifacts.limits import LIMITS, MEBIBYTE, Limits
from ingest.artifacts.names import check_name

MAX_REQUIREMENTS = 2000
MAX_REQUIREMENT_LENGTH = 2000
ENVIRONMENT = {
    "python_version": "3.12",
    "python_full_version": "3.12.0",
    "implementation_version": "3.12.0",
    "extra": "",
    "os_name": "posix",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "implementation_name": "cpython",
    "platform_release": "",
    "platform_version": "",
}
"""What markers are evaluated for, so that an answer is the same on every machine."""
_SOURCE = (".py", ".pyi")
_END_OF_DIRECTORY = b"PK\x05\x06"
_ENTRY_BYTES = 46
"""Least size of an entry in the central directory."""


def open_wheel(file: BinaryIO, filename: str, sha256: str | None = None, limits: Limits = LIMITS) -> Artifact:
    """Open a wheel for reading.

    Args:
        file: The wheel's bytes; it stays open while the artifact is read.
        filename: Its name, which carries the distribution's name and version.
        sha256: Digest of its bytes where they were checked, else null.
        limits: How much is read.

    Raises:
        ArtifactProblem: What is wrong with it, as the classes of `ingest.artifacts.errors` say.
    """
    try:
        name, version, _, _ = parse_wheel_filename(filename)
    except InvalidWheelFilename as error:
        raise UnknownArtifact(filename, "not the name of a wheel") from error
    archive = _archive(file, filename, limits)
    members = _checked(archive, filename, limits)

    def read(path: str) -> bytes:
        return _read(archive, filename, members[path], limits)

    sizes = {path: info.file_size for path, info in members.items()}
    requires = _requirements(read, sizes, filename, name)
    return Artifact(Ecosystem.PYPI, name, str(version), filename, sha256, sizes, read, requires)


def _archive(file: BinaryIO, filename: str, limits: Limits) -> zipfile.ZipFile:
    _check_directory(file, filename, limits)
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, UnicodeDecodeError) as error:
        raise CorruptArtifact(filename, "not a zip archive that can be read") from error


def _check_directory(file: BinaryIO, filename: str, limits: Limits) -> None:
    """Refuse an archive with too many entries before its directory is read into memory."""
    size = file.seek(0, 2)
    if size > limits.file_bytes:
        raise OversizedArtifact(filename, f"{size} bytes, more than {limits.file_bytes}")
    file.seek(max(0, size - 66_000))
    tail = file.read()
    at = tail.rfind(_END_OF_DIRECTORY)
    if at >= 0 and len(tail) >= at + 20:
        entries = int.from_bytes(tail[at + 10 : at + 12], "little")
        directory = int.from_bytes(tail[at + 12 : at + 16], "little")
        if entries > limits.entries or directory > limits.entries * (limits.name_bytes + _ENTRY_BYTES):
            raise OversizedArtifact(filename, f"more than {limits.entries} entries")
    file.seek(0)


def _checked(archive: zipfile.ZipFile, filename: str, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    infos = archive.infolist()
    if len(infos) > limits.entries:
        raise OversizedArtifact(filename, f"{len(infos)} entries, more than {limits.entries}")
    members: dict[str, zipfile.ZipInfo] = {}
    total = 0
    for info in infos:
        check_name(info.filename, filename, limits)
        if stat.S_ISLNK(info.external_attr >> 16):
            raise UnsafeArtifact(filename, f"{info.filename!r} is a link")
        if info.is_dir():
            continue
        if info.filename in members:
            raise UnsafeArtifact(filename, f"{info.filename!r} is there twice")
        members[info.filename] = info
        if info.filename.endswith(_SOURCE):
            total += info.file_size
            _check_ratio(info, filename, limits)
    if total > limits.total_source_bytes:
        raise OversizedArtifact(filename, f"{total} bytes of source, more than {limits.total_source_bytes}")
    return members


def _check_ratio(info: zipfile.ZipInfo, filename: str, limits: Limits) -> None:
    if info.file_size > MEBIBYTE and info.file_size > info.compress_size * limits.ratio:
        raise OversizedArtifact(filename, f"{info.filename!r} unpacks to more than {limits.ratio} times its size")


def _read(archive: zipfile.ZipFile, filename: str, info: zipfile.ZipInfo, limits: Limits) -> bytes:
    if info.file_size > limits.source_bytes:
        raise OversizedArtifact(filename, f"{info.filename!r} has more than {limits.source_bytes} bytes")
    try:
        with archive.open(info) as member:
            content = member.read(info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise CorruptArtifact(filename, f"{info.filename!r} cannot be unpacked") from error
    if len(content) != info.file_size:
        raise CorruptArtifact(filename, f"{info.filename!r} has not the size that was announced")
    return content


def _requirements(
    read: Callable[[str], bytes], sizes: dict[str, int], filename: str, name: str
) -> tuple[Requirement, ...]:
    path = next(
        (
            one
            for one in sizes
            if one.count("/") == 1
            and one.endswith(".dist-info/METADATA")
            and canonicalize_name(one.partition("-")[0]) == name
        ),
        None,
    )
    if path is None:
        raise CorruptArtifact(filename, "it has no METADATA of its own")
    headers = BytesHeaderParser().parsebytes(read(path))
    found: list[Requirement] = []
    for text in (headers.get_all("Requires-Dist") or [])[:MAX_REQUIREMENTS]:
        try:
            requirement = Requirement(str(text)[:MAX_REQUIREMENT_LENGTH])
            applies = requirement.marker is None or requirement.marker.evaluate(ENVIRONMENT)
        except (ValueError, RecursionError):
            continue  # old metadata has forms that no longer count; what they name is not followed
        if applies:
            found.append(requirement)
    return tuple(found)
