"""`duramen load`: put the content into Neo4j as a new build, and let readers switch to it at once."""

import asyncio
import gc
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from api.cli.content_folder import SeedsOption, content_folder
from api.cli.run import PROBLEMS_FOUND, UsageProblem, stderr, stop

if TYPE_CHECKING:
    from graph.neo4j_store.settings import Neo4jSettings
    from graph.neo4j_store.writing import Writer
    from graph.snapshot import Snapshot
    from ingest.loading.builds import Status
    from ingest.loading.loader import LoadOptions, Outcome

T = TypeVar("T")
_SHORT_DIGEST = 12


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Exit codes: 0 loaded or already there, 1 it could not be loaded, 2 wrong usage.")(load)


def load(
    context: typer.Context,
    to: Annotated[
        str, typer.Option("--to", metavar="URI", envvar="DURAMEN_NEO4J_URI", help="Address of the database.")
    ] = "",
    user: Annotated[
        str | None, typer.Option(help="User; default DURAMEN_NEO4J_USER, else neo4j.", show_default=False)
    ] = None,
    password_file: Annotated[
        Path | None,
        typer.Option(help="File that holds the password; else DURAMEN_NEO4J_PASSWORD[_FILE].", show_default=False),
    ] = None,
    database: Annotated[
        str | None, typer.Option(help="Database; default DURAMEN_NEO4J_DATABASE, else neo4j.", show_default=False)
    ] = None,
    keep: Annotated[int, typer.Option(min=0, max=1000, help="Number of old builds to keep.")] = 1,
    grace: Annotated[
        float, typer.Option(min=0, max=86_400, help="Seconds for which an old build stays, so that readers can finish.")
    ] = 60,
    status: Annotated[bool, typer.Option("--status", help="Tell which builds are there; load nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    seeds: SeedsOption = None,
) -> None:
    """Load the content into Neo4j: a new build beside the live one, verified, then shown at once.

    Examples:
      duramen load --to bolt://127.0.0.1:7687 --password-file ~/.neo4j-password
      duramen load --to neo4j+s://example.databases.neo4j.io --keep 2
      duramen load --status --json
    """
    settings = _settings(to, user, password_file, database)
    _check_address(settings.uri, "--to" if _is_typed(context, "to") else "DURAMEN_NEO4J_URI")
    if status:
        _print_status(_within(settings, _status), as_json=as_json)
        return
    snapshot = _snapshot(seeds)
    gc.freeze()  # it is there to the end: the collector need not go through it again and again
    from ingest.loading.loader import LoadOptions

    options = LoadOptions(keep=keep, grace_seconds=grace)
    outcome = _within(settings, lambda writer: _load(writer, snapshot, options))
    _print_outcome(outcome, snapshot, as_json=as_json)


def _settings(to: str, user: str | None, password_file: Path | None, database: str | None) -> "Neo4jSettings":
    from pydantic import ValidationError

    from api.database import DatabaseSettings, PasswordProblem

    given: dict[str, Any] = {"uri": to, "user": user, "password_file": password_file, "database": database}
    if not to:
        raise UsageProblem("say where to: --to URI, or DURAMEN_NEO4J_URI")
    if password_file is not None:
        given["password"] = None
    chosen = {name: value for name, value in given.items() if value is not None or name == "password"}
    try:
        return DatabaseSettings(**chosen).resolved()
    except PasswordProblem as problem:
        raise UsageProblem(str(problem)) from None
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageProblem(f"DURAMEN_NEO4J_{str(first['loc'][0]).upper()}: {first['msg'].lower()}") from None


def _is_typed(context: typer.Context, name: str) -> bool:
    """Tell whether a value comes from the command line, and not from the environment."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _check_address(address: str, source: str) -> None:
    from graph.errors import StoreMisconfigured
    from graph.neo4j_store.addresses import check_address

    try:
        check_address(address)
    except StoreMisconfigured as problem:
        raise UsageProblem(f"{source}: {problem.reason}") from None


def _snapshot(seeds: Path | None) -> "Snapshot":
    from ingest.building import built_snapshot, default_cache
    from ingest.errors import BrokenContent, NoContent

    root = content_folder(seeds)
    try:
        return built_snapshot(root, default_cache(root))
    except NoContent as problem:
        raise UsageProblem(str(problem)) from None
    except BrokenContent as problem:
        for line in problem.lines():
            typer.echo(line, err=True)
        return stop(f"nothing was loaded: {problem}", PROBLEMS_FOUND)


def _within(settings: "Neo4jSettings", work: Callable[["Writer"], Awaitable[T]]) -> T:
    """Run `work` with a way to write, and end with one line when the database or another loader is in the way."""
    from graph.errors import StoreError, StoreMisconfigured, StoreUnavailable
    from graph.neo4j_store.writing import Writer
    from ingest.loading.errors import LoadProblem

    async def connected() -> T:
        writer = Writer(settings)
        try:
            return await work(writer)
        finally:
            await writer.close()

    try:
        return asyncio.run(connected())
    except LoadProblem as problem:
        stop(str(problem), PROBLEMS_FOUND)
    except StoreError as error:
        said = "failed"
        if isinstance(error, StoreMisconfigured):
            said = "refuses us"
        elif isinstance(error, StoreUnavailable):
            said = "can't be reached"
        stop(f"{settings.uri} {said}: {error.reason.splitlines()[0]}", PROBLEMS_FOUND)


async def _status(writer: "Writer") -> "Status":
    from ingest.loading.builds import status

    return await status(writer)


async def _load(writer: "Writer", snapshot: "Snapshot", options: "LoadOptions") -> "Outcome":
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from ingest.loading.loader import load as load_snapshot

    columns = (TextColumn("loading"), BarColumn(), MofNCompleteColumn(), TextColumn("rows"), TimeElapsedColumn())
    console = stderr()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("loading", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        return await load_snapshot(writer, snapshot, options, progress)


def _print_outcome(outcome: "Outcome", snapshot: "Snapshot", *, as_json: bool) -> None:
    if as_json:
        facts = {
            "action": outcome.action.value,
            "build": outcome.build,
            "version": str(snapshot.version),
            "nodes": outcome.nodes,
            "relationships": outcome.relationships,
            "swept": list(outcome.swept),
        }
        typer.echo(json.dumps(facts))
        return
    what = {
        "loaded": f"{outcome.nodes} nodes and {outcome.relationships} relationships loaded and verified",
        "switched": "was there already; it is live again",
        "unchanged": "is live already; nothing to do",
    }[outcome.action]
    typer.echo(f"build {outcome.build}: {what}\n{snapshot.version}")
    if outcome.swept:
        typer.echo(f"swept: {', '.join(f'build {number}' for number in outcome.swept)}")


def _print_status(found: "Status", *, as_json: bool) -> None:
    if as_json:
        builds = [
            {
                "build": build.number,
                "version": f"{build.format}-{build.digest}",
                "state": build.state,
                "current": build.current,
                "nodes": build.nodes,
                "relationships": build.relationships,
                "loadedAt": build.loaded_at and build.loaded_at.isoformat(),
                "supersededSeconds": build.superseded_seconds,
            }
            for build in found.builds
        ]
        typer.echo(json.dumps({"builds": builds, "loader": found.loader}))
        return
    if not found.builds:
        typer.echo("no build is loaded")
    for build in found.builds:
        mark = "live" if build.current else build.state
        counts = "" if build.nodes is None else f"  {build.nodes} nodes, {build.relationships} relationships"
        loaded = "" if build.loaded_at is None else f"  {build.loaded_at:%Y-%m-%d %H:%M}"
        version = f"{build.format}-{build.digest[:_SHORT_DIGEST]}…"
        typer.echo(f"build {build.number:<4} {mark:<9} {version}{counts}{loaded}")
    if found.loader is not None:
        typer.echo(f"loading now: {found.loader}, last heard of {found.loader_silent_seconds:.0f} s ago")
