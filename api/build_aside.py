"""Builds the snapshot of a content folder in a process of its own: ``python -m api.build_aside SEEDS CACHE``.

Reading and checking content is seconds of work; in the serving process it would slow down every answer meanwhile. The
result is left in the cache. Exit status 0: it is there; 1: the content is broken, one problem a line on stdout.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from graph.snapshot import Snapshot
from ingest.building import built_snapshot, kept_snapshot
from ingest.errors import ContentProblem

_ROOT = Path(__file__).resolve().parent.parent


def build(seeds: Path, cache: Path) -> Sequence[str]:
    """Build in this process, and return what is wrong with the content, as ``duramen check`` says it."""
    try:
        built_snapshot(seeds, cache)
    except ContentProblem as problem:
        return problem.lines()
    return ()


class BrokenAside(ContentProblem):
    """The content is broken, as the process that tried to build it says."""

    def __init__(self, lines: Sequence[str]) -> None:
        """Keep what it says."""
        super().__init__("the content has errors")
        self._lines = list(lines)

    def lines(self) -> list[str]:
        """Return what it says."""
        return self._lines


def snapshot_built_aside(seeds: Path, cache: Path) -> Snapshot:
    """Return the snapshot of a content folder; if it must be built, by a process that ends and takes its memory along.

    Raises:
        ContentProblem: If there is no content, or it is broken.
    """
    kept = kept_snapshot(seeds, cache)
    if kept is None and _is_writable(cache):
        built = subprocess.run(  # noqa: S603 - our own module
            _command(seeds, cache), env=_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False
        )
        if built.returncode == 1 and built.stdout:
            raise BrokenAside(built.stdout.decode("utf-8", "replace").splitlines())
    return kept or built_snapshot(seeds, cache)


def _is_writable(folder: Path) -> bool:
    existing = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    return existing.is_dir() and os.access(existing, os.W_OK)


def _command(seeds: Path, cache: Path) -> Sequence[str]:
    return sys.executable, "-m", "api.build_aside", str(seeds), str(cache)


def _environment() -> dict[str, str]:
    path = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path}


async def build_aside(seeds: Path, cache: Path) -> Sequence[str]:
    """Build in another process, and return what is wrong with the content."""
    process = await asyncio.create_subprocess_exec(
        *_command(seeds, cache),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        env=_environment(),
        start_new_session=True,  # Ctrl-C is for the server, which ends this process itself
    )
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    lines = output.decode("utf-8", "replace").splitlines()
    return lines or ([f"the build ended with status {process.returncode}"] if process.returncode else ())


if __name__ == "__main__":
    problems = build(Path(sys.argv[1]), Path(sys.argv[2]))
    sys.stdout.write("".join(f"{line}\n" for line in problems))
    sys.exit(1 if problems else 0)
