"""`ids.txt`: every id that was ever published, one a line, so that none is reused and none vanishes without a word.

A line is ``ID DATE`` for an id that lives, and ``ID DATE ENDING DATE SUCCESSORS REASON`` for one that ended, where
successors are ids joined by commas or a hyphen for none, and the reason is the rest of the line. Lines are sorted by
id. ``duramen publish`` writes the file; nobody edits it.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from graph.identity import is_slug, parse_id
from graph.records import RetiredId
from graph.vocabulary import Ending, NodeKind
from ingest.diagnostics import Diagnostic, Place, Rule, quoted
from ingest.nodes import Mark
from ingest.yaml_text import MAX_MACHINE_FILE_BYTES, TextReader

HEADER = "# Every id that was ever published. Written by `duramen publish`; do not edit."
SLUGGED = (NodeKind.FAMILY, NodeKind.CONCEPT, NodeKind.FRAMEWORK, NodeKind.ROLE, NodeKind.GOAL)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

MALFORMED_IDS = Rule(
    "DUR323",
    "A line of ids.txt is malformed",
    "The file is written by `duramen publish`: `ID DATE`, or `ID DATE ENDING DATE SUCCESSORS REASON`, sorted by id.",
    "concept:reranking yesterday",
    "Restore the file from git, and change it by `duramen publish` only.",
)


@dataclass(frozen=True, slots=True)
class PublishedId:
    """A published id, when it was first published, its end if it came to one, and its line in the file."""

    id: str
    published: datetime.date
    retired: RetiredId | None = None
    line: int = 0


def parse_ids(path: Path, raw: bytes) -> tuple[dict[str, PublishedId], list[Diagnostic]]:
    """Read the file's bytes; malformed lines are reported and left out."""
    reader = TextReader(path, limit=MAX_MACHINE_FILE_BYTES)
    text = reader.read(raw) or ""
    found: dict[str, PublishedId] = {}
    previous = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#"):
            continue
        try:
            entry = _entry(line, number, previous)
        except ValueError as error:
            reader.report(MALFORMED_IDS, Mark(number, 1), str(error), MALFORMED_IDS.fix)
            continue
        previous = entry.id
        found[entry.id] = entry
    return found, [*reader.problems, *_unknown_successors(path, found)]


def write_ids(entries: Iterable[PublishedId]) -> str:
    """Return the text of the file."""
    lines = [_line(entry) for entry in sorted(entries, key=lambda entry: entry.id)]
    return "\n".join([HEADER, *lines, ""])


def _entry(line: str, number: int, previous: str) -> PublishedId:
    parts = line.split(" ", 5)
    if len(parts) not in {2, 6}:
        raise ValueError("expected `ID DATE` or `ID DATE ENDING DATE SUCCESSORS REASON`")
    published = _date(parts[1])
    id_ = checked_id(parts[0])
    if id_ <= previous:
        raise ValueError(f"{quoted(id_)} is there twice or not in order")
    if len(parts) == 2:  # noqa: PLR2004 - id and date
        return PublishedId(id_, published, None, number)
    _, _, ending, ended, successors, reason = parts
    if ending not in list(Ending):
        raise ValueError(f"{quoted(ending)} is no ending; expected one of {', '.join(Ending)}")
    heirs = () if successors == "-" else tuple(checked_id(one) for one in successors.split(","))
    retired = RetiredId(id_, Ending(ending), _date(ended), reason, heirs)
    return PublishedId(id_, published, retired, number)


def checked_id(text: str) -> str:
    """Return `text` if it is ``kind:slug`` of a kind that has slugs.

    Raises:
        ValueError: If it is not.
    """
    key = parse_id(text)
    if key is None or key.kind not in SLUGGED or not is_slug(key.key):
        raise ValueError(f"{quoted(text)} is not an id such as `concept:reranking`")
    return text


def _date(text: str) -> datetime.date:
    if not _DATE.fullmatch(text):
        raise ValueError(f"{quoted(text)} is not a date such as 2026-11-24")
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{quoted(text)} is not a day of the calendar") from None


def _line(entry: PublishedId) -> str:
    line = f"{entry.id} {entry.published}"
    if entry.retired is None:
        return line
    end = entry.retired
    return f"{line} {end.ending} {end.date} {','.join(end.successors) or '-'} {end.reason}"


def _unknown_successors(path: Path, found: dict[str, PublishedId]) -> Iterable[Diagnostic]:
    for entry in found.values():
        for heir in entry.retired.successors if entry.retired else ():
            if heir not in found:
                message = f"{quoted(entry.id)} ended in {quoted(heir)}, which was never published"
                yield MALFORMED_IDS.at(Place(path, entry.line), message, MALFORMED_IDS.fix)
