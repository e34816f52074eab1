"""Built snapshots as files: what is read is what was written, part by part, and nothing else is ever used."""

import os
import random
from pathlib import Path

import pytest

from graph import edges
from graph.canonical import encode_content
from graph.errors import StoreUnavailable
from graph.identity import symbol_key
from graph.records import Content, SymbolKey
from graph.snapshot import Snapshot
from graph.vocabulary import NodeKind
from ingest import kept
from ingest.building import built_snapshot, default_cache
from ingest.kept import NotKept, encode_snapshot, open_snapshot

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def content() -> Content:
    return built_snapshot(ROOT / "seeds", default_cache(ROOT / "seeds")).content


@pytest.fixture(scope="module")
def whole(content: Content) -> bytes:
    return encode_snapshot(content)[1]


@pytest.fixture
def file(whole: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "snapshot.json"
    path.write_bytes(whole)
    return path


def test_a_snapshot_from_a_file_is_the_one_that_was_written(content: Content, file: Path) -> None:
    written, read = Snapshot.of(content), open_snapshot(file)
    assert read.version == written.version
    assert read.longest == written.longest
    assert read.summary == written.summary
    for edge in edges.EDGES:
        assert read.lists[edge.name] == written.lists[edge.name]
        assert dict(read.facets[edge.items.name]) == written.facets[edge.items.name]
        for order in edge.items.orders:
            assert read.positions[edge.items.name][order] == written.positions[edge.items.name][order]
    for kind in NodeKind:
        assert read.nodes[kind] == written.nodes[kind]
    assert dict(read.states) == dict(written.states)
    assert dict(read.evidence) == written.evidence
    assert dict(read.names) == written.names


def test_content_from_a_file_equals_the_content_written(content: Content, file: Path) -> None:
    read = open_snapshot(file).content
    assert read == Content(**{name: getattr(content, name) for name in Content.__dataclass_fields__})
    assert encode_content(read) == encode_content(content)
    assert read != Content()
    with pytest.raises(AttributeError):
        read.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_only_what_is_asked_for_is_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = open_snapshot(file)
    taken = []
    read = os.pread

    def counted(descriptor: int, length: int, start: int) -> bytes:
        taken.append(length)
        return read(descriptor, length, start)

    monkeypatch.setattr(os, "pread", counted)
    assert snapshot.nodes[NodeKind.CONCEPT].get("reranking") is not None
    assert snapshot.depths["reranking"]
    assert len(taken) == 1
    assert sum(taken) < file.stat().st_size / 20
    assert [snapshot.evidence.get(SymbolKey("pkg:pypi/nothing", "nothing:N")), len(snapshot.evidence) > 100] == [
        None,
        True,
    ]
    taken.clear()
    assert snapshot.evidence.get(next(iter(snapshot.evidence))) is not None
    assert taken[-1] < 20_000


def test_a_byte_that_differs_anywhere_makes_the_file_unusable(whole: bytes, tmp_path: Path) -> None:
    chance, path = random.Random(7), tmp_path / "snapshot.json"
    head = whole.index(b"\n")
    for place in [*chance.sample(range(head + 1), 40), *chance.sample(range(head, len(whole)), 40), len(whole) - 1]:
        altered = bytearray(whole)
        altered[place] ^= 1 << chance.randrange(8)
        path.write_bytes(altered)
        with pytest.raises(NotKept):
            open_snapshot(path)


def test_a_file_that_is_cut_or_has_more_is_unusable(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "snapshot.json"
    for altered in (b"", whole[:64], whole[: whole.index(b"\n") + 1], whole[:-1], whole + b" ", b"\n" + whole):
        path.write_bytes(altered)
        with pytest.raises(NotKept):
            open_snapshot(path)


def test_a_file_of_records_of_another_form_is_unusable(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "form_of_records", lambda: "another")
    with pytest.raises(NotKept):
        open_snapshot(file)


def test_a_file_that_is_replaced_or_deleted_is_read_on(file: Path, content: Content) -> None:
    snapshot = open_snapshot(file)
    file.unlink()
    assert snapshot.content.releases == content.releases


def test_bytes_that_are_changed_in_place_are_never_used(file: Path, whole: bytes) -> None:
    snapshot = open_snapshot(file)
    read, unread, *_ = snapshot.evidence
    assert snapshot.evidence[read].symbol == read
    with file.open("r+b") as changed:
        changed.write(whole.translate(bytes.maketrans(b"abc", b"bca")))
    with pytest.raises(StoreUnavailable):
        snapshot.evidence[unread]
    with pytest.raises(StoreUnavailable):
        snapshot.nodes[NodeKind.CONCEPT]
    os.truncate(file, 0)
    with pytest.raises(StoreUnavailable):
        snapshot.content.releases  # noqa: B018


def test_symbols_by_their_keys_are_those_of_the_content(file: Path, content: Content) -> None:
    snapshot = open_snapshot(file)
    expected = {symbol_key(symbol): symbol for symbol in content.symbols}
    assert {key: snapshot.nodes[NodeKind.SYMBOL][key] for key in reversed(expected)} == expected
    assert list(snapshot.symbols) == list(expected)
    assert "pkg:pypi/nowhere#nothing" not in snapshot.symbols
