"""`duramen publish`: write down the ids and the version of a release, and how an id came to its end."""

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.content_folder import SeedsOption, content_folder
from api.cli.days import day_option
from api.cli.run import PROBLEMS_FOUND, UsageProblem
from graph.vocabulary import Ending

if TYPE_CHECKING:
    from ingest.ids import PublishedId
    from ingest.sources import Catalogue


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Exit codes: 0 written, 1 something stands against it, 2 wrong usage.")(publish)


def publish(
    date: Annotated[datetime.date, day_option(help="The day of the release.")],
    seeds: SeedsOption = None,
    retire: Annotated[
        str | None, typer.Option(metavar="ID", help="Record the end of this id, and nothing else.")
    ] = None,
    ending: Annotated[Ending | None, typer.Option(help="How the id ended.")] = None,
    to: Annotated[list[str] | None, typer.Option(metavar="ID", help="What to look at now; may be repeated.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why, in one sentence.")] = None,
) -> None:
    r"""Write the ids of all families, concepts, frameworks, roles and goals into ids.txt, for good.

    The version of the graph goes into published.jsonl, so that later ones can tell what changed since.
    For maintainers, at a release; a contribution never does it. An id that is gone must be retired first.

    Examples:
      duramen publish --date 2026-11-24
      duramen publish --date 2026-11-24 --retire concept:rag --ending renamed \
        --to concept:retrieval-augmented-generation --reason "The abbreviation was hard to find."
    """
    from ingest.publishing import CannotPublish, retirement, with_new_ids, with_retired

    root = content_folder(seeds)
    catalogue = _sound_catalogue(root)
    present = catalogue.ids()
    try:
        if retire is None:
            if ending or to or reason:
                raise UsageProblem("--ending, --to and --reason belong to --retire ID")
            entries = with_new_ids(catalogue.published, present, date)
        else:
            if ending is None or reason is None:
                raise UsageProblem("--retire needs --ending and --reason")
            end = retirement(retire, ending, date, reason, to or [])
            entries = with_retired(catalogue.published, present, end)
    except CannotPublish as problem:
        for line in problem.lines:
            typer.echo(f"error: {line}", err=True)
        raise typer.Exit(PROBLEMS_FOUND) from None
    _write(root, catalogue, entries)
    if retire is None:
        _write_version(root, date)


def _sound_catalogue(root: Path) -> "Catalogue":
    """Return the catalogue; ids that are gone are what this command is about, every other error ends it."""
    from ingest.checks.published import VANISHED_ID
    from ingest.diagnostics import Severity, line_of
    from ingest.errors import NoContent
    from ingest.reading import read_checked

    try:
        catalogue, diagnostics = read_checked(root)
    except NoContent as problem:
        raise UsageProblem(str(problem)) from None
    errors = [one for one in diagnostics if one.severity is Severity.ERROR and one.code != VANISHED_ID.code]
    for one in errors:
        typer.echo(line_of(one), err=True)
    if errors:
        raise typer.Exit(PROBLEMS_FOUND)
    return catalogue


def _write(root: Path, catalogue: "Catalogue", entries: "dict[str, PublishedId]") -> None:
    from ingest.files import replace_file
    from ingest.ids import write_ids
    from ingest.tree import IDS_FILE

    replace_file(root / IDS_FILE, write_ids(entries.values()).encode())
    new = len(entries) - len(catalogue.published)
    ended = sum(entry.retired is not None for entry in entries.values())
    typer.echo(f"{root / IDS_FILE}: {len(entries)} ids, {new} new, {ended} ended")


def _write_version(root: Path, date: datetime.date) -> None:
    from graph.publications import marks_in
    from ingest.building import load_tree
    from ingest.files import replace_file
    from ingest.tree import VERSIONS_FILE
    from ingest.versions import published_now, read_versions, write_versions

    file, content = root / VERSIONS_FILE, load_tree(root).content
    assert content is not None, "the catalogue is sound"
    recorded = read_versions(file.read_bytes()) if file.exists() else ()
    try:
        published = published_now(content, recorded, date)
    except ValueError as problem:
        typer.echo(f"error: {problem}", err=True)
        raise typer.Exit(PROBLEMS_FOUND) from None
    newest = published[-1]
    if published == recorded:
        typer.echo(f"{file}: {newest.version} was published on {newest.date} already")
        return
    replace_file(file, write_versions(published))
    typer.echo(f"{file}: version {newest.number}, {newest.version}, with {len(marks_in(newest.events))} new events")
