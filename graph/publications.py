"""Which events each published version of the graph had: what `changes` since a version is answered from.

A version that was published is recorded in the versions after it, never in itself: its name is the digest of its own
content. An event is remembered by a mark, 48 bits of the hash of its key, so that all events of a version take less
than its releases do; two of 20,000 events have one mark with a chance of one in a million.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from graph.records import PublishedVersion

MARK_BYTES = 6
MARK_LENGTH = 8
MAX_PUBLISHED = 100
"""Published versions that are remembered; older ones become one with the oldest of these."""


def mark_of(key: str) -> str:
    """Return the mark of an event by its key: eight letters, digits, hyphens or underscores."""
    return base64.urlsafe_b64encode(hashlib.blake2b(key.encode(), digest_size=MARK_BYTES).digest()).decode()


def marks_in(events: str) -> list[str]:
    """Return the single marks of a text of marks."""
    return [events[at : at + MARK_LENGTH] for at in range(0, len(events), MARK_LENGTH)]


def new_since(keys: Iterable[str], published: Sequence[PublishedVersion]) -> Mapping[str, tuple[str, ...]]:
    """Return for each event the numbers, as text, of the published versions that did not have it."""
    numbers = [str(version.number) for version in published]
    first = {mark: at for at, version in enumerate(published) for mark in marks_in(version.events)}
    without = [tuple(numbers[:at]) for at in range(len(published) + 1)]
    return {key: without[first.get(mark_of(key), len(published))] if first else without[-1] for key in keys}


def with_version(
    published: Sequence[PublishedVersion], version: PublishedVersion, keys: Iterable[str]
) -> tuple[PublishedVersion, ...]:
    """Return the published versions with one more, whose events are those of `keys` that none before had."""
    known = {mark for one in published for mark in marks_in(one.events)}
    new = sorted({mark_of(key) for key in keys} - known)
    return (*published, replace(version, events="".join(new)))


def remembered(published: Sequence[PublishedVersion], most: int = MAX_PUBLISHED) -> tuple[PublishedVersion, ...]:
    """Return the newest `most` versions; the events of those before count as known to the oldest that is left."""
    if len(published) <= most:
        return tuple(published)
    forgotten, kept = published[:-most], published[-most:]
    marks = sorted(mark for one in (*forgotten, kept[0]) for mark in marks_in(one.events))
    return (replace(kept[0], events="".join(marks)), *kept[1:])
