"""From findings in releases that were read to intervals, with ends that are exact or lie between two releases.

Pure functions. A line is the history of a package: the releases that were the newest when they came out, oldest first.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from graph.records import Interval, Release, SignatureChange
from graph.vocabulary import Finding
from ingest.evidence.signatures import difference

Line = Sequence[Release]


def intervals_of(line: Line, findings: Mapping[str, Finding]) -> tuple[Interval, ...]:
    """Return the runs of equal findings of one reference, oldest first; the last one is open.

    The start of a run is exact at the first release of the line, or where the release just before it says otherwise.

    Args:
        line: The releases of the package, oldest first.
        findings: What each release that was read says, by version; versions outside the line are left out.
    """
    read = [index for index, release in enumerate(line) if release.version in findings]
    runs = [list(run) for _, run in groupby(read, key=lambda index: findings[line[index].version])]
    befores = [None, *(run[-1] for run in runs[:-1])]
    afters = [*(run[0] for run in runs[1:]), None]
    return tuple(
        _interval(line, findings, run, before, after) for run, before, after in zip(runs, befores, afters, strict=False)
    )


def _interval(
    line: Line, findings: Mapping[str, Finding], run: list[int], before: int | None, after: int | None
) -> Interval:
    first, last = line[run[0]], line[run[-1]]
    return Interval(
        finding=findings[first.version],
        first=first.version,
        first_date=first.date,
        last=None if after is None else last.version,
        last_date=None if after is None else last.date,
        first_exact=run[0] == (0 if before is None else before + 1),
        last_exact=after is None or after == run[-1] + 1,
    )


def findings_of(line: Line, intervals: Sequence[Interval], read: set[str]) -> dict[str, Finding]:
    """Return what each release says that was read: the inverse of `intervals_of`."""
    position = {release.version: index for index, release in enumerate(line)}
    findings = {}
    for interval in intervals:
        if interval.first not in position or (interval.last or line[-1].version) not in position:
            continue
        start, end = position[interval.first], position[interval.last or line[-1].version]
        for release in line[start : end + 1]:
            if release.version in read or release.version in {interval.first, interval.last}:
                findings[release.version] = interval.finding
    return findings


def signature_changes_of(line: Line, signatures: Mapping[str, str]) -> tuple[SignatureChange, ...]:
    """Return where the signature of one reference changed, oldest first.

    Args:
        line: The releases of the package, oldest first.
        signatures: The signature in each release that was read and has one, by version.
    """
    return tuple(_changes(line, signatures))


def _changes(line: Line, signatures: Mapping[str, str]) -> Iterator[SignatureChange]:
    read = [index for index, release in enumerate(line) if release.version in signatures]
    for before, after in pairwise(read):
        added, removed, changed = difference(signatures[line[before].version], signatures[line[after].version])
        if added or removed or changed:
            release = line[after]
            yield SignatureChange(release.version, release.date, after == before + 1, added, removed, changed)
