"""Reading the dependency manifests of strangers: files and folders, or one text, to `graph.dependencies.Manifests`."""

from collections.abc import Sequence
from pathlib import Path

from graph.dependencies import Manifests


def read_paths(paths: Sequence[Path], source: Path | None = None) -> Manifests:
    """Read manifests, and the known ones of folders; with `source`, the imports of the Python files below it too.

    Raises nothing for what a file holds or is: that is a problem in the answer.
    """
    raise NotImplementedError


def read_text(name: str, text: str | bytes) -> Manifests:
    """Read one manifest that was handed in.

    Args:
        name: Its file name: by it the format is recognised, by the content where the name says nothing.
        text: What it holds. Files that it includes are not followed, but named in `Manifests.dynamic`.
    """
    raise NotImplementedError
