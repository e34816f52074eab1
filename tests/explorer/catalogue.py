"""A small catalogue that shows every state a page can be in, and that holds text which wants to break out of it."""

import datetime
from dataclasses import replace

from graph.records import Content, Evidence, Faded, Package, RetiredId, Symbol, SymbolKey
from graph.vocabulary import ConceptStatus, Coverage, Ending, Finding, SymbolKind
from tests.contents import concept, framework, mapping, small_content, symbol

HOSTILE = "<script>alert('x')</script>"
HOSTILE_ATTRIBUTE = '"><img src=x onerror=alert(1)>'
_DAY = datetime.date(2026, 11, 1)


def catalogue() -> Content:
    """Return the small graph with hostile text, every state of a mapping, and every way in which an id ends."""
    small = small_content()
    leaving = symbol("pkg:pypi/edge", "edge:Leaving")
    gone = symbol("pkg:pypi/edge", f"edge.deep.module.path.that_is_long:{'Gone' * 20}.method", SymbolKind.CONFIGURATION)
    former = replace(
        symbol("pkg:pypi/edge", "edge:Former", former=True, seen_in="0.1"),
        replaced_by=SymbolKey(leaving.package, leaving.ref),
    )
    hostile = concept(
        "hostile",
        name=HOSTILE,
        aliases=(HOSTILE_ATTRIBUTE,),
        definition=f"Takes {HOSTILE} and `{HOSTILE}` as text.",
        example=f"print('''</code></pre>{HOSTILE}''')  # {HOSTILE_ATTRIBUTE}",
    )
    faded = concept(
        "faded",
        status=ConceptStatus.FADED,
        faded=Faded(_DAY, "Nobody does it any more.", ("retrieval",)),
        recognition=None,
    )
    return replace(
        small,
        concepts=tuple(sorted((*small.concepts, hostile, faded), key=lambda one: one.slug)),
        frameworks=tuple(sorted((*small.frameworks, framework("edge", name=HOSTILE)), key=lambda one: one.slug)),
        packages=tuple(sorted((*small.packages, Package("pkg:pypi/edge", "edge")), key=lambda one: one.purl)),
        symbols=(*small.symbols, leaving, gone, former),
        mappings=tuple(
            sorted(
                (
                    *small.mappings,
                    mapping("edge", "hostile", leaving, former, documentation="https://example.org/?a=1&b=2"),
                    mapping("edge", "retrieval", gone, coverage=Coverage.PARTIAL, caveat=HOSTILE),
                ),
                key=lambda one: (one.framework, one.concept),
            )
        ),
        evidence=(*small.evidence, _found(leaving, Finding.DEPRECATED), _found(gone, Finding.ABSENT)),
        retired=(
            *small.retired,
            _ended("concept:halves", Ending.SPLIT, "concept:chunking", "concept:retrieval"),
            _ended("framework:nothing", Ending.WITHDRAWN),
        ),
    )


def _found(of: Symbol, finding: Finding) -> Evidence:
    return Evidence(
        package=of.package,
        ref=of.ref,
        checked_on=_DAY,
        version="1.0",
        finding=finding,
        how=None,
        file=None,
        line=None,
        signature=None,
        reason=None,
        moved_to=None,
        intervals=(),
    )


def _ended(identity: str, ending: Ending, *successors: str) -> RetiredId:
    return RetiredId(identity, ending, _DAY, "The catalogue was put in order.", successors)
