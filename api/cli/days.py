"""Days as options take them: YYYY-MM-DD, and said so where one is written otherwise."""

import datetime
import re
from typing import Any

import typer

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_option(*, help: str, show_default: str | bool = True) -> Any:  # noqa: A002 - Typer's own word
    """Return an option that takes a day."""
    return typer.Option(parser=_day, metavar="YYYY-MM-DD", help=help, show_default=show_default)


def _day(text: str) -> datetime.date:
    try:
        # the pattern first: Python reads weeks and days without hyphens too
        return datetime.date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day of the calendar; write YYYY-MM-DD, as in 2026-11-24") from None
