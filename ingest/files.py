"""Writing files of the content: whole or not at all."""

import os
import threading
from pathlib import Path

NEW_FILE_MODE = 0o644


def replace_file(path: Path, body: bytes) -> None:
    """Write a file by way of an unfinished one, whose name is not taken for content; an old one keeps its mode.

    Raises:
        OSError: If the folder cannot be written or the disk is full; the old file is whole then.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.~")
    try:
        unfinished.write_bytes(body)
        unfinished.chmod(path.stat().st_mode & 0o777 if path.exists() else NEW_FILE_MODE)
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
