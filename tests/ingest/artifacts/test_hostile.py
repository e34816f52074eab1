"""What a stranger may put into an artifact: each gives one clear line, within the limits, and nothing is written."""

import gzip
import hashlib
import io
import os
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.artifacts.errors import (
    ArtifactProblem,
    CorruptArtifact,
    OversizedArtifact,
    ReaderFailed,
    UnknownArtifact,
    UnsafeArtifact,
    WrongDigest,
)
from ingest.artifacts.limits import LIMITS
from ingest.artifacts.opening import open_artifact
from ingest.resolver.isolated import ArtifactFile, Reader, resolve_files
from tests.ingest.wheels import metadata, tarball_bytes, wheel_bytes, wheel_name, write_wheel

MEBIBYTE = 1024 * 1024


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], level: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", level) as archive:
        archive.writestr("pkg-1.0.dist-info/METADATA", metadata("pkg", "1.0"))
        for name, data in members:
            archive.writestr(name, data, compress_type=level)
    return out.getvalue()


def tarred(*entries: tuple[tarfile.TarInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for entry, data in entries:
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def zip_link() -> bytes:
    info = zipfile.ZipInfo("pkg/secret.py")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zipped((info, b"/etc/passwd"))


def zip_twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("pkg/a.py", "x = 1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("pkg/a.py", "y = 1")
    return out.getvalue()


def zip_with_wrong_size() -> bytes:
    data = bytearray(zipped(("pkg/__init__.py", b"x = 1\n" * 100)))
    at = data.rfind(b"pkg/__init__.py") - 46  # its entry in the central directory
    data[at + 24 : at + 28] = struct.pack("<I", 5)
    return bytes(data)


def zip_of_a_million() -> bytes:
    """The end record of an archive that announces a million entries in its zip64 directory."""
    return zipped() + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)


def tar_link(kind: bytes) -> bytes:
    entry = tarfile.TarInfo("package/index.d.ts")
    entry.type = kind
    entry.linkname = "/etc/passwd"
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        archive.addfile(entry)
    return out.getvalue()


def announced(name: str, size: int) -> bytes:
    """A tar whose only header announces a size that does not follow."""
    entry = tarfile.TarInfo(name)
    entry.size = size
    return gzip.compress(entry.tobuf() + bytes(1024))


WHEELS: dict[str, tuple[Callable[[], bytes], type[ArtifactProblem], str]] = {
    "no zip": (lambda: b"hello", CorruptArtifact, "not a zip archive"),
    "empty": (lambda: b"", CorruptArtifact, "not a zip archive"),
    "cut off": (lambda: wheel_bytes({"pkg/__init__.py": "x = 1\n" * 1000})[:-40], CorruptArtifact, "not a zip archive"),
    "no metadata": (lambda: wheel_bytes({}, name="other"), CorruptArtifact, "no METADATA"),
    "folders up": (lambda: zipped(("../../etc/x.py", b"")), UnsafeArtifact, "leads outside"),
    "absolute": (lambda: zipped(("/etc/x.py", b"")), UnsafeArtifact, "no plain relative name"),
    "drive": (lambda: zipped(("C:/x.py", b"")), UnsafeArtifact, "no plain relative name"),
    "backslash": (lambda: zipped(("pkg\\..\\x.py", b"")), UnsafeArtifact, "no plain relative name"),
    "control character": (lambda: zipped(("pkg/\x1b[31m.py", b"")), UnsafeArtifact, "no plain relative name"),
    "link": (zip_link, UnsafeArtifact, "is a link"),
    "one name twice": (zip_twice, UnsafeArtifact, "is there twice"),
    "deep": (lambda: zipped(("a/" * 40 + "x.py", b"")), OversizedArtifact, "longer or deeper"),
    "long name": (lambda: zipped(("a" * 600 + ".py", b"")), OversizedArtifact, "longer or deeper"),
    "bomb": (lambda: zipped(("pkg/x.py", b"\n" * (7 * MEBIBYTE))), OversizedArtifact, "times its size"),
    "many": (lambda: zipped(*((f"pkg/{i}", b"") for i in range(LIMITS.entries))), OversizedArtifact, "entries"),
    "a million": (zip_of_a_million, OversizedArtifact, "more than 30000 entries"),
    "wrong size": (zip_with_wrong_size, CorruptArtifact, "cannot be unpacked"),
}
TARBALLS: dict[str, tuple[Callable[[], bytes], type[ArtifactProblem], str]] = {
    "no tar": (lambda: b"hello", CorruptArtifact, "not a gzipped tar"),
    "cut off": (lambda: tarball_bytes({"index.d.ts": "export const a: 1;\n" * 999})[:-60], CorruptArtifact, "not a gz"),
    "no manifest": (lambda: tarred((tarfile.TarInfo("pkg-1.0/setup.py"), b"")), UnknownArtifact, "no package.json"),
    "broken manifest": (
        lambda: tarred((tarfile.TarInfo("package/package.json"), b"{")), CorruptArtifact, "is not JSON",
    ),
    "deep manifest": (
        lambda: tarred((tarfile.TarInfo("package/package.json"), b"[" * 100_000)), CorruptArtifact, "is not JSON",
    ),
    "folders up": (lambda: tarred((tarfile.TarInfo("package/../../x.d.ts"), b"")), UnsafeArtifact, "leads outside"),
    "absolute": (lambda: tarred((tarfile.TarInfo("/etc/x.d.ts"), b"")), UnsafeArtifact, "no plain relative name"),
    "symbolic link": (lambda: tar_link(tarfile.SYMTYPE), UnsafeArtifact, "is a link"),
    "hard link": (lambda: tar_link(tarfile.LNKTYPE), UnsafeArtifact, "is a link"),
    "device": (lambda: tar_link(tarfile.CHRTYPE), UnsafeArtifact, "special file"),
    "bomb": (
        lambda: announced("package/x.bin", LIMITS.unpacked_bytes + 1),
        OversizedArtifact,
        "unpacks to more than",
    ),
    "large source": (
        lambda: announced("package/x.d.ts", LIMITS.source_bytes + 1),
        OversizedArtifact,
        "more than 8388608 bytes",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def reader():
    with Reader() as started:
        yield started


@pytest.mark.parametrize("case", WHEELS)
def test_a_hostile_wheel_gives_one_clear_line(reader: Reader, tmp_path: Path, case: str) -> None:
    make, problem, words = WHEELS[case]
    refused(reader, tmp_path / wheel_name(), make(), problem, words)


@pytest.mark.parametrize("case", TARBALLS)
def test_a_hostile_tarball_gives_one_clear_line(reader: Reader, tmp_path: Path, case: str) -> None:
    make, problem, words = TARBALLS[case]
    refused(reader, tmp_path / "pkg-1.0.0.tgz", make(), problem, words)


def refused(reader: Reader, path: Path, data: bytes, problem: type[ArtifactProblem], words: str) -> None:
    path.write_bytes(data)
    with pytest.raises(problem) as caught:
        reader.resolve(["pkg:x"], [ArtifactFile(path)])
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"{path.name}: ")
    assert "\n" not in str(caught.value)
    assert str(path.parent) not in str(caught.value)
    assert list(path.parent.iterdir()) == [path]


def test_other_bytes_than_the_digest_names_are_not_read(reader: Reader, tmp_path: Path) -> None:
    path = write_wheel(tmp_path, {"pkg/__init__.py": "x = 1"})
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert reader.resolve(["pkg:x"], [ArtifactFile(path, digest)])[0].state == "present"
    with pytest.raises(WrongDigest, match="its SHA-256 is"):
        reader.resolve(["pkg:x"], [ArtifactFile(path, "0" * 64)])


def test_a_file_that_is_refused_is_closed(tmp_path: Path) -> None:
    path = write_wheel(tmp_path, {"pkg/__init__.py": "x = 1"})
    with pytest.raises(WrongDigest) as caught:
        open_artifact(path, "0" * 64)
    opened = [one.resolve() for one in Path("/proc/self/fd").iterdir()]
    assert path not in opened
    assert caught.value.artifact == path.name  # what was raised, and so the frame that opened the file, is still there


@pytest.mark.parametrize("name", ["pkg.zip", "pkg.whl", "pkg-1.0.tar.bz2"])
def test_a_file_that_is_no_artifact_by_its_name_is_refused(reader: Reader, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(wheel_bytes({}))
    with pytest.raises(UnknownArtifact):
        reader.resolve(["pkg:x"], [ArtifactFile(path)])


def test_a_pipe_is_not_waited_for(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / wheel_name()
    os.mkfifo(path)
    with pytest.raises(UnknownArtifact, match="not a regular file"):
        reader.resolve(["pkg:x"], [ArtifactFile(path)])


SOURCES = {
    "parentheses": "x = " + "(" * 5000 + ")" * 5000,
    "minus signs": "x = " + "-" * 200_000 + "1",
    "sums": "x = " + "1 + " * 100_000 + "1",
    "attributes": "x = a" + ".b" * 100_000,
    "indentation": "\n".join("  " * depth + "if 1:" for depth in range(300)),
    "no Python": "def (:\n",
    "zero bytes": "x = 1\0",
    "elses": "if a: pass\n" + "elif b: pass\n" * 20_000,
    "calls": "x = " + "f(" * 4000 + ")" * 4000,
}


@pytest.mark.parametrize("case", SOURCES)
def test_source_that_no_parser_likes_leaves_the_name_undecided(reader: Reader, tmp_path: Path, case: str) -> None:
    source = f"{SOURCES[case]}\n__all__ = x\ndef __getattr__(name): return x[name]\n"
    path = write_wheel(tmp_path, {"pkg/__init__.py": source, "pkg/fine.py": "y = 1"})
    try:
        missing, fine = reader.resolve(["pkg:nothing", "pkg.fine:y"], [ArtifactFile(path)])
    except ReaderFailed as failed:
        assert "fail" in failed.fault  # noqa: PT017 - a parser that dies takes the child with it, not us
    else:
        assert missing.state == "undecided"
        assert fine.state == "present"


LOOPS = {
    "star imports in a circle": {"pkg/__init__.py": "from pkg.a import *", "pkg/a.py": "from pkg import *"},
    "imports in a circle": {"pkg/__init__.py": "from pkg.a import x", "pkg/a.py": "from pkg import x"},
    "inheritance in a circle": {"pkg/__init__.py": "class A(B): ...\nclass B(A): ..."},
    "a function that calls itself": {"pkg/__init__.py": "def __getattr__(name):\n    return __getattr__(name + 'a')"},
    "doubling": {"pkg/__init__.py": "t = 'a'\n" + "t = t + t\n" * 64 + "__all__ = [t]"},
    "growing lists": {"pkg/__init__.py": "t = ['a']\nfor i in t: t.append(i); t.extend(t)\n" + "t.extend(t)\n" * 64},
    "nested loops": {
        "pkg/__init__.py": "t = ['abcdefghij']\n"
        + "".join("    " * d + f"for v{d} in 'abcdefghijabcdefghij':\n" for d in range(20))
        + "    " * 20
        + "t.append('x')\n__all__ = t"
    },
    "wide formats": {"pkg/__init__.py": "__all__ = ['{:>9999999999}'.format(1), '%9999999999d' % 1, 'a' * 10**10]"},
    "a tower": {"pkg/__init__.py": "__all__ = [9**9**9**9, 1 << 10**12]"},
}


@pytest.mark.parametrize("case", LOOPS)
def test_source_that_never_ends_is_given_up(reader: Reader, tmp_path: Path, case: str) -> None:
    path = write_wheel(tmp_path, LOOPS[case])
    found = reader.resolve(["pkg:x", "pkg:A.x"], [ArtifactFile(path)])
    assert not {one.state for one in found} & {"present", "deprecated"}


def test_a_reader_that_takes_too_long_is_ended_and_the_next_request_works(tmp_path: Path) -> None:
    path = write_wheel(tmp_path, {"pkg/__init__.py": "x = 1"})
    with Reader(seconds=0.0) as hasty, pytest.raises(ReaderFailed, match="more than 0 seconds"):
        hasty.resolve(["pkg:x"], [ArtifactFile(path)])
    with Reader() as patient:
        patient.resolve(["pkg:x"], [ArtifactFile(path)])
        process = patient._child._child
        assert process is not None
        process.kill()
        process.wait()
        with pytest.raises(ReaderFailed):
            patient.resolve(["pkg:x"], [ArtifactFile(path)])
        assert patient.resolve(["pkg:x"], [ArtifactFile(path)])[0].state == "present"


def test_nothing_of_the_artifact_runs(tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    path = write_wheel(tmp_path, {"pkg/__init__.py": f"open({str(marker)!r}, 'w')\nx = exec('1')\n"})
    assert resolve_files(["pkg:x"], [ArtifactFile(path)])[0].state == "present"
    assert not marker.exists()
