"""`duramen explain-code`: files and standard input, and one line for what is no file of code."""

import io
import json
import os
from pathlib import Path

import pytest

from graph.snapshot import Snapshot
from tests.cli.running import duramen
from tests.contents import small_content


@pytest.fixture(autouse=True)
def small_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build nothing: the small content stands for whatever the folder holds."""
    monkeypatch.setattr("ingest.building.built_snapshot", lambda _seeds, _cache: Snapshot.of(small_content()))


def test_a_tutorial_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "tutorial.py"
    file.write_text("from old.chains import QA\n")
    out = duramen("explain-code", file).out
    assert "old.chains.QA" in out
    assert "haystack.retrievers:Retriever took its place." in out
    monkeypatch.setattr("sys.stdin", io.StringIO("from old.chains import QA"))
    assert json.loads(duramen("explain-code", "-", "--format", "json").out)["imports"][0]["knowledge"] == "MAPPED"


def test_what_is_no_file_of_code_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "long.py").write_text("#" * 50_000)
    os.mkfifo(tmp_path / "fifo")
    for name in ("binary", "long.py", "fifo", "nowhere", "."):
        ended = duramen("explain-code", tmp_path / name)
        assert (ended.code, ended.out) == (2, "")
        assert len(ended.err.splitlines()) == 1
    ended = duramen("explain-code", tmp_path / "binary", "--as-of", "yesterday")
    assert ended.code == 2
    assert "YYYY-MM-DD" in ended.err


def test_a_file_that_is_too_long_is_called_that_wherever_it_is_cut(tmp_path: Path) -> None:
    for before in ("", "#"):
        (tmp_path / "long.py").write_text(before + "é" * 30_000, encoding="utf-8")
        ended = duramen("explain-code", tmp_path / "long.py")
        assert (ended.code, "has more than 48 KiB" in ended.err) == (2, True)


def test_a_text_without_imports_is_called_that(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Nothing is imported.\n")
    assert duramen("explain-code", tmp_path / "notes.txt").out == "No import of Python or JavaScript was seen.\n"
