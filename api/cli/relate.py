"""`duramen relate`, `similar` and `gaps`: how things hang together, and where the catalogue is thin."""

from typing import Annotated

import typer

from api.cli.content_folder import SeedsOption
from api.cli.local_graph import AnswerFormat, FormatOption, ask, print_json
from api.cli.run import PROBLEMS_FOUND, stdout

_PATH = """
query Relate($from: ID!, $to: ID!) {
  path(from: $from, to: $to) { nodes { id } edges { basis text checkedOn } }
}
"""
_SIMILAR = """
query Similar($to: ID!, $first: Int) {
  similar(to: $to, first: $first) {
    node { ... on Concept { slug } ... on Framework { slug } ... on Role { slug } ... on Goal { slug } }
    percent
    because { text }
  }
}
"""
_GAPS = """
query Gaps($family: String, $first: Int) {
  gaps(family: $family, first: $first) { work effort text subject { id } because { text checkedOn } }
}
"""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Exit codes: 0 they hang together, 1 they do not, 2 wrong usage.")(relate)
    app.command(epilog="Exit codes: 0 answered, 2 wrong usage.")(similar)
    app.command(epilog="Exit codes: 0 answered, 2 wrong usage.")(gaps)


def relate(
    origin: Annotated[str, typer.Argument(help="One id, such as concept:reranking.")],
    target: Annotated[str, typer.Argument(help="Another id, such as framework:haystack.")],
    answer_format: FormatOption = AnswerFormat.HUMAN,
    seeds: SeedsOption = None,
) -> None:
    """Explain how two things hang together, by the shortest chain of edges.

    Examples:
      duramen relate concept:reranking concept:agent-loop
      duramen relate framework:chroma goal:company-docs-chatbot --format json
    """
    from rich.text import Text

    answer = ask(seeds, _PATH, {"from": origin, "to": target})
    if answer_format is AnswerFormat.JSON:
        print_json(answer)
    for edge in (answer or {"edges": []})["edges"] if answer_format is AnswerFormat.HUMAN else ():
        stdout().print(Text(edge["text"]))
    if answer is None:
        raise typer.Exit(PROBLEMS_FOUND)


def similar(
    node: Annotated[str, typer.Argument(help="An id, such as framework:chroma.")],
    first: Annotated[int, typer.Option(min=1, max=20, help="How many.")] = 10,
    answer_format: FormatOption = AnswerFormat.HUMAN,
    seeds: SeedsOption = None,
) -> None:
    """Name what is most like something, by what both share.

    Examples:
      duramen similar framework:chroma
      duramen similar concept:reranking --first 5 --format json
    """
    from rich.text import Text

    answer = ask(seeds, _SIMILAR, {"to": node, "first": first})
    if answer_format is AnswerFormat.JSON:
        print_json(answer)
        return
    for one in answer:
        stdout().print(Text.assemble(f"{one['percent']:>3} %  ", (one["node"]["slug"], "bold")))
        stdout().print(Text(f"       {' '.join(reason['text'] for reason in one['because'][:2])}", style="dim"))


def gaps(
    family: Annotated[str | None, typer.Argument(help="A family, by slug; all of them if none.")] = None,
    first: Annotated[int, typer.Option(min=1, max=100, help="How many.")] = 20,
    answer_format: FormatOption = AnswerFormat.HUMAN,
    seeds: SeedsOption = None,
) -> None:
    """List where the catalogue is thin, as work for contributors, least effort first.

    Examples:
      duramen gaps
      duramen gaps retrieval --first 5 --format json
    """
    from rich.text import Text

    answer = ask(seeds, _GAPS, {"family": family, "first": first})
    if answer_format is AnswerFormat.JSON:
        print_json(answer)
        return
    for one in answer:
        effort = one["effort"].lower().replace("_", " ")
        stdout().print(Text.assemble((f"{effort:<8} ", "dim"), one["text"]))
