"""How findings about references are printed, for people and as JSON."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from api.cli.run import PROBLEMS_FOUND, stdout

if TYPE_CHECKING:
    from ingest.resolver import Resolution

_STYLES = {"PRESENT": "green", "DEPRECATED": "yellow", "TOMBSTONE": "red", "ABSENT": "red", "UNDECIDED": "magenta"}


def show(found: "Sequence[Resolution]", *, as_json: bool) -> None:
    """Print findings in the order asked, and exit with 1 unless every reference is there."""
    if as_json:
        typer.echo(json.dumps([_row(one) for one in found], indent=2, ensure_ascii=False))
    else:
        for one in found:
            stdout().print(_line(one))
    if any(one.state.name not in {"PRESENT", "DEPRECATED"} for one in found):
        raise typer.Exit(PROBLEMS_FOUND)


def _row(one: "Resolution") -> dict[str, object]:
    return {
        "ref": one.ref,
        "state": one.state.name,
        "how": one.how,
        "kind": one.kind,
        "file": one.file,
        "line": one.line,
        "reason": one.reason or _elsewhere(one),
        "nearest": list(one.nearest),
    }


def _line(one: "Resolution") -> str:
    what = f"{one.kind or 'name'} ({one.how})" if one.how is not None else ""
    place = f"{one.file}:{one.line}" if one.file is not None else ""
    nearest = f"nearest: {', '.join(one.nearest)}" if one.nearest else ""
    facts = "  ".join(filter(None, (what, place, _elsewhere(one), one.reason, nearest)))
    return f"[{_STYLES[one.state.name]}]{one.state.name:<10}[/] {escape(one.ref)}  {escape(facts)}".rstrip()


def _elsewhere(one: "Resolution") -> str | None:
    """Return which release of another distribution has the file: that of the definition, or the last that was read."""
    if one.how != "other-distribution" or one.package is None:
        return None
    return f"{'defined in' if one.kind is not None else 'handed on by'} {one.package} {one.version}"
