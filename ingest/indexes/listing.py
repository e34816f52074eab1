"""What an index says about a package: its final releases in the order of versions, and a readable file of each."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from packaging.version import InvalidVersion, Version


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A wheel or tarball on an index; `size` in bytes and `sha256` are null where the index does not tell."""

    filename: str
    url: str | None = None
    size: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class PublishedRelease:
    """A final release; `file` is null where only source archives were published.

    `uploaded` is null where the index does not know it for certain.
    """

    version: str
    uploaded: datetime.datetime | None
    yanked: bool
    file: PublishedFile | None

    @property
    def date(self) -> datetime.date | None:
        """The day of publication, in UTC."""
        return None if self.uploaded is None else self.uploaded.astimezone(datetime.UTC).date()


@dataclass(frozen=True)
class Listing:
    """The final releases of a package, lowest version first.

    `read_on` is the day on which the index said so; `fresh` is false where the index gave no answer now and this is
    what it said then.
    """

    purl: str
    releases: tuple[PublishedRelease, ...]
    read_on: datetime.date
    fresh: bool = True

    @cached_property
    def by_version(self) -> dict[str, PublishedRelease]:
        """The releases by version."""
        return {release.version: release for release in self.releases}

    def until(self, day: datetime.date) -> "Listing":
        """Return the listing as it stood at the end of a day; releases without a date are taken for older ones."""
        kept = tuple(release for release in self.releases if release.date is None or release.date <= day)
        return replace(self, releases=kept)

    @cached_property
    def newest(self) -> PublishedRelease | None:
        """The highest final release that was not yanked; null where there is none."""
        return next((release for release in reversed(self.releases) if not release.yanked), None)

    @cached_property
    def mainline(self) -> tuple[PublishedRelease, ...]:
        """The releases that were the newest when they came out, oldest first; yanked ones are left out.

        A maintenance release of an older line was never what a new user got, so it is no part of the history. Where
        dates are not known, the order of versions stands for them.
        """
        line: list[PublishedRelease] = []
        kept = [release for release in self.releases if not release.yanked]
        for release in kept:
            # a higher version that came out earlier had already replaced this one
            while line and _came_out_after(line[-1], release):
                line.pop()
            line.append(release)
        return tuple(line)


def _came_out_after(lower: PublishedRelease, higher: PublishedRelease) -> bool:
    # days, not times: evidence files know no more, and must lead to the same line
    return lower.date is not None and higher.date is not None and lower.date > higher.date


def final_version(text: str) -> Version | None:
    """Return the version if it is a final one (PEP 440; semver without a suffix), else null."""
    try:
        version = Version(text)
    except InvalidVersion:
        return None
    return None if version.is_prerelease or version.is_devrelease or version.local else version


def in_version_order(releases: Iterable[PublishedRelease]) -> tuple[PublishedRelease, ...]:
    """Return the final releases among these, lowest version first."""
    ranked = [(version, release) for release in releases if (version := final_version(release.version)) is not None]
    return tuple(release for _, release in sorted(ranked, key=lambda pair: (pair[0], pair[1].version)))
