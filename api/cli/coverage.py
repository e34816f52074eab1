"""`duramen coverage`: which frameworks express the concepts of a family, thin ones first."""

from typing import Annotated, Any

import typer

from api.cli.content_folder import SeedsOption
from api.cli.local_graph import AnswerFormat, FormatOption, ask, print_json
from api.cli.run import stdout

_QUERY = """
query Coverage($family: String!) {
  coverage(family: $family) {
    concept { slug name }
    core
    partial
    hook
    isThin
    cells { framework { slug } coverage state because { text checkedOn } }
  }
}
"""
_MARKS = {"CORE": "", "PARTIAL": " (part)", "HOOK": " (hook)"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Exit codes: 0 answered, 2 wrong usage.")(coverage)


def coverage(
    family: Annotated[str, typer.Argument(help="A family, by slug.", show_default=False)],
    answer_format: FormatOption = AnswerFormat.HUMAN,
    seeds: SeedsOption = None,
) -> None:
    """Show which frameworks express each concept of a family; those that too few express come first.

    Examples:
      duramen coverage retrieval
      duramen coverage evaluation --format json
    """
    answer = ask(seeds, _QUERY, {"family": family})
    if answer_format is AnswerFormat.JSON:
        print_json(answer)
        return
    _print(answer)


def _print(rows: list[dict[str, Any]]) -> None:
    from rich.table import Table
    from rich.text import Text

    if not rows:
        stdout().print(Text("The family has no concepts that tools implement."))
        return
    table = Table(box=None, pad_edge=False)
    for head in ("concept", "core", "part", "hook", "frameworks"):
        table.add_column(head, justify="right" if head in {"core", "part", "hook"} else "left")
    for row in rows:
        names = ", ".join(f"{cell['framework']['slug']}{_MARKS[cell['coverage']]}" for cell in row["cells"])
        slug = Text(row["concept"]["slug"], style="yellow" if row["isThin"] else "")
        table.add_row(slug, *(str(row[kind]) for kind in ("core", "partial", "hook")), names)
    stdout().print(table)
