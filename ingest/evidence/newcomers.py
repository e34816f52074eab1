"""A package that is new to the catalogue: what a maintainer looks at before it is admitted.

Nothing here is a verdict. A young package without a link to its repository, or with a name close to a known one, may be
an attack on those who mistype a name; it may as well be new and good.
"""

import datetime
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from email.parser import BytesParser
from pathlib import Path
from urllib.parse import urlsplit

from rapidfuzz.distance import DamerauLevenshtein

from graph.records import Framework
from ingest.indexes.indexes import name_of, parsed_purl
from ingest.indexes.listing import Listing

MAX_METADATA = 1 << 20
NEAR = 2
"""Names that differ by at most this many edits are near."""
_UNREADABLE = (
    *(OSError, EOFError, StopIteration, ValueError, RuntimeError, NotImplementedError),
    *(zipfile.BadZipFile, zlib.error),
)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What the index and the artifact say about a new package.

    `names_repository` tells whether the metadata links to the framework's repository; null where it cannot be read.
    """

    purl: str
    first_release: datetime.date | None
    age_days: int | None
    releases: int
    names_repository: bool | None
    near_names: tuple[str, ...]


def newcomer(
    framework: Framework, listing: Listing, artifact: Path | None, catalogued: Iterable[str], on: datetime.date
) -> Newcomer:
    """Describe a package that no evidence was recorded about before."""
    dates = [release.date for release in listing.releases if release.date is not None]
    first = min(dates, default=None)
    return Newcomer(
        purl=listing.purl,
        first_release=first,
        age_days=None if first is None else (on - first).days,
        releases=len(listing.releases),
        names_repository=None if artifact is None else _links_to(artifact, framework.repository),
        near_names=near_names(listing.purl, catalogued),
    )


def near_names(purl: str, catalogued: Iterable[str]) -> tuple[str, ...]:
    """Return the catalogued packages of the same index whose names could be mistaken for this one, sorted."""
    kind, name = parsed_purl(purl).type, _plain(purl)
    others = (other for other in catalogued if other != purl and parsed_purl(other).type == kind)
    return tuple(sorted(other for other in others if DamerauLevenshtein.distance(name, _plain(other)) <= NEAR))


def _plain(purl: str) -> str:
    """Return a name without what readers overlook."""
    return name_of(parsed_purl(purl)).lower().replace("-", "").replace("_", "").replace(".", "")


def _links_to(wheel: Path, repository: str) -> bool | None:
    """Tell whether the metadata of a wheel links to a repository; null where they cannot be read."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            name = next(
                one for one in archive.namelist() if one.endswith(".dist-info/METADATA") and one.count("/") == 1
            )
            with archive.open(name) as stream:
                metadata = BytesParser().parsebytes(stream.read(MAX_METADATA))
    except _UNREADABLE:
        return None
    links = [*metadata.get_all("Project-URL", []), *metadata.get_all("Home-page", [])]
    wanted = f"{_address(repository)}/"
    # a page below the repository counts, another one whose name begins like it does not
    return any(f"{_address(link.rpartition(',')[2].strip())}/".startswith(wanted) for link in map(str, links))


def _address(url: str) -> str | None:
    """Return host and path of a URL in the form in which those of one repository are equal; null for no URL."""
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that are no IPv6 address
        return None
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.lower().rstrip('/').removesuffix('.git')}"
