"""Opens a stranger's file: a regular one inside the project, of bounded size, as text with plain ends of lines."""

import codecs
import contextlib
import os
import re
import stat
from pathlib import Path

from graph.dependencies import ManifestProblemCode
from ingest.manifests.collecting import Unreadable

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*(?:latin-1|iso-8859-1|iso-8859-15|cp1252|windows-1252)\b")
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_ENDS = re.compile(r"\r\n?")


def project_of(path: Path) -> Path:
    """Return the folder that the files of a project lie in: its repository, or else where the path is itself.

    What a manifest includes is read inside of it only.
    """
    place = path.absolute()
    folder = resolved(place if is_folder(path) else place.parent)
    with contextlib.suppress(OSError):  # a folder above that is not for us
        for one in (folder, *folder.parents):
            if (one / ".git").exists():
                return one
    return folder


def is_folder(path: Path) -> bool:
    """Tell whether a path is a folder that can be looked at, or leads to one."""
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a name that is too long, a folder above that is not for us
        return False


def resolved(path: Path) -> Path:
    """Return a path without links; as it is where there is no such path, which is told when it is opened."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name that is too long
        return path.absolute()


def read_bytes(path: Path, project: Path, limit: int) -> bytes:
    """Read a regular file that lies inside of a project, also by way of its links, of up to `limit` bytes.

    Raises:
        Unreadable: If it is not there, something else than a file, outside, or too large; it is never waited for.
    """
    try:
        real = path.resolve()
        if not real.is_relative_to(project):
            raise Unreadable(ManifestProblemCode.OUTSIDE, "leads outside of the project and is not read")
        descriptor = os.open(real, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError as error:
        raise Unreadable(ManifestProblemCode.NOT_FOUND, "there is no such file") from error
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, a name with NUL, no permission, a socket
        raise Unreadable(ManifestProblemCode.NOT_A_FILE, "cannot be opened as a file") from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(ManifestProblemCode.NOT_A_FILE, "is not a regular file")
        if status.st_size > limit:
            raise too_large(limit)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            body = file.read(limit + 1)
    finally:
        os.close(descriptor)
    if len(body) > limit:  # it grew
        raise too_large(limit)
    return body


def too_large(limit: int) -> Unreadable:
    """Return the error that a file has more than so many bytes."""
    return Unreadable(ManifestProblemCode.TOO_LARGE, f"has more than {limit} bytes and is not read")


def text_of(body: bytes | str) -> str:
    """Decode UTF-8, or UTF-16 with a mark as Windows writes it, and make each end of a line a newline.

    Raises:
        Unreadable: If it is binary or in another encoding, at the first line that shows it.
    """
    text = body if isinstance(body, str) else _decoded(body)
    text = _ENDS.sub("\n", text.removeprefix("\ufeff"))
    found = _NO_TEXT.search(text)
    if found is not None:
        line = text.count("\n", 0, found.start()) + 1
        raise Unreadable(ManifestProblemCode.NOT_TEXT, "is binary: it holds NUL or half a character", line)
    return text


def _decoded(body: bytes) -> str:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _decoded_as(body[len(mark) :], encoding)
    if any(_COOKIE.match(line) for line in body.split(b"\n", 2)[:2]):
        return body.decode("cp1252", "replace")
    return _decoded_as(body, "utf-8")


def _decoded_as(body: bytes, encoding: str) -> str:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body.count("\n".encode(encoding), 0, error.start) + 1
        raise Unreadable(ManifestProblemCode.NOT_TEXT, f"is not text in {encoding.upper()}", line) from error
