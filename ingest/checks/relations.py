"""Relations: each pair of concepts once, a symmetric one on the slug that sorts first."""

from collections.abc import Iterator

from graph.vocabulary import SYMMETRIC_RELATIONS
from ingest.diagnostics import Diagnostic, Place, Rule, displayed, quoted
from ingest.sources import Catalogue

PAIR_TWICE = Rule(
    "DUR411",
    "Two concepts are related twice",
    "Two concepts have at most one relation, written once; the other direction is derived.",
    "relations:\n  - type: part-of\n    concept: retrieval\n  - type: complements\n    concept: retrieval",
    "Keep the relation that says most.",
)
SYMMETRIC_ON_WRONG_SIDE = Rule(
    "DUR412",
    "A symmetric relation on the wrong side",
    "What holds both ways (alternative-to, complements) is written once, on the slug that sorts first.",
    "relations:\n  - type: complements\n    concept: chunking   # in reranking.yaml",
    "Move the relation to the other concept's file.",
)
RELATED_TO_ITSELF = Rule(
    "DUR413",
    "A concept is related to itself",
    "A relation connects two concepts.",
    "relations:\n  - type: complements\n    concept: reranking   # in reranking.yaml",
    "Delete the relation, or name the other concept.",
)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Report pairs that are related twice, to themselves or on the wrong side."""
    first: dict[frozenset[str], Place] = {}
    for slug, source in sorted(catalogue.concepts.items()):
        for index, relation in enumerate(source.document.relations):
            place = source.value("relations", index, "concept")
            if relation.concept == slug:
                if relation.type in SYMMETRIC_RELATIONS:
                    yield RELATED_TO_ITSELF.at(place, f"{quoted(slug)} is related to itself", RELATED_TO_ITSELF.fix)
                continue
            earlier = first.setdefault(frozenset({slug, relation.concept}), place)
            if earlier != place:
                message = f"{quoted(slug)} and {quoted(relation.concept)} are related already"
                yield PAIR_TWICE.at(place, f"{message} ({displayed(earlier.path)}:{earlier.line})", PAIR_TWICE.fix)
            elif relation.type in SYMMETRIC_RELATIONS and relation.concept < slug:
                message = f"{quoted(relation.type)} holds both ways and belongs into {relation.concept}.yaml"
                yield SYMMETRIC_ON_WRONG_SIDE.at(place, message, SYMMETRIC_ON_WRONG_SIDE.fix)
