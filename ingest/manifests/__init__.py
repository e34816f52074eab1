"""Reading the dependency manifests of strangers: files and folders, or one text, to `graph.dependencies.Manifests`.

Texts are parsed in a child process with limits on time and memory. Nothing is run or fetched; files are read inside of
the project only. What is wrong with a file, or with a part of one, is a problem in the answer with file and line.
"""

from collections.abc import Sequence
from pathlib import Path

from graph.dependencies import Manifests


def read_paths(paths: Sequence[Path], source: Path | None = None) -> Manifests:
    """Read manifests, and the known ones of folders; with `source`, the imports of the Python files below it too.

    Raises nothing for what a file holds or is: that is a problem in the answer.
    """
    from ingest.manifests.reading import read_files  # noqa: PLC0415 - loads the parsers' messages

    return read_files(paths, source)


def read_text(name: str, text: str | bytes) -> Manifests:
    """Read one manifest that was handed in; blocks for about 0.2 s, at most 30 s.

    Args:
        name: Its file name: by it the format is recognised, by the content where the name says nothing.
        text: What it holds. Files that it includes are not followed, but named in `Manifests.dynamic`.
    """
    from ingest.manifests.reading import read_one  # noqa: PLC0415 - loads the parsers' messages

    return read_one(name, text)


def read_texts(
    manifests: Sequence[tuple[str, str | bytes]], sources: Sequence[tuple[str, str | bytes]], seconds: float
) -> Manifests:
    """Read manifests that were handed in together, and Python sources for what they import; blocks.

    Args:
        manifests: Their file names and texts, see `read_text`.
        sources: File names and texts of Python sources.
        seconds: Time for all of them; what is not read by then is told.
    """
    from ingest.manifests.limits import Limits  # noqa: PLC0415 - as above
    from ingest.manifests.reading import read_given  # noqa: PLC0415 - loads the parsers' messages

    return read_given(manifests, sources, Limits(file_seconds=seconds, total_seconds=seconds))
