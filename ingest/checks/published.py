"""Published ids: none is reused after its end, and none vanishes without one."""

from collections.abc import Iterator

from graph.identity import parse_id
from ingest.diagnostics import Diagnostic, Place, Rule, quoted
from ingest.sources import Catalogue
from ingest.tree import IDS_FILE

REUSED_ID = Rule(
    "DUR321",
    "A retired id is used again",
    "Ids are forever: links, cursors and other people's data hold them. An id that ended never means anything else.",
    "concepts/rag.yaml   # ids.txt says that concept:rag was renamed",
    "Choose another slug for the file.",
)
VANISHED_ID = Rule(
    "DUR322",
    "A published id is gone",
    "Whoever holds the id must be told what became of it.",
    "concepts/reranking.yaml deleted   # ids.txt lists concept:reranking",
    "Restore the file, or have the maintainer retire the id: `duramen publish --retire ID --ending …`.",
)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Report ids that came back and ids that are missing."""
    present = catalogue.ids()
    for entry in catalogue.published.values():
        if entry.retired is None and entry.id not in present:
            place = Place(catalogue.root / IDS_FILE, entry.line)
            yield VANISHED_ID.at(place, f"the published id {quoted(entry.id)} is gone", VANISHED_ID.fix)
        elif entry.retired is not None and entry.id in present:
            end = entry.retired
            message = f"{quoted(entry.id)} was {end.ending} on {end.date} and cannot be used again"
            yield REUSED_ID.at(_place(catalogue, entry.id), message, REUSED_ID.fix)


def _place(catalogue: Catalogue, id_: str) -> Place:
    key = parse_id(id_)
    source = catalogue.of(key.kind).get(key.key) if key else None
    return source.top if source else Place(catalogue.root / IDS_FILE, catalogue.published[id_].line)
