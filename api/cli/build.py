"""`duramen build`: check the content and keep the built snapshot, so that serving starts at once."""

import time
from pathlib import Path
from typing import Annotated

import typer

from api.cli.content_folder import SeedsOption, content_folder
from api.cli.run import PROBLEMS_FOUND, UsageProblem, stop
from graph.vocabulary import NodeKind

_PLURALS = {kind: f"{kind}s" for kind in NodeKind} | {NodeKind.FAMILY: "families"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Exit codes: 0 built, 1 the content is broken or cannot be kept, 2 wrong usage.")(build)


def build(
    seeds: SeedsOption = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the built snapshot.",
            envvar="DURAMEN_CACHE",
            show_default="build/ of a checkout, else the user's cache",
        ),
    ] = None,
    schemas: Annotated[
        bool, typer.Option("--schemas", help="Write the JSON Schemas of the YAML format into SEEDS/.schema instead.")
    ] = False,
) -> None:
    """Build the snapshot from the content and print its version.

    Examples:
      duramen build
      duramen build --seeds my-graph/seeds --cache /var/cache/duramen
      duramen build --schemas
    """
    from ingest.building import default_cache, rebuilt_snapshot
    from ingest.errors import BrokenContent, NoContent
    from ingest.json_schemas import write_schemas

    root = content_folder(seeds)
    if schemas:
        for path in write_schemas(root):
            typer.echo(path)
        return
    kept_in = cache or default_cache(root)
    started = time.perf_counter()
    try:
        snapshot = rebuilt_snapshot(root, kept_in)
    except NoContent as problem:
        raise UsageProblem(str(problem)) from None
    except BrokenContent as problem:
        for line in problem.lines():
            typer.echo(line, err=True)
        typer.echo(f"not built: {problem}; `duramen check` says more", err=True)
        raise typer.Exit(PROBLEMS_FOUND) from None
    except OSError as problem:
        stop(f"the snapshot cannot be kept in {kept_in}: {str(problem.strerror).lower()}", PROBLEMS_FOUND)
    seconds = time.perf_counter() - started
    counts = ", ".join(f"{count} {_PLURALS[kind]}" for kind, count in snapshot.summary.counts.items())
    typer.echo(f"{snapshot.version}\n{counts}\nbuilt in {seconds:.2f} s")
