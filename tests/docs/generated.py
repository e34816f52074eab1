"""The generated parts of the documentation: the reference of the command line, and the answers below questions."""

import asyncio
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import typer
from typer.cli import get_docs_for_click

from api.cli import app
from graph.memory import MemoryStore
from ingest.building import built_snapshot, default_cache
from schema.engine import Engine
from tests.docs.pages import ROOT, Block, answers, replaced

COMMAND_LINE_PAGE = ROOT / "docs" / "reference" / "cli.md"
_HEAD = """\
# Command line

<!-- Made by scripts/docs from the command itself. Change the help texts, not this page. -->

In a checkout the command is `scripts/duramen`; it sets up Python once and passes everything on. Where the wheel is
installed, it is `duramen`.

| exit code | means |
|---|---|
| 0 | everything is fine |
| 1 | problems were found: in the content, or in the answer to a query |
| 2 | the command was used in a wrong way |
| 70 | a bug; `--debug` shows where |

"""


def command_line_page() -> str:
    """Return the reference of the command line, from the application's own help."""
    command = typer.main.get_command(app)
    context = typer.Context(command, info_name="duramen")
    text = get_docs_for_click(obj=command, ctx=context, indent=1, name="duramen")
    lines = [line.rstrip() for line in text.splitlines()]
    return _HEAD + "\n".join(lines).strip() + "\n"


@cache
def engine() -> Engine:
    """Return an engine over the real content."""
    seeds = ROOT / "seeds"
    return Engine(MemoryStore(built_snapshot(seeds, default_cache(seeds))))


def data_of(document: str) -> dict[str, Any]:
    """Return the data of the answer to a document; raises if it has errors."""
    return asyncio.run(engine().data(document))


def answer_to(block: Block) -> str:
    """Return what a block gives: the JSON of a query, or what a shell block prints."""
    if block.language == "graphql":
        return json.dumps({"data": data_of(block.text)}, indent=2, ensure_ascii=False) + "\n"
    return run_shell(block.text)


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
    if not COMMAND_LINE_PAGE.exists() or COMMAND_LINE_PAGE.read_text(encoding="utf-8") != command_line_page():
        COMMAND_LINE_PAGE.write_text(command_line_page(), encoding="utf-8")
        changed.append(COMMAND_LINE_PAGE)
    for question, answer in reversed(answers()):  # from the end of each page, so that lines before keep their numbers
        text = answer_to(question)
        if text != answer.text:
            page = answer.page
            page.write_text(replaced(page.read_text(encoding="utf-8"), answer, text), encoding="utf-8")
            changed.append(page)
    return changed
