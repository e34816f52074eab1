"""The command as a whole: versions, wrong usage, and errors that nobody expected."""

import pytest
import typer

from api.cli import check as check_command
from api.cli.commands import MODULES, application
from tests.cli.running import duramen


def test_the_version_is_printed() -> None:
    ended = duramen("--version")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("duramen ")


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("--nonsense",), ("check", "--format", "yaml"), ("new", "concept")]
)
def test_wrong_usage_ends_with_two(arguments: tuple[str, ...]) -> None:
    ended = duramen(*arguments)
    assert ended.code == 2
    assert "Traceback" not in ended.err


def test_a_bug_shows_no_traceback_without_debug(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("inside")

    monkeypatch.setattr(check_command, "content_folder", broken)
    ended = duramen("check")
    assert ended.code == 70
    assert ended.err.startswith("internal error: RuntimeError;")
    assert "Traceback" not in ended.err
    with pytest.raises(RuntimeError, match="inside"):
        duramen("--debug", "check")


def test_each_command_is_found_without_the_modules_of_others() -> None:
    everything = typer.main.get_command(application())
    assert set(MODULES) == set(everything.commands)  # type: ignore[attr-defined]
    for name in MODULES:
        assert name in typer.main.get_command(application([name])).commands  # type: ignore[attr-defined]


def test_help_shows_examples() -> None:
    for command in ("check", "fmt", "build", "publish", "digest", "explain", "new"):
        ended = duramen(command, "--help")
        assert ended.code == 0
        assert "Examples:" in ended.out
        assert f"duramen {command}" in ended.out
