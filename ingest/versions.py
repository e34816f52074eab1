"""`published.jsonl`: the versions of the graph that were published, one a line, oldest first, as JSON.

``duramen publish`` writes the file; nobody edits it. The newest line may name the very content that the folder holds:
that line is no part of this content, since the name of a version is the digest of all that it says.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace

import msgspec

from graph.canonical import version_of
from graph.changes import changes_of
from graph.publications import MARK_LENGTH, MAX_PUBLISHED, marks_in, remembered, with_version
from graph.records import Content, PublishedVersion

_VERSION = re.compile(r"[0-9]{1,4}-[0-9a-f]{64}")
_EVENTS = re.compile(rf"(?:[A-Za-z0-9_-]{{{MARK_LENGTH}}})*")
_LINE = msgspec.json.Decoder(PublishedVersion)


def write_versions(published: Sequence[PublishedVersion]) -> bytes:
    """Return the bytes of the file."""
    return b"".join(msgspec.json.encode(one) + b"\n" for one in published)


def read_versions(raw: bytes) -> tuple[PublishedVersion, ...]:
    """Read what `write_versions` wrote.

    Raises:
        ValueError: If the bytes are anything else, or the versions are not in order.
    """
    try:
        found = tuple(_LINE.decode(line) for line in raw.splitlines())
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from None
    if write_versions(found) != raw:
        raise ValueError("the file is not as `duramen publish` writes it")
    if len(found) > MAX_PUBLISHED:
        raise ValueError(f"the file has more than {MAX_PUBLISHED} lines")
    for one in found:
        if not _VERSION.fullmatch(one.version) or not _EVENTS.fullmatch(one.events):
            raise ValueError(f"line {one.number} is not as `duramen publish` writes it")
    numbers, days = [one.number for one in found], [one.date for one in found]
    if found and (
        numbers != list(range(numbers[0], numbers[0] + len(found))) or numbers[0] < 1 or days != sorted(days)
    ):
        raise ValueError("the versions are not in order")
    marks = [mark for one in found for mark in marks_in(one.events)]
    if len(set(marks)) < len(marks) or len({one.version for one in found}) < len(found):
        raise ValueError("a version or an event is there twice")
    return found


def without_itself(content: Content) -> Content:
    """Return the content without the newest version published, if that is the content itself.

    Cost: that of encoding the content, if any version was published.
    """
    if not content.published:
        return content
    before = replace(content, published=content.published[:-1])
    return before if str(version_of(before)) == content.published[-1].version else content


def published_now(
    content: Content, recorded: Sequence[PublishedVersion], date: datetime.date
) -> tuple[PublishedVersion, ...]:
    """Return the versions recorded with that of the content, unless it is among them.

    Args:
        content: The content, without itself.
        recorded: All versions on file.
        date: The day of the publication.

    Raises:
        ValueError: If a later version was published before.
    """
    if recorded and len(content.published) < len(recorded):
        return tuple(recorded)
    if recorded and date < recorded[-1].date:
        raise ValueError(f"the version before was published on {recorded[-1].date}, after {date}")
    before = remembered(recorded, MAX_PUBLISHED - 1)
    number = recorded[-1].number + 1 if recorded else 1
    version = str(version_of(replace(content, published=before)))
    return with_version(before, PublishedVersion(number, version, date, ""), (one.key for one in changes_of(content)))
