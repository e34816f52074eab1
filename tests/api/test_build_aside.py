"""A snapshot that must be built is built by another process: this one stays as small as if it had been there."""

from pathlib import Path

import pytest

from api.build_aside import snapshot_built_aside
from ingest import building
from ingest.building import built_snapshot
from ingest.errors import BrokenContent, ContentProblem, NoContent
from tests.ingest.small_content import RETRIEVAL, good_files, write


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return write(tmp_path / "seeds", good_files())


def test_content_is_read_by_the_other_process(seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("read here")

    expected = built_snapshot(seeds, tmp_path / "other")
    monkeypatch.setattr(building, "_load", refuse)
    made = snapshot_built_aside(seeds, tmp_path / "cache" / "deeper")
    assert (made.version, made.content) == (expected.version, expected.content)
    assert snapshot_built_aside(seeds, tmp_path / "cache" / "deeper").version == expected.version


def test_broken_content_is_told_in_the_same_words(seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (seeds / RETRIEVAL).write_text("name: [\n")
    monkeypatch.chdir(seeds.parent)
    with pytest.raises(BrokenContent) as here:
        built_snapshot(Path("seeds"), tmp_path / "cache")
    with pytest.raises(ContentProblem) as aside:
        snapshot_built_aside(Path("seeds"), tmp_path / "cache")
    assert aside.value.lines() == here.value.lines() != []


def test_no_content_is_told_as_ever(tmp_path: Path) -> None:
    with pytest.raises(NoContent):
        snapshot_built_aside(tmp_path / "nothing", tmp_path / "cache")


def test_where_nothing_can_be_kept_it_is_built_here(seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert snapshot_built_aside(seeds, tmp_path / "file" / "cache").summary.counts
