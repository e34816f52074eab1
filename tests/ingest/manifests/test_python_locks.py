"""Lock files of Python tools."""

from pathlib import Path

import pytest

from ingest.manifests import read_paths
from tests.ingest.manifests.samples import manifests, told

UV = """
    version = 1
    revision = 3
    requires-python = ">=3.11"

    [manifest]
    members = ["rag-service", "sub"]

    [[package]]
    name = "aiohttp"
    version = "3.9.0"
    source = { registry = "https://index.example/simple" }
    wheels = [
        { url = "https://files.example/a.whl", hash = "sha256:aa" },
    ]

    [[package]]
    name = "langchain"
    version = "0.3.1"
    source = { git = "https://github.com/x/y?rev=1#abc" }
    dependencies = [
        { name = "aiohttp", marker = "python_version < '3.12'" },
    ]

    [[package]]
    name = "pytest"
    version = "8.0"

    [[package]]
    name = "rag-service"
    version = "0.1"
    source = { virtual = "." }
    dependencies = [{ name = "langchain" }, { name = "sub" }]

    [package.dev-dependencies]
    dev = [{ name = "pytest" }]

    [[package]]
    name = "sub"
    source = { editable = "sub" }
    dependencies = [{ name = "tiktoken" }]

    [[package]]
    name = "tiktoken"
    version = "0.7"
    """
POETRY = """
    [[package]]
    name = "Langchain"
    version = "0.3.1"
    optional = false
    groups = ["main"]
    markers = "python_version < \\"3.13\\""

    [package.dependencies]
    aiohttp = {version = ">=3", optional = true}

    [[package]]
    name = "aiohttp"
    version = "3.9.0"
    groups = ["main", "dev"]

    [[package]]
    name = "pytest"
    version = "8.0"
    groups = ["dev"]
    [package.source]
    type = "git"
    url = "https://tok:en@github.com/x/pytest.git"
    resolved_reference = "abc"

    [metadata]
    lock-version = "2.1"
    content-hash = "x"
    """
PDM = """
    [metadata]
    lock_version = "4.5.0"

    [[package]]
    name = "langchain"
    version = "0.3.1"
    groups = ["default"]
    dependencies = ["aiohttp>=3; python_version < '3.12'", "Foo.Bar[x]"]

    [[package]]
    name = "aiohttp"
    version = "3.9.0"
    groups = ["default"]
    """
PYLOCK = """
    lock-version = "1.0"
    created-by = "uv"

    [[packages]]
    name = "langchain"
    version = "0.3.1"
    marker = "python_version < '3.13'"
    dependencies = [{ name = "aiohttp" }]

    [[packages]]
    name = "aiohttp"
    version = "3.9.0"

    [[packages]]
    name = "own"
    vcs = { type = "git", url = "https://github.com/x/own", commit-id = "abc" }
    """


def _found(name: str, text: str) -> list[tuple[str, str, int, bool]]:
    found = manifests(name, text)
    assert found.problems == ()
    assert {one.kind for one in found.dependencies} == {"locked"}
    assert all(one.specifier in {"", f"=={one.pinned}"} for one in found.dependencies)
    return [(one.name, one.pinned or "", one.line, one.direct) for one in found.dependencies]


def test_uv_tells_what_the_members_ask_for_and_the_members_are_no_dependencies() -> None:
    assert _found("uv.lock", UV) == [
        ("aiohttp", "3.9.0", 9, False),
        ("langchain", "0.3.1", 17, True),
        ("pytest", "8.0", 25, True),
        ("tiktoken", "0.7", 43, True),
    ]
    found = manifests("uv.lock", UV)
    assert found.dependencies[1].source == "git+https://github.com/x/y"
    assert found.notes == ()


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "poetry.lock",
            POETRY,
            [("langchain", "0.3.1", 2, True), ("aiohttp", "3.9.0", 12, False), ("pytest", "8.0", 17, True)],
        ),
        ("pdm.lock", PDM, [("langchain", "0.3.1", 5, True), ("aiohttp", "3.9.0", 11, False)]),
        (
            "pylock.toml",
            PYLOCK,
            [("langchain", "0.3.1", 5, True), ("aiohttp", "3.9.0", 11, False), ("own", "", 15, True)],
        ),
    ],
)
def test_other_locks_tell_what_no_other_package_needs(
    name: str, text: str, expected: list[tuple[str, str, int, bool]]
) -> None:
    assert _found(name, text) == expected
    assert told(manifests(name, text).notes) == [(1, "direct-unknown")]


def test_groups_markers_and_sources_are_kept() -> None:
    langchain, _, pytest_ = manifests("poetry.lock", POETRY).dependencies
    assert (langchain.marker, langchain.group) == ('python_version < "3.13"', None)
    assert (pytest_.group, pytest_.source) == ("dev", "git+https://github.com/x/pytest.git@abc")
    assert manifests("pylock.toml", PYLOCK).dependencies[2].source == "git+https://github.com/x/own@abc"


def test_a_manifest_beside_it_tells_what_is_direct(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.poetry.dependencies]\naiohttp = "^3"\n')
    (tmp_path / "poetry.lock").write_text(POETRY)
    found = read_paths([tmp_path])
    direct = {one.name: one.direct for one in found.dependencies if one.kind == "locked"}
    assert direct == {"langchain": False, "aiohttp": True, "pytest": False}
    assert found.notes == ()


def test_what_is_wrong_has_its_line() -> None:
    first, second = '[[package]]\nname = "a b"\nversion = "1"\n', '[[package]]\nname = "a"\nversion = "x y"\n'
    text = first + second + '[[package]]\nversion = "1"\n'
    assert told(manifests("uv.lock", text).problems) == [(2, "bad-name"), (6, "bad-requirement"), (7, "bad-name")]
