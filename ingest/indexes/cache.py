"""What indexes said and published, kept on disk: pages by package, artifacts by digest. Writes are atomic.

The folder is one user's own and may be deleted at any time; what is read from it is checked like what comes from the
network: artifacts against their digest by the resolver, pages by the parser of their form.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec


class KeptPage(msgspec.Struct):
    """An answer of an index: its body, the day it was read (ISO), and what makes the next request conditional."""

    read_on: str
    body: str
    url: str = ""
    etag: str | None = None


class IndexCache:
    """The cache below one folder, made when something is first kept."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`."""
        self.folder = folder

    def page(self, index: str, package: str) -> KeptPage | None:
        """Return what was kept about a package; null where there is nothing that can be read."""
        try:
            return msgspec.json.decode(self._page(index, package).read_bytes(), type=KeptPage)
        except (OSError, msgspec.MsgspecError):
            return None

    def keep_page(self, index: str, package: str, page: KeptPage) -> None:
        """Keep an answer in place of the one before."""
        path = self._page(index, package)
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished(path) as part:
            part.write_bytes(msgspec.json.encode(page))

    def artifact(self, sha256: str, filename: str) -> Path:
        """Return where the artifact with this digest is kept, whether it is there or not."""
        return self.folder / "artifacts" / sha256[:64] / Path(filename).name

    def parts(self, sha256: str, filename: str) -> Path:
        """Return where an artifact is kept of which only parts were read."""
        return self.folder / "parts" / sha256[:64] / Path(filename).name

    def discard(self, path: Path) -> None:
        """Remove an artifact from the cache; a path outside stays."""
        if path.is_relative_to(self.folder):
            path.unlink(missing_ok=True)
            with suppress(OSError):  # another file has the same digest, or the folder is gone already
                path.parent.rmdir()

    def _page(self, index: str, package: str) -> Path:
        name = hashlib.sha256(f"{index} {package}".encode()).hexdigest()
        return self.folder / "pages" / f"{name}.json"


@contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`, and put it in its place when all went well."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    os.close(handle)
    part = Path(name)
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
