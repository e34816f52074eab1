"""`duramen explain-code`: what the imports of a tutorial are, and what became of them."""

import datetime
import sys
from pathlib import Path
from typing import Annotated

import typer

from api.cli.content_folder import SeedsOption
from api.cli.days import day_option
from api.cli.local_graph import AnswerFormat, FormatOption, ask, print_json
from api.cli.run import UsageProblem, stdout

_QUERY = """
query ExplainCode($text: String!, $asOf: Date) {
  explainCode(text: $text, asOf: $asOf) {
    imports {
      line name knowledge state stateAsOf
      symbol { ref package { purl } }
      framework { slug }
      concepts { slug name }
      replacedBy { package ref }
      because { basis text checkedOn version }
    }
    concepts { slug }
    further
  }
}
"""
_STYLES = {"PRESENT": "green", "DEPRECATED": "yellow", "ABSENT": "red", "TOMBSTONE": "red"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="explain-code", epilog="Exit codes: 0 answered, 2 wrong usage.")(explain_code)


def explain_code(
    file: Annotated[str, typer.Argument(help="A file of Python or JavaScript, or - for standard input.")],
    as_of: Annotated[datetime.date | None, day_option(help="A day, such as that of the tutorial.")] = None,
    answer_format: FormatOption = AnswerFormat.HUMAN,
    seeds: SeedsOption = None,
) -> None:
    """Tell what the imports of a tutorial's code are for, whether they are still there, and what took their place.

    Examples:
      duramen explain-code tutorial.py
      duramen explain-code tutorial.py --as-of 2024-03-01 --format json
      duramen explain-code - < snippet.txt
    """
    answer = ask(seeds, _QUERY, {"text": _text(file), "asOf": as_of and as_of.isoformat()})
    if answer_format is AnswerFormat.JSON:
        print_json(answer)
        return
    from rich.text import Text

    for one in answer["imports"]:
        state = one["state"] or one["knowledge"]
        concepts = ", ".join(concept["slug"] for concept in one["concepts"])
        head = Text.assemble(f"{one['line']:>4}  ", (one["name"], "bold"), "  ")
        head.append(state.lower().replace("_", " "), style=_STYLES.get(state, "dim"))
        stdout().print(head.append(f"  {concepts}"))
        for reason in one["because"]:
            stdout().print(Text(f"      {reason['text']}", style="dim"))
    if not answer["imports"]:
        stdout().print("No import of Python or JavaScript was seen.")
    if answer["further"]:
        stdout().print(Text(f"{answer['further']} more imports"))


def _text(file: str) -> str:
    """Return the code of a file, which must be a regular one and not too long."""
    from graph.questions.code import MOST_BYTES

    try:
        if file == "-":
            return sys.stdin.read(MOST_BYTES + 1)
        path = Path(file)
        if path.exists() and not path.is_file():
            raise UsageProblem(f"{file}: is no regular file")
        with path.open("rb") as opened:
            raw = opened.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:  # what was read may end within a letter
            raise UsageProblem(f"{file}: has more than {MOST_BYTES // 1024} KiB; its imports alone are enough")
        return raw.decode("utf-8")
    except FileNotFoundError:
        raise UsageProblem(f"{file}: there is no such file") from None
    except OSError as problem:
        raise UsageProblem(f"{file}: {problem.strerror}") from None
    except UnicodeDecodeError:
        raise UsageProblem(f"{file}: is not UTF-8 text") from None
