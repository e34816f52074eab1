"""`duramen digest`: the name of this state of the content, and of each record in it."""

import json as json_format
from typing import Annotated

import typer

from api.cli.content_folder import SeedsOption, content_folder
from api.cli.run import PROBLEMS_FOUND, UsageProblem


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Exit codes: 0 printed, 1 the content is broken, 2 wrong usage or unknown id.")(digest)


def digest(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID", help="Ids of records, such as concept:reranking.")
    ] = None,
    seeds: SeedsOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the digest of the content (SHA-256 over its canonical JSON), or the digests of records.

    The same content has the same digest on every machine.

    Examples:
      duramen digest
      duramen digest --json
      duramen digest concept:reranking mapping:haystack/reranking
    """
    from graph.canonical import digest_of
    from graph.identity import parse_id
    from ingest.building import built_snapshot, default_cache
    from ingest.errors import BrokenContent, NoContent

    root = content_folder(seeds)
    try:
        snapshot = built_snapshot(root, default_cache(root))
    except NoContent as problem:
        raise UsageProblem(str(problem)) from None
    except BrokenContent as problem:
        for line in problem.lines():
            typer.echo(line, err=True)
        raise typer.Exit(PROBLEMS_FOUND) from None
    if not ids:
        version = snapshot.version
        whole = {"digest": version.digest, "version": str(version), "format": version.format}
        typer.echo(json_format.dumps(whole) if json else version.digest)
        return
    digests: dict[str, str] = {}
    for text in ids:
        key = parse_id(text)
        node = snapshot.nodes[key.kind].get(key.key) if key else None
        if node is None:
            raise UsageProblem(
                f"there is no record {text}; ids look like concept:reranking or mapping:haystack/reranking"
            )
        digests[text] = digest_of(node)
    lines = [f"{sha256}  {text}" for text, sha256 in digests.items()]
    typer.echo(json_format.dumps(digests) if json else "\n".join(lines))
