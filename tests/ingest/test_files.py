"""A file is replaced whole: its bytes are on the disk before its name is, and a failure leaves the old one."""

import errno
import os
import stat
from pathlib import Path

import pytest

from ingest.files import replace_file


def test_bytes_reach_the_disk_before_the_name_and_the_name_before_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "retrieval.yaml"
    file.write_bytes(b"old")
    seen: list[tuple[str, int, bytes]] = []

    def fsync(descriptor: int) -> None:
        of = os.fstat(descriptor)
        kind, size = ("folder", 0) if stat.S_ISDIR(of.st_mode) else ("file", of.st_size)
        seen.append((kind, size, file.read_bytes()))

    monkeypatch.setattr(os, "fsync", fsync)
    replace_file(file, b"newer")
    assert seen == [("file", 5, b"old"), ("folder", 0, b"newer")]


def test_a_disk_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "retrieval.yaml"
    file.write_bytes(b"old")

    def fsync(descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="Input/output"):
        replace_file(file, b"newer")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("retrieval.yaml", b"old")]


def test_a_folder_that_cannot_be_synced_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(os, "fsync", fsync)
    replace_file(tmp_path / "new.yaml", b"new")
    assert (tmp_path / "new.yaml").read_bytes() == b"new"


def test_a_file_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "retrieval.yaml"
    file.write_bytes(b"old")
    file.chmod(0o600)
    replace_file(file, b"newer")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
