"""Roles: a concept is required or left out, not both."""

from collections.abc import Iterator

from ingest.diagnostics import Diagnostic, Rule, quoted
from ingest.sources import Catalogue

REQUIRED_AND_EXCLUDED = Rule(
    "DUR801",
    "A concept that a role requires and excludes",
    "A role says of a concept that it must be mastered or that it need not be.",
    "excludes:\n  - concept: reranking   # which stands under requires too",
    "Delete one of the two.",
)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Report concepts that stand on both sides."""
    for source in catalogue.roles.values():
        required = {requirement.concept for requirement in source.document.requires}
        for index, exclusion in enumerate(source.document.excludes):
            if exclusion.concept in required:
                message = f"{quoted(exclusion.concept)} is required and excluded"
                place = source.value("excludes", index, "concept")
                yield REQUIRED_AND_EXCLUDED.at(place, message, REQUIRED_AND_EXCLUDED.fix)
