"""The reference of the settings, made from their declaration: `python -m tests.api.settings_page` writes it."""

import dataclasses
from pathlib import Path
from typing import Literal, get_args, get_origin

import msgspec
from msgspec.structs import FieldInfo

from api.settings import Settings
from schema.limits import Limits

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "settings.md"
_HEAD = """\
# Settings

<!-- Made from api/settings.py and schema/limits.py by scripts/docs. Change those, not this page. -->

The server reads its settings from environment variables when it starts; what `duramen serve` takes as options is in
the [command line](cli.md). Each has a default that is safe to run. Sizes are in bytes, times in seconds, and numbers
hold for one process: with `--workers 4` four times as many. A value that can't be right stops the start with one line
that names the variable, and exit code 2. How requests meet these limits is in [HTTP](http.md); how to run the service
is in [deploy](../how-to/deploy.md).
"""
_LIMITS = """\
## What one document may ask for

Codes and exact meanings are in [limits](limits.md).
"""


def settings_page() -> str:
    """Return the page."""
    rows = [
        (f"DURAMEN_{field.name.upper()}", _default(field), meaning(field))
        for field in msgspec.structs.fields(Settings)
        if field.name != "limits"
    ]
    limits = [
        (f"DURAMEN_LIMITS__{field.name.upper()}", f"{field.default:,}", _sentence(field.metadata["text"]))
        for field in dataclasses.fields(Limits)
    ]
    return "\n".join([_HEAD, _table(rows), "", _LIMITS, _table(limits), ""])


def meaning(field: FieldInfo) -> str:
    """Return what a setting says of itself; empty if it says nothing."""
    return next((about.description for about in get_args(field.type)[1:] if about.description), "")


def _default(field: FieldInfo) -> str:
    kind = get_args(field.type)[0]
    if get_origin(kind) is Literal:
        return f"{field.default} ({', '.join(get_args(kind))})"
    if field.default in (None, ""):
        return "none"
    return f"{field.default:,}"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _table(rows: list[tuple[str, str, str]]) -> str:
    lines = ["| variable | default | meaning |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| `{name}` | {default} | {meaning} |" for name, default, meaning in rows)])


if __name__ == "__main__":
    PAGE.write_text(settings_page(), encoding="utf-8")
