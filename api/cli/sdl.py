"""`duramen sdl`: the GraphQL schema as text, and whether what is committed follows from the code."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from api.cli.run import PROBLEMS_FOUND, UsageProblem

_CHECKOUT = Path(__file__).resolve().parents[2]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Exit codes: 0 fine, 1 files differ or a break is not recorded, 2 wrong usage.")(sdl)


def sdl(
    check: Annotated[
        bool, typer.Option("--check", help="Print nothing; fail if a generated file differs or a break is unrecorded.")
    ] = False,
    write: Annotated[bool, typer.Option("--write", help="Write the generated files instead of printing.")] = False,
) -> None:
    """Print the GraphQL schema in its definition language.

    `--check` and `--write` are for a checkout: they compare or write schema/schema.graphql and the pages of
    docs/reference that follow from the schema. Where a released schema is kept (schema/released.graphql), `--check`
    also fails on a change that breaks clients and is not recorded under Unreleased in CHANGELOG.md.

    Examples:
      duramen sdl > schema.graphql
      duramen sdl --check
      duramen sdl --write
    """
    if check and write:
        raise UsageProblem("--check and --write exclude each other")
    if not check and not write:
        from schema.engine import sdl as text

        typer.echo(text(), nl=False)
        return
    files = _generated(_checkout())
    if write:
        for path, text_of_file in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text_of_file, encoding="utf-8")
        return
    problems = [*_drift(files), *_breaks(_checkout())]
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(PROBLEMS_FOUND)


def _checkout() -> Path:
    if not (_CHECKOUT / "pyproject.toml").is_file():
        raise UsageProblem("--check and --write need a checkout of Duramen; this is an installed one")
    return _CHECKOUT


def _generated(root: Path) -> Mapping[Path, str]:
    """Return the files that follow from the schema, with what they should hold."""
    from schema.engine import sdl as text
    from schema.reference import graphql_reference, limits_reference

    return {
        root / "schema/schema.graphql": text(),
        root / "docs/reference/graphql.md": graphql_reference(),
        root / "docs/reference/limits.md": limits_reference(),
    }


def _drift(files: Mapping[Path, str]) -> list[str]:
    different = [path for path, text in files.items() if not path.is_file() or path.read_text("utf-8") != text]
    return [f"{path.relative_to(_CHECKOUT)}: differs from the code; run `duramen sdl --write`" for path in different]


def _breaks(root: Path) -> list[str]:
    from schema.engine import sdl as text
    from schema.sdl import unrecorded_breaks

    released = root / "schema/released.graphql"
    if not released.is_file():
        return []
    changelog = (root / "CHANGELOG.md").read_text("utf-8")
    breaks = unrecorded_breaks(released.read_text("utf-8"), text(), changelog)
    return [f"CHANGELOG.md: Unreleased does not record a change that breaks clients: {one}" for one in breaks]
