"""`duramen verify-artifact`: what one wheel or npm tarball says about references."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.run import PROBLEMS_FOUND, UsageProblem, stdout, stop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.resolver import Resolution

_EPILOG = (
    "Examples: [bold]duramen verify-artifact langgraph-1.2.22-py3-none-any.whl langgraph.graph:StateGraph[/], "
    "[bold]duramen verify-artifact ai-6.0.326.tgz ai:generateText --json[/]. "
    "Exit codes: 0 every reference is there (deprecated ones too), 1 one is not, or the file cannot be read, "
    "2 wrong usage."
)
_STYLES = {"PRESENT": "green", "DEPRECATED": "yellow", "TOMBSTONE": "red", "ABSENT": "red", "UNDECIDED": "magenta"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify-artifact", epilog=_EPILOG)(verify_artifact)


def verify_artifact(
    file: Annotated[Path, typer.Argument(help="A wheel (.whl) or an npm tarball (.tgz).")],
    refs: Annotated[list[str], typer.Argument(help="References: module:name, or dotted names for Python.")],
    others: Annotated[
        list[Path] | None, typer.Option("--with", help="Another artifact that the first may lead to; may be repeated.")
    ] = None,
    sha256: Annotated[str | None, typer.Option(help="SHA-256 that the file must have, in hex.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a list of findings as JSON.")] = False,
) -> None:
    """Tell whether references are there in a published artifact, without building, importing or running it."""
    from ingest.artifacts.errors import ArtifactProblem
    from ingest.resolver.isolated import ArtifactFile, resolve_files
    from ingest.resolver.references import BadReference, check_reference

    try:
        for ref in refs:
            check_reference(ref)
    except BadReference as bad:
        raise UsageProblem(str(bad)) from bad
    artifacts = [ArtifactFile(file, sha256), *(ArtifactFile(other) for other in others or [])]
    try:
        found = resolve_files(refs, artifacts)
    except ArtifactProblem as problem:
        stop(str(problem), PROBLEMS_FOUND)
    show(found, as_json=as_json)


def show(found: "Sequence[Resolution]", *, as_json: bool) -> None:
    """Print findings in order and exit with 1 unless every reference is there."""
    if as_json:
        import json

        typer.echo(json.dumps([as_row(one) for one in found], indent=2, ensure_ascii=False))
    else:
        for one in found:
            stdout().print(_line(one))
    if any(one.state.name not in {"PRESENT", "DEPRECATED"} for one in found):
        raise typer.Exit(PROBLEMS_FOUND)


def as_row(one: "Resolution") -> dict[str, object]:
    """Return a finding as the JSON that programs read."""
    return {
        "ref": one.ref,
        "state": one.state.name,
        "how": one.how,
        "kind": one.kind,
        "file": one.file,
        "line": one.line,
        "reason": one.reason,
        "nearest": list(one.nearest),
    }


def _line(one: "Resolution") -> str:
    from rich.markup import escape

    place = f"{one.file}:{one.line}" if one.file is not None else ""
    facts = [f"{one.kind or ''} ({one.how})" if one.how is not None else "", place, one.reason or ""]
    if one.nearest:
        facts.append(f"nearest: {', '.join(one.nearest)}")
    style = _STYLES[one.state.name]
    return f"[{style}]{one.state.name:<10}[/] {escape(one.ref)}  {escape('  '.join(filter(None, facts)))}".rstrip()
