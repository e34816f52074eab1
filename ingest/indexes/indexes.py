"""All indexes behind package URLs: the releases of a package, the file of a release, the wheel of a requirement."""

import datetime
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from packageurl import PackageURL
from packaging.requirements import Requirement

from graph.vocabulary import Ecosystem
from ingest.indexes.cache import IndexCache
from ingest.indexes.configuration import PythonIndexSettings
from ingest.indexes.errors import IndexProblem, UnknownPackage, UnknownRelease
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
            until: Leave out what was published later, so that an old release is read beside what it was used with.
        """

        def fetch(requirement: Wanted) -> ArtifactFile | None:
            if isinstance(requirement, NpmRequirement):
                return None  # what an npm package re-exports of others is reported as theirs, unread
            purl = f"pkg:pypi/{requirement.name.lower().replace('_', '-').replace('.', '-')}"
            try:
                release = _best(self.listing(purl), requirement, until)
                if release is None or release.file is None or (release.file.size or 0) > REQUIREMENT_UP_TO:
                    return None
                return self.artifact(purl, release)
            except IndexProblem:
                return None

        return fetch


def _best(listing: Listing, requirement: Requirement, until: datetime.datetime | None) -> PublishedRelease | None:
    fitting = [
        release
        for release in listing.releases
        if release.file is not None and not release.yanked and requirement.specifier.contains(release.version)
    ]
    known = [release for release in fitting if until is None or (release.uploaded and release.uploaded <= until)]
    return known[-1] if known else (fitting[-1] if fitting and until is None else None)


def parsed_purl(purl: str) -> PackageURL:
    """Read a package URL.

    Raises:
        UnknownPackage: If it is none, or one of another index.
    """
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
