"""The maintainer's review sheet: for each mapping what was found, and what a person must still judge. Markdown.

Signatures and docstring lines are quoted from packages for the reviewer's eyes; they stand in code spans, so that no
text of a stranger acts as markup, and they are published nowhere else.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from graph.records import Concept, Content, Evidence, SymbolKey
from graph.records import Mapping as MappingRecord
from graph.state import state_of
from graph.vocabulary import MappingState
from ingest.diagnostics import printable
from ingest.evidence.frameworks import FrameworkResult
from ingest.evidence.newcomers import Newcomer
from ingest.resolver import Resolution

PRECEDENTS = 2
MAX_CELL = 300


def review_sheet(
    content: Content, results: Sequence[FrameworkResult], newcomers: Mapping[str, Sequence[Newcomer]]
) -> str:
    """Return the sheet of the frameworks that were verified.

    Args:
        content: The content, with the evidence of frameworks that were not verified now.
        results: What was found, a framework.
        newcomers: New packages by framework.
    """
    sheet = _Sheet(content, results)
    lines = ["# Review sheet", ""]
    for result in results:
        lines += sheet.framework(result, newcomers.get(result.framework, ()))
    return "\n".join(lines) + "\n"


class _Sheet:
    def __init__(self, content: Content, results: Sequence[FrameworkResult]) -> None:
        self.content = content
        self.concepts = {concept.slug: concept for concept in content.concepts}
        self.symbols = {SymbolKey(symbol.package, symbol.ref): symbol for symbol in content.symbols}
        found = [one for result in results for one in result.file.evidence]
        self.evidence = {SymbolKey(one.package, one.ref): one for one in (*content.evidence, *found)}

    def framework(self, result: FrameworkResult, newcomers: Sequence[Newcomer]) -> Iterator[str]:
        name = next(one.name for one in self.content.frameworks if one.slug == result.framework)
        yield from (f"## {name}", "")
        for purl, package in result.results.items():
            yield f"- {_code(purl)}: read in {_code(package.check.newest)}, checked on {package.check.checked_on}"
        for purl, problem in result.problems.items():
            yield f"- {_code(purl)}: **not read**: {printable(problem.fault)}"
        for newcomer in newcomers:
            yield from _newcomer(newcomer)
        yield ""
        resolutions = {
            SymbolKey(purl, ref): resolution
            for purl, package in result.results.items()
            for ref, resolution in package.resolutions.items()
        }
        for mapping in self.content.mappings:
            if mapping.framework == result.framework:
                yield from self._mapping(mapping, resolutions)

    def _mapping(self, mapping: MappingRecord, resolutions: Mapping[SymbolKey, Resolution]) -> Iterator[str]:
        concept = self.concepts[mapping.concept]
        yield from (f"### {concept.name}: {mapping.coverage}, {self._state(mapping)}", "")
        yield from (f"Says: {mapping.summary}", "")
        if mapping.caveat:
            yield from (f"Caveat: {mapping.caveat}", "")
        yield from (f"Recognise it by: {concept.recognition or '(no rule)'}", "")
        yield "| symbol | kind | found | signature | says of itself | where |"
        yield "|---|---|---|---|---|---|"
        yield from (self._row(key, resolutions.get(key)) for key in mapping.symbols)
        yield ""
        yield from self._precedents(mapping)
        yield from _judgements(mapping, concept)

    def _row(self, key: SymbolKey, resolution: Resolution | None) -> str:
        symbol, evidence = self.symbols[key], self.evidence.get(key)
        kind = f"{symbol.kind}, former" if symbol.former else str(symbol.kind)
        where = f"{evidence.file}:{evidence.line}" if evidence and evidence.file else ""
        signature = resolution.signature if resolution else None
        said = resolution.doc if resolution else None
        cells = [_code(key.ref), kind, _found(evidence), _code(signature), _code(said), _code(where)]
        return f"| {' | '.join(cells)} |"

    def _state(self, mapping: MappingRecord) -> MappingState:
        return state_of((self.symbols[key], self.evidence.get(key)) for key in mapping.symbols)

    def _precedents(self, mapping: MappingRecord) -> Iterator[str]:
        others = [
            one
            for one in self.content.mappings
            if one.concept == mapping.concept and one.framework != mapping.framework
        ]
        accepted = [one for one in others if self._state(one) is MappingState.VERIFIED]
        accepted.sort(key=lambda one: (one.coverage != mapping.coverage, one.framework))
        for one in accepted[:PRECEDENTS]:
            refs = ", ".join(_code(key.ref) for key in one.symbols)
            yield f"- precedent: {one.framework} ({one.coverage}) by {refs}"
        if not accepted:
            yield "- precedent: none, this would be the first"


def _judgements(mapping: MappingRecord, concept: Concept) -> Iterator[str]:
    yield f"- [ ] the symbols do what the rule of {concept.name} says, and not only by their names"
    yield f"- [ ] the coverage is {mapping.coverage}: {_COVERAGE[mapping.coverage]}"
    yield "- [ ] the summary is true and is what a learner should know first"
    if mapping.fit is None:
        yield "- [ ] the basis of the fit can be named: signature, documentation or review"
    yield ""


_COVERAGE = {
    "core": "it takes the concept's inputs and gives its outputs",
    "partial": "the caveat names all that is missing",
    "hook": "there is a place to put it, and nothing that does it",
}


def _newcomer(one: Newcomer) -> Iterable[str]:
    age = "of unknown age" if one.age_days is None else f"{one.age_days} days old"
    yield f"- {_code(one.purl)} is **new to the catalogue**: {age}, {one.releases} final releases"
    linked = {True: "names", False: "does **not** name", None: "could not be read, whether it names"}
    yield f"  - [ ] its page on the index {linked[one.names_repository]} the repository; look whether that names it too"
    if one.near_names:
        yield f"  - [ ] its name is close to {', '.join(map(_code, one.near_names))}: is it meant?"


def _found(evidence: Evidence | None) -> str:
    if evidence is None:
        return "not looked at"
    parts = [str(evidence.finding), evidence.how or "", printable(evidence.reason or "")]
    if evidence.moved_to:
        parts.append(f"moved to {_code(evidence.moved_to.ref)}")
    if evidence.nearest:
        parts.append(f"near: {', '.join(map(_code, evidence.nearest))}")
    return _cell("; ".join(part for part in parts if part))


def _code(text: str | None) -> str:
    """Return text as a code span of one line that nothing inside can end."""
    plain = printable(text or "", MAX_CELL).replace("`", "'").strip()
    return f"`{_cell(plain)}`" if plain else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
