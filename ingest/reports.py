"""Diagnostics for programs: JSON, SARIF 2.1.0 and the workflow commands of GitHub."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ingest.diagnostics import Diagnostic, Rule, Severity, displayed, errors_among, first_of_each_file

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_json(diagnostics: Sequence[Diagnostic]) -> str:
    """Return all diagnostics as one JSON object with their counts."""
    errors = errors_among(diagnostics)
    report = {
        "errors": errors,
        "warnings": len(diagnostics) - errors,
        "diagnostics": [
            {
                "path": displayed(one.place.path),
                "line": one.place.line,
                "column": one.place.column,
                "code": one.code,
                "severity": one.severity,
                "message": one.message,
                "help": one.help,
            }
            for one in diagnostics
        ],
    }
    return json.dumps(report, indent=2, ensure_ascii=False)


def as_github(diagnostics: Sequence[Diagnostic]) -> str:
    """Return the diagnostics as workflow commands, which GitHub shows beside the lines of a pull request."""
    lines = []
    for path, shown, hidden in first_of_each_file(diagnostics):
        lines += [_workflow_command(one) for one in shown]
        if hidden:
            lines.append(f"::notice file={_property(displayed(path))}::and {hidden} more problems in this file")
    return "\n".join(lines)


def _workflow_command(one: Diagnostic) -> str:
    place = one.place
    where = f"file={_property(displayed(place.path))},line={place.line},col={place.column}"
    text = one.message if one.help is None else f"{one.message}\nhelp: {one.help}"
    return f"::{one.severity} {where},title={one.code}::{_escaped(text)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(diagnostics: Sequence[Diagnostic], rules: Iterable[Rule], tool_version: str) -> str:
    """Return the diagnostics as a SARIF 2.1.0 log with one run; columns count characters, not UTF-16 units."""
    described = list(rules)
    index = {rule.code: position for position, rule in enumerate(described)}
    log = {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "duramen",
                        "version": tool_version,
                        "rules": [_sarif_rule(rule) for rule in described],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_sarif_result(one, index[one.code]) for one in diagnostics],
            }
        ],
    }
    return json.dumps(log, indent=2, ensure_ascii=False)


def _sarif_rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.explanation},
        "help": {"text": rule.fix},
        "defaultConfiguration": {"level": _level(rule.severity)},
    }


def _sarif_result(one: Diagnostic, rule_index: int) -> dict[str, Any]:
    text = one.message if one.help is None else f"{one.message} (help: {one.help})"
    return {
        "ruleId": one.code,
        "ruleIndex": rule_index,
        "level": _level(one.severity),
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(one.place.path)},
                    "region": {"startLine": one.place.line, "startColumn": one.place.column},
                }
            }
        ],
    }


def _level(severity: Severity) -> str:
    return severity.value


def _uri(path: Path) -> str:
    shown = displayed(path)
    return quote(shown) if not shown.startswith("/") else f"file://{quote(shown)}"
