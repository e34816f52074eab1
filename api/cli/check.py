"""`duramen check`: everything that is wrong with the content, each problem with its place, its code and help."""

import datetime
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.content_folder import SeedsOption, content_folder
from api.cli.days import day_option
from api.cli.run import PROBLEMS_FOUND, UsageProblem, stdout
from api.installed import installed_version

if TYPE_CHECKING:
    from ingest.diagnostics import Diagnostic


class Format(StrEnum):
    """How diagnostics are printed."""

    HUMAN = "human"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Exit codes: 0 no errors (warnings are fine), 1 errors found, 2 wrong usage.")(check)


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH", help="Report only what is in these files or folders.")
    ] = None,
    seeds: SeedsOption = None,
    output: Annotated[Format, typer.Option("--format", help="How to print what was found.")] = Format.HUMAN,
    today: Annotated[
        datetime.date | None,
        day_option(help="The day against which the age of evidence is measured.", show_default="today, in UTC"),
    ] = None,
) -> None:
    """Check the content and report every problem as FILE:LINE:COLUMN: error[CODE]: message.

    The whole content is read whatever PATH says, since one file may break another.

    Examples:
      duramen check
      duramen check seeds/frameworks/haystack.yaml
      duramen check --format sarif > duramen.sarif
    """
    from ingest.building import load_tree
    from ingest.errors import NoContent

    root = content_folder(seeds, paths or [])
    day = today or datetime.datetime.now(datetime.UTC).date()
    try:
        loaded = load_tree(root, day)
    except NoContent as problem:
        raise UsageProblem(str(problem)) from None
    reported = [one for one in loaded.diagnostics if _lies_in(one.place.path, paths or [])]
    _print(reported, output, hidden=len(loaded.diagnostics) - len(reported), files=loaded.files)
    if any(one.severity == "error" for one in reported):
        raise typer.Exit(PROBLEMS_FOUND)


def _lies_in(path: Path, wanted: Sequence[Path]) -> bool:
    return not wanted or any(path.absolute().is_relative_to(one.absolute()) for one in wanted)


def _print(diagnostics: "Sequence[Diagnostic]", output: Format, hidden: int, files: int) -> None:
    from ingest.reports import as_github, as_json, as_sarif
    from ingest.rules import all_rules

    match output:
        case Format.HUMAN:
            _print_for_people(diagnostics, hidden, files)
        case Format.JSON:
            typer.echo(as_json(diagnostics))
        case Format.SARIF:
            typer.echo(as_sarif(diagnostics, all_rules().values(), installed_version()))
        case Format.GITHUB if diagnostics:
            typer.echo(as_github(diagnostics))


def _print_for_people(diagnostics: "Sequence[Diagnostic]", hidden: int, files: int) -> None:
    from rich.text import Text

    from ingest.diagnostics import displayed, errors_among, first_of_each_file, line_of

    console = stdout()
    for path, shown, left_out in first_of_each_file(diagnostics):
        for one in shown:
            line = Text(line_of(one))
            line.highlight_words([f"error[{one.code}]"], "bold red")
            line.highlight_words([f"warning[{one.code}]"], "bold yellow")
            console.print(line)
            if one.help:
                console.print(Text(f"  help: {one.help}", style="dim"))
        if left_out:
            console.print(Text(f"{displayed(path)}: and {left_out} more problems in this file"))
    errors = errors_among(diagnostics)
    total = f"{files} files checked: {_count(errors, 'error')}, {_count(len(diagnostics) - errors, 'warning')}"
    elsewhere = f" (and {_count(hidden, 'problem')} in other files)" if hidden else ""
    console.print(Text(total + elsewhere, style="bold green" if errors == 0 else "bold red"))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
