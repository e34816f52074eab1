"""Pipfile and Pipfile.lock of Pipenv: https://pipenv.pypa.io/en/latest/pipfile.html."""

from typing import Any

from graph.dependencies import Dependency, DependencyKind, ManifestProblemCode
from graph.vocabulary import Ecosystem
from ingest.diagnostics import printable, quoted
from ingest.manifests.collecting import Collector
from ingest.manifests.json_text import read_json_object
from ingest.manifests.located import Shape, Table
from ingest.manifests.python_requirements import (
    Use,
    marker_of,
    pinned_by,
    place_of,
    project_name,
    specifier_of,
)
from ingest.manifests.toml_text import read_toml

_SETTINGS = frozenset({"source", "requires", "scripts", "pipenv", "_meta", "build-system"})
_MARKERS = ("os_name", "sys_platform", "platform_machine", "platform_system", "python_version", "implementation_name")


def read_pipfile(text: str, out: Collector) -> None:
    """Read a Pipfile; a table of its own is a category.

    Raises:
        Unreadable: If it is no TOML.
    """
    document = read_toml(text)
    for category, table in Shape(out).subtables(Table.of(document, set(document) - _SETTINGS)):
        use = (
            Use(DependencyKind.RUNTIME) if category == "packages" else Use(DependencyKind.DEVELOPMENT, _group(category))
        )
        for key in table:
            _read_entry(out, table, key, use)


def read_pipfile_lock(text: str, out: Collector) -> None:
    """Read a Pipfile.lock, which does not tell what the Pipfile asks for.

    Raises:
        Unreadable: If it is no JSON.
    """
    document = read_json_object(text)
    for category, table in Shape(out).subtables(Table.of(document, set(document) - _SETTINGS)):
        group = None if category == "default" else _group(category)
        for key in table:
            _read_entry(out, table, key, Use(DependencyKind.LOCKED, group))
    out.leave_direct_open("Pipfile.lock does not tell which packages the Pipfile asks for: all are taken for such")


def _group(category: str) -> str:
    return "dev" if category in {"dev-packages", "develop"} else printable(category)


def _read_entry(out: Collector, table: Table, key: str, use: Use) -> None:
    line = table.line_of(key)
    name = project_name(key)
    if name is None:
        out.problem(line, ManifestProblemCode.BAD_NAME, f"{quoted(key)} is no name of a Python package")
        return
    entry: Any = table[key]
    if isinstance(entry, str):
        entry = {"version": entry}
    if not isinstance(entry, dict):
        out.problem(line, ManifestProblemCode.WRONG_TYPE, f"{quoted(key)} is neither a version nor a table")
        return
    version = entry.get("version", "*")
    specifier = specifier_of(version) if isinstance(version, str) else None
    if specifier is None:
        message = f"the version of {quoted(key)} is no specifier of PEP 440"
        out.problem(line, ManifestProblemCode.BAD_REQUIREMENT, message)
        return
    extras = entry.get("extras")
    out.add(
        Dependency(
            name,
            Ecosystem.PYPI,
            str(specifier),
            out.file,
            line,
            pinned_by(specifier),
            use.kind,
            use.direct,
            use.group,
            marker_of(out, _conditions(entry), line),
            tuple(sorted(filter(None, map(project_name, extras)))) if isinstance(extras, list) else (),
            place_of(entry),
        )
    )


def _conditions(entry: dict[str, Any]) -> list[str]:
    """Return the markers of an entry, the short forms such as ``sys_platform = "== 'win32'"`` too."""
    markers = entry.get("markers")
    conditions = [markers] if isinstance(markers, str) else []
    return conditions + [f"{one} {entry[one]}" for one in _MARKERS if isinstance(entry.get(one), str)]
