"""package.json: dependencies of every kind, aliases, overrides and workspaces."""

import re

from graph.dependencies import Dependency, DependencyKind, ManifestProblemCode
from graph.vocabulary import Ecosystem
from ingest.diagnostics import quoted
from ingest.manifests.collecting import Collector, Include
from ingest.manifests.json_text import read_json_object
from ingest.manifests.limits import LIMITS
from ingest.manifests.located import Shape, Table
from ingest.manifests.npm_packages import is_name, range_of

_TABLES = (
    ("dependencies", DependencyKind.RUNTIME),
    ("devDependencies", DependencyKind.DEVELOPMENT),
    ("optionalDependencies", DependencyKind.OPTIONAL),
)
_LAST_NAME = re.compile(r"(?:^|[/>])(?P<name>@[^/@>]+/[^/@>]+|[^/@>]+)(?:@[^>]*)?$")
_OWN = "."


def read_package_json(text: str, out: Collector) -> None:
    """Read a package.json.

    Raises:
        Unreadable: If it is no JSON object.
    """
    document = read_json_object(text)
    shape = Shape(out)
    for key, kind in _TABLES:
        _read_table(out, shape.table(document, key), kind)
    _read_peers(out, shape, document)
    for table in (
        shape.table(document, "overrides"),
        shape.table(document, "resolutions"),
        shape.table(document, "pnpm", "overrides"),
    ):
        _read_overrides(out, table, 0)
    _read_workspaces(out, shape, document)


def _read_table(out: Collector, table: Table, kind: DependencyKind) -> None:
    for key in table:
        add_range(out, key, table[key], table.line_of(key), kind)


def _read_peers(out: Collector, shape: Shape, document: Table) -> None:
    """Read what the package expects beside it; what it can do without is optional, of the group ``peer``."""
    peers = shape.table(document, "peerDependencies")
    meta = shape.table(document, "peerDependenciesMeta")
    for key in peers:
        told = meta.get(key)
        if isinstance(told, dict) and told.get("optional") is True:
            add_range(out, key, peers[key], peers.line_of(key), DependencyKind.OPTIONAL, "peer")
        else:
            add_range(out, key, peers[key], peers.line_of(key), DependencyKind.PEER)


def _read_overrides(out: Collector, table: Table, depth: int) -> None:
    """Read what is to be taken wherever a package is needed; a key may be a way of packages to it."""
    for key, value in table.items():
        if isinstance(value, Table) and depth < LIMITS.nesting:
            own = value.get(_OWN)
            if isinstance(own, str):
                _constrain(out, key, own, value.line_of(_OWN))
            _read_overrides(out, Table.of(value, value.keys() - {_OWN}), depth + 1)
        elif isinstance(value, str) and not value.startswith("$"):
            _constrain(out, key, value, table.line_of(key))


def _constrain(out: Collector, key: str, value: str, line: int) -> None:
    found = _LAST_NAME.search(key) if len(key) <= out.limits.text else None
    add_range(out, found["name"] if found else key, value, line, DependencyKind.CONSTRAINT, direct=False)


def _read_workspaces(out: Collector, shape: Shape, document: Table) -> None:
    holder, key = document, "workspaces"
    if isinstance(document.get(key), Table):  # the longer form of Yarn and Bun
        holder, key = document[key], "packages"
        for name in ("catalog", "catalogs"):
            if name in holder:
                message = "ranges that workspaces share in a catalogue are not looked up"
                out.note(holder.line_of(name), ManifestProblemCode.IGNORED, message)
    for pattern, line in shape.texts(holder, key):
        if not pattern.startswith("!"):
            out.include(Include(pattern, line, members="package.json"))


def add_range(
    out: Collector,
    key: str,
    written: object,
    line: int,
    kind: DependencyKind,
    group: str | None = None,
    *,
    direct: bool = True,
) -> None:
    """Add one entry of a table of dependencies."""
    if not isinstance(written, str):
        out.problem(line, ManifestProblemCode.WRONG_TYPE, f"the range of {quoted(key)} is no text")
        return
    if len(written) > out.limits.text:
        message = f"the range of {quoted(key)} has more than {out.limits.text} characters"
        out.problem(line, ManifestProblemCode.BAD_REQUIREMENT, message)
        return
    found = range_of(key, written)
    if not is_name(key) or not is_name(found.name):
        wrong = found.name if is_name(key) else key
        out.problem(line, ManifestProblemCode.BAD_NAME, f"{quoted(wrong)} is no name of an npm package")
        return
    out.add(
        Dependency(
            found.name,
            Ecosystem.NPM,
            found.text,
            out.file,
            line,
            found.pinned,
            kind,
            direct,
            group,
            source=found.source,
            alias=key if key != found.name else None,
        )
    )
