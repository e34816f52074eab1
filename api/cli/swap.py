"""`duramen swap`, `compare` and `migrate`: what can stand in for what, and how names lead to names."""

import enum
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from api.cli.content_folder import SeedsOption
from api.cli.local_graph import AnswerFormat, FormatOption, ask, print_json
from api.cli.run import UsageProblem, stdout

_SWAP = """
query Swap($framework: String!, $concepts: [String!], $where: WishesInput) {
  swap(framework: $framework, concepts: $concepts, where: $where) {
    framework { slug name licence needs }
    covers { concept { slug } change theirs { summary coverage caveat } because { text version checkedOn } }
    lost { slug }
    gained { slug }
    maintenance { upkeep since version successor { slug } }
    lasting { percent days atRisk caution }
    because { basis text checkedOn }
  }
}
"""
_COMPARE = """
query Compare($frameworks: [String!]!, $concepts: [String!]) {
  compare(frameworks: $frameworks, concepts: $concepts) {
    frameworks { framework { slug name } maintenance { upkeep since version } lasting { percent days atRisk } }
    rows {
      concept { slug name }
      cells { framework { slug } coverage state mapping { symbols { ref } } because { text checkedOn } }
    }
    shared { slug }
  }
}
"""
_MIGRATE = """
query Migrate($from: String, $to: String, $symbol: String, $package: Purl) {
  migrate(from: $from, to: $to, symbol: $symbol, package: $package) {
    from { slug }
    to { slug }
    items {
      symbol { ref package { purl } former }
      prospect
      concepts { slug }
      replacedBy { ref package { purl } }
      counterparts { symbol { ref package { purl } } framework { slug } concept { slug } because { text checkedOn } }
      because { basis text checkedOn }
    }
    further
  }
}
"""
_COVERAGES = {"CORE": "core", "PARTIAL": "part", "HOOK": "hook", None: "-"}


class _Ecosystem(enum.StrEnum):
    PYPI = "pypi"
    NPM = "npm"


class _Need(enum.StrEnum):
    NOTHING = "nothing"
    API_KEY = "api-key"
    ACCOUNT = "account"
    SERVER = "server"
    GPU = "gpu"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    epilog = "Exit codes: 0 answered, 2 wrong usage."
    app.command(epilog=epilog)(swap)
    app.command(epilog=epilog)(compare)
    app.command(epilog=epilog)(migrate)


def swap(
    framework: Annotated[str, typer.Argument(help="The framework in use, by slug.")],
    concept: Annotated[list[str] | None, typer.Argument(help="What it is used for; all it expresses if none.")] = None,
    ecosystem: Annotated[_Ecosystem | None, typer.Option(help="Only what is on this package index.")] = None,
    licence: Annotated[list[str] | None, typer.Option(help="Only this licence; may be given again.")] = None,
    needs: Annotated[list[_Need] | None, typer.Option(help="No needs beyond these; may be given again.")] = None,
    answer_format: FormatOption = AnswerFormat.HUMAN,
    seeds: SeedsOption = None,
) -> None:
    """Tell what can stand in for a framework: what is kept, lost and gained.

    What it names as its successor comes first, then what is maintained.

    Examples:
      duramen swap langchain reranking retrieval
      duramen swap chroma --needs nothing --licence Apache-2.0
      duramen swap flashrank --format json
    """
    _check_licences(licence or ())
    where = {
        "ecosystem": ecosystem.name if ecosystem else None,
        "licence": licence or None,
        "needs": [one.name for one in needs] if needs else None,
    }
    given = {name: value for name, value in where.items() if value is not None}
    answer = ask(seeds, _SWAP, {"framework": framework, "concepts": concept or None, "where": given or None})
    if answer_format is AnswerFormat.JSON:
        print_json(answer)
        return
    _print_stand_ins(answer)


def compare(
    framework: Annotated[list[str], typer.Argument(help="Two to six frameworks, by slug.")],
    concept: Annotated[
        list[str] | None, typer.Option(help="Only this concept; may be given again.", show_default=False)
    ] = None,
    answer_format: FormatOption = AnswerFormat.HUMAN,
    seeds: SeedsOption = None,
) -> None:
    """Compare frameworks concept by concept.

    Examples:
      duramen compare chroma lancedb qdrant-client
      duramen compare haystack langchain --concept reranking --format json
    """
    answer = ask(seeds, _COMPARE, {"frameworks": framework, "concepts": concept or None})
    if answer_format is AnswerFormat.JSON:
        print_json(answer)
        return
    _print_matrix(answer)


def migrate(
    origin: Annotated[str, typer.Argument(help="The framework to leave, by slug, or one symbol, module:name.")],
    target: Annotated[str | None, typer.Argument(help="The framework to move to, by slug.")] = None,
    package: Annotated[str | None, typer.Option(help="The purl of the package that has the symbol.")] = None,
    answer_format: FormatOption = AnswerFormat.HUMAN,
    seeds: SeedsOption = None,
) -> None:
    """Tell how the names of a framework, or one name that may be gone, become those of another.

    Examples:
      duramen migrate langchain haystack
      duramen migrate langchain.text_splitter:RecursiveCharacterTextSplitter
      duramen migrate langchain.chains:RetrievalQA llama-index --format json
    """
    name = "symbol" if ":" in origin else "from"
    if name == "from" and target is None:
        raise UsageProblem(f"{origin}: give the framework to move to as well, or one symbol, module:name")
    answer = ask(seeds, _MIGRATE, {name: origin, "to": target, "package": package})
    if answer_format is AnswerFormat.JSON:
        print_json(answer)
        return
    _print_migration(answer)


def _check_licences(licences: Sequence[str]) -> None:
    from graph.licences import licence_fault

    for licence in licences:
        fault = licence_fault(licence)
        if fault is not None:
            raise UsageProblem(f"--licence {licence!r} {fault}")


def _slugs(nodes: list[dict[str, Any]]) -> str:
    return ", ".join(node["slug"] for node in nodes)


def _print_stand_ins(answer: list[dict[str, Any]]) -> None:
    from rich.text import Text

    console = stdout()
    if not answer:
        console.print(Text("Nothing that the catalogue knows can stand in."))
    for one in answer:
        kept = ", ".join(f"{c['concept']['slug']} ({c['change'].lower()})" for c in one["covers"])
        console.print(Text.assemble((one["framework"]["name"], "bold"), f"  {kept}"))
        if one["lost"]:
            console.print(Text(f"  lost: {_slugs(one['lost'])}", style="yellow"))
        if one["gained"]:
            console.print(Text(f"  gained: {_slugs(one['gained'])}", style="dim"))
        for reason in one["because"]:
            console.print(Text(f"  {reason['text']}", style="dim"))


def _print_matrix(answer: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("concept")
    for one in answer["frameworks"]:
        table.add_column(one["framework"]["slug"])
    for row in answer["rows"]:
        cells = [_COVERAGES[cell["coverage"]] + _mark(cell["state"]) for cell in row["cells"]]
        table.add_row(row["concept"]["slug"], *cells)
    since = [f"{one['maintenance']['version']} of {one['maintenance']['since']}" for one in answer["frameworks"]]
    table.add_row("newest release", *since)
    stdout().print(table)


def _mark(state: str | None) -> str:
    return "" if state in {None, "VERIFIED"} else f" ({str(state).lower()})"


def _print_migration(answer: dict[str, Any]) -> None:
    from rich.text import Text

    console = stdout()
    for item in answer["items"]:
        console.print(Text.assemble((item["symbol"]["ref"], "bold"), f"  {_slugs(item['concepts'])}"))
        for reason in item["because"]:
            console.print(Text(f"  {reason['text']}", style="yellow"))
        for other in item["counterparts"]:
            where = f"{other['concept']['slug']}, {other['framework']['slug']}"
            console.print(Text.assemble("  -> ", (other["symbol"]["ref"], "green"), (f"  ({where})", "dim")))
    if answer["further"]:
        console.print(Text(f"{answer['further']} more names"))
