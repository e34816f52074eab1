"""`duramen serve`: the explorer, GraphiQL and the GraphQL endpoint."""

import socket
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.run import PROBLEMS_FOUND, stop
from api.places import default_seeds

if TYPE_CHECKING:
    from api.settings import Settings
    from graph.snapshot import Snapshot

_MAX_PORT = 65535
_MAX_WORKERS = 64
_SEEDS = default_seeds()


class StoreKind(StrEnum):
    """Where the graph lives while it is served."""

    MEMORY = "memory"
    NEO4J = "neo4j"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Stop it with Ctrl-C or SIGTERM; SIGHUP takes in newer content without a restart.")(serve)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=_MAX_PORT, help="Port to listen on; 0 takes a free one.")] = 8000,
    seeds: Annotated[Path, typer.Option(help="Folder of the content.", show_default="the own content")] = _SEEDS,
    store: Annotated[StoreKind, typer.Option(help="Where the graph lives.")] = StoreKind.MEMORY,
    workers: Annotated[int, typer.Option(min=1, max=_MAX_WORKERS, help="Number of serving processes.")] = 1,
    reload: Annotated[bool, typer.Option("--reload", help="Watch the content and take in changes.")] = False,
) -> None:
    """Serve the explorer, GraphiQL and the GraphQL endpoint.

    Examples:
      duramen serve
      duramen serve --port 0 --seeds my-graph/seeds --reload
      duramen serve --host 0.0.0.0 --workers 4
    """
    if store is StoreKind.NEO4J:
        stop("--store neo4j is not available yet; leave it out to serve from memory")
    if reload and workers > 1:
        stop("--reload works with one worker only; leave out --workers, or send SIGHUP after a change instead")
    settings = _settings()

    from api import logs

    logs.configure(settings.log_format, settings.log_level)

    from api.serving import CannotListen, Service, bind
    from graph.memory import MemoryStore
    from ingest.building import built_snapshot, default_cache
    from ingest.errors import ContentProblem

    cache = settings.cache or default_cache(seeds)
    try:
        listener = bind(host, port)
        snapshot = built_snapshot(seeds, cache)
        service = Service(MemoryStore(snapshot), seeds, cache, settings, workers, watch=reload)
        status = service.run(listener, lambda: _announce(snapshot, listener))
    except CannotListen as problem:
        stop(f"cannot listen on {host}:{port}: {problem}", PROBLEMS_FOUND)
    except ContentProblem as problem:
        for line in problem.lines():
            typer.echo(line, err=True)
        stop(f"the content of {seeds} cannot be served", PROBLEMS_FOUND)
    if status:
        raise typer.Exit(status)


def _settings() -> "Settings":
    from pydantic import ValidationError

    from api.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "DURAMEN_" + "__".join(str(part) for part in first["loc"]).upper()
        return stop(f"{name}: {first['msg'].removeprefix('Value error, ').lower()}")


def _announce(snapshot: "Snapshot", listener: socket.socket) -> None:
    """Print where everything is, now that it answers."""
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    base = f"http://{shown}:{port}"
    content = snapshot.content
    counts = f"{len(content.concepts)} concepts, {len(content.frameworks)} frameworks, {len(content.mappings)} mappings"
    typer.echo(
        f"Duramen serves {counts}\n"
        f"  Explorer  {base}/\n"
        f"  GraphiQL  {base}/graphiql\n"
        f"  GraphQL   {base}/graphql\n"
        "Stop with Ctrl-C."
    )
