"""Poetry's tables, turned into PEP 508."""

import pytest

from graph.dependencies import DependencyKind
from tests.ingest.manifests.samples import manifests, rows, told

REAL = """
    [tool.poetry]
    name = "rag-service"

    [tool.poetry.dependencies]
    python = "^3.10"
    langchain = "^0.3.1"
    openai = "~1.2"
    httpx = { version = "^0.27", extras = ["http2"], optional = true }
    Some_Name = "*"
    numpy = [
        { version = "<2", python = "<3.12" },
        { version = "^2", python = ">=3.12", platform = "linux" },
    ]
    own = { git = "https://tok:en@github.com/x/own.git", branch = "main" }
    sub = { path = "../sub", develop = true }

    [tool.poetry.extras]
    http = ["httpx"]

    [tool.poetry.dev-dependencies]
    black = "24.*"

    [tool.poetry.group.test.dependencies]
    pytest = ">=8,<9"
    """


def test_tables_are_read_with_lines_and_kinds() -> None:
    assert rows("pyproject.toml", REAL) == [
        ("langchain", "<0.4.0,>=0.3.1", 6, "runtime"),
        ("openai", "<1.3,>=1.2", 7, "runtime"),
        ("httpx", "<0.28,>=0.27", 8, "optional"),
        ("some-name", "", 9, "runtime"),
        ("numpy", "<2", 11, "runtime"),
        ("numpy", "<3,>=2", 12, "runtime"),
        ("own", "", 14, "runtime"),
        ("sub", "", 15, "runtime"),
        ("black", "==24.*", 21, "development"),
        ("pytest", "<9,>=8", 24, "development"),
    ]
    assert manifests("pyproject.toml", REAL).problems == ()


def test_environments_extras_groups_and_sources_are_kept() -> None:
    found = manifests("pyproject.toml", REAL).dependencies
    assert [one.marker for one in found if one.name == "numpy"] == [
        'python_version < "3.12"',
        'python_version >= "3.12" and sys_platform == "linux"',
    ]
    by_name = {one.name: one for one in found}
    assert (by_name["httpx"].extras, by_name["httpx"].group) == (("http2",), "http")
    assert (by_name["own"].source, by_name["sub"].source) == ("git+https://github.com/x/own.git@main", "../sub")
    assert (by_name["black"].group, by_name["pytest"].group) == ("dev", "test")


@pytest.mark.parametrize(
    ("written", "specifier"),
    [
        ("^1.2.3", "<2.0.0,>=1.2.3"),
        ("^1", "<2,>=1"),
        ("^0.2.3", "<0.3.0,>=0.2.3"),
        ("^0.0.3", "<0.0.4,>=0.0.3"),
        ("^0", "<1,>=0"),
        ("~1.2.3", "<1.3.0,>=1.2.3"),
        ("~1", "<2,>=1"),
        ("~=1.4", "<2.0,>=1.4"),
        ("1.2.3", "==1.2.3"),
        ("=1.2.3", "==1.2.3"),
        ("1.*", "==1.*"),
        ("*", ""),
        (">=1 <2", "<2,>=1"),
        (">=1,!=1.5,<2", "!=1.5,<2,>=1"),
        ("!=1.5", "!=1.5"),
        ("^1.0.0b1", "<2.0.0,>=1.0.0b1"),
    ],
)
def test_a_constraint_means_in_pep_508_what_it_means_to_poetry(written: str, specifier: str) -> None:
    found = manifests("pyproject.toml", f'[tool.poetry.dependencies]\na = "{written}"\n')
    assert [one.specifier for one in found.dependencies] == [specifier]
    assert found.notes == ()


def test_a_union_is_widened_and_said_to_be() -> None:
    found = manifests("pyproject.toml", '[tool.poetry.dependencies]\na = "^1 || ^3"\n')
    assert [one.specifier for one in found.dependencies] == ["<4,>=1"]
    assert told(found.notes) == [(2, "widened")]


def test_the_standard_list_goes_before_poetrys_main_table() -> None:
    text = """
        [project]
        dependencies = ["langchain>=0.3"]
        [tool.poetry.dependencies]
        langchain = { version = "^0.2", source = "x" }
        other = "1"
        """
    assert rows("pyproject.toml", text) == [("langchain", ">=0.3", 2, "runtime"), ("other", "==1", 5, "runtime")]


def test_an_extra_alone_makes_a_dependency_optional() -> None:
    text = '[tool.poetry.dependencies]\na = "1"\n[tool.poetry.extras]\nx = ["a"]\n'
    (one,) = manifests("pyproject.toml", text).dependencies
    assert (one.kind, one.group) == (DependencyKind.OPTIONAL, "x")


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ('a = "nope!"', "bad-requirement"),
        ("a = 1", "wrong-type"),
        ("a = { version = 1 }", "bad-requirement"),
        ('a = { version = "1", markers = "((" }', "bad-requirement"),
        ('a = { version = "1", python = 3 }', "bad-requirement"),
        ('"a b" = "1"', "bad-name"),
        ('"\\u001b[31m" = "1"', "bad-name"),
        (f'a = "{"1," * 2000}"', "bad-requirement"),
    ],
)
def test_a_bad_entry_costs_itself_only(entry: str, code: str) -> None:
    found = manifests("pyproject.toml", f'[tool.poetry.dependencies]\n{entry}\nhttpx = "1"\n')
    assert told(found.problems) == [(2, code)]
    assert found.dependencies[-1].name == "httpx"
