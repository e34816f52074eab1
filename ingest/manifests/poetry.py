"""Dependencies as Poetry writes them: https://python-poetry.org/docs/dependency-specification/, turned into PEP 508."""

import re
from typing import Any

from packaging.specifiers import SpecifierSet
from poetry.core.constraints.version import VersionRange, VersionUnion, parse_constraint
from poetry.core.constraints.version.exceptions import ParseConstraintError
from poetry.core.factory import Factory

from graph.dependencies import Dependency, DependencyKind, ManifestProblemCode
from graph.vocabulary import Ecosystem
from ingest.diagnostics import printable, quoted
from ingest.manifests.collecting import Collector
from ingest.manifests.located import Array, Shape, Table
from ingest.manifests.python_requirements import Use, marker_of, pinned_by, place_of, project_name, specifier_of

_PLATFORMS = re.compile(r"[\w |!,]*")


def read_poetry(poetry: Table, out: Collector, listed: frozenset[str] = frozenset()) -> None:
    """Read a ``tool.poetry`` table; of its main list not the names that the standard list gives, which it completes."""
    shape = Shape(out)
    own = project_name(shape.text(poetry, "name"))
    extras = _extras(shape, shape.table(poetry, "extras"))
    main = shape.table(poetry, "dependencies")
    for name in main:
        if project_name(name) not in listed:
            _read_entry(out, main, name, Use(own_name=own), extras)
    development = shape.table(poetry, "dev-dependencies")
    for name in development:
        _read_entry(out, development, name, Use(DependencyKind.DEVELOPMENT, "dev", own_name=own), {})
    for group, table in shape.subtables(shape.table(poetry, "group")):
        entries = shape.table(table, "dependencies")
        for name in entries:
            _read_entry(out, entries, name, Use(DependencyKind.DEVELOPMENT, printable(group), own_name=own), {})


def _extras(shape: Shape, table: Table) -> dict[str, str]:
    """Return the extra that brings each optional package, the first that names it."""
    extras: dict[str, str] = {}
    for extra in table:
        for text, _ in shape.texts(table, extra):
            name = project_name(text.partition("[")[0].strip())
            if name is not None:
                extras.setdefault(name, printable(extra))
    return extras


def _read_entry(out: Collector, table: Table, key: str, use: Use, extras: dict[str, str]) -> None:
    """Read one dependency: a constraint, a table, or a list of them for different environments."""
    if key.lower() == "python":
        return
    line = table.line_of(key)
    name = project_name(key)
    if name is None:
        out.problem(line, ManifestProblemCode.BAD_NAME, f"{quoted(key)} is no name of a Python package")
        return
    value = table[key]
    entries = list(zip(value, value.lines, strict=True)) if isinstance(value, Array) else [(value, line)]
    for entry, place in entries:
        if isinstance(entry, str):
            entry = {"version": entry}  # noqa: PLW2901 - the short form of a table
        if isinstance(entry, dict):
            _add(out, name, entry, place, _placed(use, entry, extras.get(name)))
        else:
            message = f"{quoted(key)} is neither a version nor a table"
            out.problem(place, ManifestProblemCode.WRONG_TYPE, message)


def _placed(use: Use, entry: dict[str, Any], extra: str | None) -> Use:
    optional = use.kind is DependencyKind.RUNTIME and (entry.get("optional") is True or extra is not None)
    return Use(DependencyKind.OPTIONAL, extra, own_name=use.own_name) if optional else use


def _add(out: Collector, name: str, entry: dict[str, Any], line: int, use: Use) -> None:
    version = entry.get("version", "*")
    if not isinstance(version, str) or len(version) > out.limits.text:
        out.problem(line, ManifestProblemCode.BAD_REQUIREMENT, f"the version of {quoted(name)} is no short text")
        return
    specifier = _specifier(out, name, version, line)
    if specifier is None:
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
            _marker(out, name, entry, line),
            tuple(sorted(filter(None, map(project_name, extras)))) if isinstance(extras, list) else (),
            place_of(entry),
        )
    )


def _specifier(out: Collector, name: str, version: str, line: int) -> SpecifierSet | None:
    """Turn a constraint of Poetry into a specifier set; a union becomes the range around it, with a note."""
    try:
        constraint = parse_constraint(version)
    except (ParseConstraintError, ValueError, RecursionError):
        message = f"the version of {quoted(name)} is no constraint that Poetry knows"
        out.problem(line, ManifestProblemCode.BAD_REQUIREMENT, message)
        return None
    written = specifier_of(_text(constraint))
    if written is None and isinstance(constraint, VersionUnion):
        ranges = [one for one in constraint.ranges if isinstance(one, VersionRange)]
        around = VersionRange(
            constraint.ranges[0].min,
            constraint.ranges[-1].max,
            constraint.ranges[0].include_min,
            constraint.ranges[-1].include_max,
        )
        assert ranges
        written = specifier_of(str(around))
        message = f"{quoted(name)} allows {quoted(version)}, which PEP 508 cannot say: the range around it is given"
        out.note(line, ManifestProblemCode.WIDENED, message)
    if written is None:
        message = f"the version of {quoted(name)} cannot be written as PEP 508 does"
        out.problem(line, ManifestProblemCode.BAD_REQUIREMENT, message)
    return written


def _text(constraint: object) -> str:
    text = str(constraint)
    return f"=={text}" if text[:1].isdigit() else text


def _marker(out: Collector, name: str, entry: dict[str, Any], line: int) -> str | None:
    """Return the environment in which an entry holds, joined from its markers, Python versions and platform."""
    conditions = [entry[key] for key in ("markers", "python", "platform") if entry.get(key) not in (None, "", "*")]
    texts = [one for one in conditions if isinstance(one, str) and len(one) <= out.limits.text]
    written = [entry["markers"]] if entry.get("markers") in texts else []
    short = {key: entry[key] for key in ("python", "platform") if entry.get(key) in texts}
    if len(texts) == len(conditions) and _PLATFORMS.fullmatch(short.get("platform", "")):
        try:
            known = Factory.create_dependency(name, {"version": "*", **short}).marker
        except (ValueError, RecursionError):  # what Poetry raises for versions of Python that it cannot read
            pass
        else:
            return marker_of(out, written if known.is_any() else [*written, str(known)], line)
    out.problem(line, ManifestProblemCode.BAD_REQUIREMENT, f"the environment of {quoted(name)} cannot be read")
    return None
