"""An audit as a SARIF 2.1.0 log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/): code hosts show it at the lines."""

import json
from typing import Any
from urllib.parse import quote

from graph.questions.audit import Audit
from graph.questions.audit_findings import Finding, FindingCode
from schema.types.questions.audit import FINDING_CODE

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_CODES = list(FindingCode)


def as_sarif(found: Audit, tool_version: str) -> str:
    """Return the findings as a log with one run; files are named relative to the folder of the audit."""
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "duramen audit",
                        "version": tool_version,
                        "rules": [_rule(code) for code in FindingCode],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(one) for one in found.findings],
            }
        ],
    }
    return json.dumps(log, indent=2)


def _rule(code: FindingCode) -> dict[str, Any]:
    return {"id": code.name, "shortDescription": {"text": FINDING_CODE.meanings[code]}}


def _result(one: Finding) -> dict[str, Any]:
    return {
        "ruleId": one.code.name,
        "ruleIndex": _CODES.index(one.code),
        "level": one.severity.value,
        "message": {"text": "\n".join([one.message, *(reason.text for reason in one.because)])},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(one.file)},
                    "region": {"startLine": one.line},
                }
            }
        ],
    }


def _uri(file: str) -> str:
    plain = file.replace("\\", "/")
    return f"file://{quote(plain)}" if plain.startswith("/") else quote(plain)
