"""Built snapshots as files: written once, checked as a whole when one is opened, and read part by part when asked for.

The first line is the SHA-256 of a head and the head itself: the version, the form of the records, where each group of
records lies with the SHA-256 of its bytes, and what it would take a walk through all records to know again. Below it
stands the content in canonical form. The file stays open, so it may be replaced or deleted meanwhile; bytes that were
changed in place are never used.
"""

import dataclasses
import enum
import hashlib
import os
import weakref
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Generic, TypeVar, get_type_hints

import msgspec

from graph import edges, records, vocabulary
from graph.canonical import SNAPSHOT_FORMAT, Version, encode_content, version_of_body
from graph.errors import StoreUnavailable
from graph.records import Content, Evidence, ModuleNames, SymbolKey
from graph.snapshot import Known, Snapshot, module_key
from graph.store import Summary

K = TypeVar("K")
R = TypeVar("R")
_CHUNK = 1 << 20
_MAX_HEAD = 1 << 20


class _Section(msgspec.Struct, array_like=True):
    """Where a group of records lies, counted from the first byte below the head."""

    start: int
    length: int
    digest: str


class _Head(msgspec.Struct):
    format: int
    digest: str
    form: str
    sections: dict[str, _Section]
    longest: dict[str, int]
    summary: Summary


class NotKept(Exception):
    """The file is no built snapshot of this form, or is damaged."""


def encode_snapshot(content: Content) -> tuple[Snapshot, bytes]:
    """Return the snapshot of some content, and the bytes of its file.

    Raises:
        ContentError: As `Snapshot.of`.
    """
    body = encode_content(content)
    snapshot = Snapshot.of(content, version_of_body(body))
    head = msgspec.json.encode(
        _Head(
            SNAPSHOT_FORMAT,
            snapshot.version.digest,
            form_of_records(),
            _sections(body),
            dict(snapshot.longest),
            snapshot.summary,
        )
    )
    return snapshot, b"%s %s\n%s" % (hashlib.sha256(head).hexdigest().encode(), head, body)


def open_snapshot(path: Path) -> Snapshot:
    """Return the snapshot that a file holds; of its records only those are read that are asked for.

    Cost: one reading of the file for its digest.

    Raises:
        NotKept: If the file cannot be used.
        OSError: If it cannot be read.
    """
    file = _File(path)
    head, start = _head_of(file)
    if head.format != SNAPSHOT_FORMAT or head.form != form_of_records() or file.digest_from(start) != head.digest:
        raise NotKept
    content = _KeptContent(file, start, head.sections)
    known = Known(
        longest=head.longest,
        summary=head.summary,
        evidence=_Shelf(
            content.section("evidence"), Evidence, _EvidenceKey, lambda key: SymbolKey(key.package, key.ref)
        ),
        names=_Shelf(content.section("names"), ModuleNames, _NamesKey, module_key),
    )
    return Snapshot(content, Version(head.format, head.digest), known)


def form_of_records() -> str:
    """Return a digest of what records, enumerations and edges there are: a file of another form is never read."""
    shapes: list[object] = [edge.name for edge in edges.EDGES]
    for name, kind in sorted({**vars(vocabulary), **vars(records)}.items()):
        if isinstance(kind, type) and issubclass(kind, enum.Enum):
            shapes.append((name, [str(member.value) for member in kind]))
        elif dataclasses.is_dataclass(kind) or hasattr(kind, "_fields"):
            shapes.append((name, sorted((one, str(of)) for one, of in kind.__annotations__.items())))
    return hashlib.sha256(repr(shapes).encode()).hexdigest()


def _sections(body: bytes) -> dict[str, _Section]:
    found, at = {}, 1
    for name, raw in msgspec.json.decode(body, type=dict[str, msgspec.Raw]).items():
        at += len(f'"{name}":')
        view = memoryview(raw)
        found[name] = _Section(at, view.nbytes, hashlib.sha256(view).hexdigest())
        at += view.nbytes + 1
    return found


def _head_of(file: "_File") -> tuple[_Head, int]:
    line, end, _ = file.read(0, _MAX_HEAD).partition(b"\n")
    digest, _, head = line.partition(b" ")
    if not end or digest != hashlib.sha256(head).hexdigest().encode():
        raise NotKept
    try:
        return msgspec.json.decode(head, type=_Head), len(line) + 1
    except msgspec.MsgspecError:
        raise NotKept from None


class _File:
    """A file that stays open until nothing reads from it any more."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        weakref.finalize(self, os.close, self._descriptor)

    def read(self, start: int, length: int) -> bytes:
        return os.pread(self._descriptor, length, start)

    def digest_from(self, start: int) -> str:
        total = hashlib.sha256()
        while chunk := self.read(start, _CHUNK):
            total.update(chunk)
            start += len(chunk)
        return total.hexdigest()


class _Part:
    """The bytes of one group of records."""

    def __init__(self, file: _File, base: int, section: _Section) -> None:
        self._file = file
        self._start = base + section.start
        self._section = section

    def whole(self) -> bytes:
        found = self._file.read(self._start, self._section.length)
        if hashlib.sha256(found).hexdigest() != self._section.digest:
            raise _changed()
        return found

    def cut(self, start: int, length: int) -> bytes:
        return self._file.read(self._start + start, length)


def _changed() -> StoreUnavailable:
    return StoreUnavailable("the built snapshot was changed while it was served")


class _KeptContent(Content):
    """Content whose groups of records are read from the file when they are first asked for."""

    __slots__ = ("_base", "_file", "_sections")

    def __init__(self, file: _File, base: int, sections: Mapping[str, _Section]) -> None:
        object.__setattr__(self, "_file", file)
        object.__setattr__(self, "_base", base)
        object.__setattr__(self, "_sections", sections)

    def section(self, name: str) -> _Part:
        return _Part(self._file, self._base, self._sections[name])

    def __getattr__(self, name: str) -> Any:
        """Read a group; Python asks here only for what is not there yet."""
        if name not in Content.__dataclass_fields__:
            raise AttributeError(name)
        found = msgspec.json.decode(self.section(name).whole(), type=_types_of_groups()[name])
        object.__setattr__(self, name, found)
        return found

    def __eq__(self, other: object) -> bool:
        """Compare as content does, wherever the other one comes from."""
        if not isinstance(other, Content):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in Content.__dataclass_fields__)

    __hash__ = Content.__hash__


def _types_of_groups() -> Mapping[str, Any]:
    return get_type_hints(Content)


class _EvidenceKey(msgspec.Struct):
    package: str
    ref: str


class _NamesKey(msgspec.Struct):
    package: str
    module: str


class _Shelf(Mapping[K, R], Generic[K, R]):
    """The records of one group by key, read one at a time: an index of numbers stands for a hundred thousand objects.

    A record read is the one that was written: its bytes must have the checksum that they had when the index was made.
    """

    def __init__(self, part: _Part, record: type[R], key: type, key_of: Callable[[Any], K]) -> None:
        """Find records of this type; `key` is a type with the fields that `key_of` makes a record's key from."""
        self._part = part
        self._key = key
        self._key_of = key_of
        self._decoder = msgspec.json.Decoder(record)
        self._index: _Index | None = None

    def __getitem__(self, key: K) -> R:
        """Return a record; cost: a search among sorted numbers, and the reading of one record."""
        index = self._index or self._indexed()
        wanted = hash(key)
        at = bisect_left(index.hashes, wanted)
        while at < len(index.hashes) and index.hashes[at] == wanted:
            record = self._read(index, index.places[at])
            if self._key_of(record) == key:
                return record
            at += 1
        raise KeyError(key)

    def __iter__(self) -> Iterator[K]:
        """Return the keys in the order of the records."""
        keys: list[Any] = msgspec.json.decode(self._part.whole(), type=list[self._key])  # type: ignore[name-defined]
        return map(self._key_of, keys)

    def __len__(self) -> int:
        """Return the number of records."""
        return len((self._index or self._indexed()).hashes)

    def _read(self, index: "_Index", place: int) -> R:
        start = index.starts[place]
        found = self._part.cut(start, index.starts[place + 1] - start - 1)
        if zlib.crc32(found) != index.checksums[place]:
            raise _changed()
        return self._decoder.decode(found)

    def _indexed(self) -> "_Index":
        whole = self._part.whole()
        raws = msgspec.json.decode(whole, type=list[msgspec.Raw])
        starts = array("Q", accumulate((memoryview(raw).nbytes + 1 for raw in raws), initial=1))
        del raws
        view = memoryview(whole)
        checksums = array("L", (zlib.crc32(view[start : end - 1]) for start, end in pairwise(starts)))
        keys = msgspec.json.decode(whole, type=list[self._key])  # type: ignore[name-defined]
        order = sorted((hash(self._key_of(key)), place) for place, key in enumerate(keys))
        index = _Index(
            starts, checksums, array("q", (one for one, _ in order)), array("L", (place for _, place in order))
        )
        self._index = index
        return index


@dataclasses.dataclass(frozen=True, slots=True)
class _Index:
    """Where records start and their checksums, in their order; and by sorted hash of their keys, which is where."""

    starts: "array[int]"
    checksums: "array[int]"
    hashes: "array[int]"
    places: "array[int]"
