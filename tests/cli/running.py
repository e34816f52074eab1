"""Running the command in this process, as a shell would run it."""

import contextlib
import io
import sys
from typing import NamedTuple

from api.cli import main


class Ended(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


def duramen(*arguments: object) -> Ended:
    """Run ``duramen ARGUMENTS`` and return its exit code, stdout and stderr."""
    before = sys.argv
    out, err = io.StringIO(), io.StringIO()
    sys.argv = ["duramen", *map(str, arguments)]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
        return Ended(code, out.getvalue(), err.getvalue())
    finally:
        sys.argv = before
    raise AssertionError("main returned")
