"""All indexes behind package URLs: the releases of a package, the file of a release, the wheel of a requirement."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from graph.vocabulary import Ecosystem
from ingest.indexes.cache import IndexCache
from ingest.indexes.configuration import PythonIndexSettings
from ingest.indexes.errors import IndexProblem, IndexUnavailable, UnknownPackage, UnknownRelease
from ingest.indexes.listing import Listing, PublishedRelease
from ingest.indexes.npm_index import NpmIndex
from ingest.indexes.python_index import PythonIndex
from ingest.resolver.isolated import ArtifactFile, FetchFile
from ingest.resolver.requirements import NpmRequirement, Wanted

PARALLEL_REQUESTS = 4
REQUIREMENT_UP_TO = 20 * 1000 * 1000
"""Larger requirements (tensor libraries) are not read for the few names that a package inherits from them."""

T = TypeVar("T")
R = TypeVar("R")


class Indexes:
    """The Python and the npm index of this machine, with one cache. Safe to share between threads."""

    def __init__(self, cache: Path, offline: bool = False, python: PythonIndexSettings | None = None) -> None:
        """Keep answers below the folder `cache`; with `offline`, answer from there alone."""
        self.cache = IndexCache(cache)
        self.offline = offline
        self._python = PythonIndex(self.cache, offline, python)
        self._npm = NpmIndex(self.cache, offline)
        self._listings: dict[str, Listing] = {}

    def listing(self, purl: str) -> Listing:
        """Return the final releases of a package, asked for once.

        Raises:
            IndexProblem: If there is no such package, or no answer now or kept.
        """
        if purl not in self._listings:
            parsed = parsed_purl(purl)
            index = self._npm if parsed.type == Ecosystem.NPM else self._python
            self._listings[purl] = index.listing(purl, name_of(parsed))
        return self._listings[purl]

    def listings(self, purls: Iterable[str]) -> Mapping[str, Listing | IndexProblem]:
        """Return the releases of several packages, or why there is no answer, asking for some at a time."""

        def ask(purl: str) -> Listing | IndexProblem:
            try:
                return self.listing(purl)
            except IndexProblem as problem:
                return problem

        asked = list(purls)
        with ThreadPoolExecutor(PARALLEL_REQUESTS) as pool:
            return dict(zip(asked, pool.map(ask, asked), strict=True))

    def artifact(self, purl: str, release: PublishedRelease) -> ArtifactFile:
        """Return the file of a release on disk.

        Raises:
            IndexProblem: If there is none that can be read, or it cannot be fetched.
        """
        if release.file is None:
            raise UnknownRelease(purl, f"{release.version} was published as source archive only")
        parsed = parsed_purl(purl)
        if parsed.type == Ecosystem.NPM:
            return self._npm.artifact(purl, name_of(parsed), release.version)
        return self._python.artifact(purl, release.file)

    def discard(self, artifact: ArtifactFile) -> None:
        """Remove a file from the cache, so that long runs need little room."""
        self.cache.discard(artifact.path)

    def fetcher(self, until: datetime.datetime | None = None) -> FetchFile:
        """Return what gives the resolver the files of requirements: the newest release that fits, if it is not large.

        Args:
            until: Leave out what was published later, so that an old release is read beside what it was used with. Of
                npm packages, what is certain to be later is left out; where nothing else fits, it is taken.
        """
        silent = False  # an index that is down is not waited for once more for each requirement

        def fetch(requirement: Wanted) -> ArtifactFile | None:
            nonlocal silent
            if silent:
                return None
            try:
                if isinstance(requirement, NpmRequirement):
                    return self._npm_requirement(requirement, until)
                return self._python_requirement(requirement, until)
            except IndexProblem as problem:
                silent = isinstance(problem, IndexUnavailable)
                return None

        return fetch

    def _python_requirement(self, wanted: Requirement, until: datetime.datetime | None) -> ArtifactFile | None:
        purl = f"pkg:pypi/{canonicalize_name(wanted.name)}"
        release = _best(self.listing(purl), wanted, until)
        if release is None or release.file is None or (release.file.size or 0) > REQUIREMENT_UP_TO:
            return None
        return self.artifact(purl, release)

    def _npm_requirement(self, wanted: NpmRequirement, until: datetime.datetime | None) -> ArtifactFile | None:
        namespace, _, name = wanted.name.rpartition("/")
        purl = PackageURL(Ecosystem.NPM.value, namespace or None, name).to_string()
        fitting = self._npm.satisfying(purl, wanted.name, wanted.range)
        artifact = self._npm.artifact(purl, wanted.name, self._newest_npm(purl, fitting, until))
        if artifact.path.stat().st_size > REQUIREMENT_UP_TO:
            self.discard(artifact)  # npm tells no size beforehand
            return None
        return artifact

    def _newest_npm(self, purl: str, fitting: Sequence[str], until: datetime.datetime | None) -> str:
        """Return the highest version of some that was out at a time; one without a sure date counts as out."""
        if until is None or len(fitting) == 1:
            return fitting[-1]
        dated = self.listing(purl).by_version
        times = {version: dated[version].uploaded if version in dated else None for version in fitting}
        out = [version for version, time in times.items() if time is None or time <= until]
        return out[-1] if out else fitting[-1]


def _best(listing: Listing, requirement: Requirement, until: datetime.datetime | None) -> PublishedRelease | None:
    fitting = [
        release
        for release in listing.releases
        if release.file is not None and not release.yanked and requirement.specifier.contains(release.version)
    ]
    known = [release for release in fitting if until is None or (release.uploaded and release.uploaded <= until)]
    return known[-1] if known else None


def parsed_purl(purl: str) -> PackageURL:
    """Read a package URL.

    Raises:
        UnknownPackage: If it is none, or one of another index.
    """
    if not purl.isascii():  # whatever else a name has is percent-encoded
        raise UnknownPackage(purl, "this is no package URL")
    try:
        parsed = PackageURL.from_string(purl)
    except ValueError as error:
        raise UnknownPackage(purl, "this is no package URL") from error
    if parsed.type not in {Ecosystem.PYPI, Ecosystem.NPM}:
        raise UnknownPackage(purl, f"no index is known for packages of the type {parsed.type}")
    return parsed


def name_of(purl: PackageURL) -> str:
    """Return the name that an index knows a package by, such as ``@langchain/core``."""
    return f"{purl.namespace}/{purl.name}" if purl.namespace else purl.name
