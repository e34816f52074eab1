"""`duramen search`: what the words of a learner mean."""

import enum
from typing import Annotated, Any

import typer

from api.cli.content_folder import SeedsOption
from api.cli.local_graph import AnswerFormat, FormatOption, ask, print_json
from api.cli.run import PROBLEMS_FOUND, stdout

_QUERY = """
query Search($query: String!, $kinds: [SearchKind!], $first: Int) {
  search(query: $query, kinds: $kinds, first: $first) {
    totalCount
    nodes {
      kind
      field
      highlights { text matched }
      node {
        id
        ... on Family { slug name }
        ... on Concept { slug name definition }
        ... on Framework { slug name summary }
        ... on Symbol { ref package { purl } }
        ... on Package { purl }
        ... on Role { slug name }
        ... on Goal { slug name }
      }
      because { basis text }
    }
  }
}
"""


class _Kind(enum.StrEnum):
    FAMILY = "family"
    CONCEPT = "concept"
    FRAMEWORK = "framework"
    SYMBOL = "symbol"
    PACKAGE = "package"
    ROLE = "role"
    GOAL = "goal"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Exit codes: 0 something was found, 1 nothing was, 2 wrong usage.")(search)


def search(
    words: Annotated[list[str], typer.Argument(help="What to look for.", show_default=False)],
    kind: Annotated[list[_Kind] | None, typer.Option(help="Only nodes of this kind; may be given again.")] = None,
    first: Annotated[int, typer.Option(min=1, max=100, help="How many hits.")] = 10,
    answer_format: FormatOption = AnswerFormat.HUMAN,
    seeds: SeedsOption = None,
) -> None:
    """Find concepts, frameworks, symbols, packages, roles and goals by the words that a learner would type.

    Examples:
      duramen search vector db
      duramen search langchain retriever --kind symbol
      duramen search guard rails --format json
    """
    kinds = [one.name for one in kind] if kind else None
    answer = ask(seeds, _QUERY, {"query": " ".join(words), "kinds": kinds, "first": first})
    if answer_format is AnswerFormat.JSON:
        print_json(answer)
    else:
        _print(answer)
    if not answer["nodes"]:
        raise typer.Exit(PROBLEMS_FOUND)


def _print(answer: dict[str, Any]) -> None:
    from rich.text import Text

    console = stdout()
    for hit in answer["nodes"]:
        node = hit["node"]
        key = node.get("slug") or node.get("ref") or node.get("purl")
        line = Text.assemble((f"{hit['kind'].lower():<10}", "dim"), (key, "bold"))
        if node.get("package"):
            line.append(f"  in {node['package']['purl']}", style="dim")
        if hit["field"] in {"ALIAS", "DEFINITION"}:
            line.append("  ").append_text(_highlighted(hit["highlights"]))
        console.print(line)
    console.print(Text(f"{answer['totalCount']} found", style="dim"))


def _highlighted(parts: list[dict[str, Any]]) -> Any:
    from rich.text import Text

    return Text.assemble(*((part["text"], "bold" if part["matched"] else "") for part in parts))
