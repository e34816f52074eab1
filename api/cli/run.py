"""The `duramen` application: options of the whole command, exit codes, and the rule that a user sees no traceback.

Exit codes: 0 everything is fine, 1 problems were found, 2 the command was used in a wrong way, or there is no content
where it looked. A bug ends with 70, one line and the advice to run again with ``--debug``.
"""

import io
import os
import sys
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from api.installed import installed_version

if TYPE_CHECKING:
    from rich.console import Console

PROBLEMS_FOUND = 1
WRONG_USAGE = 2
INTERNAL_ERROR = 70
INTERRUPTED = 130


class UsageProblem(Exception):
    """Something the user asked for cannot be done as asked; the message is one line that says what to change."""


def stdout() -> "Console":
    """Return a console for results; it colours only on a terminal, and never wraps what a program may read."""
    from rich.console import Console

    return Console(soft_wrap=True, highlight=False)


def stderr() -> "Console":
    """Return a console for messages about the run."""
    from rich.console import Console

    return Console(stderr=True, soft_wrap=True, highlight=False)


def stop(message: str, code: int = WRONG_USAGE) -> NoReturn:
    """End the command with one line on stderr."""
    _say_error(message)
    raise typer.Exit(code)


def _say_error(message: str) -> None:
    from rich.markup import escape

    stderr().print(f"[bold red]error:[/] {escape(message)}")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"duramen {installed_version()}")
        raise typer.Exit


def without_commands() -> typer.Typer:
    """Return the application with its own options only."""
    app = typer.Typer(
        name="duramen",
        help="A curated graph from durable concepts of AI engineering to the frameworks that implement them.",
        epilog="Exit codes: 0 fine, 1 problems found, 2 wrong usage.",
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_duramen)
    return app


def _duramen(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an unexpected error.")] = False,
) -> None:
    """A curated graph from durable concepts of AI engineering to the frameworks that implement them."""
    # `main` reads --debug from the arguments itself: an error may come before this function is reached.


def main() -> NoReturn:
    """Run the command line and exit with its code."""
    debug = "--debug" in sys.argv[1:]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without an arrow gets its number, no crash
    from api.cli.commands import application

    try:
        application(sys.argv[1:])(prog_name="duramen")
    except SystemExit as ended:
        sys.exit(ended.code)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # the reader (head, less) went away: not an error, but nothing more may be written on exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(PROBLEMS_FOUND)
    except UsageProblem as problem:
        if debug:
            raise
        _say_error(str(problem))
        sys.exit(WRONG_USAGE)
    except Exception as error:  # the last line of defence of the command line
        if debug:
            raise
        kind = type(error).__name__
        stderr().print(
            f"[bold red]internal error:[/] {kind}; run again with `duramen --debug …` and report what it says"
        )
        sys.exit(INTERNAL_ERROR)
    sys.exit(0)
