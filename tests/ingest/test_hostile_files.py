"""Hostile files: each gives a message and no traceback, and a child process with limits reads it to the end."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import tree
from ingest.diagnostics import Severity
from tests.ingest.small_content import RETRIEVAL, found, good_files, write

ROOT = Path(__file__).resolve().parents[2]
MAX_MEMORY_BYTES = 200 * 1024 * 1024
MAX_CPU_SECONDS = 30  # a guard against hanging: all of them take little more than one, on a slow machine ten
HALF = 128 * 1024
# A process counts the memory of the one that it was forked from as its own, so a small one stands between.
MEASURED = """
import resource, subprocess, sys
seconds = int(sys.argv[1])
limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
code = subprocess.run(sys.argv[2:], preexec_fn=limit, stderr=subprocess.STDOUT).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""

BODIES: dict[str, tuple[bytes, str]] = {
    "an alias bomb": (
        b"a: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(b"%c: &%c [%s]\n" % (c + 1, c + 1, b",".join([b"*%c" % c] * 9)) for c in range(97, 110)),
        "DUR111",
    ),
    "a merge bomb": (b"a: &a {k: v}\n" + b"".join(b"b%d:\n  <<: *a\n" % i for i in range(1000)), "DUR113"),
    "five thousand levels in brackets": (b"x: " + b"[" * 5000 + b"]" * 5000 + b"\n", "DUR116"),
    "brackets that never close": (b"[" * HALF + b"\n", "DUR116"),
    "braces that never close": (b"{" * HALF + b"\n", "DUR114"),
    "five thousand levels of dashes": (b"- " * 5000 + b"x\n", "DUR116"),
    "five thousand levels of keys": (b"".join(b" " * i + b"k:\n" for i in range(700)), "DUR116"),
    "question marks": (b"? " * (HALF - 1) + b"\n", "DUR114"),
    "a hundred thousand keys": (b"".join(b"k%d: 1\n" % i for i in range(100_000)), "DUR005"),
    "as many keys as fit": (b"".join(b"k%d: 1\n" % i for i in range(25_000)), "DUR117"),
    "the same key again and again": (b"a: 1\n" * 40_000, "DUR115"),
    "items of a list": (b"x:\n" + b"- a\n" * 60_000, "DUR117"),
    "one long word": (b"name: " + b"x" * (2 * HALF - 7) + b"\n", "DUR118"),
    "one long number": (b"name: " + b"9" * 8000 + b"\n", "DUR120"),
    "quotes": (b'"' * (2 * HALF - 1) + b"\n", "DUR119"),
    "colons": (b": " * (HALF - 1) + b"\n", "DUR1"),
    "number signs": (b"#" * (2 * HALF - 1) + b"\n", "DUR108"),
    "tabs": (b"\t\n" * (HALF - 1), "DUR104"),
    "bidirectional overrides": ("\u202e".encode() * 80_000 + b"\n", "DUR106"),
    "accents without end": (("a" + "\u0301" * 100_000).encode() + b"\n", "DUR107"),
    "null bytes": (b"\0" * HALF, "DUR106"),
    "bytes of no encoding": (bytes(range(256)) * 512, "DUR101"),
    "UTF-16": (("name: x\n" * 1000).encode("utf-16"), "DUR101"),
    "UTF-32": ("name: x\n".encode("utf-32"), "DUR101"),
    "documents": (b"---\na: 1\n" * 20_000, "DUR109"),
    "directives": (b"%YAML 1.1\n" * 20_000 + b"---\na: 1\n", "DUR119"),
    "tags": (b"a: !!python/object/apply:os.system ['true']\n", "DUR112"),
    "escapes": (b'a: "' + b"\\U0010ffff" * 700 + b'"\n', "DUR106"),
    "a surrogate as an escape": (b'a: "\\ud800"\n', "DUR119"),
    "terminal codes in a key": (b'"a\\eb]0;owned\\a": 1\n', "DUR106"),
    "wrong slugs": (b"name: Retrieval\nprerequisites: [" + b"nothing-of-this, " * 2000 + b"x]\n", "DUR301"),
    "full stops and spaces": (b"name: Retrieval\ndefinition: A" + b"it. A b" * 1100 + b".\n", "DUR702"),
    "an example of minus signs": (b"name: R\nexample: |\n  " + b"-" * 3900 + b"1\n", "DUR202"),
}


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    here = Path.cwd()
    try:
        os.fchdir(folder)  # the name of a socket has few bytes
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    finally:
        os.chdir(here)
        os.close(folder)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 34)


THINGS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a pipe": (_fifo, "DUR002"),
    "a socket": (_socket, "DUR002"),
    "a folder": (Path.mkdir, "DUR002"),
    "a link out of the tree": (lambda path: path.symlink_to("/etc/passwd"), "DUR002"),
    "a link to itself": (lambda path: path.symlink_to(path.name), "DUR002"),
    "a link to nothing": (lambda path: path.symlink_to("nowhere"), "DUR002"),
    "a link to a device without end": (lambda path: path.symlink_to("/dev/zero"), "DUR002"),
    "sixteen gigabytes of nothing": (_sparse, "DUR005"),
}


def _check(seeds: Path, *, by: tuple[str, ...] = ("check",)) -> str:
    """Run `duramen check`, or another command that finds something, in a child with limits; return what it printed."""
    command = [sys.executable, "-I", "-S", "-c", MEASURED, str(MAX_CPU_SECONDS), sys.executable, "-m", "api.cli"]
    child = subprocess.run(
        [*command, *by, "--seeds", str(seeds)], check=False, cwd=ROOT, capture_output=True, text=True
    )
    *lines, peak_kib = child.stdout.splitlines()
    printed = "\n".join(lines) + child.stderr
    assert child.returncode == 1, printed
    assert "Traceback" not in printed
    assert all(character.isprintable() or character == "\n" for character in printed)
    assert int(peak_kib) * 1024 <= MAX_MEMORY_BYTES
    return printed


def _file_of(name: str) -> str:
    return f"{name.lower().replace(' ', '-')}.yaml"


@pytest.fixture(scope="module")
def printed_of_texts(tmp_path_factory: pytest.TempPathFactory) -> str:
    seeds = write(tmp_path_factory.mktemp("texts") / "seeds", good_files())
    for name, (body, _) in BODIES.items():
        (seeds / "concepts" / _file_of(name)).write_bytes(body)
    return _check(seeds)


@pytest.fixture(scope="module")
def printed_of_things(tmp_path_factory: pytest.TempPathFactory) -> str:
    seeds = write(tmp_path_factory.mktemp("things") / "seeds", good_files())
    (seeds / RETRIEVAL).unlink()
    (seeds / RETRIEVAL).symlink_to("/etc/passwd")
    for name, (make, _) in THINGS.items():
        make(seeds / "concepts" / _file_of(name))
    return _check(seeds)


@pytest.mark.parametrize(("name", "code"), [(name, code) for name, (_, code) in BODIES.items()], ids=str)
def test_hostile_text_gets_a_message(name: str, code: str, printed_of_texts: str) -> None:
    assert re.search(rf"/{re.escape(_file_of(name))}:\d+:\d+: error\[{code}", printed_of_texts)


@pytest.mark.parametrize(("name", "code"), [(name, code) for name, (_, code) in THINGS.items()], ids=str)
def test_what_is_no_file_gets_a_message(name: str, code: str, printed_of_things: str) -> None:
    assert f"/{_file_of(name)}:1:1: error[{code}]" in printed_of_things


def test_nothing_outside_of_the_tree_is_read(printed_of_things: str) -> None:
    assert "root:" not in printed_of_things


def test_a_broken_file_is_still_a_record_that_others_may_name(printed_of_things: str) -> None:
    assert "there is no concept" not in printed_of_things


def test_a_link_for_a_folder_is_not_followed(seeds: Path, tmp_path: Path) -> None:
    (seeds / "concepts").rename(tmp_path / "elsewhere")
    (seeds / "concepts").symlink_to(tmp_path / "elsewhere")
    assert "concepts:1:1: error[DUR002]" in _check(seeds)


def test_formatting_bears_more_comments_than_parts(seeds: Path) -> None:
    related = b"".join(b"  - {concept: c%d, type: complements}\n" % number for number in range(800))
    (seeds / RETRIEVAL).write_bytes(b"name: R\nrelations:\n" + related + b"# a\n" * 50_000)
    assert "concepts/retrieval.yaml\n" in _check(seeds, by=("fmt", "--check"))


def test_names_of_files_are_printed_escaped(seeds: Path) -> None:
    for name in (b"a\nb.yaml", b"\x1b[31mred.yaml", b"\xff\xfe.yaml", "\u202egniht.yaml".encode()):
        (Path(os.fsdecode(os.fsencode(seeds / "concepts") + b"/" + name))).write_text("name: x\n")
    printed = _check(seeds)
    assert printed.count("error[DUR004]") == 4
    assert all(character.isprintable() or character == "\n" for character in printed)


@pytest.mark.parametrize("one_more", ["one-more.txt", "families/one-more.txt", "goals/one-more.yaml", "roles/more"])
def test_a_folder_of_too_many_files_is_not_read_to_the_end(
    one_more: str, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "MAX_ENTRIES", len({*good_files(), *(Path(name).parent for name in good_files())}))
    assert [one.code for one in found(seeds) if one.severity is Severity.ERROR] == []
    (seeds / one_more).write_text("name: One\n")
    (said,) = [one for one in found(seeds) if one.code != "DUR003"]
    assert said.code == "DUR006"
    assert said.message == "the folder holds too many files or too many bytes; nothing is read from here on"


def test_a_file_that_may_not_be_read_is_named(seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = tree.read_regular

    def refusing(path: Path, limit: int) -> bytes:
        if path.name == "retrieval.yaml":
            raise PermissionError(13, "Permission denied")
        return real(path, limit)

    monkeypatch.setattr(tree, "read_regular", refusing)
    assert [(one.code, one.message) for one in found(seeds) if one.place.path.name == "retrieval.yaml"] == [
        ("DUR001", "cannot be read: Permission denied")
    ] * 2
