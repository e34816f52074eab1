"""Pipfile and Pipfile.lock."""

from pathlib import Path

from ingest.manifests import read_paths
from tests.ingest.manifests.samples import manifests, row, rows, told

PIPFILE = """
    [[source]]
    url = "https://user:token@index.example/simple"

    [packages]
    langchain = ">=0.3"
    Some_Name = "*"
    openai = {version = "==1.2.3", extras = ["realtime"], sys_platform = "== 'linux'"}
    own = {git = "https://tok:en@github.com/x/own.git", ref = "main", editable = true}

    [dev-packages]
    pytest = {version = "*", markers = "python_version < '3.12'"}

    [docs]
    mkdocs = "~=1.6"

    [requires]
    python_version = "3.11"
    """
LOCK = """
    {
        "_meta": {"hash": {"sha256": "x"}, "pipfile-spec": 6},
        "default": {
            "aiohttp": {
                "hashes": ["sha256:aa"],
                "version": "==3.9.0"
            },
            "langchain": {"version": "==0.3.1", "markers": "python_version >= '3.9'"}
        },
        "develop": {
            "pytest": {"version": "==8.0"}
        }
    }
    """


def test_a_pipfile_is_read_with_lines_and_kinds() -> None:
    assert rows("Pipfile", PIPFILE) == [
        ("langchain", ">=0.3", 5, "runtime"),
        ("some-name", "", 6, "runtime"),
        ("openai", "==1.2.3", 7, "runtime"),
        ("own", "", 8, "runtime"),
        ("pytest", "", 11, "development"),
        ("mkdocs", "~=1.6", 14, "development"),
    ]
    _, _, openai, own, pytest, mkdocs = manifests("Pipfile", PIPFILE).dependencies
    assert (openai.extras, openai.marker, openai.pinned) == (("realtime",), 'sys_platform == "linux"', "1.2.3")
    assert own.source == "git+https://github.com/x/own.git@main"
    assert (pytest.group, pytest.marker, mkdocs.group) == ("dev", 'python_version < "3.12"', "docs")


def test_a_lock_is_read_and_says_that_it_does_not_tell_what_is_direct() -> None:
    found = manifests("Pipfile.lock", LOCK)
    assert [row(one) for one in found.dependencies] == [
        ("aiohttp", "==3.9.0", 4, "locked"),
        ("langchain", "==0.3.1", 8, "locked"),
        ("pytest", "==8.0", 11, "locked"),
    ]
    assert [one.group for one in found.dependencies] == [None, None, "dev"]
    assert all(one.direct for one in found.dependencies)
    assert told(found.notes) == [(1, "direct-unknown")]


def test_the_pipfile_beside_it_tells_what_is_direct(tmp_path: Path) -> None:
    (tmp_path / "Pipfile").write_text('[packages]\nlangchain = "*"\n')
    (tmp_path / "Pipfile.lock").write_text(LOCK)
    found = read_paths([tmp_path])
    assert {one.name: one.direct for one in found.dependencies if one.kind == "locked"} == {
        "aiohttp": False,
        "langchain": True,
        "pytest": False,
    }
    assert found.notes == ()


def test_what_is_wrong_has_its_line() -> None:
    text = '[packages]\na = 1\n"b c" = "*"\nd = "nope"\ne = {version = 1}\nf = {markers = "(("}\ng = "*"\n'
    found = manifests("Pipfile", text)
    assert told(found.problems) == [
        (2, "wrong-type"),
        (3, "bad-name"),
        (4, "bad-requirement"),
        (5, "bad-requirement"),
        (6, "bad-requirement"),
    ]
    assert [one.name for one in found.dependencies] == ["f", "g"]
