"""Lock files of Python tools: uv.lock, poetry.lock, pdm.lock, and the standard pylock.toml (PEP 751)."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from packaging.version import InvalidVersion, Version

from graph.dependencies import Dependency, DependencyKind, ManifestProblemCode
from graph.vocabulary import Ecosystem
from ingest.diagnostics import printable, quoted
from ingest.manifests.collecting import Collector
from ingest.manifests.located import Shape, Table
from ingest.manifests.python_requirements import marker_of, place_of, project_name
from ingest.manifests.toml_text import read_toml

_MAIN = frozenset({"main", "default"})
_OWN_PLACES = (".", "")


def read_uv_lock(text: str, out: Collector) -> None:
    """Read a uv.lock, which tells what the project and the members of its workspace ask for.

    Raises:
        Unreadable: If it is no TOML.
    """
    document = read_toml(text)
    shape = Shape(out)
    packages = list(shape.tables(document, "package"))
    manifest = shape.table(document, "manifest")
    members = {project_name(name) for name, _ in shape.texts(manifest, "members")}
    members |= {project_name(one.get("name")) for one, _ in packages if _is_own(one)}
    asked = {project_name(one.get("name")) for one, _ in shape.tables(manifest, "requirements")}
    for package, _ in packages:
        if project_name(package.get("name")) in members:
            asked |= set(_uv_asks(shape, package))
    for package, line in packages:
        if project_name(package.get("name")) not in members:
            source = shape.table(package, "source")
            place = next((printable(source[key]) for key in _LOCAL if isinstance(source.get(key), str)), None)
            direct = project_name(package.get("name")) in asked
            _add(out, package, line, direct=direct, source=place or place_of(source))


_LOCAL = ("editable", "virtual", "directory")


def _is_own(package: Table) -> bool:
    source = package.get("source")
    return isinstance(source, dict) and any(source.get(key) in _OWN_PLACES for key in ("editable", "virtual"))


def _uv_asks(shape: Shape, package: Table) -> Iterator[str | None]:
    yield from (project_name(one.get("name")) for one, _ in shape.tables(package, "dependencies"))
    for key in ("optional-dependencies", "dev-dependencies"):
        table = shape.table(package, key)
        for group in table:
            yield from (project_name(one.get("name")) for one, _ in shape.tables(table, group))


def read_poetry_lock(text: str, out: Collector) -> None:
    """Read a poetry.lock.

    Raises:
        Unreadable: If it is no TOML.
    """
    _read_graph(text, out, "package", "poetry.lock", lambda needs: needs if isinstance(needs, dict) else ())


def read_pdm_lock(text: str, out: Collector) -> None:
    """Read a pdm.lock; raises as `read_poetry_lock`."""
    _read_graph(text, out, "package", "pdm.lock", _names_of_requirements)


def read_pylock(text: str, out: Collector) -> None:
    """Read a pylock.toml; raises as `read_poetry_lock`."""
    _read_graph(text, out, "packages", "pylock.toml", _names_of_tables)


def _names_of_requirements(needs: Any) -> Iterable[str]:
    texts = needs if isinstance(needs, list) else ()
    return (one[: _end_of_name(one)] for one in texts if isinstance(one, str))


def _end_of_name(text: str) -> int:
    return next((at for at, one in enumerate(text) if not (one.isalnum() or one in "._-")), len(text))


def _names_of_tables(needs: Any) -> Iterable[str]:
    tables = needs if isinstance(needs, list) else ()
    return (one["name"] for one in tables if isinstance(one, dict) and isinstance(one.get("name"), str))


def _read_graph(text: str, out: Collector, key: str, title: str, names: Callable[[Any], Iterable[str]]) -> None:
    """Read a lock that has what packages need of each other, but not what the project needs."""
    document = read_toml(text)
    shape = Shape(out)
    packages = list(shape.tables(document, key))
    needed = {project_name(name) for package, _ in packages for name in names(package.get("dependencies"))}
    for package, line in packages:
        direct = project_name(package.get("name")) not in needed
        _add(out, package, line, direct=direct, source=_source(shape, package), group=_group(package))
    out.leave_direct_open(
        f"{title} does not tell which packages the project asks for: those that no other needs are taken for such"
    )


def _group(package: Table) -> str | None:
    """Return the first group a package is locked for; null for the main one."""
    groups = package.get("groups", [package["category"]] if "category" in package else [])
    names = [one for one in groups if isinstance(one, str)] if isinstance(groups, list) else []
    return printable(names[0]) if names and not _MAIN & set(names) else None


def _source(shape: Shape, package: Table) -> str | None:
    """Return where a package comes from if not from an index, as Poetry, PDM or PEP 751 write it."""
    source = package.get("source")
    if isinstance(source, Table) and source.get("type") in {"git", "url", "directory", "file"}:
        kind = "git" if source["type"] == "git" else "url" if source["type"] == "url" else "path"
        revision = source.get("resolved_reference", source.get("reference"))
        return place_of({kind: source.get("url"), "rev": revision})
    if isinstance(package.get("vcs"), Table):
        vcs = shape.table(package, "vcs")
        return place_of({"git": vcs.get("url", vcs.get("path")), "rev": vcs.get("commit-id")})
    for key in ("directory", "archive"):
        if isinstance(package.get(key), Table):
            return place_of(package[key])
    return place_of(package)


def _add(
    out: Collector, package: Table, line: int, *, direct: bool, source: str | None, group: str | None = None
) -> None:
    line = package.lines.get("name", line)
    name, version = project_name(package.get("name")), package.get("version")
    if name is None:
        out.problem(line, ManifestProblemCode.BAD_NAME, f"{quoted(package.get('name'))} is no name of a Python package")
        return
    if version is not None and not _is_version(version):
        message = f"the version of {quoted(name)} is none of PEP 440"
        out.problem(package.line_of("version"), ManifestProblemCode.BAD_REQUIREMENT, message)
        return
    marker = package.get("marker", package.get("markers"))
    conditions = [marker] if isinstance(marker, str) else []
    specifier = f"=={version}" if version is not None else ""
    out.add(
        Dependency(
            name,
            Ecosystem.PYPI,
            specifier,
            out.file,
            line,
            version,
            DependencyKind.LOCKED,
            direct,
            group,
            marker_of(out, conditions, package.line_of("marker")),
            source=source,
        )
    )


def _is_version(version: object) -> bool:
    try:
        return isinstance(version, str) and bool(Version(version))
    except InvalidVersion:
        return False
