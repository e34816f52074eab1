"""`duramen serve`: the explorer, GraphiQL and the GraphQL endpoint."""

import gc
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.run import PROBLEMS_FOUND, stop
from api.places import default_seeds

if TYPE_CHECKING:
    from api.database import DatabaseSettings
    from api.settings import Settings
    from graph.store import Store

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
    documents: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Run only the documents of this list: a JSON map, Apollo's manifest, or a folder."
        ),
    ] = None,
    metrics: Annotated[
        str | None,
        typer.Option(
            metavar="[HOST:]PORT", help="Tell metrics at /metrics of this address; host 127.0.0.1 if left out."
        ),
    ] = None,
) -> None:
    """Serve the explorer, GraphiQL and the GraphQL endpoint.

    Examples:
      duramen serve
      duramen serve --port 0 --seeds my-graph/seeds --reload
      duramen serve --host 0.0.0.0 --workers 4
    """
    if reload and store is StoreKind.NEO4J:
        stop("--reload watches a folder, which --store neo4j does not read; run `duramen load` after a change instead")
    if reload and workers > 1:
        stop("--reload works with one worker only; leave out --workers, or send SIGHUP after a change instead")
    settings = _settings(metrics=metrics, documents=documents)

    gc.disable()  # hardly anything that a start makes is garbage; serving begins to collect
    _import_structlog()
    from api import logs

    logs.configure(settings.log_format, settings.log_level)

    from api.serving import Service
    from ingest.building import default_cache

    cache = settings.cache or default_cache(seeds)
    with _told_plainly(f"{host}:{port}", seeds):
        listener = _bound(host, port)
        watched = None if settings.metrics_address is None else _bound(*settings.metrics_address)
        if store is StoreKind.NEO4J:
            graph, settings, what = _database(settings)
        else:
            graph, what = _memory(seeds, cache)
        service = Service(graph, seeds, cache, settings, workers, watch=reload, metrics=watched)
        status = service.run(listener, lambda: _announce(what, listener, watched))
    if status:
        raise typer.Exit(status)


@contextmanager
def _told_plainly(address: str, seeds: Path) -> Iterator[None]:
    """End with a line for each thing that is in the way of serving."""
    from api.serving import CannotListen
    from api.trusted.reading import UnusableDocuments
    from ingest.errors import ContentProblem, NoContent

    try:
        yield
    except CannotListen as problem:
        stop(f"cannot listen on {address}: {problem}", PROBLEMS_FOUND)
    except UnusableDocuments as problem:
        typer.echo("\n".join(problem.lines), err=True)
        stop("the list of documents cannot be used", PROBLEMS_FOUND)
    except NoContent as problem:
        stop(str(problem))  # nothing is wrong in a folder that is not there: another one was meant
    except ContentProblem as problem:
        typer.echo("\n".join(problem.lines()), err=True)
        stop(f"the content of {seeds} cannot be served", PROBLEMS_FOUND)
    finally:
        gc.enable()


def _memory(seeds: Path, cache: Path) -> "tuple[Store, str]":
    """Return a store in memory, and what to say that it holds."""
    from api.build_aside import snapshot_built_aside
    from graph.memory import MemoryStore
    from graph.vocabulary import NodeKind

    snapshot = snapshot_built_aside(seeds, cache)
    held = snapshot.summary.counts
    shown = (f"{held[kind]} {kind}s" for kind in (NodeKind.CONCEPT, NodeKind.FRAMEWORK, NodeKind.MAPPING))
    return MemoryStore(snapshot), ", ".join(shown)


def _database(settings: "Settings") -> "tuple[Store, Settings, str]":
    """Return a store in Neo4j, settings that give it more time, and where it is; nothing is connected yet."""
    import dataclasses

    import msgspec

    from api.database import PasswordProblem
    from graph.errors import StoreMisconfigured
    from graph.neo4j_store.connection import Connection
    from graph.neo4j_store.store import Neo4jStore
    from schema.limits import Limits

    try:
        reached = _database_settings().resolved()
        if not reached.uri:
            stop("--store neo4j needs DURAMEN_NEO4J_URI; in a checkout, scripts/serve starts a server by itself")
        graph = Neo4jStore(Connection(reached))
    except PasswordProblem as problem:
        stop(f"DURAMEN_NEO4J_PASSWORD_FILE: {problem}")
    except StoreMisconfigured as problem:
        stop(f"DURAMEN_NEO4J_URI: {problem.reason}")
    if settings.limits.seconds == Limits().seconds:
        limits = dataclasses.replace(settings.limits, seconds=reached.call_seconds)
        settings = msgspec.structs.replace(settings, limits=limits)
    return graph, settings, f"the graph in {reached.uri}"


def _settings(**options: Any) -> "Settings":
    """Return the settings, or end with one line that names the wrong one; an option given beats the environment."""
    from api.settings import Settings, WrongSetting

    try:
        return Settings.read(**{name: value for name, value in options.items() if value is not None})
    except WrongSetting as problem:
        return stop(str(problem))


def _database_settings() -> "DatabaseSettings":
    """Return the settings of the database, as above."""
    from pydantic import ValidationError

    from api.database import DatabaseSettings

    try:
        return DatabaseSettings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(DatabaseSettings.model_config.get("env_prefix")) + str(first["loc"][0]).upper()
        return stop(f"{name}: {first['msg'].removeprefix('Value error, ').lower()}")


def _import_structlog() -> None:
    """Import structlog as if rich were not there: it would be imported for a form of tracebacks that no log has."""
    if not {"rich", "structlog"} & sys.modules.keys():
        sys.modules["rich"] = None  # type: ignore[assignment]  # what makes an import fail
        import structlog  # noqa: F401

        del sys.modules["rich"]


def _announce(what: str, listener: socket.socket, watched: socket.socket | None) -> None:
    """Print where everything is, now that it answers."""
    base = _base(listener)
    metrics = "" if watched is None else f"  Metrics   {_base(watched)}/metrics\n"
    typer.echo(
        f"Duramen serves {what}\n"
        f"  Explorer  {base}/\n"
        f"  GraphiQL  {base}/graphiql\n"
        f"  GraphQL   {base}/graphql\n{metrics}"
        "Stop with Ctrl-C."
    )


def _bound(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address, or end with one line that says why there is none."""
    from api.serving import CannotListen, bind

    try:
        return bind(host, port)
    except CannotListen as problem:
        stop(f"cannot listen on {host}:{port}: {problem}", PROBLEMS_FOUND)


def _base(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"
