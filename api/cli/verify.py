"""`duramen verify`: read the published packages, and record what they say about the symbols of the content."""

import datetime
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.content_folder import SeedsOption, content_folder
from api.cli.days import day_option
from api.cli.run import PROBLEMS_FOUND, UsageProblem, stderr, stdout

if TYPE_CHECKING:
    from graph.records import Content
    from ingest.evidence.frameworks import FrameworkResult
    from ingest.evidence.running import VerificationRun


class Format(StrEnum):
    """How results are printed."""

    HUMAN = "human"
    JSON = "json"
    MARKDOWN = "markdown"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        epilog="Exit codes: 0 all read and in agreement, 1 the content disagrees with a package or one could not be "
        "read now, 2 wrong usage."
    )(verify)


def verify(
    frameworks: Annotated[
        list[str] | None, typer.Argument(metavar="FRAMEWORK", help="Slugs; all frameworks without.")
    ] = None,
    history: Annotated[bool, typer.Option("--history", help="Read older releases too.")] = False,
    survival: Annotated[
        bool,
        typer.Option("--survival", help="Read public names of Python packages too, and write names/ and survival/."),
    ] = False,
    date: Annotated[
        datetime.date | None,
        day_option(help="Read what was published by the end of this day.", show_default="today, in UTC"),
    ] = None,
    locked: Annotated[
        bool, typer.Option("--locked", help="Read the recorded artifacts again, and compare with the files.")
    ] = False,
    changed_from: Annotated[
        str | None, typer.Option(metavar="GITREF", help="Only frameworks whose file differs from this revision.")
    ] = None,
    output: Annotated[Format, typer.Option("--format", help="How to print; markdown is a review sheet.")] = (
        Format.HUMAN
    ),
    offline: Annotated[bool, typer.Option("--offline", help="Use what is in the cache, and no network.")] = False,
    seeds: SeedsOption = None,
    cache: Annotated[
        Path | None,
        typer.Option(help="Folder for pages and artifacts.", envvar="DURAMEN_CACHE", show_default="build/"),
    ] = None,
) -> None:
    """Prove the mappings against the published packages, and write SEEDS/evidence/FRAMEWORK.json.

    Wheels and npm tarballs are read, never installed or run. What was known stays, with its date, where an index gives
    no answer.

    Examples:
      duramen verify haystack langchain
      duramen verify --history --date 2026-11-01
      duramen verify --changed-from origin/main --format markdown > review.md
      duramen verify --locked --offline
    """
    from ingest.building import default_cache
    from ingest.evidence.reports import as_json
    from ingest.evidence.review_sheet import review_sheet
    from ingest.evidence.running import VerificationRun
    from ingest.indexes.indexes import Indexes

    today = datetime.datetime.now(datetime.UTC).date()
    on = date or today
    if on > today:
        raise UsageProblem(f"{on} is in the future: nothing can be known of it")
    if locked and (history or survival or date):
        raise UsageProblem("--locked reads what is recorded: leave out --history, --survival and --date")
    if survival and find_spec("statsmodels") is None:
        raise UsageProblem(
            "--survival needs statsmodels: pip install 'duramen[survival]', or in a checkout any run of scripts/test"
        )
    root = content_folder(seeds)
    content = _content(root)
    wanted = _wanted(content, root, frameworks or [], changed_from)
    indexes = Indexes((cache or default_cache(root)) / "indexes", offline)
    run = VerificationRun(root, content, indexes, on, history)
    results = _results(run, wanted, locked=locked)
    if survival:
        _survey(run, wanted)
    match output:
        case Format.HUMAN:
            _print_table(content, results)
            _print_troubles(run, results, locked=locked)
        case Format.JSON:
            typer.echo(as_json(content, results, run.changed))
        case Format.MARKDOWN:
            typer.echo(review_sheet(content, results, run.newcomers), nl=False)
    if run.stale or any(_troubled(result) or (locked and run.changed[result.framework]) for result in results):
        raise typer.Exit(PROBLEMS_FOUND)


def _content(root: Path) -> "Content":
    from ingest.errors import BrokenContent, NoContent
    from ingest.evidence.running import content_to_verify

    try:
        return content_to_verify(root)
    except NoContent as problem:
        raise UsageProblem(str(problem)) from None
    except BrokenContent as problem:
        for line in problem.lines():
            typer.echo(line, err=True)
        raise typer.Exit(PROBLEMS_FOUND) from None


def _wanted(content: "Content", root: Path, named: Sequence[str], changed_from: str | None) -> list[str]:
    """Return the slugs to verify, sorted: those named, those changed, or all."""
    from ingest.evidence.changed import NoSuchRevision, changed_frameworks

    known = {framework.slug for framework in content.frameworks}
    for slug in named:
        if slug not in known:
            raise UsageProblem(f"there is no framework {slug}")
    wanted = set(named) or known
    if changed_from is not None:
        try:
            wanted &= set(changed_frameworks(root, changed_from))
        except NoSuchRevision as problem:
            raise UsageProblem(str(problem)) from None
    return sorted(wanted)


def _results(run: "VerificationRun", wanted: Sequence[str], *, locked: bool) -> "list[FrameworkResult]":
    from rich.progress import track

    from ingest.resolver.isolated import Reader

    run.ask_indexes(wanted)
    console = stderr()
    with Reader() as reader:
        step = run.reproduce if locked else run.verify
        shown = track(wanted, "Verifying", console=console, transient=True, disable=not console.is_terminal)
        return [step(slug, reader) for slug in shown]


def _survey(run: "VerificationRun", wanted: Sequence[str]) -> None:
    from rich.progress import track

    from ingest.resolver.isolated import Reader

    console = stderr()
    with Reader() as reader:
        for slug in track(wanted, "Reading names", console=console, transient=True, disable=not console.is_terminal):
            for purl, fault in run.survey(slug, reader).problems.items():
                console.print(f"{slug}: {purl}: {fault}; its names stay as they were", markup=False)
    run.pool()


def _print_table(content: "Content", results: "Sequence[FrameworkResult]") -> None:
    from rich.table import Table

    from graph.vocabulary import MappingState
    from ingest.evidence.reports import states_of

    counts = {result.framework: Counter(states_of(content, result).values()) for result in results}
    total = sum(counts.values(), Counter[MappingState]())
    shown = [state for state in MappingState if total[state]]
    table = Table("framework", "read in", "history", *map(str, shown), box=None)
    for result in results:
        packages = result.results.values()
        versions = ", ".join(package.check.newest for package in packages)
        scopes = ", ".join(sorted({str(package.check.history) for package in packages}))
        own = counts[result.framework]
        table.add_row(result.framework, versions, scopes, *(str(own[state] or "") for state in shown))
    if len(results) > 1:
        table.add_row("all", "", "", *(str(total[state]) for state in shown), style="bold")
    stdout().print(table)


def _print_troubles(run: "VerificationRun", results: "Sequence[FrameworkResult]", *, locked: bool) -> None:
    console = stdout()
    for result in results:
        for purl, problem in result.problems.items():
            _print_line(f"{result.framework}: {purl}: {problem.fault}; what was known stays")
        for package in result.results.values():
            for one in package.disagreements:
                _print_line(f"{result.framework}: {one.package} {one.ref}: {one.text}")
            for refused in package.refused:
                _print_line(f"{result.framework}: {package.check.package} {refused}")
        if locked and run.changed[result.framework]:
            _print_line(f"{result.framework}: reading again gives other evidence than its file")
    for purl in run.stale:
        _print_line(f"{purl}: the index gives no answer now; its last one was used")
    if not any(map(_troubled, results)):
        noun = "framework" if len(results) == 1 else "frameworks"
        console.print(f"{len(results)} {noun}: the content and the packages agree", style="bold green")


def _print_line(text: str) -> None:
    from rich.text import Text

    from ingest.diagnostics import printable

    stdout().print(Text(printable(text, 600)))


def _troubled(result: "FrameworkResult") -> bool:
    return bool(result.problems) or any(package.disagreements for package in result.results.values())
