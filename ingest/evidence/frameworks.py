"""Verifying frameworks: their packages one after the other, and the evidence file that comes of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from graph.records import Content, Evidence, PackageCheck, Release, Symbol
from ingest.evidence.files import EvidenceFile, EvidenceForm, encode, records_of
from ingest.evidence.verification import Assignment, PackageResult, PackageVerifier
from ingest.files import replace_file
from ingest.indexes.errors import IndexProblem
from ingest.tree import EVIDENCE_FOLDER


@dataclass(frozen=True, slots=True)
class FrameworkResult:
    """What verifying a framework gave: the results of packages, or why one has none and keeps its old evidence."""

    framework: str
    results: Mapping[str, PackageResult]
    problems: Mapping[str, IndexProblem]
    file: EvidenceFile


def assignments_of(content: Content, framework: str) -> tuple[Assignment, ...]:
    """Return what to verify of each package of a framework, sorted by package."""
    symbols: dict[str, list[Symbol]] = defaultdict(list)
    for symbol in content.symbols:
        symbols[symbol.package].append(symbol)
    own = [package.purl for package in content.packages if package.framework == framework]
    return tuple(
        Assignment(purl, tuple(symbols[purl]), tuple(_siblings(purl, own, symbols[purl]))) for purl in sorted(own)
    )


def _siblings(purl: str, own: Iterable[str], symbols: Iterable[Symbol]) -> Iterable[str]:
    """Return where names of a package may have moved to: to what its mappings say, and to the framework's packages."""
    heirs = {symbol.replaced_by.package for symbol in symbols if symbol.replaced_by is not None}
    index = purl.partition("/")[0]
    return (one for one in dict.fromkeys([*sorted(heirs), *own]) if one != purl and one.startswith(f"{index}/"))


def verify_framework(
    verifier: PackageVerifier, content: Content, framework: str, known: EvidenceFile
) -> FrameworkResult:
    """Verify all packages of a framework; a package whose index gives no answer keeps what was known."""
    results, problems = {}, {}
    assignments = assignments_of(content, framework)
    for assignment in assignments:
        try:
            results[assignment.purl] = verifier.verify(assignment, known)
        except IndexProblem as problem:
            problems[assignment.purl] = problem
    return FrameworkResult(framework, results, problems, _joined(assignments, results, known))


def _joined(
    assignments: Iterable[Assignment], results: Mapping[str, PackageResult], known: EvidenceFile
) -> EvidenceFile:
    releases: list[Release] = []
    checks: list[PackageCheck] = []
    evidence: list[Evidence] = []
    for assignment in assignments:
        result = results.get(assignment.purl)
        if result is not None:
            releases += result.releases
            checks.append(result.check)
            evidence += result.evidence
            continue
        refs = {symbol.ref for symbol in assignment.symbols}
        releases += [one for one in known.releases if one.package == assignment.purl]
        checks += [one for one in known.checks if one.package == assignment.purl]
        evidence += [one for one in known.evidence if one.package == assignment.purl and one.ref in refs]
    return EvidenceFile(tuple(releases), tuple(checks), tuple(evidence))


def evidence_path(seeds: Path, framework: str) -> Path:
    """Return where the evidence of a framework is."""
    return seeds / EVIDENCE_FOLDER / f"{framework}.json"


def known_evidence(seeds: Path, framework: str) -> EvidenceFile:
    """Return the evidence on file; nothing where there is none or it cannot be read."""
    try:
        raw = evidence_path(seeds, framework).read_bytes()
        return records_of(msgspec.json.decode(raw, type=EvidenceForm))
    except (OSError, ValueError, msgspec.MsgspecError):
        return EvidenceFile()


def write_evidence(seeds: Path, framework: str, file: EvidenceFile) -> bool:
    """Write the evidence of a framework in one step, and tell whether it changed."""
    path, body = evidence_path(seeds, framework), encode(file)
    if path.is_file() and path.read_bytes() == body:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, body)
    return True
