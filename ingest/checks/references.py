"""References: what a document names by its slug must be in the catalogue."""

from collections.abc import Iterable, Iterator

from graph.identity import is_slug
from graph.vocabulary import NodeKind
from ingest.diagnostics import Diagnostic, Rule, quoted
from ingest.nodes import Route, scalars_of
from ingest.sources import Catalogue
from ingest.suggestions import MAX_SUGGESTIONS, did_you_mean

UNKNOWN_CONCEPT = Rule(
    "DUR301",
    "A concept that is not in the catalogue",
    "Prerequisites, relations, mappings, roles and goals name concepts by slug, and each has a file in concepts/.",
    "prerequisites: [retreival]",
    "Correct the slug, or add the concept first.",
)
UNKNOWN_FAMILY = Rule(
    "DUR302",
    "A family that is not in the catalogue",
    "Each concept belongs to one family, and each family has a file in families/.",
    "family: retreival",
    "Correct the slug.",
)
UNKNOWN_FRAMEWORK = Rule(
    "DUR303",
    "A framework that is not in the catalogue",
    "A successor is a framework with a file of its own in frameworks/.",
    "successor: haystak",
    "Correct the slug, or add the framework first.",
)

_RULES = {
    NodeKind.CONCEPT: UNKNOWN_CONCEPT,
    NodeKind.FAMILY: UNKNOWN_FAMILY,
    NodeKind.FRAMEWORK: UNKNOWN_FRAMEWORK,
}
_ANY = "*"
"""Any index of a sequence."""

# for each kind of file, which places hold a slug, and of what
_PLACES: dict[NodeKind, dict[Route, NodeKind]] = {
    NodeKind.FAMILY: {},
    NodeKind.CONCEPT: {
        ("family",): NodeKind.FAMILY,
        ("prerequisites", _ANY): NodeKind.CONCEPT,
        ("relations", _ANY, "concept"): NodeKind.CONCEPT,
        ("faded", "replaced_by", _ANY): NodeKind.CONCEPT,
    },
    NodeKind.FRAMEWORK: {
        ("successor",): NodeKind.FRAMEWORK,
        ("mappings", _ANY, "concept"): NodeKind.CONCEPT,
    },
    NodeKind.ROLE: {
        ("requires", _ANY, "concept"): NodeKind.CONCEPT,
        ("excludes", _ANY, "concept"): NodeKind.CONCEPT,
    },
    NodeKind.GOAL: {
        ("requires", _ANY, "concept"): NodeKind.CONCEPT,
        ("slices", _ANY, "concepts", _ANY): NodeKind.CONCEPT,
        ("waives", _ANY, "family"): NodeKind.FAMILY,
    },
}


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Report each slug that names nothing, in files of a wrong shape too."""
    known = {kind: catalogue.slugs(kind) for kind in _RULES}
    suggestions_left = MAX_SUGGESTIONS
    for reading in catalogue.readings:
        places = _PLACES[reading.kind]
        for route, scalar in scalars_of(reading.root):
            kind = places.get(tuple(_ANY if isinstance(key, int) else key for key in route))
            slug = scalar.text
            if kind is not None and is_slug(slug) and slug not in known[kind]:
                near = known[kind] if suggestions_left > 0 else set()
                suggestions_left -= 1
                message = f"there is no {kind} {quoted(slug)}"
                yield _RULES[kind].at(reading.at(scalar.start), message, _help(catalogue, kind, slug, near))


def _help(catalogue: Catalogue, kind: NodeKind, slug: str, known: Iterable[str]) -> str:
    published = catalogue.published.get(f"{kind}:{slug}")
    if published is not None and published.retired is not None:
        end = published.retired
        heirs = ", ".join(quoted(heir.partition(":")[2]) for heir in end.successors)
        return f"it was {end.ending} on {end.date}" + (f"; use {heirs}" if heirs else "")
    return did_you_mean(slug, known, _RULES[kind].fix)
