"""The npm index by npm's own client: ``npm view`` for releases, ``npm pack`` for tarballs; nothing is installed.

The versions are always named in full: without one, npm may choose an older release than the newest that it lists.
"""

import base64
import datetime
import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from ingest.indexes.cache import IndexCache, KeptPage, sha256_of
from ingest.indexes.errors import IndexProblem, IndexUnavailable, NotKept, UnknownPackage, UnknownRelease
from ingest.indexes.listing import Listing, PublishedFile, PublishedRelease, in_version_order
from ingest.resolver.isolated import ArtifactFile
from ingest.resolver.requirements import is_npm_range

TIMEOUT = 300
NAME = re.compile(r"(@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*")
FINAL = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
EXACT = re.compile(
    r"([0-9]{1,16})\.([0-9]{1,16})\.([0-9]{1,16})(?:-([0-9A-Za-z.-]{1,100}))?(?:\+[0-9A-Za-z.-]{1,100})?"
)
DATES_SURE_FROM = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
"""Times before are not those of publication: a mirror wrote many releases anew on a few days of 2024."""
CROWDED_DAY = 0.1
"""Above this share of all releases, one day is no day of publication, and no time up to it is."""


class _Packed(msgspec.Struct):
    """What ``npm pack --json`` says about a tarball."""

    version: str
    filename: str
    integrity: str | None = None


class _Kept(msgspec.Struct):
    """Where the tarball of a release is in the cache."""

    filename: str
    sha256: str


class NpmIndex:
    """Asks the index that this machine's npm uses."""

    name = "npm"

    def __init__(self, cache: IndexCache, offline: bool = False) -> None:
        """Keep answers in `cache`; with `offline`, answer from there alone."""
        self.cache = cache
        self.offline = offline

    def listing(self, purl: str, name: str) -> Listing:
        """Return the final releases of a package; errors as in `PythonIndex.listing`."""
        kept = self.cache.page(self.name, name)
        if self.offline:
            if kept is None:
                raise NotKept(purl, "its releases are not in the cache, and the network may not be used")
            return _listing(purl, kept, fresh=False)
        try:
            page = self._ask(purl, name)
        except IndexUnavailable:
            if kept is None:
                raise
            return _listing(purl, kept, fresh=False)
        self.cache.keep_page(self.name, name, page)
        return _listing(purl, page, fresh=True)

    def artifact(self, purl: str, name: str, version: str) -> ArtifactFile:
        """Return the tarball of a release on disk.

        Raises:
            UnknownRelease: If npm packs another version than the one asked for.
            IndexUnavailable: If it cannot be fetched.
            NotKept: If the network may not be used and it is not in the cache.
        """
        pointer = f"{name}@{version}"
        kept = self.cache.page("npm-artifacts", pointer)
        if kept is not None:
            known = msgspec.json.decode(kept.body, type=_Kept)
            path = self.cache.artifact(known.sha256, known.filename)
            if path.is_file():
                return ArtifactFile(path, known.sha256)
        if self.offline:
            raise NotKept(purl, f"the tarball of {version} is not in the cache, and the network may not be used")
        return self._pack(purl, name, version)

    def satisfying(self, purl: str, name: str, wanted: str) -> list[str]:
        """Return the versions within a range or under a tag, lowest first; npm itself reads the range.

        What was kept is used where npm gives no answer now.

        Raises:
            UnknownRelease: If no version fits, or the text is no range of published versions.
            IndexProblem: As in `listing`.
        """
        if not NAME.fullmatch(name) or not is_npm_range(wanted):
            raise UnknownRelease(purl, "this is no range of published versions")
        if EXACT.fullmatch(wanted):
            return [wanted]
        kept = self.cache.page("npm-ranges", f"{name}@{wanted}")
        if self.offline and kept is None:
            raise NotKept(purl, "the versions within a range are not in the cache, and the network may not be used")
        if kept is not None and (self.offline or kept.read_on == _today()):
            return _versions(purl, kept.body)
        try:
            body = _npm(purl, ["view", "--json", "--", f"{name}@{wanted or '*'}", "version"])
            found = _versions(purl, body)
        except IndexUnavailable:
            if kept is None:
                raise
            return _versions(purl, kept.body)
        self.cache.keep_page("npm-ranges", f"{name}@{wanted}", KeptPage(_today(), body))
        return found

    def _pack(self, purl: str, name: str, version: str) -> ArtifactFile:
        with tempfile.TemporaryDirectory(prefix="duramen-npm-") as folder:
            arguments = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder, "--", f"{name}@{version}"]
            answer = _npm(purl, arguments)
            try:
                packed = msgspec.json.decode(answer, type=list[_Packed])
            except msgspec.MsgspecError as error:
                raise IndexUnavailable(purl, f"npm gives no answer about {version}") from error
            files = list(Path(folder).iterdir())
            if len(packed) != 1 or packed[0].version != version or len(files) != 1:
                raise UnknownRelease(purl, f"npm packs another release than {version}")
            if not _is_whole(files[0], packed[0].integrity):
                raise IndexUnavailable(purl, f"the tarball of {version} arrived with other bytes than its digest names")
            sha256 = sha256_of(files[0])
            path = self.cache.artifact(sha256, files[0].name)
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(files[0], path)
        pointer = msgspec.json.encode(_Kept(path.name, sha256)).decode()
        self.cache.keep_page("npm-artifacts", f"{name}@{version}", KeptPage(_today(), pointer))
        return ArtifactFile(path, sha256)

    def _ask(self, purl: str, name: str) -> KeptPage:
        if not NAME.fullmatch(name):
            raise UnknownPackage(purl, "this is no name that npm allows")
        body = _npm(purl, ["view", "--json", "--", name, "versions", "time"])
        page = KeptPage(_today(), body)
        try:
            _listing(purl, page, fresh=True)
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            raise IndexUnavailable(purl, "npm's answer cannot be read") from error
        return page


def _npm(purl: str, arguments: Sequence[str]) -> str:
    """Run npm and return what it prints.

    Raises:
        IndexProblem: If it fails; the kind says why.
    """
    program = shutil.which("npm")
    if program is None:
        raise IndexUnavailable(purl, "npm is not installed")
    try:
        done = subprocess.run(  # noqa: S603 - npm itself, names checked, nothing of the package is run
            [program, *arguments], capture_output=True, text=True, timeout=TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise IndexUnavailable(purl, f"npm gives no answer ({type(error).__name__})") from error
    if done.returncode != 0:
        raise _failure(purl, done.stdout + done.stderr)
    return done.stdout


def _failure(purl: str, said: str) -> IndexProblem:
    if "No match found for version" in said:
        return UnknownRelease(purl, "the index has no such release")
    if "E404" in said:
        return UnknownPackage(purl, "the index has no such package")
    if "ETARGET" in said:
        return UnknownRelease(purl, "the index has no such release")
    return IndexUnavailable(purl, "npm failed")


def _is_whole(path: Path, integrity: str | None) -> bool:
    """Tell whether a file has the digest that npm names (Subresource Integrity); true where it names none."""
    algorithm, dash, digest = (integrity or "").split(" ", 1)[0].partition("-")
    if not dash or algorithm not in {"sha512", "sha384", "sha256", "sha1"}:
        return integrity is None
    with path.open("rb") as stream:
        return base64.b64encode(hashlib.file_digest(stream, algorithm).digest()).decode() == digest


def _versions(purl: str, body: str) -> list[str]:
    """Read what ``npm view NAME@RANGE version`` prints: one version, or a list in no order.

    Raises:
        IndexUnavailable: If it is neither.
        UnknownRelease: If it is empty.
    """
    try:
        said = msgspec.json.decode(body, type=str | list[str]) if body.strip() else []
    except msgspec.MsgspecError as error:
        raise IndexUnavailable(purl, "npm's answer cannot be read") from error
    found = [one for one in ([said] if isinstance(said, str) else said) if EXACT.fullmatch(one)]
    if not found:
        raise UnknownRelease(purl, "the index has no such release")
    return sorted(found, key=precedence)


def precedence(version: str) -> tuple[tuple[int, ...], bool, tuple[tuple[bool, int, str], ...]]:
    """Return a key that orders versions as Semantic Versioning 2.0.0 does (clause 11).

    Raises:
        ValueError: If it is none.
    """
    match = EXACT.fullmatch(version)
    if match is None:
        raise ValueError(version)
    parts = match[4].split(".") if match[4] else []
    ranked = tuple((not one.isdigit(), int(one) if one.isdigit() else 0, one) for one in parts)
    return tuple(int(one) for one in match.groups()[:3]), not parts, ranked


def _today() -> str:
    return datetime.datetime.now(datetime.UTC).date().isoformat()


def _listing(purl: str, page: KeptPage, *, fresh: bool) -> Listing:
    said = json.loads(page.body)
    versions = said["versions"]
    finals = [v for v in ([versions] if isinstance(versions, str) else versions) if FINAL.fullmatch(v)]
    times = {version: datetime.datetime.fromisoformat(said["time"][version]) for version in finals}
    releases = [
        PublishedRelease(version, times[version], yanked=False, file=PublishedFile(f"{version}.tgz"))
        for version in finals
    ]
    sure = _with_sure_times(in_version_order(releases), _sure_from(times.values()))
    return Listing(purl, sure, datetime.date.fromisoformat(page.read_on), fresh)


def _with_sure_times(
    releases: Sequence[PublishedRelease], sure_from: datetime.datetime
) -> tuple[PublishedRelease, ...]:
    """Leave out the times that may not be those of publication.

    A mirror tells when it first held a release, which is never before it was published but may be years after. So the
    time of a release is in doubt where a higher version has an earlier one; a late release of an old line looks
    the same, and its date is left out with them.
    """
    sure: list[PublishedRelease] = []
    earliest = datetime.date.max
    for release in reversed(releases):
        known = release.uploaded is not None and release.uploaded >= sure_from
        if known and release.date is not None and release.date <= earliest:
            earliest = release.date
            sure.append(release)
        else:
            sure.append(replace(release, uploaded=None))
    return tuple(reversed(sure))


def _sure_from(times: Collection[datetime.datetime]) -> datetime.datetime:
    """Return the time from which on the times of a package are those of publication."""
    days = Counter(time.date() for time in times)
    crowded = [day for day, count in days.items() if count > max(CROWDED_DAY * len(times), 5)]
    if not crowded:
        return DATES_SURE_FROM
    after = datetime.datetime.combine(max(crowded), datetime.time(), datetime.UTC) + datetime.timedelta(days=1)
    return max(DATES_SURE_FROM, after)
