"""`duramen new`: a commented skeleton for a framework or a concept."""

from enum import StrEnum
from typing import Annotated

import typer

from api.cli.content_folder import SeedsOption, content_folder
from api.cli.run import UsageProblem


class Kind(StrEnum):
    """What can be begun from a skeleton."""

    FRAMEWORK = "framework"
    CONCEPT = "concept"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Exit codes: 0 written, 2 the slug cannot be used.")(new)


def new(
    kind: Annotated[Kind, typer.Argument(help="What to begin.")],
    slug: Annotated[str, typer.Argument(help="Its slug, which becomes the file's name.")],
    seeds: SeedsOption = None,
) -> None:
    """Write a commented skeleton; `duramen check` then lists what is left to fill in.

    Examples:
      duramen new framework haystack
      duramen new concept query-routing
    """
    from graph.vocabulary import NodeKind
    from ingest.diagnostics import displayed
    from ingest.errors import NoContent
    from ingest.reading import read_catalogue
    from ingest.skeletons import skeleton, why_not
    from ingest.tree import FOLDER_OF, read_tree

    root, node_kind = content_folder(seeds), NodeKind(kind.value)
    try:
        catalogue, _ = read_catalogue(read_tree(root))
    except NoContent as problem:
        raise UsageProblem(str(problem)) from None
    reason = why_not(node_kind, slug, catalogue)
    if reason is not None:
        raise UsageProblem(reason)
    path = root / FOLDER_OF[node_kind] / f"{slug}.yaml"
    text = skeleton(node_kind, slug, catalogue.slugs(NodeKind.FAMILY))
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        reason = (error.strerror or "no reason").lower()
        raise UsageProblem(f"{displayed(path)}: cannot be written: {reason}") from None
    typer.echo(f"{displayed(path)}\nFill it in; `duramen check {displayed(path)}` lists what is left.")
