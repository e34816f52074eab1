"""Requirements on Python packages: PEP 508, and what pip takes beyond it (paths, archives, repositories)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

from packaging.markers import InvalidMarker, Marker
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import (
    InvalidName,
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)

from graph.dependencies import Dependency, DependencyKind, ManifestProblemCode
from graph.vocabulary import Ecosystem
from ingest.diagnostics import printable
from ingest.manifests.collecting import Collector, Include

_EXACT = frozenset({"==", "==="})
_REPOSITORY = re.compile(r"(?:git|hg|svn|bzr)\+[a-z+]+:")
_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://|file:")
_EGG = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(?:\[(?P<extras>[^\]]*)\])?")
_REVISIONS = ("tag", "branch", "rev", "ref")
_ARCHIVES = (".whl", ".tar.gz", ".zip", ".tgz", ".tar.bz2", ".tar.xz", ".tar")
_REASON = re.compile(r"(?:Expected|Unexpected)[ a-zA-Z,()]*")


@dataclass(frozen=True, slots=True)
class Use:
    """What for and where a manifest asks for packages."""

    kind: DependencyKind = DependencyKind.RUNTIME
    group: str | None = None
    direct: bool = True
    own_name: str | None = None
    """The project itself: asking for its own extras is no dependency."""


def add_requirement(
    out: Collector, text: str, line: int, use: Use, *, sources: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Add what one requirement of PEP 508 asks for; what is none is a problem that does not quote it.

    The text may be another file's secret that a manifest includes, so no message holds any of it. `sources` says where
    packages come from by name.
    """
    requirement = parsed(out, text, line)
    if requirement is None:
        return
    name = canonicalize_name(requirement.name)
    if name == use.own_name and requirement.url is None:
        return
    url = without_secrets(requirement.url) if requirement.url else None
    out.add(
        Dependency(
            name,
            Ecosystem.PYPI,
            str(requirement.specifier),
            out.file,
            line,
            pinned_by(requirement.specifier) or (_archive(requirement.url)[1] if requirement.url else None),
            use.kind,
            use.direct,
            use.group,
            printable(str(requirement.marker), out.limits.text) if requirement.marker else None,
            tuple(sorted(canonicalize_name(extra) for extra in requirement.extras)),
            url or sources.get(name),
        )
    )


def add_pip_requirement(out: Collector, text: str, line: int, use: Use) -> None:
    """Add what pip takes for a requirement: one of PEP 508, or a place."""
    if len(text) <= out.limits.text and is_location(text):
        add_location(out, text, line, use)
    else:
        add_requirement(out, text, line, use)


def parsed(out: Collector, text: str, line: int) -> Requirement | None:
    """Parse a requirement of PEP 508; null, with a problem, where it is none."""
    if len(text) > out.limits.text:
        message = f"a requirement of more than {out.limits.text} characters"
        out.problem(line, ManifestProblemCode.BAD_REQUIREMENT, message)
        return None
    try:
        return Requirement(text)
    except (InvalidRequirement, RecursionError) as error:
        message = f"this is no requirement as PEP 508 writes it{_why(str(error))}"
        out.problem(line, ManifestProblemCode.BAD_REQUIREMENT, message)
        return None


def _why(fault: str) -> str:
    """Return what the parser says, as far as it is in words and holds nothing of the text."""
    reason = _REASON.match(fault)
    if reason is None:
        return ""
    said = reason[0].strip()
    return ": a bracket is not closed" if "matching" in said else f": {said[:1].lower()}{said[1:]}"


def specifier_of(text: str) -> SpecifierSet | None:
    """Parse a specifier set of PEP 440; ``*`` is the empty one, null where it is none."""
    try:
        return SpecifierSet("" if text.strip() == "*" else text)
    except InvalidSpecifier:
        return None


def pinned_by(specifier: SpecifierSet) -> str | None:
    """Return the one version that a specifier set allows."""
    for one in specifier:
        if one.operator in _EXACT and not one.version.endswith(".*"):
            return one.version
    return None


def marker_of(out: Collector, conditions: Sequence[str], line: int) -> str | None:
    """Return the marker that all conditions make together; one that is none is a problem."""
    if not conditions:
        return None
    if sum(map(len, conditions)) <= out.limits.text:
        try:
            joined = conditions[0] if len(conditions) == 1 else " and ".join(f"({one})" for one in conditions)
            return printable(str(Marker(joined)), out.limits.text)
        except (InvalidMarker, RecursionError):
            pass
    out.problem(line, ManifestProblemCode.BAD_REQUIREMENT, "this is no marker as PEP 508 writes it")
    return None


def place_of(entry: Mapping[str, object]) -> str | None:
    """Return where a table of Poetry, Pipenv or uv takes a package from instead of the index."""
    git, url = entry.get("git"), entry.get("url")
    if isinstance(git, str):
        version = next((one for one in map(entry.get, _REVISIONS) if isinstance(one, str)), None)
        return f"git+{without_secrets(git)}" + (f"@{printable(version)}" if version else "")
    if isinstance(url, str):
        return without_secrets(url)
    path = next((one for one in map(entry.get, ("path", "file")) if isinstance(one, str)), None)
    return printable(path) if path is not None else None


def project_name(text: object) -> str | None:
    """Return a name as PEP 503 normalises it; null for what is no name of a Python package."""
    if not isinstance(text, str):
        return None
    try:
        return canonicalize_name(text, validate=True)
    except InvalidName:
        return None


def without_secrets(url: str) -> str:
    """Return a URL without user, password, query and fragment, printable."""
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that are no IPv6 address
        return printable(re.split("[?#]", url.rpartition("@")[2], maxsplit=1)[0])
    host = parts.netloc.rpartition("@")[2]
    return printable(urlunsplit((parts.scheme, host, parts.path, "", "")))


def is_location(text: str) -> bool:
    """Tell whether pip takes a requirement for a place and not for a name."""
    first = _before_marker(text)
    if "@" in first and re.match(r"[A-Za-z0-9._-]+\s*(?:\[[^\]]*\])?\s*@", first):
        return False
    path = _path(first)
    return (
        bool(_URL.match(first) or _REPOSITORY.match(first))
        or path.startswith((".", "/", "~", "\\"))
        or "/" in path
        or path.lower().endswith(_ARCHIVES)
    )


def add_location(out: Collector, text: str, line: int, use: Use) -> None:
    """Add the package at a place that pip takes: a repository, an archive or a folder; it may have no name."""
    place = _before_marker(text)
    remote = bool(_URL.match(place) or _REPOSITORY.match(place))
    name, version, extras = _egg(place) if remote else (None, None, ())
    if name is None:
        name, version = _archive(place)
    shown = without_secrets(place) if remote else printable(_path(place))
    if name is None and not remote and not shown.lower().endswith(_ARCHIVES):
        out.include(Include(_path(place), line, project=True))
        return
    if name is None:
        message = "depends on a repository or archive whose package is not named here"
        out.dynamic(line, ManifestProblemCode.UNNAMED, message)
        return
    out.add(
        Dependency(
            name, Ecosystem.PYPI, "", out.file, line, version, use.kind, use.direct, use.group, None, extras, shown
        )
    )


def _egg(place: str) -> tuple[str | None, str | None, tuple[str, ...]]:
    """Return name, version and extras of a URL's fragment, which pip calls its egg."""
    fragment = parse_qs(place.partition("#")[2])
    match = _EGG.fullmatch(unquote(fragment["egg"][0])) if "egg" in fragment else None
    if match is None:
        return None, None, ()
    extras = (canonicalize_name(one.strip()) for one in (match["extras"] or "").split(",") if one.strip())
    return project_name(match["name"]), None, tuple(sorted(extras))


def _archive(place: str) -> tuple[str | None, str | None]:
    """Return name and version of a wheel or source distribution, by its file name."""
    file = unquote(_path(place.partition("#")[0].partition("?")[0])).rstrip("/").rpartition("/")[2]
    try:
        if file.endswith(".whl"):
            name, version, _, _ = parse_wheel_filename(file)
            return name, str(version)
        if file.endswith((".tar.gz", ".zip")):
            name, version = parse_sdist_filename(file)
            return project_name(name), str(version)
    except (InvalidWheelFilename, InvalidSdistFilename):
        pass
    return None, None


def _before_marker(text: str) -> str:
    return re.split(r"\s+;|;\s", text, maxsplit=1)[0].strip()


def _path(text: str) -> str:
    """Return a path without the extras that pip takes behind it."""
    return text.rpartition("[")[0].rstrip() if text.endswith("]") and "[" in text else text
