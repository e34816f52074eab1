"""Goals: what every system needs is covered or waived, and the slices lead there step by step."""

from collections.abc import Iterator

from graph.vocabulary import NodeKind
from ingest.diagnostics import Diagnostic, Rule, quoted
from ingest.documents import GoalDocument
from ingest.sources import Catalogue, Source

EXPECTED_FAMILIES = ("evaluation", "observability", "security", "reliability", "performance-and-cost")
MAX_FIRST_SLICE = 6

FAMILY_NOT_COVERED = Rule(
    "DUR811",
    "A goal that leaves out a family",
    "What is built for use is evaluated, observed, secured, made reliable and paid for: a goal requires a concept of "
    f"each of the families {', '.join(EXPECTED_FAMILIES)}, or waives the family with a reason.",
    "requires: […]   # no concept of the family security",
    "Require a concept of the family, or add it to `waives` with the reason.",
)
NEEDLESS_WAIVER = Rule(
    "DUR812",
    "A waiver that is not needed",
    "A waiver is for one of the expected families that no required concept covers.",
    "waives:\n  - family: security   # though threat-modelling is required",
    "Delete the waiver.",
)
SLICE_OUT_OF_ORDER = Rule(
    "DUR813",
    "A slice that comes before its prerequisites",
    "Each slice can be learnt from itself and the ones before it: the prerequisites of its concepts stand there.",
    "slices:\n  - concepts: [reranking]   # without retrieval",
    "Move the prerequisite into this slice or an earlier one.",
)
NOT_IN_SLICES = Rule(
    "DUR814",
    "A required concept that stands in no slice",
    "The slices together lead to everything that the goal requires.",
    "requires:\n  - concept: tracing   # and no slice has it",
    "Add the concept to a slice.",
)
FIRST_SLICE_TOO_LARGE = Rule(
    "DUR815",
    "A first slice that is too large",
    f"Something must run soon: the first slice has at most {MAX_FIRST_SLICE} concepts.",
    "slices:\n  - concepts: [a, b, c, d, e, f, g]",
    "Move what the first running version can do without into a later slice.",
)
IN_TWO_SLICES = Rule(
    "DUR816",
    "A concept in two slices",
    "A concept is learnt once, in the slice that needs it first.",
    "slices:\n  - concepts: [retrieval]\n  - concepts: [retrieval]",
    "Keep it in the earlier slice.",
)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Report goals whose families or slices are incomplete."""
    for source in catalogue.goals.values():
        yield from _families(catalogue, source)
        yield from _slices(catalogue, source)


def _families(catalogue: Catalogue, source: Source[GoalDocument]) -> Iterator[Diagnostic]:
    required = [requirement.concept for requirement in source.document.requires]
    if any(slug not in catalogue.concepts for slug in required):
        return  # a broken or unknown concept might cover what seems to be missing; it is reported elsewhere
    covered = {catalogue.concepts[slug].document.family for slug in required}
    waived = [waiver.family for waiver in source.document.waives]
    for family in EXPECTED_FAMILIES:
        if family not in covered and family not in waived:
            message = f"no required concept is of the family {quoted(family)}, and it is not waived"
            yield FAMILY_NOT_COVERED.at(source.key("requires"), message, FAMILY_NOT_COVERED.fix)
    for index, family in enumerate(waived):
        if family in covered or family not in EXPECTED_FAMILIES:
            reason = "a required concept covers it" if family in covered else "no goal needs to cover it"
            place = source.value("waives", index, "family")
            yield NEEDLESS_WAIVER.at(place, f"waiving {quoted(family)} is not needed: {reason}", NEEDLESS_WAIVER.fix)


def _slices(catalogue: Catalogue, source: Source[GoalDocument]) -> Iterator[Diagnostic]:
    taught: dict[str, int] = {}
    for number, step in enumerate(source.document.slices):
        for index, slug in enumerate(step.concepts):
            earlier = taught.setdefault(slug, number)
            if earlier != number:
                message = f"{quoted(slug)} is in slice {earlier + 1} already"
                yield IN_TWO_SLICES.at(source.value("slices", number, "concepts", index), message, IN_TWO_SLICES.fix)
        yield from _out_of_order(catalogue, source, number, taught)
    first = source.document.slices[0].concepts
    if len(first) > MAX_FIRST_SLICE:
        message = f"the first slice has {len(first)} concepts; at most {MAX_FIRST_SLICE} allowed"
        yield FIRST_SLICE_TOO_LARGE.at(source.value("slices", 0, "concepts"), message, FIRST_SLICE_TOO_LARGE.fix)
    for index, requirement in enumerate(source.document.requires):
        if requirement.concept not in taught:
            place = source.value("requires", index, "concept")
            yield NOT_IN_SLICES.at(place, f"no slice has {quoted(requirement.concept)}", NOT_IN_SLICES.fix)


def _out_of_order(
    catalogue: Catalogue, source: Source[GoalDocument], number: int, taught: dict[str, int]
) -> Iterator[Diagnostic]:
    known = catalogue.slugs(NodeKind.CONCEPT)  # an unknown prerequisite is reported where it stands
    for index, slug in enumerate(source.document.slices[number].concepts):
        concept = catalogue.concepts.get(slug)
        for needed in concept.document.prerequisites if concept else ():
            if needed in known and needed not in taught:
                message = f"{quoted(slug)} needs {quoted(needed)}, which is not in this slice or an earlier one"
                place = source.value("slices", number, "concepts", index)
                yield SLICE_OUT_OF_ORDER.at(place, message, SLICE_OUT_OF_ORDER.fix)
