"""Publishing: at a release, new ids are written down for good, and an id that is gone gets an ending."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace

from graph.records import RetiredId
from graph.vocabulary import Ending
from ingest.checks.prose import sentences_in
from ingest.diagnostics import quoted
from ingest.ids import PublishedId, checked_id
from ingest.yaml_text import forbidden_in

MAX_REASON_LENGTH = 280
_SUCCESSORS: Mapping[Ending, tuple[int, int]] = {
    Ending.RENAMED: (1, 1),
    Ending.MERGED: (1, 1),
    Ending.SPLIT: (2, 8),
    Ending.WITHDRAWN: (0, 8),
}
Published = Mapping[str, PublishedId]


class CannotPublish(Exception):
    """An id cannot be published or retired as asked; `lines` say why, one reason each."""

    def __init__(self, *lines: str) -> None:
        """Keep the reasons."""
        super().__init__(lines[0])
        self.lines = lines


def with_new_ids(published: Published, present: set[str], date: datetime.date) -> dict[str, PublishedId]:
    """Return the published ids with the new ones among `present`, first published on `date`.

    Raises:
        CannotPublish: If an id is gone without an ending.
    """
    living = [entry.id for entry in published.values() if entry.retired is None]
    gone = sorted(set(living) - present)
    if gone:
        raise CannotPublish(*(f"{id_} is gone; restore it, or retire it with --retire {id_}" for id_ in gone))
    return {**{id_: PublishedId(id_, date) for id_ in present}, **published}


def with_retired(published: Published, present: set[str], end: RetiredId) -> dict[str, PublishedId]:
    """Return the published ids with one of them retired; its successors become published with it.

    Raises:
        CannotPublish: If the id, its ending, its successors or the reason are not right.
    """
    entry = published.get(end.id)
    if entry is None:
        raise CannotPublish(f"{quoted(end.id)} was never published")
    if entry.retired is not None:
        raise CannotPublish(f"{end.id} was {entry.retired.ending} on {entry.retired.date} already")
    if end.id in present:
        raise CannotPublish(f"{end.id} is still in the content; delete or rename its file first")
    if end.date < entry.published:
        raise CannotPublish(f"{end.id} was published on {entry.published}, after {end.date}")
    _check_reason(end.reason)
    _check_successors(end, present)
    heirs = {id_: PublishedId(id_, end.date) for id_ in end.successors}
    return {**heirs, **published, end.id: replace(entry, retired=end)}


def _check_reason(reason: str) -> None:
    bad = next(forbidden_in(reason), None)
    if bad is not None or "\n" in reason or reason != " ".join(reason.split()):
        raise CannotPublish("the reason must be one line of plain text")
    if not reason.endswith(".") or sentences_in(reason) > 1 or len(reason) > MAX_REASON_LENGTH:
        raise CannotPublish(
            f"the reason must be one sentence that ends in a full stop, of at most {MAX_REASON_LENGTH} letters"
        )


def _check_successors(end: RetiredId, present: set[str]) -> None:
    least, most = _SUCCESSORS[end.ending]
    count = len(set(end.successors))
    if not least <= count <= most or count != len(end.successors):
        wanted = f"{least}" if least == most else f"{least} to {most}"
        raise CannotPublish(f"an id that is {end.ending} has {wanted} successors, each once; use --to ID")
    kind = end.id.partition(":")[0]
    for heir in end.successors:
        if heir not in present or heir.partition(":")[0] != kind:
            raise CannotPublish(f"the successor {quoted(heir)} is no {kind} of the content")


def retirement(id_: str, ending: Ending, date: datetime.date, reason: str, successors: Sequence[str]) -> RetiredId:
    """Return the record of an ending.

    Raises:
        CannotPublish: If an id is not of the form ``kind:slug``.
    """
    try:
        return RetiredId(checked_id(id_), ending, date, reason, tuple(checked_id(heir) for heir in successors))
    except ValueError as error:
        raise CannotPublish(str(error)) from None
