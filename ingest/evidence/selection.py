"""Which releases of a package are read: all that were ever the newest, or some of them where that is too much.

Pure functions over the history of a package, a list of releases from the oldest to the newest.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from graph.vocabulary import HistoryScope
from ingest.indexes.listing import PublishedRelease

FULL_UP_TO_RELEASES = 300
FULL_UP_TO_BYTES = 1000 * 1000 * 1000
SAMPLE = 48
MAX_READINGS = 160
"""Releases read of a sampled package, those in between that make ends exact included."""


def scope_of(line: Sequence[PublishedRelease]) -> HistoryScope:
    """Return whether all releases can be read: at most 300 of them and 1 GB, as far as sizes are known."""
    size = sum(release.file.size or 0 for release in line if release.file is not None)
    if len(line) <= FULL_UP_TO_RELEASES and size <= FULL_UP_TO_BYTES:
        return HistoryScope.FULL
    return HistoryScope.SAMPLED


def sample(line: Sequence[PublishedRelease], size: int = SAMPLE) -> list[PublishedRelease]:
    """Return at most `size` releases evenly spread over the history, the oldest and the newest among them."""
    if len(line) <= size:
        return list(line)
    step = (len(line) - 1) / (size - 1)
    return [line[index] for index in sorted({round(step * number) for number in range(size)})]


def between_differences(
    line: Sequence[PublishedRelease], readings: Mapping[str, object], unreadable: frozenset[str] = frozenset()
) -> list[PublishedRelease]:
    """Return the releases to read next so that ends become exact: the middle of each gap with different readings.

    Args:
        line: The releases, oldest first.
        readings: What each release that was read says, by version; compared for equality only.
        unreadable: Versions that cannot be read, so that no time is spent on them again.
    """
    read = [index for index, release in enumerate(line) if release.version in readings]
    wanted = []
    for before, after in pairwise(read):
        if readings[line[before].version] == readings[line[after].version]:
            continue
        gap = [one for one in line[before + 1 : after] if one.version not in unreadable and one.file is not None]
        if gap:
            wanted.append(gap[len(gap) // 2])
    return wanted
