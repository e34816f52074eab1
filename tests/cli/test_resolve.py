"""`duramen resolve` and `duramen verify-artifact`: what they print, and what their exit codes say."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import duramen
from tests.ingest.indexes.fake_index import FakeIndex, served
from tests.ingest.wheels import tarball_bytes, write_wheel

FILES = {
    "pkg/__init__.py": "from .a import A\nfrom typing_extensions import deprecated\n"
    "@deprecated('use A')\nclass Old: ...\n"
    "class Gone:\n    def __init__(self): raise ImportError('Gone was removed')\n",
    "pkg/a.py": "class A:\n    '''Does it.'''\n    def run(self): ...\n",
}
KEYS = ["ref", "state", "how", "kind", "file", "line", "reason", "nearest"]


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    return write_wheel(tmp_path, FILES)


def test_findings_come_in_the_order_asked_with_exactly_the_documented_keys(wheel: Path) -> None:
    refs = ["pkg.a:A.run", "pkg.B", "pkg:A", "pkg.Old", "pkg:Gone"]
    ended = duramen("verify-artifact", wheel, *refs, "--json")
    rows = json.loads(ended.out)
    assert ended.code == 1
    assert [row["ref"] for row in rows] == refs
    assert {tuple(row) for row in rows} == {tuple(KEYS)}
    assert [row["state"] for row in rows] == ["PRESENT", "ABSENT", "PRESENT", "DEPRECATED", "TOMBSTONE"]
    assert rows[2] == {
        "ref": "pkg:A", "state": "PRESENT", "how": "re-export", "kind": "class", "file": "pkg/a.py", "line": 1,
        "reason": None, "nearest": [],
    }  # fmt: skip


def test_it_ends_with_zero_when_every_reference_is_there(wheel: Path) -> None:
    ended = duramen("verify-artifact", wheel, "pkg:A", "pkg:Old")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines() == [
        "PRESENT    pkg:A  class (re-export)  pkg/a.py:1",
        "DEPRECATED pkg:Old  class (definition)  pkg/__init__.py:4  use A",
    ]


def test_a_second_artifact_is_looked_into(tmp_path: Path) -> None:
    first = write_wheel(tmp_path, {"space/a.py": ""}, "space-a", requires=["space-b"])
    second = write_wheel(tmp_path, {"space/b.py": "x = 1"}, "space-b")
    assert duramen("verify-artifact", first, "space.b:x").code == 1
    assert duramen("verify-artifact", first, "space.b:x", "--with", second).code == 0


def test_an_npm_tarball_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "pkg-1.0.0.tgz"
    path.write_bytes(tarball_bytes({"index.d.ts": "export declare function go(): void;"}))
    assert duramen("verify-artifact", path, "pkg:go").code == 0
    assert duramen("verify-artifact", path, "pkg.go").code == 2


def test_a_name_of_another_npm_package_says_of_which_release(tmp_path: Path) -> None:
    first, second = tmp_path / "pkg-1.0.0.tgz", tmp_path / "far-2.0.0.tgz"
    first.write_bytes(tarball_bytes({"index.d.ts": "export * from 'far';"}, {"dependencies": {"far": "^2.0.0"}}))
    second.write_bytes(tarball_bytes({"index.d.ts": "export declare class F {}"}, {"name": "far", "version": "2.0.0"}))
    assert "far cannot be had as ^2.0.0" in duramen("verify-artifact", first, "pkg:F").out
    ended = duramen("verify-artifact", first, "pkg:F", "--with", second)
    assert ended.out == "PRESENT    pkg:F  class (other-distribution)  index.d.ts:1  defined in far 2.0.0\n"
    (row,) = json.loads(duramen("verify-artifact", first, "pkg:F", "--with", second, "--json").out)
    assert (row["how"], row["reason"]) == ("other-distribution", "defined in far 2.0.0")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["nothing.whl", "pkg:A"], 1, "error: nothing.whl: no such file or directory"),
        (["{wheel}", "pkg:A", "--sha256", "0" * 64], 1, "its SHA-256 is"),
        (["{wheel}", "pkg..A"], 2, "'pkg..A' is not a reference"),
        (["{wheel}", "@scope/pkg:A"], 2, "is not a reference"),
        (["{wheel}"], 2, "Missing argument"),
    ],
)
def test_what_cannot_be_done_is_one_line(wheel: Path, arguments: list[str], code: int, words: str) -> None:
    ended = duramen("verify-artifact", *(one.format(wheel=wheel) for one in arguments))
    assert ended.code == code
    assert words in ended.err
    assert "Traceback" not in ended.err


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeIndex]:
    fake = FakeIndex()
    fake.publish("pkg", "1.0", "2025-01-01", {"pkg/__init__.py": "class A: ..."})
    fake.publish("pkg", "2.0", "2025-06-01", {"pkg/b.py": ""}, metadata="Requires-Dist: pkg-more\n")
    fake.publish("pkg-more", "0.1", "2025-06-01", {"pkg/more.py": "class A: ..."})
    monkeypatch.setenv("DURAMEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_CERT", "")
    with served(fake):
        monkeypatch.setenv("PIP_INDEX_URL", fake.endpoint)
        yield fake


@pytest.mark.usefixtures("index")
def test_a_release_is_asked_for_by_its_package_url() -> None:
    assert duramen("resolve", "pkg:pypi/pkg@1.0", "pkg.A").code == 0
    newest = duramen("resolve", "pkg:pypi/pkg", "pkg:A", "--json")
    assert (newest.code, json.loads(newest.out)[0]["state"]) == (1, "ABSENT")


@pytest.mark.usefixtures("index")
def test_requirements_are_read_where_a_name_leads_into_them() -> None:
    ended = duramen("resolve", "pkg:pypi/pkg@2.0", "pkg.more:A", "--json")
    assert ended.code == 0
    assert json.loads(ended.out)[0]["how"] == "other-distribution"


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["pkg:pypi/pkg@9.9", "pkg:A"], 1, "there is no final release 9.9"),
        (["pkg:pypi/other", "pkg:A"], 1, "pkg:pypi/other"),
        (["pkg", "pkg:A"], 2, "no package URL"),
        (["pkg:pypi/p\udcffkg", "pkg:A"], 2, "no package URL"),
        (["pkg:cargo/pkg", "pkg:A"], 2, "no index is known"),
        (["pkg:npm/pkg", "pkg.A"], 2, "is not a reference"),
    ],
)
def test_what_cannot_be_asked_is_one_line(arguments: list[str], code: int, words: str) -> None:
    ended = duramen("resolve", *arguments)
    assert ended.code == code
    assert words in ended.err
    assert "Traceback" not in ended.err
