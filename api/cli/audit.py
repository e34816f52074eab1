"""`duramen audit`: what dependency manifests, and the imports of a source tree, say about a project."""

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.content_folder import SeedsOption
from api.cli.local_graph import local_snapshot
from api.cli.run import PROBLEMS_FOUND, UsageProblem, stdout
from api.installed import installed_version

if TYPE_CHECKING:
    from graph.questions.audit import Audit, Progress
    from graph.questions.audit_findings import Finding
    from graph.questions.projection import Projection

_SHOWN = 12
_STYLES = {"error": "red", "warning": "yellow", "note": "dim"}


class _Format(enum.StrEnum):
    HUMAN = "human"
    JSON = "json"
    SARIF = "sarif"
    MARKDOWN = "markdown"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        epilog="Exit codes: 0 audited, 1 findings of level error or files that could not be read, 2 wrong usage."
    )(audit)


def audit(
    paths: Annotated[
        list[Path], typer.Argument(help="Manifests, lock files, or folders with them.", show_default=False)
    ],
    goal: Annotated[str | None, typer.Option(help="A goal, by slug: how far is the project?")] = None,
    source: Annotated[
        Path | None, typer.Option(help="Folder of Python sources: what they import tells use from availability.")
    ] = None,
    output: Annotated[_Format, typer.Option("--format", help="How to print the audit.")] = _Format.HUMAN,
    seeds: SeedsOption = None,
) -> None:
    """Audit the dependencies of a project: the concepts they lead to, and what is dead, moved or likely to change.

    Examples:
      duramen audit pyproject.toml
      duramen audit . --source src --goal company-docs-chatbot
      duramen audit requirements.txt --format json
      duramen audit . --format sarif > audit.sarif
    """
    from graph.questions.audit import audit as audited
    from graph.questions.errors import BadQuestion
    from graph.questions.projection import Projection
    from ingest.manifests import read_paths

    for path in (*paths, *([source] if source else [])):
        if not path.exists() and not path.is_symlink():
            raise UsageProblem(f"{path}: there is no such file or folder")
    snapshot = local_snapshot(seeds)
    projection = Projection.of(snapshot.content, snapshot.version)
    try:
        found = audited(projection, read_paths(paths, source), goal)
    except BadQuestion as problem:
        raise UsageProblem(str(problem)) from None
    _print(projection, found, output)
    if found.has_errors:
        raise typer.Exit(PROBLEMS_FOUND)


def _print(projection: "Projection", found: "Audit", output: _Format) -> None:
    from api.audits.document import as_json
    from api.audits.markdown import as_markdown
    from api.audits.sarif import as_sarif

    match output:
        case _Format.JSON:
            typer.echo(as_json(projection, found))
        case _Format.SARIF:
            typer.echo(as_sarif(found, installed_version()))
        case _Format.MARKDOWN:
            typer.echo(as_markdown(projection, found), nl=False)
        case _Format.HUMAN:
            _print_for_people(projection, found)


def _print_for_people(projection: "Projection", found: "Audit") -> None:
    from rich.text import Text

    console = stdout()
    console.print(Text(f"{found.summary}."))
    if found.frameworks:
        console.print(Text(f"Frameworks: {', '.join(one.framework for one in found.frameworks)}"))
    if found.progress is not None:
        _print_progress(found.progress)
    else:
        _print_concepts(projection, found)
    for one in found.findings:
        console.print(_line(one))
        if one.alternatives:
            console.print(Text(f"    instead: {_instead(one)}", style="green"))
    if not found.findings:
        console.print(Text("Nothing was found that needs attention.", style="green"))


def _print_progress(progress: "Progress") -> None:
    from rich.text import Text

    console = stdout()
    console.print(Text(progress.text, style="bold"))
    parts = (
        ("used", progress.used, "green"),
        ("at hand", progress.available, ""),
        ("not seen", progress.not_seen, "dim"),
        ("by people", progress.practices, "dim"),
    )
    for head, slugs, style in parts:
        if slugs:
            console.print(Text(f"  {head:<11}{', '.join(slugs)}", style=style))


def _print_concepts(projection: "Projection", found: "Audit") -> None:
    from rich.table import Table
    from rich.text import Text

    from graph.questions.audit import Presence

    console = stdout()
    seen = [one for one in found.concepts if one.presence is not Presence.NOT_SEEN]
    if not seen:
        console.print(Text("No concept of the catalogue was seen; own code may express some."))
        return
    table = Table(box=None, pad_edge=False)
    for head in ("concept", "", "by"):
        table.add_column(head)
    for one in seen[:_SHOWN]:
        style = "green" if one.presence is Presence.USED else "dim"
        table.add_row(
            projection.concepts[one.concept].name, Text(one.presence.name, style=style), ", ".join(one.frameworks)
        )
    console.print(table)
    if len(seen) > _SHOWN:
        console.print(Text(f"and {len(seen) - _SHOWN} more concepts; --format json has all", style="dim"))


def _line(one: "Finding") -> object:
    from rich.text import Text

    head = Text.assemble((one.severity.value, _STYLES[one.severity.value]), f" {one.code.name} ")
    return head.append(visible(f"{one.file}:{one.line}"), style="bold").append(f"  {visible(one.message)}")


def _instead(one: "Finding") -> str:
    """Return what could stand in; of several concepts, how many each would cover."""
    whole = len(one.concepts)
    if whole < 2:  # noqa: PLR2004 - one concept is covered by each
        return ", ".join(other.framework for other in one.alternatives)
    return ", ".join(f"{other.framework} ({len(other.covers)} of {whole})" for other in one.alternatives)


def visible(text: str) -> str:
    """Return a text with signs that a terminal would obey or hide written as escapes."""
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)
