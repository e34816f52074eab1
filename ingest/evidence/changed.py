"""Which frameworks a change touches, as git tells."""

import re
import shutil
import subprocess
from pathlib import Path

GIT_TIMEOUT = 60
_REVISION = re.compile(r"[A-Za-z0-9_./@^~{}][A-Za-z0-9_./@^~{}-]*")


class NoSuchRevision(Exception):
    """Git cannot compare with a revision; the message says why in one line."""


def changed_frameworks(seeds: Path, revision: str) -> list[str]:
    """Return the slugs of the framework files below `seeds` that differ from a revision, new ones included.

    Raises:
        NoSuchRevision: If the folder is in no repository, or git does not know the revision.
    """
    git = shutil.which("git")
    if git is None or not _REVISION.fullmatch(revision):
        raise NoSuchRevision(f"git cannot compare with {revision!r}")
    folder = seeds / "frameworks"
    # the merge base: what others changed on the other side is no concern of this change
    compared = _lines(git, folder, "diff", "--name-only", "--no-renames", "--relative", "--merge-base", revision)
    unknown = _lines(git, folder, "ls-files", "--others", "--exclude-standard")
    names = {Path(line) for line in compared + unknown}
    return sorted(name.stem for name in names if name.suffix == ".yaml" and (folder / name).is_file())


def _lines(git: str, folder: Path, *arguments: str) -> list[str]:
    try:
        done = subprocess.run(  # noqa: S603 - git itself, the revision was checked
            [git, "-C", str(folder), *arguments, "--", "."],
            capture_output=True,
            text=True,
            timeout=GIT_TIMEOUT,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", None) or "").strip().splitlines()
        raise NoSuchRevision(f"git cannot compare: {said[0] if said else 'it gave no answer'}") from error
    return done.stdout.splitlines()
