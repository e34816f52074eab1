"""Coverage: how much of a concept a framework expresses is shown by the kinds of its symbols."""

from collections.abc import Iterator, Sequence

from graph.vocabulary import ConceptKind, Coverage, SymbolKind
from ingest.diagnostics import Diagnostic, Rule, quoted
from ingest.documents import SymbolDocument
from ingest.sources import Catalogue

CORE_WITHOUT_IMPLEMENTATION = Rule(
    "DUR501",
    "Core coverage without an implementation",
    "`core` says that a symbol can be used as it is: one of kind implementation, and not a former one unless all are.",
    "coverage: core\nsymbols:\n  - …\n    kind: interface",
    "Name the symbol that does the work, or set the coverage to partial or hook.",
)
PARTIAL_WITHOUT_CAVEAT = Rule(
    "DUR502",
    "Partial coverage without a caveat",
    "`partial` says that something is missing; the caveat says what.",
    "coverage: partial   # and no caveat",
    "Add `caveat:` with what is missing.",
)
HOOK_WITH_IMPLEMENTATION = Rule(
    "DUR503",
    "A hook with an implementation",
    "`hook` says that the framework only offers a place for it: interfaces to subclass and settings.",
    "coverage: hook\nsymbols:\n  - …\n    kind: implementation",
    "Set the coverage to core or partial, or leave the implementation out.",
)
PRACTICE_MAPPED = Rule(
    "DUR504",
    "A mapping to a practice",
    "A practice is done by people and needs no tool, so no framework implements it.",
    "concept: error-analysis   # its kind is practice",
    "Delete the mapping.",
)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Report coverage that the symbols do not show, and mappings to practices."""
    for source, index, mapping in catalogue.mappings():
        place = source.value("mappings", index, "coverage")
        kinds = _kinds(mapping.symbols)
        if mapping.coverage is Coverage.CORE and SymbolKind.IMPLEMENTATION not in kinds:
            message = f"core coverage of {quoted(mapping.concept)} names no implementation that is there today"
            yield CORE_WITHOUT_IMPLEMENTATION.at(place, message, CORE_WITHOUT_IMPLEMENTATION.fix)
        if mapping.coverage is Coverage.PARTIAL and mapping.caveat is None:
            message = f"partial coverage of {quoted(mapping.concept)} has no caveat that says what is missing"
            yield PARTIAL_WITHOUT_CAVEAT.at(place, message, PARTIAL_WITHOUT_CAVEAT.fix)
        if mapping.coverage is Coverage.HOOK and any(one.kind is SymbolKind.IMPLEMENTATION for one in mapping.symbols):
            message = f"a hook for {quoted(mapping.concept)} names an implementation"
            yield HOOK_WITH_IMPLEMENTATION.at(place, message, HOOK_WITH_IMPLEMENTATION.fix)
        concept = catalogue.concepts.get(mapping.concept)
        if concept is not None and concept.document.kind is ConceptKind.PRACTICE:
            place = source.value("mappings", index, "concept")
            yield PRACTICE_MAPPED.at(place, f"{quoted(mapping.concept)} is a practice", PRACTICE_MAPPED.fix)


def _kinds(symbols: Sequence[SymbolDocument]) -> set[SymbolKind]:
    """Return the kinds of the symbols that are there today; of all, when all are former."""
    living = [symbol for symbol in symbols if not symbol.former]
    return {symbol.kind for symbol in living or symbols}
