"""Writing files of the content: whole or not at all."""

import contextlib
import os
import threading
from pathlib import Path

NEW_FILE_MODE = 0o644


def replace_file(path: Path, body: bytes) -> None:
    """Write a file by way of an unfinished one, whose name is not taken for content; an old one keeps its mode.

    The bytes are on the disk before the name is, and the name is when this returns: after a power cut the file is the
    old one or the new one, never an empty one.

    Raises:
        OSError: If the folder cannot be written or the disk is full; the old file is whole then.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.~")
    try:
        with unfinished.open("wb") as file:
            file.write(body)
            file.flush()
            unfinished.chmod(path.stat().st_mode & 0o777 if path.exists() else NEW_FILE_MODE)
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk, where its file system can do that."""
    with contextlib.suppress(OSError):  # the file is whole without: a power cut may only bring back the old one
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
