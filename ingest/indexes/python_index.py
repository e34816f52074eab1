"""The Python index: pages of the simple API (PEP 503, 691, 700) by pypi-simple, wheels whole or in parts."""

import datetime
import json
import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

import requests
from packaging.tags import Tag
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from pypi_simple import DistributionPackage, ProjectPage, UnsupportedRepoVersionError
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from ingest.indexes.cache import IndexCache, KeptPage, sha256_of, unfinished
from ingest.indexes.configuration import PythonIndexSettings, python_index_settings
from ingest.indexes.errors import IndexUnavailable, NotKept, UnknownPackage, UnknownRelease
from ingest.indexes.listing import Listing, PublishedFile, PublishedRelease, in_version_order
from ingest.indexes.partial_wheel import RangesRefused, keep_sources
from ingest.resolver.isolated import ArtifactFile

WHOLE_UP_TO = 20 * 1000 * 1000
"""Wheels above this size in bytes are read in parts: their sources only."""
MAX_PAGE = 64 * 1000 * 1000
MAX_ARTIFACT = 1000 * 1000 * 1000
TIMEOUT = (10.0, 60.0)
RETRIES = Retry(
    total=4, backoff_factor=0.5, status_forcelist=(429, 500, 502, 503, 504), respect_retry_after_header=True
)
ACCEPT = "application/vnd.pypi.simple.v1+json"
NOT_FOUND, NOT_MODIFIED, PARTIAL_CONTENT = 404, 304, 206
CHUNK = 1 << 16
_SHA256 = re.compile(r"[0-9a-f]{64}")


class PythonIndex:
    """Asks the index that this machine's pip uses."""

    name = "pypi"

    def __init__(self, cache: IndexCache, offline: bool = False, settings: PythonIndexSettings | None = None) -> None:
        """Keep answers in `cache`; with `offline`, answer from there alone."""
        self.cache = cache
        self.offline = offline
        self._settings = settings or python_index_settings()
        self._session = requests.Session()
        self._session.mount("https://", HTTPAdapter(max_retries=RETRIES))
        self._session.mount("http://", HTTPAdapter(max_retries=RETRIES))
        if self._settings.certificates:
            self._session.verify = self._settings.certificates

    def listing(self, purl: str, name: str) -> Listing:
        """Return the final releases of a package; what was kept, marked as not fresh, where the index gives no answer.

        Raises:
            UnknownPackage: If the index has no such package.
            IndexUnavailable: If the index gives no answer and nothing was kept.
            NotKept: If the network may not be used and nothing was kept.
        """
        kept = self.cache.page(self.name, canonicalize_name(name))
        if self.offline:
            if kept is None:
                raise NotKept(purl, "its releases are not in the cache, and the network may not be used")
            return _listing(purl, kept, fresh=False)
        try:
            page = self._ask(purl, canonicalize_name(name), kept)
        except IndexUnavailable:
            if kept is None:
                raise
            return _listing(purl, kept, fresh=False)
        self.cache.keep_page(self.name, canonicalize_name(name), page)
        return _listing(purl, page, fresh=True)

    def artifact(self, purl: str, file: PublishedFile) -> ArtifactFile:
        """Return a wheel on disk: whole with its digest up to 20 MB, else its sources only and no digest to check.

        Raises:
            UnknownRelease: If the index does not say what digest the file has.
            IndexUnavailable: If it cannot be fetched, or its bytes are not those of the digest.
            NotKept: If the network may not be used and it is not in the cache.
        """
        if file.sha256 is None or file.url is None:
            raise UnknownRelease(purl, f"the index gives no digest for {file.filename}")
        whole = self.cache.artifact(file.sha256, file.filename)
        if whole.is_file():
            return ArtifactFile(whole, file.sha256)
        parts = self.cache.parts(file.sha256, file.filename)
        if parts.is_file():
            return ArtifactFile(parts)
        if self.offline:
            raise NotKept(purl, f"{file.filename} is not in the cache, and the network may not be used")
        try:
            if (file.size or 0) > WHOLE_UP_TO and self._keep_parts(file, parts):
                return ArtifactFile(parts)
            self._keep_whole(purl, file, whole)
        except (requests.RequestException, OSError) as error:
            raise IndexUnavailable(purl, f"{file.filename} cannot be fetched ({type(error).__name__})") from error
        return ArtifactFile(whole, file.sha256)

    def _ask(self, purl: str, name: str, kept: KeptPage | None) -> KeptPage:
        headers = {"Accept": ACCEPT}
        if kept is not None and kept.etag:
            headers["If-None-Match"] = kept.etag
        url = f"{self._settings.endpoint.rstrip('/')}/{name}/"
        today = datetime.datetime.now(datetime.UTC).date().isoformat()
        try:
            with self._session.get(url, headers=headers, timeout=TIMEOUT, stream=True) as answer:
                if answer.status_code == NOT_FOUND:
                    raise UnknownPackage(purl, "the index has no such package")
                answer.raise_for_status()
                if answer.status_code == NOT_MODIFIED and kept is not None:
                    return KeptPage(today, kept.body, kept.url, kept.etag)
                body = _limited(answer, MAX_PAGE).decode()
                page = KeptPage(today, body, answer.url, answer.headers.get("ETag"))
            _project_page(page)
        except (requests.RequestException, ValueError, RecursionError) as error:
            raise IndexUnavailable(purl, f"the index gives no answer ({type(error).__name__})") from error
        return page

    def _keep_parts(self, file: PublishedFile, path: Path) -> bool:
        """Keep the sources of a wheel; false where the server does not give parts."""
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with unfinished(path) as part:
                keep_sources(self._session, str(file.url), part, TIMEOUT)
        except RangesRefused:
            return False
        return True

    def _keep_whole(self, purl: str, file: PublishedFile, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        begun = path.with_name(f"{path.name}.begun")
        self._download(str(file.url), begun)
        if sha256_of(begun) != file.sha256:
            begun.unlink()
            raise IndexUnavailable(purl, f"{file.filename} arrived with other bytes than its digest names")
        begun.replace(path)

    def _download(self, url: str, path: Path) -> None:
        """Write a file; one that was begun by an earlier run is continued where the server can."""
        done = path.stat().st_size if path.is_file() else 0
        headers = {"Range": f"bytes={done}-"} if done else {}
        with self._session.get(url, headers=headers, timeout=TIMEOUT, stream=True) as answer:
            if done and answer.status_code not in (PARTIAL_CONTENT, requests.codes.ok):
                path.unlink()
                raise requests.ConnectionError("the rest of the file is not to be had")
            answer.raise_for_status()
            continued = answer.status_code == PARTIAL_CONTENT
            with path.open("ab" if continued else "wb") as stream:
                for chunk in answer.iter_content(CHUNK):
                    stream.write(chunk)
                    if stream.tell() > MAX_ARTIFACT:
                        raise requests.ConnectionError("the file is too large")


def _limited(answer: requests.Response, limit: int) -> bytes:
    body = bytearray()
    for chunk in answer.iter_content(CHUNK):
        body += chunk
        if len(body) > limit:
            raise ValueError("the page is too large")
    return bytes(body)


def _project_page(page: KeptPage) -> ProjectPage:
    """Read a page of the simple API.

    Raises:
        ValueError: If it is no such page.
    """
    try:
        return ProjectPage.from_json_data(json.loads(page.body), page.url)
    except UnsupportedRepoVersionError as error:
        raise ValueError("a version of the simple API that is not known") from error


def _listing(purl: str, page: KeptPage, *, fresh: bool) -> Listing:
    packages = [package for package in _project_page(page).packages if package.version is not None]
    packages.sort(key=lambda package: str(package.version))
    releases = [_release(version, list(files)) for version, files in groupby(packages, key=lambda p: str(p.version))]
    return Listing(purl, in_version_order(releases), datetime.date.fromisoformat(page.read_on), fresh)


def _release(version: str, files: list[DistributionPackage]) -> PublishedRelease:
    times = [_in_utc(file.upload_time) for file in files if file.upload_time is not None]
    wheels = [file for file in files if file.package_type == "wheel" and urlsplit(file.url).scheme in {"http", "https"}]
    return PublishedRelease(
        version=version,
        uploaded=min(times, default=None),
        yanked=all(file.is_yanked for file in files),
        file=_file(max(wheels, key=_preference)) if wheels else None,
    )


def _in_utc(time: datetime.datetime) -> datetime.datetime:
    """Return a time with its zone: PEP 700 has all of them in UTC, and not every index says so."""
    return time if time.tzinfo is not None else time.replace(tzinfo=datetime.UTC)


def _file(wheel: DistributionPackage) -> PublishedFile:
    digest = wheel.digests.get("sha256", "").lower()
    # it names a folder of the cache, so it must be what it says
    return PublishedFile(wheel.filename, wheel.url, wheel.size, digest if _SHA256.fullmatch(digest) else None)


def _preference(wheel: DistributionPackage) -> tuple[bool, bool, str]:
    """Rank wheels of one release: pure ones first, then Linux on x86-64, then by name, so that the choice is stable."""
    tags = _tags(wheel.filename)
    pure = any(tag.platform == "any" for tag in tags)
    linux = any("manylinux" in tag.platform and tag.platform.endswith("x86_64") for tag in tags)
    return pure, linux, wheel.filename


def _tags(filename: str) -> Iterable[Tag]:
    try:
        return parse_wheel_filename(filename)[3]
    except InvalidWheelFilename:
        return ()
