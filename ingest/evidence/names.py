"""The public names of a package over time: ``names/PACKAGE.tsv``, one interval a line, sorted by name; tabs between.

```
# package  pkg:pypi/haystack-ai
# checked_on  2026-11-24
# read  2.0.0 2024-03-11  2.1.0 2024-06-01  …
ref  first  last  moved_to
haystack.pipeline:Pipeline  2.0.0  2.1.0  pkg:pypi/haystack-ai#haystack:Pipeline
```

A name was found in `first` and in every release read from there to `last`; an empty `last` means the newest release.
What happened between two releases that were read is not known. `moved_to` is ``PURL#REF`` of where the name is now.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.indexes.listing import PublishedRelease

HEAD = "ref\tfirst\tlast\tmoved_to"


@dataclass(frozen=True, slots=True)
class NameInterval:
    """A run of releases read, each with the name; `last` is null while the newest one still has it."""

    ref: str
    first: str
    last: str | None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class NamesFile:
    """The names of one package; `read` are the releases read, oldest first, with their dates."""

    package: str
    checked_on: datetime.date
    read: tuple[tuple[str, datetime.date], ...]
    names: tuple[NameInterval, ...]

    def at(self, day: datetime.date) -> frozenset[str] | None:
        """Return the names in the newest release read by a day; null where none had been read by then."""
        versions = [version for version, date in self.read]
        known = [index for index, (_, date) in enumerate(self.read) if date <= day]
        if not known:
            return None
        position = {version: index for index, version in enumerate(versions)}
        now = known[-1]
        return frozenset(
            one.ref
            for one in self.names
            if position[one.first] <= now and (one.last is None or now <= position[one.last])
        )


def each_quarter(line: Sequence[PublishedRelease], start: datetime.date, end: datetime.date) -> list[PublishedRelease]:
    """Return the releases that were the newest at the beginning of each quarter, and the first and last of all.

    Args:
        line: The history of a package, oldest first; releases without a date or an artifact are left out.
        start: The first day of a quarter.
        end: The last day that counts.
    """
    dated = [one for one in line if one.date is not None and one.file is not None and one.date <= end]
    if not dated:
        return []
    days, day = [], start
    while day <= end:
        days.append(day)
        day = datetime.date(day.year + day.month // 10, (day.month + 2) % 12 + 1, 1)
    newest = [next((one for one in reversed(dated) if one.date is not None and one.date <= day), None) for day in days]
    chosen = {one.version for one in newest if one is not None} | {dated[-1].version}
    if newest[0] is None:
        chosen.add(dated[0].version)
    return [one for one in dated if one.version in chosen]


def name_intervals(found: Sequence[tuple[str, Iterable[str]]], moved: Mapping[str, str]) -> tuple[NameInterval, ...]:
    """Return the intervals of all names, sorted.

    Args:
        found: The names in each release read, oldest first.
        moved: Where names that are gone are now.
    """
    where: dict[str, list[int]] = {}
    for index, (_, names) in enumerate(found):
        for name in names:
            where.setdefault(name, []).append(index)
    versions = [version for version, _ in found]
    intervals = []
    for name, indexes in sorted(where.items()):
        # in a run of neighbours, index minus position stays the same
        for _, group in groupby(enumerate(indexes), key=lambda pair: pair[1] - pair[0]):
            run = [index for _, index in group]
            gone = run[-1] + 1 < len(versions)
            intervals.append(
                NameInterval(
                    name,
                    versions[run[0]],
                    versions[run[-1]] if gone else None,
                    moved.get(name) if gone and run[-1] == indexes[-1] else None,
                )
            )
    return tuple(intervals)


def encode_names(file: NamesFile) -> bytes:
    """Return the bytes of a file."""
    read = "\t".join(f"{version} {date}" for version, date in file.read)
    lines = [f"# package\t{file.package}", f"# checked_on\t{file.checked_on}", f"# read\t{read}", HEAD]
    lines += ["\t".join((one.ref, one.first, one.last or "", one.moved_to or "")) for one in file.names]
    return ("\n".join(lines) + "\n").encode()


def decode_names(body: bytes) -> NamesFile:
    """Read what `encode_names` wrote.

    Raises:
        ValueError: If the bytes are anything else.
    """
    package, checked, read, head, *lines = body.decode().removesuffix("\n").split("\n")
    versions = tuple(_version(one) for one in read.removeprefix("# read\t").split("\t"))
    names = tuple(_interval(line) for line in lines)
    day = datetime.date.fromisoformat(checked.removeprefix("# checked_on\t"))
    file = NamesFile(package.removeprefix("# package\t"), day, versions, names)
    if head != HEAD or encode_names(file) != body:
        raise ValueError("the file is not as it is written")
    place = {version: at for at, (version, _) in enumerate(versions)}
    ends = {version: at for version, at in place.items() if at + 1 < len(versions)}  # what the newest has stays open
    if not all(one.first in place and (one.last is None or one.last in ends) for one in names):
        raise ValueError("a name was found in a release that is not listed, or its end is the newest one")
    if not all(one.last is None or place[one.first] <= ends[one.last] for one in names):
        raise ValueError("a name was gone before it was there")
    return file


def _version(text: str) -> tuple[str, datetime.date]:
    version, _, day = text.partition(" ")
    return version, datetime.date.fromisoformat(day)


def _interval(line: str) -> NameInterval:
    ref, first, last, moved = line.split("\t")
    return NameInterval(ref, first, last or None, moved or None)
