"""`duramen fmt`: which files are written, what --check lists, and the exit codes."""

import os
from pathlib import Path

import pytest

from tests.cli.running import duramen
from tests.ingest.small_content import RETRIEVAL


def test_check_lists_files_and_changes_nothing(seeds: Path) -> None:
    before = {path: path.read_bytes() for path in seeds.rglob("*.yaml")}
    ended = duramen("fmt", "--check")
    assert ended.code == 1
    assert "seeds/families/retrieval.yaml" in ended.out.splitlines()
    assert {path: path.read_bytes() for path in seeds.rglob("*.yaml")} == before


def test_the_second_time_there_is_nothing_to_do(seeds: Path) -> None:
    assert duramen("fmt").code == 0
    again = duramen("fmt", "--check")
    assert (again.code, again.out) == (0, "")
    assert again.err == "14 files: 0 would be formatted, 0 left alone because they are broken\n"
    assert duramen("check").code == 0


def test_only_the_files_named_are_written(seeds: Path) -> None:
    for name in ("concepts/embedding.yaml", RETRIEVAL):
        (seeds / name).write_text((seeds / name).read_text().replace("kind: component", "kind:   component"))
    ended = duramen("fmt", seeds / RETRIEVAL)
    assert ended.out.splitlines() == ["seeds/concepts/retrieval.yaml"]
    assert "kind:   component" in (seeds / "concepts/embedding.yaml").read_text()


def test_a_broken_file_is_left_alone_and_named(seeds: Path) -> None:
    (seeds / RETRIEVAL).write_text("name: [\n")
    ended = duramen("fmt", seeds / "concepts")
    assert ended.code == 1
    assert "seeds/concepts/retrieval.yaml:2:1: error[DUR119]" in ended.err
    assert (seeds / RETRIEVAL).read_text() == "name: [\n"


def test_links_and_pipes_are_not_touched(seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text("name:   x\n")
    (seeds / RETRIEVAL).unlink()
    (seeds / RETRIEVAL).symlink_to(tmp_path / "outside.yaml")
    os.mkfifo(seeds / "concepts/pipe.yaml")
    ended = duramen("fmt")
    assert ended.code == 1
    assert ended.err.count("cannot be read") == 2
    assert (tmp_path / "outside.yaml").read_text() == "name:   x\n"


def test_the_mode_of_a_file_stays(seeds: Path) -> None:
    (seeds / "families/retrieval.yaml").chmod(0o640)
    assert duramen("fmt").code == 0
    assert (seeds / "families/retrieval.yaml").stat().st_mode & 0o777 == 0o640
    assert [path.name for path in (seeds / "families").iterdir() if not path.name.endswith(".yaml")] == []


def test_a_file_that_is_no_content_is_wrong_usage(seeds: Path) -> None:
    (seeds / "README.md").write_text("# Content\n")
    ended = duramen("fmt", seeds / "README.md")
    assert (ended.code, ended.err) == (2, "error: seeds/README.md is not a content file\n")


def test_a_missing_folder_is_wrong_usage(seeds: Path) -> None:
    ended = duramen("fmt", "--check", "--seeds", "nowhere")
    assert (ended.code, ended.err) == (2, "error: nowhere: there is no such folder\n")


def test_a_full_disk_is_one_line_and_leaves_the_file(seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = seeds / "concepts" / "retrieval.yaml"
    path.write_bytes(path.read_bytes() + b"\n")
    before = path.read_bytes()
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    ended = duramen("fmt", path)
    assert (ended.code, path.read_bytes()) == (2, before)
    assert ended.err == "error: seeds/concepts/retrieval.yaml: cannot be written: no space left on device\n"
