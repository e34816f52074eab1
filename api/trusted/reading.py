"""Lists of documents as build tools write them: a JSON map, Apollo's manifest, or a folder of GraphQL files.

They are the operator's own, and read as strictly as what strangers send: what is wrong is told with file and document.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.strict_json import JsonLimits, NotStrictJson, read_json

MOST_BYTES = 16 * 1024 * 1024
"""Of one file of a list, and of all files of a folder together."""
MOST_DOCUMENTS = 10_000
_LIMITS = JsonLimits(depth=8, keys=100_000)
_APOLLO = "apollo-persisted-query-manifest"
_ENDINGS = frozenset({".graphql", ".gql"})


class UnusableDocuments(Exception):
    """A list cannot be used; `lines` says what is wrong, one problem a line."""

    def __init__(self, lines: list[str]) -> None:
        """Keep the lines."""
        super().__init__(lines[0])
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of a list: its identifier, where it comes from, and its text."""

    identifier: str
    file: Path
    text: str

    @property
    def place(self) -> str:
        """Where it is, as errors name it."""
        if self.file.suffix in _ENDINGS:
            return str(self.file)
        return f"{self.file}: document {self.identifier[:80]!r}"


def read_documents(path: Path) -> list[Listed]:
    """Return the documents of a list, in its order; of a folder sorted by file.

    Args:
        path: A folder with ``*.graphql`` files, each named by its name without ending, or a JSON file: an object from
            identifiers to documents, as Relay and GraphQL Code Generator write it, or Apollo's manifest of version 1.

    Raises:
        UnusableDocuments: If it is none of these, is too large, holds nothing, or gives one identifier twice.
    """
    try:
        found = list(_of_folder(path) if path.is_dir() else _of_file(path))
    except OSError as error:
        raise UnusableDocuments([f"{path}: {(error.strerror or 'it cannot be read').lower()}"]) from None
    if not found:
        raise UnusableDocuments([f"{path}: there is no document in it"])
    if len(found) > MOST_DOCUMENTS:
        raise UnusableDocuments([f"{path}: there are more than {MOST_DOCUMENTS} documents in it"])
    first: dict[str, Listed] = {}
    for one in found:
        other = first.setdefault(one.identifier, one)
        if other is not one:
            raise UnusableDocuments([f"{one.place}: {other.place} has the same name"])
    return found


def _of_folder(folder: Path) -> Iterator[Listed]:
    read = 0
    for file in sorted(folder.rglob("*")):
        if file.suffix in _ENDINGS and file.is_file():
            text = _text(file)
            read += len(text.encode())
            if read > MOST_BYTES:
                raise UnusableDocuments([f"{folder}: its documents have more than {MOST_BYTES} bytes"])
            yield Listed(file.stem, file, text)


def _of_file(file: Path) -> Iterator[Listed]:
    try:
        found = read_json(_text(file), _LIMITS)
    except NotStrictJson as error:
        raise UnusableDocuments([f"{file}: {error}"]) from None
    if not isinstance(found, dict):
        raise UnusableDocuments([f"{file}: it is not a JSON object"])
    pairs = _of_manifest(file, found) if found.get("format") == _APOLLO else found.items()
    for identifier, text in pairs:
        if not isinstance(text, str):
            raise UnusableDocuments([f"{file}: document {identifier[:80]!r} is not a text"])
        yield Listed(identifier, file, text)


def _of_manifest(file: Path, found: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    operations = found.get("operations")
    if found.get("version") != 1 or not isinstance(operations, list):
        raise UnusableDocuments([f"{file}: a manifest has version 1 and a list of operations"])
    for number, one in enumerate(operations, start=1):
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            raise UnusableDocuments([f"{file}: operation {number} has no id"])
        yield one["id"], one.get("body")


def _text(file: Path) -> str:
    with file.open("rb") as opened:
        raw = opened.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise UnusableDocuments([f"{file}: it has more than {MOST_BYTES} bytes"])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise UnusableDocuments([f"{file}: it is not UTF-8"]) from None
