"""An audit as JSON: what `duramen audit --format json` prints and `POST /audit` answers."""

import json
import re
from collections.abc import Iterable
from typing import Any

from graph.questions.audit import Audit, AuditedConcept, AuditedFramework, AuditedPackage, Progress
from graph.questions.audit_findings import Finding
from graph.questions.projection import Projection
from graph.questions.reasons import Reason

_UNSEEN = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""Signs that JSON lets through and that a terminal obeys or hides."""


def document(projection: Projection, found: Audit) -> dict[str, Any]:
    """Return the members `packages`, `frameworks`, `concepts`, `findings`; with a goal, `progress` too."""
    parts: dict[str, Any] = {
        "packages": [_package(one) for one in found.packages],
        "frameworks": [_framework(projection, one) for one in found.frameworks],
        "concepts": [_concept(projection, one) for one in found.concepts],
        "findings": [_finding(one) for one in found.findings],
    }
    if found.progress is not None:
        parts["progress"] = _progress(found.progress)
    return parts


def as_json(projection: Projection, found: Audit) -> str:
    """Return an audit as JSON text, with signs that a terminal would obey written as escapes."""
    text = json.dumps(document(projection, found), indent=2, ensure_ascii=False)
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _package(one: AuditedPackage) -> dict[str, Any]:
    return {
        "name": one.name,
        "ecosystem": one.ecosystem.value,
        "specifier": one.specifier,
        "file": one.file,
        "line": one.line,
        "framework": one.framework,
    }


def _framework(projection: Projection, one: AuditedFramework) -> dict[str, Any]:
    kept_up = one.maintenance
    return {
        "framework": one.framework,
        "name": projection.frameworks[one.framework].name,
        "packages": list(one.packages),
        "used": one.used,
        "upkeep": kept_up.upkeep.name,
        "newestRelease": {"version": kept_up.version, "date": _day(kept_up.since)} if kept_up.version else None,
        "successor": kept_up.successor,
        "lastingPercent": one.lasting.percent if one.lasting else None,
        "because": _reasons(one.because),
    }


def _concept(projection: Projection, one: AuditedConcept) -> dict[str, Any]:
    return {
        "concept": one.concept,
        "name": projection.concepts[one.concept].name,
        "presence": one.presence.name,
        "frameworks": list(one.frameworks),
        "because": _reasons(one.because),
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "code": one.code.name,
        "severity": one.severity.value,
        "message": one.message,
        "file": one.file,
        "line": one.line,
        "frameworks": list(one.frameworks),
        "concepts": list(one.concepts),
        "symbols": [{"package": key.package, "ref": key.ref} for key in one.symbols],
        "alternatives": [
            {"framework": other.framework, "covers": list(other.covers), "because": _reasons(other.because)}
            for other in one.alternatives
        ],
        "because": _reasons(one.because),
    }


def _progress(one: Progress) -> dict[str, Any]:
    return {
        "goal": one.goal,
        "total": one.total,
        "used": list(one.used),
        "available": list(one.available),
        "notSeen": list(one.not_seen),
        "practices": list(one.practices),
        "text": one.text,
    }


def _reasons(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    return [
        {
            "basis": one.basis.name,
            "text": one.text,
            "subject": str(one.subject) if one.subject else None,
            "object": str(one.object) if one.object else None,
            "checkedOn": _day(one.checked_on),
            "version": one.version,
        }
        for one in reasons
    ]


def _day(day: Any) -> str | None:
    return None if day is None else str(day)
