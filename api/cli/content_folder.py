"""Which content folder a command works on, and what to say when it has none."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from api.cli.run import UsageProblem
from api.places import default_seeds

SeedsOption = Annotated[
    Path | None,
    typer.Option(
        "--seeds",
        help="Folder of the content. Without it: the one around PATH or the working folder, ./seeds, or Duramen's own.",
        show_default=False,
    ),
]


def content_folder(given: Path | None, paths: Sequence[Path] = ()) -> Path:
    """Return the content folder: the one given, the one that the paths lie in, ``./seeds``, or Duramen's own.

    Raises:
        UsageProblem: If a path does not exist, or lies in another folder than the rest.
    """
    from ingest.tree import content_root_of

    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise UsageProblem(f"{path}: there is no such file or folder")
    if given is not None:
        root = given
    else:
        found = content_root_of(paths[0].absolute()) if paths else content_root_of(Path.cwd())
        here = Path("seeds")
        root = _as_typed(found) if found else here if content_root_of(here.absolute()) else default_seeds()
    for path in paths:
        if not path.absolute().is_relative_to(root.absolute()):
            raise UsageProblem(f"{path} does not lie in the content folder {root}")
    return root


def _as_typed(root: Path) -> Path:
    """Return the folder relative to the working folder where it lies below it."""
    working = Path.cwd()
    return root.relative_to(working) if root.is_relative_to(working) else root
