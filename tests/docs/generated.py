"""The generated parts of the documentation: the reference of the command line, and the answers below questions."""

import asyncio
import inspect
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import typer

from api.audits.reading import ManifestReading
from api.cli.commands import application
from graph.memory import MemoryStore
from ingest.building import built_snapshot, default_cache
from ingest.reference import errors_page, with_fields
from schema.engine import Engine
from schema.limits import Limits
from schema.services import Services
from tests.api.settings_page import PAGE as SETTINGS_PAGE
from tests.api.settings_page import settings_page
from tests.docs.pages import ROOT, Block, answers, replaced

COMMAND_LINE_PAGE = ROOT / "docs" / "reference" / "cli.md"
ERRORS_PAGE = ROOT / "docs" / "reference" / "errors.md"
FORMAT_PAGE = ROOT / "docs" / "reference" / "yaml-format.md"
_WIDTH = 110
_HEAD = """\
# Command line

<!-- Made by scripts/docs from the command itself. Change the help texts, not this page. -->

In a checkout the command is `scripts/duramen`; it sets up Python once and passes everything on. Where the wheel is
installed, it is `duramen`.

| exit code | means |
|---|---|
| 0 | everything is fine |
| 1 | problems were found: in the content, or in the answer to a query |
| 2 | the command was used in a wrong way, or there is no content where it looked |
| 70 | a bug; `--debug` shows where |"""
_OPTIONS_HEAD = "These options stand before the command:"


def command_line_page() -> str:
    """Return the reference of the command line, from the application's own help."""
    group = typer.main.get_command(application())
    context = typer.Context(group, info_name="duramen")
    commands: dict[str, Any] = group.commands  # type: ignore[attr-defined]
    overview = [f"| [`{name}`](#duramen-{name}) | {_paragraphs(one.help)[0]} |" for name, one in commands.items()]
    parts = [_HEAD, "| command | does |\n|---|---|\n" + "\n".join(overview), _OPTIONS_HEAD, _options(group, context)]
    for name, command in commands.items():
        parts += [f"## `duramen {name}`", *_section(f"duramen {name}", command)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(call: str, command: Any) -> list[str]:
    """Return what a command does, how it is called, its arguments and options, examples and exit codes."""
    context = typer.Context(command, info_name=call)
    usage = " ".join([call, *command.collect_usage_pieces(context)])
    *said, examples = _paragraphs(command.help)
    lines = [line.strip() for line in examples.removeprefix("Examples:").strip().splitlines()]
    shown = re.sub(r"\\\n", "\\\\\n  ", "\n".join(lines))
    return [*said, f"```text\n{usage}\n```", _options(command, context), f"```sh\n{shown}\n```", command.epilog or ""]


def _options(command: Any, context: Any) -> str:
    records = [parameter.get_help_record(context) for parameter in command.get_params(context)]
    cells = [[re.sub(" +", " ", cell).replace("|", "\\|") for cell in record] for record in records if record]
    rows = [f"| `{name}` | {text} |" for name, text in cells if not name.startswith("--help")]
    return "\n".join(["| argument or option | |", "|---|---|", *rows]) if rows else ""


def _paragraphs(text: str) -> list[str]:
    return [paragraph.strip() for paragraph in inspect.cleandoc(text).split("\n\n")]


def reference_pages() -> dict[Path, str]:
    """Return the pages of the reference that are made from the code, as they should be."""
    return {
        COMMAND_LINE_PAGE: command_line_page(),
        SETTINGS_PAGE: settings_page(),
        ERRORS_PAGE: errors_page(),
        FORMAT_PAGE: with_fields(FORMAT_PAGE.read_text(encoding="utf-8")),
    }


@cache
def engine() -> Engine:
    """Return an engine over the real content."""
    seeds = ROOT / "seeds"
    store = MemoryStore(built_snapshot(seeds, default_cache(seeds)))
    # what is answered is shown, not how fast a loaded machine does it
    return Engine(store, Limits(seconds=60), Services(ManifestReading(1, 60)))


def data_of(document: str) -> dict[str, Any]:
    """Return the data of the answer to a document; raises if it has errors."""
    return asyncio.run(engine().data(document))


def answer_to(block: Block) -> str:
    """Return what a block gives: the JSON of a query, or what a shell block prints."""
    if block.language == "graphql":
        return readable({"data": data_of(block.text)}) + "\n"
    return run_shell(block.text)


def readable(value: object, indent: int = 0) -> str:
    """Return JSON in which what fits on a line stands on a line."""
    line = json.dumps(value, ensure_ascii=False)
    if indent + len(line) <= _WIDTH or not isinstance(value, dict | list):
        return line
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        parts = [f"{json.dumps(key)}: {readable(part, indent + 2)}" for key, part in value.items()]
    else:
        parts = [readable(part, indent + 2) for part in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n{inner}" + f",\n{inner}".join(parts) + f"\n{' ' * indent}{closing}"


def run_shell(text: str, folder: Path = ROOT) -> str:
    """Run shell text as a reader would, from the top of a checkout, and return what it prints."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", text],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, f"{text}\nexit code {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def write_generated() -> list[Path]:
    """Write all generated parts; return the pages that changed."""
    changed = []
    for page, text in reference_pages().items():
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")
            changed.append(page)
    for question, answer in reversed(answers()):  # from the end of each page, so that lines before keep their numbers
        text = answer_to(question)
        if text != answer.text:
            page = answer.page
            page.write_text(replaced(page.read_text(encoding="utf-8"), answer, text), encoding="utf-8")
            changed.append(page)
    return changed
