"""Built snapshots as files: written once, checked as a whole when one is opened, and read part by part when asked for.

The first line is the SHA-256 of a head and the head itself: the version, the form of the records, where each group of
records lies with the SHA-256 of its bytes, and what it would take a walk through all records to know again. Below it
stands the content in canonical form, and below that an index of each group whose records are read one by one. The file
stays open, so it may be replaced or deleted meanwhile; bytes that were changed in place are never used.
"""

import dataclasses
import enum
import hashlib
import os
import sys
import weakref
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar, get_args, get_type_hints

import msgspec

from graph import edges, records, vocabulary
from graph.canonical import SNAPSHOT_FORMAT, Version, encode_content, version_of_body
from graph.errors import StoreUnavailable
from graph.identity import symbol_key
from graph.lazy_content import LazyContent
from graph.records import Content, Evidence, ModuleNames, Symbol, SymbolKey
from graph.snapshot import Known, Snapshot, module_key
from graph.store import Summary

K = TypeVar("K", bound=str | tuple[str, ...])
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
    length: int
    sections: dict[str, _Section]
    indexes: dict[str, _Section]
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
    sections = _sections(body)
    indexes, tail = {}, b""
    for name, shelved in _SHELVED.items():
        section = sections[name]
        index = shelved.indexed(body[section.start : section.start + section.length])
        indexes[name] = _Section(len(body) + len(tail), len(index), hashlib.sha256(index).hexdigest())
        tail += index
    head = msgspec.json.encode(
        _Head(
            SNAPSHOT_FORMAT,
            snapshot.version.digest,
            form_of_records(),
            len(body),
            sections,
            indexes,
            dict(snapshot.longest),
            snapshot.summary,
        )
    )
    return snapshot, b"%s %s\n%s%s" % (hashlib.sha256(head).hexdigest().encode(), head, body, tail)


def open_snapshot(path: Path) -> Snapshot:
    """Return the snapshot that a file holds; of its records only those are read that are asked for.

    Cost: one reading of the file for its digest.

    Raises:
        NotKept: If the file cannot be used.
        OSError: If it cannot be read.
    """
    file = _File(path)
    head, start = _head_of(file)
    size = start + head.length + sum(index.length for index in head.indexes.values())
    fits = head.format == SNAPSHOT_FORMAT and head.form == form_of_records() and file.size() == size
    if not fits or file.digest(start, head.length) != head.digest:
        raise NotKept
    content = _KeptContent(file, start, head.sections)
    indexes = {name: _Part(file, start, section) for name, section in head.indexes.items()}
    try:
        shelves: dict[str, _Shelf[Any, Any]] = {
            name: _Shelf(content.section(name), shelved, _Index.read(indexes[name].whole()))
            for name, shelved in _SHELVED.items()
        }
    except StoreUnavailable:
        raise NotKept from None
    known = Known(
        longest=head.longest,
        summary=head.summary,
        symbols=shelves["symbols"],
        evidence=shelves["evidence"],
        names=shelves["names"],
    )
    return Snapshot(content, Version(head.format, head.digest), known)


def form_of_records() -> str:
    """Return a digest of what records, enumerations and edges there are: a file of another form is never read."""
    shapes: list[object] = [sys.byteorder, *_SHELVED, *(edge.name for edge in edges.EDGES)]
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

    def size(self) -> int:
        return os.fstat(self._descriptor).st_size

    def digest(self, start: int, length: int) -> str:
        total, end = hashlib.sha256(), start + length
        while chunk := self.read(start, min(_CHUNK, end - start)):
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


class _KeptContent(LazyContent):
    """Content whose groups of records are read from the file when they are first asked for."""

    __slots__ = ("_base", "_file", "_sections", "_shared")

    def __init__(self, file: _File, base: int, sections: Mapping[str, _Section]) -> None:
        super().__init__()
        object.__setattr__(self, "_file", file)
        object.__setattr__(self, "_base", base)
        object.__setattr__(self, "_sections", sections)
        object.__setattr__(self, "_shared", {})

    def section(self, name: str) -> _Part:
        return _Part(self._file, self._base, self._sections[name])

    def _group(self, name: str) -> tuple[Any, ...]:
        record = get_args(get_type_hints(Content)[name])[0]
        raws = msgspec.json.decode(self.section(name).whole(), type=list[msgspec.Raw])
        read = msgspec.json.Decoder(record).decode
        # one by one, so that other threads get their turn meanwhile
        return tuple(self._with_shared_texts(read(raw)) for raw in raws)

    def _with_shared_texts(self, record: Any) -> Any:
        """Let a record have the same objects for what it refers to as the others: there are few, and many records."""
        shared = self._shared
        package = getattr(record, "package", None)
        if package is not None:
            object.__setattr__(record, "package", shared.setdefault(package, package))
        elif type(record) is records.Mapping:
            object.__setattr__(record, "framework", shared.setdefault(record.framework, record.framework))
            object.__setattr__(record, "concept", shared.setdefault(record.concept, record.concept))
            symbols = tuple(SymbolKey(shared.setdefault(one.package, one.package), one.ref) for one in record.symbols)
            object.__setattr__(record, "symbols", symbols)
        return record


class _SymbolKey(msgspec.Struct):
    package: str
    ref: str


class _NamesKey(msgspec.Struct):
    package: str
    module: str


class _Shelved(NamedTuple):
    """How the records of a group are told apart: a type with the fields that `key_of` makes a record's key from."""

    record: type
    key: type
    key_of: Callable[[Any], Any]

    def keys(self, group: bytes) -> Iterator[Any]:
        """Return the keys of all records of a group, in their order."""
        found: list[Any] = msgspec.json.decode(group, type=list[self.key])  # type: ignore[name-defined]
        return map(self.key_of, found)

    def indexed(self, group: bytes) -> bytes:
        """Return the index of a group."""
        raws = msgspec.json.decode(group, type=list[msgspec.Raw])
        starts = array(_NUMBERS, accumulate((memoryview(raw).nbytes + 1 for raw in raws), initial=1))
        checksums = array(_NUMBERS, map(zlib.crc32, raws))
        order = sorted((_mark(key), place) for place, key in enumerate(self.keys(group)))
        marks = array(_NUMBERS, (mark for mark, _ in order))
        return _Index(starts, checksums, marks, array(_NUMBERS, (place for _, place in order))).written()


_SHELVED = {
    "symbols": _Shelved(Symbol, _SymbolKey, symbol_key),
    "evidence": _Shelved(Evidence, _SymbolKey, lambda one: SymbolKey(one.package, one.ref)),
    "names": _Shelved(ModuleNames, _NamesKey, module_key),
}
_NUMBERS = "Q"
_READ_LATELY = 4096
"""Records of a group that stay decoded: an answer asks for each more than once."""


def _mark(key: str | tuple[str, ...]) -> int:
    """Return a number that stands for a key, the same in every process; two keys may have one."""
    text = key if isinstance(key, str) else "\n".join(key)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


class _Index(NamedTuple):
    """Where records start and their checksums, in their order; and by sorted marks of their keys, which is where."""

    starts: "array[int]"
    checksums: "array[int]"
    marks: "array[int]"
    places: "array[int]"

    def written(self) -> bytes:
        """Return the bytes that `read` reads."""
        return b"".join(numbers.tobytes() for numbers in self)

    @classmethod
    def read(cls, written: bytes) -> "_Index":
        """Read an index."""
        numbers = array(_NUMBERS, written)
        count = len(numbers) // 4  # there is one start more than there are records
        return cls(numbers[: count + 1], *(numbers[at * count + 1 : (at + 1) * count + 1] for at in (1, 2, 3)))


class _Shelf(Mapping[K, R], Generic[K, R]):
    """The records of one group by key, read one at a time: an index of numbers stands for a hundred thousand objects.

    A record read is the one that was written: its bytes must have the checksum that the index says.
    """

    def __init__(self, part: _Part, shelved: _Shelved, index: _Index) -> None:
        """Find the records of a part of the file."""
        self._part = part
        self._shelved = shelved
        self._index = index
        self._decoder: msgspec.json.Decoder[R] = msgspec.json.Decoder(shelved.record)
        self._read_lately = lru_cache(maxsize=_READ_LATELY)(self._read)

    def __getitem__(self, key: K) -> R:
        """Return a record; cost: a search among sorted numbers, and the reading of one record."""
        marks, wanted = self._index.marks, _mark(key)
        at = bisect_left(marks, wanted)
        while at < len(marks) and marks[at] == wanted:
            record = self._read_lately(self._index.places[at])
            if self._shelved.key_of(record) == key:
                return record
            at += 1
        raise KeyError(key)

    def __iter__(self) -> Iterator[K]:
        """Return the keys in the order of the records."""
        return self._shelved.keys(self._part.whole())

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self._index.marks)

    def _read(self, place: int) -> R:
        start, end = self._index.starts[place : place + 2]
        found = self._part.cut(start, end - start - 1)
        if zlib.crc32(found) != self._index.checksums[place]:
            raise _changed()
        return self._decoder.decode(found)
