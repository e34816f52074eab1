"""`duramen fmt`: the canonical form of content files, with their comments kept."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from api.cli.content_folder import SeedsOption, content_folder
from api.cli.run import PROBLEMS_FOUND, UsageProblem


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Exit codes: 0 all is canonical now, 1 --check found files or one is broken, 2 wrong usage.")(
        fmt
    )


def fmt(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH", help="Files or folders; all of the content without any.")
    ] = None,
    seeds: SeedsOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; list the files that are not canonical.")
    ] = False,
) -> None:
    """Write content files in their canonical form.

    The order of keys, indentation, quotes and lists are settled; the meaning and the comments stay.

    Examples:
      duramen fmt
      duramen fmt seeds/frameworks/haystack.yaml
      duramen fmt --check
    """
    from ingest.diagnostics import displayed, line_of
    from ingest.formatting import FormattingBug, Unformattable, formatted
    from ingest.tree import FOLDERS, read_regular
    from ingest.yaml_text import MAX_FILE_BYTES

    root = content_folder(seeds, paths or [])
    changed, broken, seen = 0, 0, 0
    for path in _files(root, paths or []):
        seen += 1
        try:
            raw = read_regular(path, MAX_FILE_BYTES + 1)
            body = formatted(path, raw, FOLDERS[path.parent.name])
        except OSError as error:
            typer.echo(f"{displayed(path)}: cannot be read: {error.strerror}", err=True)
            broken += 1
        except Unformattable as problem:
            broken += 1
            for one in problem.diagnostics:
                typer.echo(line_of(one), err=True)
        except FormattingBug:
            broken += 1
            typer.echo(
                f"{displayed(path)}: left alone: formatting it would change its meaning; please report", err=True
            )
        else:
            if body != raw:
                changed += 1
                if not check:
                    _replace(path, body)
                typer.echo(displayed(path))
    typer.echo(_summary(seen, changed, broken, check=check), err=True)
    if broken or (check and changed):
        raise typer.Exit(PROBLEMS_FOUND)


def _replace(path: Path, body: bytes) -> None:
    from ingest.diagnostics import displayed
    from ingest.files import replace_file

    try:
        replace_file(path, body)
    except OSError as error:
        raise UsageProblem(f"{displayed(path)}: cannot be written: {(error.strerror or 'no reason').lower()}") from None


def _files(root: Path, paths: Sequence[Path]) -> Iterator[Path]:
    """Return the content files among the paths, or all, sorted."""
    from ingest.tree import FOLDERS

    if not root.is_dir():
        raise UsageProblem(f"{root}: there is no such folder")
    everything = {path.absolute(): path for folder in FOLDERS for path in (root / folder).glob("*.yaml")}
    wanted = {path.absolute() for path in paths}
    for path in paths:
        if not path.is_dir() and path.absolute() not in everything:
            raise UsageProblem(f"{path} is not a content file")
    for absolute, path in sorted(everything.items()):
        if not wanted or absolute in wanted or not wanted.isdisjoint(absolute.parents):
            yield path


def _summary(seen: int, changed: int, broken: int, *, check: bool) -> str:
    verb = "would be formatted" if check else "formatted"
    return f"{seen} files: {changed} {verb}, {broken} left alone because they are broken"
