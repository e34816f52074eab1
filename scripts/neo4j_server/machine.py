"""What all parts use: problems to tell the user, progress, the folder that everything is kept in, and its locks."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Problem(Exception):
    """Something that the user can act on; the message is one line, `code` the exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        """Keep the exit code."""
        super().__init__(message)
        self.code = code


def home() -> Path:
    """Return the folder for jars and instances: ``$DURAMEN_NEO4J_HOME``, else one in the user's cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("DURAMEN_NEO4J_HOME") or cache / "duramen" / "neo4j").absolute()


def say(text: str) -> None:
    """Tell the user about progress; results alone go to standard output."""
    sys.stderr.write(f"neo4j: {text}\n")


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold an exclusive lock on a file; the server never inherits it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
