"""Builds the snapshot of a content folder in a process of its own: ``python -m api.build_aside SEEDS CACHE``.

Reading and checking content is seconds of work; in the serving process it would slow down every answer meanwhile. The
result is left in the cache. Exit status 0: it is there; 1: the content is broken, one problem a line on stdout.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ingest.building import built_snapshot
from ingest.errors import ContentProblem

_ROOT = Path(__file__).resolve().parent.parent


def build(seeds: Path, cache: Path) -> Sequence[str]:
    """Build in this process, and return what is wrong with the content, as ``duramen check`` says it."""
    try:
        built_snapshot(seeds, cache)
    except ContentProblem as problem:
        return problem.lines()
    return ()


async def build_aside(seeds: Path, cache: Path) -> Sequence[str]:
    """Build in another process, and return what is wrong with the content."""
    path = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "api.build_aside",
        str(seeds),
        str(cache),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
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
