"""package-lock.json and npm-shrinkwrap.json, versions 1 to 3, by npm's documentation of them."""

from collections.abc import Iterator

from graph.dependencies import Dependency, DependencyKind, ManifestProblemCode
from graph.vocabulary import Ecosystem
from ingest.diagnostics import printable, quoted
from ingest.manifests.collecting import Collector
from ingest.manifests.json_text import read_json_object
from ingest.manifests.located import Shape, Table
from ingest.manifests.npm_packages import is_name, range_of

_ASKED = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
_FOLDER = "node_modules/"
_VERSIONS = (1, 2, 3)


def read_package_lock(text: str, out: Collector) -> None:
    """Read a package-lock.json; one of a version that npm has not documented is read as the last that it has.

    Raises:
        Unreadable: If it is no JSON object.
    """
    document = read_json_object(text)
    shape = Shape(out)
    version = document.get("lockfileVersion", _VERSIONS[0])  # before npm 5 no version was written
    if version not in _VERSIONS:
        message = (
            f"version {quoted(version)} of this format is not known; versions {_VERSIONS[0]} to {_VERSIONS[-1]} are"
        )
        out.problem(document.line_of("lockfileVersion"), ManifestProblemCode.UNKNOWN_FORMAT, message)
    if "packages" in document:
        _read_packages(out, shape, shape.table(document, "packages"))
    else:
        _read_tree(out, shape, shape.table(document, "dependencies"))


def _read_packages(out: Collector, shape: Shape, packages: Table) -> None:
    """Read the flat table of versions 2 and 3: a key is the folder that a package is installed in."""
    asked = {folder: _asked(entry) for folder, entry in packages.items() if _FOLDER not in f"{folder}/"}
    by_any = {name for names in asked.values() for name in names}
    for folder, entry in shape.subtables(packages):
        if folder in asked or entry.get("link") is True:  # the project, and the members of its workspace
            continue
        parent, _, installed = folder.rpartition(_FOLDER)
        direct = installed in (asked.get(parent.removesuffix("/"), set()) if parent else by_any)
        _add(out, installed, entry, packages.line_of(folder), direct=direct)


def _asked(entry: object) -> set[str]:
    if not isinstance(entry, dict):
        return set()
    return {name for key in _ASKED for name in (entry[key] if isinstance(entry.get(key), dict) else ())}


def _read_tree(out: Collector, shape: Shape, tree: Table) -> None:
    """Read the nested tables of version 1, where only what no other package needs is known to be asked for."""
    entries = list(_nested(shape, tree))
    needed = {name for _, entry, _, _ in entries for name in shape.table(entry, "requires")}
    for name, entry, line, top in entries:
        _add(out, name, entry, line, direct=top and name not in needed)
    message = (
        "version 1 does not tell which packages the project asks for: those that no other needs are taken for such"
    )
    out.leave_direct_open(message)


def _nested(shape: Shape, tree: Table) -> Iterator[tuple[str, Table, int, bool]]:
    left = [(tree, True)]
    while left:
        table, top = left.pop()
        for name, entry in shape.subtables(table):
            yield name, entry, table.line_of(name), top
            if "dependencies" in entry:
                left.append((shape.table(entry, "dependencies"), False))


def _add(out: Collector, installed: str, entry: Table, line: int, *, direct: bool) -> None:
    version, name, resolved = (entry.get(key) for key in ("version", "name", "resolved"))
    if not isinstance(version, str) or len(version) > out.limits.text:
        if not isinstance(resolved, str):
            message = f"the version of {quoted(installed)} is no short text"
            out.problem(line, ManifestProblemCode.WRONG_TYPE, message)
            return
        version = ""
    found = range_of(name if isinstance(name, str) else installed, version)
    if not is_name(found.name):
        out.problem(line, ManifestProblemCode.BAD_NAME, f"{quoted(found.name)} is no name of an npm package")
        return
    out.add(
        Dependency(
            found.name,
            Ecosystem.NPM,
            found.text,
            out.file,
            line,
            found.pinned,
            DependencyKind.LOCKED,
            direct,
            source=found.source,
            alias=printable(installed) if installed != found.name else None,
        )
    )
