"""The graph of the local content, and questions to it: what commands share that answer without a server."""

import asyncio
import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.content_folder import content_folder
from api.cli.run import PROBLEMS_FOUND, UsageProblem, stdout, stop

if TYPE_CHECKING:
    from graph.snapshot import Snapshot
    from schema.engine import Answer


class AnswerFormat(enum.StrEnum):
    """How an answer is written."""

    HUMAN = "human"
    JSON = "json"


LOCAL_SECONDS = 60.0
"""Nobody else waits for a local answer, and a first question loads what it needs."""

FormatOption = Annotated[AnswerFormat, typer.Option("--format", help="Text to read, or JSON as the server gives it.")]


def local_snapshot(seeds: Path | None) -> "Snapshot":
    """Return the snapshot of the content folder; broken content is told and ends the command."""
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
        stop(f"{problem}, and a broken graph answers nothing; `duramen check` says what helps", PROBLEMS_FOUND)


def local_answer(snapshot: "Snapshot", text: str, variables: dict[str, Any], operation: str | None = None) -> "Answer":
    """Answer a GraphQL request from a snapshot, within the limits of the server but with more time."""
    from api.audits.reading import ManifestReading
    from graph.memory import MemoryStore
    from schema.engine import Engine, GraphQLRequest
    from schema.limits import Limits
    from schema.services import Services

    services = Services(ManifestReading(1, LOCAL_SECONDS))
    engine = Engine(MemoryStore(snapshot), Limits(seconds=LOCAL_SECONDS), services)
    return asyncio.run(engine.answer(GraphQLRequest(text, variables, operation)))


def ask(seeds: Path | None, document: str, variables: dict[str, Any]) -> Any:
    """Return the one field that a query of our own asks for, as the server would answer it.

    Raises:
        UsageProblem: If the question has no answer as it was asked; the message is the server's.
    """
    import orjson

    given = {name: value for name, value in variables.items() if value is not None}
    body = orjson.loads(local_answer(local_snapshot(seeds), document, given).body)
    if "errors" in body:
        raise UsageProblem(body["errors"][0]["message"])
    (answer,) = body["data"].values()
    return answer


def print_json(answer: Any) -> None:
    """Write an answer as JSON, coloured only on a terminal."""
    import json
    import sys

    text = json.dumps(answer, ensure_ascii=False, indent=2)
    if sys.stdout.isatty():
        stdout().print_json(text)
    else:
        typer.echo(text)
