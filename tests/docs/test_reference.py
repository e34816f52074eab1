"""The reference pages are complete: every command, every code, and every workflow is what it should be."""

import importlib
import pkgutil

import pytest
import typer

import ingest
from api.cli.commands import application
from api.refusals import Code
from ingest.diagnostics import Rule
from schema import errors
from tests.docs.pages import ROOT

REFERENCE = ROOT / "docs" / "reference"


def _text(*names: str) -> str:
    return "\n".join((REFERENCE / name).read_text(encoding="utf-8") for name in names)


@pytest.mark.parametrize("name", sorted(typer.main.get_command(application()).commands))  # type: ignore[attr-defined]
def test_every_command_is_in_the_reference_with_a_help_text(name: str) -> None:
    assert f"## `duramen {name}`" in _text("cli.md")
    command = typer.main.get_command(application()).commands[name]  # type: ignore[attr-defined]
    assert command.help
    assert all(parameter.help for parameter in command.params if parameter.name != "help")


def test_every_rule_of_the_content_is_in_the_reference() -> None:
    written = _text("errors.md")
    codes = {rule.code for rule in _rules()}
    assert codes
    assert {code for code in codes if code not in written} == set()


def test_no_two_rules_share_a_code() -> None:
    codes = [rule.code for rule in _rules()]
    assert len(codes) == len(set(codes))


def test_every_code_of_an_answer_is_in_the_reference() -> None:
    of_schema = {value for name, value in vars(errors).items() if name.isupper() and value == name}
    codes = of_schema | {code.value for code in Code}
    written = _text("http.md", "limits.md", "graphql.md")
    assert {code for code in codes if f"`{code}`" not in written} == set()


def _rules() -> set[Rule]:
    modules = [importlib.import_module(found.name) for found in pkgutil.walk_packages(ingest.__path__, "ingest.")]
    return {value for module in modules for value in vars(module).values() if isinstance(value, Rule)}
