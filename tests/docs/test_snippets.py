"""Every snippet of the documentation is valid, and those that a reader may run do run."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from graphql import build_schema, parse, validate

from api.cli.commands import application
from ingest.building import load_tree
from schema.engine import sdl
from tests.docs.generated import data_of, run_shell
from tests.docs.pages import DOCUMENTED_ADDRESS, ROOT, Block, all_blocks, blocks, pages
from tests.real_server import real_server

SCHEMA = build_schema(sdl())


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with real_server() as address:
        yield address


def test_every_language_of_a_snippet_is_known_and_checked() -> None:
    known = {
        "graphql",
        "json",
        "sh",
        "python",
        "ts",
        "toml",
        "yaml",
        "text",
        "ini",
        "nginx",
        "http",
        "cypher",
        "properties",
        "html",
    }
    assert {block.language for page in pages() for block in blocks(page)} <= known


@pytest.mark.parametrize("block", all_blocks("graphql"), ids=str)
def test_a_query_is_valid_and_answers_without_an_error(block: Block) -> None:
    assert validate(SCHEMA, parse(block.text)) == []
    data = data_of(block.text)
    assert all(value not in (None, [], {}) for value in data.values()), data


@pytest.mark.parametrize("block", all_blocks("sh"), ids=str)
def test_a_command_that_is_shown_exists_with_its_options(block: Block) -> None:
    assert [problem for line in _commands(block) if (problem := _unknown_in(line))] == []


@pytest.mark.slow
@pytest.mark.parametrize("block", [one for one in all_blocks("sh", "run") if "server" not in one.words], ids=str)
def test_a_shell_snippet_runs(block: Block) -> None:
    run_shell(block.text)


@pytest.mark.slow
@pytest.mark.parametrize("block", [one for one in all_blocks("sh", "server") if "node" not in one.words], ids=str)
def test_a_shell_snippet_that_asks_a_server_runs(block: Block, server: str) -> None:
    run_shell(block.text.replace(DOCUMENTED_ADDRESS, server))


@pytest.mark.slow
@pytest.mark.node
@pytest.mark.parametrize("block", [one for one in all_blocks("sh", "node") if "server" in one.words], ids=str)
def test_a_shell_snippet_that_needs_node_runs(block: Block, server: str) -> None:
    run_shell(block.text.replace(DOCUMENTED_ADDRESS, server))


@pytest.mark.parametrize("block", all_blocks("python"), ids=str)
def test_a_python_snippet_runs(block: Block, server: str) -> None:
    program = block.text.replace(DOCUMENTED_ADDRESS, server)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.slow
@pytest.mark.node
@pytest.mark.parametrize("block", all_blocks("ts"), ids=str)
def test_a_typescript_snippet_compiles_and_runs(block: Block, server: str, tmp_path: Path) -> None:
    program = (
        f"{block.text.replace(DOCUMENTED_ADDRESS, server)}\nif (errors || !data) throw new Error();\nexport {{}};\n"
    )
    (tmp_path / "snippet.mts").write_text(program, encoding="utf-8")
    compile_ = "--strict --target es2022 --module nodenext --lib es2023,dom --types '' --noEmitOnError snippet.mts"
    run_shell(f"{ROOT}/node_modules/.bin/tsc {compile_}\nnode snippet.mjs", tmp_path)


@pytest.mark.parametrize("block", all_blocks("yaml"), ids=str)
def test_yaml_that_is_shown_passes_the_checks(block: Block, tmp_path: Path) -> None:
    (kind,) = block.words
    seeds = tmp_path / "seeds"
    shutil.copytree(ROOT / "seeds", seeds)
    if kind == "mapping":
        _put_mapping(seeds, block.text)
    else:
        _put_file(seeds / f"{kind}s", block.text)
    assert [one for one in load_tree(seeds).diagnostics if one.severity == "error"] == []


def _commands(block: Block) -> list[list[str]]:
    """Return the words of each line that calls one of our commands."""
    found = []
    for line in block.text.replace("\\\n", " ").splitlines():
        if re.match(r"((scripts/)?duramen|scripts/\w+)\b", line):
            lexer = shlex.shlex(line.partition(" | ")[0], posix=True, punctuation_chars="<>")
            lexer.whitespace_split = True
            found.append(list(lexer))
    return found


def _unknown_in(words: list[str]) -> str | None:
    """Return what is wrong with a line that calls one of our commands."""
    script, *rest = words
    if script.startswith("scripts/") and not (ROOT / script).is_file():
        return f"there is no {script}"
    if script == "scripts/serve":
        rest = ["serve", *rest]
    elif not script.endswith("duramen") or not rest:
        return None
    group = typer.main.get_command(application())
    options = {name for parameter in group.params for name in parameter.opts}
    if not rest[0].startswith("-"):
        command = group.commands.get(rest[0])  # type: ignore[attr-defined]
        if command is None:
            return f"there is no command {rest[0]}"
        options |= {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    unknown = [word for word in rest if re.match("--?[a-z]", word) and word.partition("=")[0] not in options]
    return f"{' '.join(words)}: unknown {unknown}" if unknown else None


def _put_file(folder: Path, text: str) -> None:
    name = re.search(r"^name: (.+)$", text, re.MULTILINE)
    assert name is not None, "a file begins with a name"
    slug = re.sub(r"[^a-z0-9]+", "-", name[1].lower()).strip("-")
    (folder / f"{slug}.yaml").write_text(text, encoding="utf-8")


def _put_mapping(seeds: Path, text: str) -> None:
    """Put a mapping in the place of the one that its framework has of the same concept."""
    package, concept = re.search(r"package: (\S+)", text), re.search(r"concept: (\S+)", text)
    assert package is not None
    assert concept is not None
    (file,) = [one for one in (seeds / "frameworks").glob("*.yaml") if _owns(one.read_text("utf-8"), package[1])]
    head, *mappings = re.split(r"(?m)^(?=  - concept: )", file.read_text(encoding="utf-8"))
    others = [mapping for mapping in mappings if not mapping.startswith(f"  - concept: {concept[1]}\n")]
    assert len(others) == len(mappings) - 1
    file.write_text("".join([head, text, *others]), encoding="utf-8")


def _owns(framework: str, package: str) -> bool:
    return re.search(rf"^packages:.*{re.escape(package)}\b(?!-)", framework, re.MULTILINE) is not None
