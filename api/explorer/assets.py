"""What the explorer serves besides pages: its own files, the GraphiQL bundle, and the example queries.

Everything is served from memory, compressed once, under names that hold a hash of the content, so that a browser may
keep it for good. Parts of files are never served: a ``Range`` header is ignored.
"""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import msgspec

STATIC_PATH = "/static/"
BUNDLE_PATH = "/static/graphiql/"
MANIFEST = "manifest.json"
_HERE = Path(__file__).parent
_MAX_EXAMPLES = 24
_IMPORT = re.compile(rb"from '\./([a-z-]+)\.js'")
"""How our modules import each other."""
_MAX_EXAMPLE_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class File:
    """A file in memory, compressed by gzip."""

    media_type: str
    compressed: bytes

    def plain(self) -> bytes:
        """Return the file for a client that takes no gzip."""
        return gzip.decompress(self.compressed)


@dataclass(frozen=True, slots=True)
class Bundle:
    """GraphiQL as ``scripts/build-graphiql`` made it: the page's script and style, and all files by name."""

    script: str
    style: str
    files: Mapping[str, File]


class Example(NamedTuple):
    """A query that a reader may start from; `name` is the file's name without its ending."""

    name: str
    document: str


class _Manifest(msgspec.Struct):
    script: str
    style: str
    files: dict[str, str]


class Assets:
    """The files of the explorer.

    Args:
        bundle: The folder into which GraphiQL is bundled. It may be missing, or appear while the server runs.
        examples: A folder of ``*.graphql`` files that GraphiQL opens as tabs; null for none.
        public_url: The address under which readers reach the site, such as ``https://duramen.example``, for canonical
            links; null where it isn't known.
    """

    def __init__(self, bundle: Path | None = None, examples: Path | None = None, public_url: str | None = None) -> None:
        """Read our own files; the bundle is read when it is first asked for."""
        self.public_url = None if public_url is None else public_url.rstrip("/")
        self.examples = _read_examples(examples)
        self.files, self._addresses = _read_static(_HERE / "static")
        self._bundle_folder = bundle
        self._bundle: Bundle | None = None
        self._manifest_stamp: tuple[int, int] | None = None

    def url(self, name: str) -> str:
        """Return the address of one of our own files; a `KeyError` if there is none of that name."""
        return self._addresses[name]

    def bundle(self) -> Bundle | None:
        """Return GraphiQL, read anew when its manifest has changed; null while there is none that is complete."""
        if self._bundle_folder is None:
            return None
        manifest = self._bundle_folder / MANIFEST
        try:
            status = manifest.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            if stamp != self._manifest_stamp:
                self._bundle = _read_bundle(self._bundle_folder)
                self._manifest_stamp = stamp
        except (OSError, msgspec.MsgspecError):
            # The old bundle stays: pages that readers have open still load its parts.
            return self._bundle
        return self._bundle


def _read_static(folder: Path) -> tuple[dict[str, File], dict[str, str]]:
    files: dict[str, File] = {}
    addresses: dict[str, str] = {}
    for path in _imported_first(sorted(folder.iterdir())):
        body = _with_hashed_imports(path.read_bytes(), addresses) if path.suffix == ".js" else path.read_bytes()
        hashed = f"{path.stem}-{hashlib.sha256(body).hexdigest()[:12]}{path.suffix}"
        files[hashed] = File(_media_type(path), gzip.compress(body, 9, mtime=0))
        addresses[path.name] = STATIC_PATH + hashed
    return files, addresses


def _imported_first(paths: Sequence[Path]) -> Sequence[Path]:
    """Return files in an order in which each module comes after those that it imports."""
    by_name = {path.name: path for path in paths}
    order = TopologicalSorter(
        {path.name: [f"{name.decode()}.js" for name in _IMPORT.findall(path.read_bytes())] for path in paths}
    )
    return [by_name[name] for name in order.static_order()]


def _with_hashed_imports(body: bytes, addresses: Mapping[str, str]) -> bytes:
    """Return a module that imports its neighbours by the names under which they are served."""
    return _IMPORT.sub(lambda match: b"from '" + addresses[f"{match[1].decode()}.js"].encode() + b"'", body)


def _media_type(path: Path) -> str:
    if path.suffix == ".js":
        return "text/javascript; charset=utf-8"
    guessed, _ = mimetypes.guess_type(path.name, strict=False)
    return f"{guessed}; charset=utf-8" if guessed and guessed.startswith("text/") else guessed or "image/svg+xml"


def _read_bundle(folder: Path) -> Bundle:
    manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=_Manifest)
    files = {
        name: File(media_type, (folder / f"{Path(name).name}.gz").read_bytes())
        for name, media_type in manifest.files.items()
    }
    return Bundle(manifest.script, manifest.style, files)


def _read_examples(folder: Path | None) -> Sequence[Example]:
    if folder is None or not folder.is_dir():
        return ()
    paths = [path for path in sorted(folder.glob("*.graphql")) if path.stat().st_size <= _MAX_EXAMPLE_BYTES]
    return tuple(Example(path.stem, path.read_text(encoding="utf-8").strip()) for path in paths[:_MAX_EXAMPLES])
