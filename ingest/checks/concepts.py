"""What kind and status of a concept ask of it, and what identifies its sources."""

from collections.abc import Iterator

from graph.vocabulary import ConceptKind, ConceptStatus
from ingest.diagnostics import Diagnostic, Rule, quoted
from ingest.documents import ConceptDocument, SourceDocument
from ingest.sources import Catalogue, Source

PRACTICE_WITHOUT_SOURCE = Rule(
    "DUR601",
    "A practice without a source",
    "What people do is shown by who described it, since no tool shows it.",
    "kind: practice   # and no sources",
    "Add `sources:` with at least one publication.",
)
PRACTICE_WITH_RECOGNITION = Rule(
    "DUR602",
    "A practice with a recognition rule",
    "Recognition tells how to see an implementation in a tool; a practice has none.",
    "kind: practice\nrecognition: …",
    "Delete `recognition`.",
)
COMPONENT_WITHOUT_RECOGNITION = Rule(
    "DUR603",
    "A component without a recognition rule",
    "Mappings to a component are judged by its recognition rule.",
    "kind: component   # and no recognition",
    "Add `recognition:`, the shape of input and output of an implementation.",
)
FADED_MISMATCH = Rule(
    "DUR604",
    "Status and `faded` contradict each other",
    "A concept has the status faded exactly when `faded:` says when, why and what took its place.",
    "status: faded   # and no faded",
    "Add `faded:` with date, reason and replaced_by, or change the status.",
)
WRONG_IDENTIFIERS = Rule(
    "DUR621",
    "A source without exactly one identifier",
    "One of doi, arxiv, isbn, standard or url finds the publication; two could contradict each other.",
    "- title: Passage Re-ranking with BERT\n  year: 2019",
    "Keep the one that is most stable: doi, then arxiv, isbn, standard, url.",
)
BAD_ISBN = Rule(
    "DUR622",
    "An ISBN with a wrong check digit",
    "The last digit of an ISBN-13 follows from the others; a wrong one is a misprint.",
    'isbn: "9780262046825"',
    "Compare the number with the book.",
)

IDENTIFIERS = ("doi", "arxiv", "isbn", "standard", "url")


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Report concepts whose parts do not fit their kind and status, and sources that cannot be found."""
    for source in catalogue.concepts.values():
        yield from _by_kind(source)
        yield from _by_status(source)
        for index, publication in enumerate(source.document.sources):
            yield from _source(source, index, publication)


def _by_kind(source: Source[ConceptDocument]) -> Iterator[Diagnostic]:
    document = source.document
    if document.kind is ConceptKind.COMPONENT:
        if document.recognition is None:
            rule = COMPONENT_WITHOUT_RECOGNITION
            yield rule.at(source.value("kind"), "a component needs a recognition rule", rule.fix)
        return
    if document.recognition is not None:
        rule = PRACTICE_WITH_RECOGNITION
        yield rule.at(source.key("recognition"), "a practice has no recognition rule", rule.fix)
    if not document.sources:
        yield PRACTICE_WITHOUT_SOURCE.at(
            source.value("kind"), "a practice needs at least one source", PRACTICE_WITHOUT_SOURCE.fix
        )


def _by_status(source: Source[ConceptDocument]) -> Iterator[Diagnostic]:
    is_faded = source.document.status is ConceptStatus.FADED
    if is_faded and source.document.faded is None:
        yield FADED_MISMATCH.at(
            source.value("status"), "the status is faded, and `faded` is missing", FADED_MISMATCH.fix
        )
    if not is_faded and source.document.faded is not None:
        message = f"`faded` stands on a concept whose status is {quoted(source.document.status)}"
        yield FADED_MISMATCH.at(source.key("faded"), message, FADED_MISMATCH.fix)


def _source(source: Source[ConceptDocument], index: int, publication: SourceDocument) -> Iterator[Diagnostic]:
    given = [name for name in IDENTIFIERS if getattr(publication, name) is not None]
    if len(given) != 1:
        message = f"{quoted(publication.title)} has {', '.join(given) or 'no identifier'}; exactly one is needed"
        yield WRONG_IDENTIFIERS.at(source.value("sources", index), message, WRONG_IDENTIFIERS.fix)
    if publication.isbn is not None and not has_right_check_digit(publication.isbn):
        message = f"the check digit of {quoted(publication.isbn)} is wrong"
        yield BAD_ISBN.at(source.value("sources", index, "isbn"), message, BAD_ISBN.fix)


def has_right_check_digit(isbn: str) -> bool:
    """Tell whether the weighted sum of an ISBN-13 is a multiple of ten (ISO 2108)."""
    return sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(isbn)) % 10 == 0
