"""Which format a file has."""

import pytest

from ingest.manifests.formats import FORMATS, known_name, recognise

BY_NAME = {
    "pyproject.toml": "pyproject.toml",
    "uv.lock": "uv.lock",
    "poetry.lock": "poetry.lock",
    "pdm.lock": "pdm.lock",
    "pylock.toml": "pylock.toml",
    "pylock.dev.toml": "pylock.toml",
    "Pipfile": "Pipfile",
    "Pipfile.lock": "Pipfile.lock",
    "setup.cfg": "setup.cfg",
    "setup.py": "setup.py",
    "package.json": "package.json",
    "package-lock.json": "package-lock.json",
    "npm-shrinkwrap.json": "package-lock.json",
    "bom.json": "CycloneDX",
    "app.cdx.json": "CycloneDX",
    "sbom.json": "CycloneDX",
    "purls.txt": "list of purls",
    "requirements.txt": "requirements.txt",
    "requirements-dev.in": "requirements.txt",
    "dev-requirements.txt": "requirements.txt",
    "constraints.txt": "requirements.txt",
}
BY_CONTENT = [
    ("[project]\nname = 'x'\n", "pyproject.toml"),
    ("[tool.poetry]\nname = 'x'\n", "pyproject.toml"),
    ('version = 1\n[[package]]\nname = "a"\n', "uv.lock"),
    ('[[package]]\nname = "a"\n[metadata]\ncontent-hash = "x"\n', "poetry.lock"),
    ('[metadata]\nlock_version = "4"\n[[package]]\nname = "a"\n', "pdm.lock"),
    ('lock-version = "1.0"\n[[packages]]\nname = "a"\n', "pylock.toml"),
    ('[packages]\na = "*"\n', "Pipfile"),
    ('{"_meta": {}, "default": {}}', "Pipfile.lock"),
    ("[options]\ninstall_requires =\n  a\n", "setup.cfg"),
    ("from setuptools import setup\nsetup()\n", "setup.py"),
    ('{"dependencies": {}}', "package.json"),
    ('{"lockfileVersion": 3, "packages": {}}', "package-lock.json"),
    ('{"bomFormat": "CycloneDX"}', "CycloneDX"),
    ("# c\npkg:pypi/a@1\n", "list of purls"),
    ('["pkg:pypi/a@1"]', "list of purls"),
    ("# c\nopenai>=1\n-r base.txt\n./x\nlangchain[all] ; python_version < '3'\n", "requirements.txt"),
]


@pytest.mark.parametrize("name", BY_NAME)
def test_a_known_name_says_the_format(name: str) -> None:
    found = known_name(name)
    assert found is not None
    assert found.title == BY_NAME[name]


@pytest.mark.parametrize(("text", "title"), BY_CONTENT)
def test_content_says_the_format_where_the_name_does_not(text: str, title: str) -> None:
    found = recognise("pasted", text)
    assert found is not None
    assert found.title == title


def test_every_format_is_recognised_both_ways() -> None:
    titles = {one.title for one in FORMATS}
    assert set(BY_NAME.values()) == titles
    assert {title for _, title in BY_CONTENT} == titles


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", "openai\n"),
        ("notes", "this is a sentence\n"),
        ("empty", ""),
        ("Cargo.toml", '[package]\nname = "x"\n[dependencies]\nserde = "1"\n'),
        ("data.json", '{"a": 1}'),
        ("list.json", "[1, 2]"),
        ("x.json", '{"broken": '),
        ("yarn.lock", "# yarn lockfile v1\n"),
    ],
)
def test_anything_else_has_no_format(name: str, text: str) -> None:
    assert recognise(name, text) is None


def test_texts_in_a_folder_of_requirements_are_requirements() -> None:
    assert known_name("base.txt") is None
    found = known_name("base.txt", "requirements")
    assert found is not None
    assert found.title == "requirements.txt"


def test_a_text_file_that_is_handed_in_holds_requirements_or_purls() -> None:
    assert [recognise("deps.txt", text).title for text in ("a b\n", "pkg:pypi/a\n")] == [  # type: ignore[union-attr]
        "requirements.txt",
        "list of purls",
    ]


def test_a_name_longer_than_any_file_has_is_that_of_no_manifest() -> None:
    assert known_name("requirements_" * 19 + ".txt") is not None
    assert known_name("requirements_" * 5000 + "x") is None
    assert known_name("requirements_" * 20 + ".txt") is None
