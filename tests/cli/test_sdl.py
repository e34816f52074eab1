"""`duramen sdl`: the schema is printed, and what is committed follows from the code."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import sdl
from api.cli.commands import application
from schema.engine import sdl as schema_text


def test_the_schema_is_printed() -> None:
    ended = CliRunner().invoke(application(), ["sdl"])
    assert (ended.exit_code, ended.stdout) == (0, schema_text())


def test_what_is_committed_follows_from_the_code() -> None:
    ended = CliRunner().invoke(application(), ["sdl", "--check"])
    assert (ended.exit_code, ended.stderr) == (0, "")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty checkout."""
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "schema").mkdir()
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## [Unreleased]\n\n## [1.0.0]\n")
    monkeypatch.setattr(sdl, "_CHECKOUT", tmp_path)
    return tmp_path


def test_a_file_that_differs_is_named_and_written_again(checkout: Path) -> None:
    ended = CliRunner().invoke(application(), ["sdl", "--check"])
    assert ended.exit_code == 1
    assert "schema/schema.graphql: differs from the code; run `duramen sdl --write`" in ended.stderr
    assert CliRunner().invoke(application(), ["sdl", "--write"]).exit_code == 0
    assert CliRunner().invoke(application(), ["sdl", "--check"]).exit_code == 0
    (checkout / "docs/reference/limits.md").write_text("old")
    assert "limits.md" in CliRunner().invoke(application(), ["sdl", "--check"]).stderr


def test_a_break_fails_until_the_changelog_records_it(checkout: Path) -> None:
    assert CliRunner().invoke(application(), ["sdl", "--write"]).exit_code == 0
    released = schema_text().replace("  invariant: String!", "  invariant: String!\n\n  essence: String!")
    (checkout / "schema/released.graphql").write_text(released)
    ended = CliRunner().invoke(application(), ["sdl", "--check"])
    assert ended.exit_code == 1
    assert "Concept.essence was removed." in ended.stderr
    changelog = checkout / "CHANGELOG.md"
    changelog.write_text(changelog.read_text().replace("[1.0.0]", "[1.0.0]\n\nField Concept.essence was removed."))
    assert CliRunner().invoke(application(), ["sdl", "--check"]).exit_code == 1
    changelog.write_text("## [Unreleased]\n\n- Field Concept.essence was\n  removed.\n")
    assert CliRunner().invoke(application(), ["sdl", "--check"]).exit_code == 0


def test_check_and_write_exclude_each_other() -> None:
    assert CliRunner().invoke(application(), ["sdl", "--check", "--write"]).exit_code != 0
