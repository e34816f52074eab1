"""What verifying gave, for programs: one JSON object with the frameworks in the order they were asked for."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from graph.records import Content, SymbolKey
from graph.state import state_of
from graph.vocabulary import MappingState
from ingest.evidence.frameworks import FrameworkResult
from ingest.evidence.verification import PackageResult


def states_of(content: Content, result: FrameworkResult) -> dict[str, MappingState]:
    """Return the state of each mapping of a framework by its concept, as the new evidence has it."""
    symbols = {SymbolKey(symbol.package, symbol.ref): symbol for symbol in content.symbols}
    evidence = {SymbolKey(one.package, one.ref): one for one in (*content.evidence, *result.file.evidence)}
    return {
        mapping.concept: state_of((symbols[key], evidence.get(key)) for key in mapping.symbols)
        for mapping in content.mappings
        if mapping.framework == result.framework
    }


def as_json(content: Content, results: Sequence[FrameworkResult], changed: Mapping[str, bool]) -> str:
    """Return all results; `changed` says which evidence files differ from what they were."""
    report = {"frameworks": [_framework(content, result, changed[result.framework]) for result in results]}
    return json.dumps(report, indent=2, ensure_ascii=False)


def _framework(content: Content, result: FrameworkResult, changed: bool) -> dict[str, Any]:
    states = states_of(content, result)
    return {
        "framework": result.framework,
        "changed": changed,
        "states": dict(sorted(Counter(states.values()).items())),
        "mappings": [{"concept": concept, "state": state} for concept, state in sorted(states.items())],
        "packages": [_package(package) for package in result.results.values()],
        "problems": [{"package": purl, "problem": problem.fault} for purl, problem in result.problems.items()],
        "disagreements": [
            {"package": one.package, "ref": one.ref, "fault": one.fault, "text": one.text}
            for package in result.results.values()
            for one in package.disagreements
        ],
    }


def _package(package: PackageResult) -> dict[str, Any]:
    return {
        "package": package.check.package,
        "newest": package.check.newest,
        "checkedOn": package.check.checked_on.isoformat(),
        "history": package.check.history,
        "releasesRead": package.releases_read,
        "bytesRead": package.bytes_read,
        "refused": list(package.refused),
        "symbols": [
            {
                "ref": one.ref,
                "state": one.finding,
                "how": one.how,
                "kind": one.object_kind,
                "file": one.file,
                "line": one.line,
                "reason": one.reason,
            }
            for one in package.evidence
        ],
    }
