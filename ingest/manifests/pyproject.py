"""pyproject.toml: the standard lists (PEP 518, 621, 735), and those of Poetry, PDM, uv, Rye, Hatch and Flit."""

from graphlib import CycleError, TopologicalSorter

from graph.dependencies import DependencyKind, ManifestProblemCode
from ingest.diagnostics import printable, quoted
from ingest.manifests.collecting import Collector, Include
from ingest.manifests.located import Array, Shape, Table
from ingest.manifests.poetry import read_poetry
from ingest.manifests.python_requirements import (
    Use,
    add_pip_requirement,
    add_requirement,
    place_of,
    project_name,
)
from ingest.manifests.toml_text import read_toml

_POETRY = "poetry"
"""Stands for a dynamic list that Poetry's tables hold, which are read with the rest of them."""
_DYNAMIC = frozenset({"dependencies", "optional-dependencies"})
_UV_CONSTRAINTS = ("constraint-dependencies", "override-dependencies", "build-constraint-dependencies")


def read_pyproject(text: str, out: Collector) -> None:
    """Read a pyproject.toml.

    Raises:
        Unreadable: If it is no TOML.
    """
    document = read_toml(text)
    shape = Shape(out)
    tool = shape.table(document, "tool")
    sources = _uv_sources(shape, shape.table(tool, "uv", "sources"))
    project = shape.table(document, "project")
    own = project_name(shape.text(project, "name"))
    reader = _Lists(out, shape, own, sources)
    reader.requirements(shape.table(document, "build-system"), "requires", DependencyKind.BUILD)
    reader.project(project, _elsewhere(shape, tool))
    reader.groups(shape.table(document, "dependency-groups"))
    reader.tools(tool)
    poetry = shape.table(tool, "poetry")
    if poetry:
        read_poetry(poetry, out, frozenset(one.name for one in out.dependencies if one.kind in _LISTED))


_LISTED = frozenset({DependencyKind.RUNTIME, DependencyKind.OPTIONAL})


class _Lists:
    """Reads the lists of requirements of one file."""

    def __init__(self, out: Collector, shape: Shape, own: str | None, sources: dict[str, str]) -> None:
        self._out = out
        self._shape = shape
        self._own = own
        self._sources = sources

    def project(self, project: Table, dynamic: Table) -> None:
        """Read the list and the extras of PEP 621; `dynamic` tells which of them are taken from files."""
        self.requirements(project, "dependencies", DependencyKind.RUNTIME)
        self._tables(self._shape.table(project, "optional-dependencies"), DependencyKind.OPTIONAL)
        for name, line in self._shape.texts(project, "dynamic"):
            if name == "dependencies":
                self._dynamic(dynamic, name, line, None)
            elif name == "optional-dependencies" and dynamic.get(name) != _POETRY:
                extras = self._shape.table(dynamic, name)
                for extra in extras or [""]:
                    self._dynamic(extras, extra, line, printable(extra))

    def groups(self, groups: Table) -> None:
        """Read the groups of PEP 735; what a group includes stands in its own group."""
        known = {project_name(name) for name in groups}
        for name in groups:
            array = self._shape.array(groups, name)
            for item, line in zip(array, array.lines, strict=True):
                if isinstance(item, str):
                    self._add(item, line, Use(DependencyKind.DEVELOPMENT, printable(name), own_name=self._own))
                elif isinstance(item, Table) and isinstance(item.get("include-group"), str):
                    if project_name(item["include-group"]) not in known:
                        message = f"the group {quoted(item['include-group'])} that is included is not there"
                        self._out.problem(line, ManifestProblemCode.NOT_FOUND, message)
                else:
                    self._shape.wrong(line, f"the group {quoted(name)} holds something else than requirements")
        self._cycles(groups)

    def tools(self, tool: Table) -> None:
        """Read the lists of PDM, uv, Rye, Hatch and Flit; Poetry's have their own module."""
        shape = self._shape
        uv = shape.table(tool, "uv")
        for one in (uv, shape.table(tool, "rye")):
            self.requirements(one, "dev-dependencies", DependencyKind.DEVELOPMENT, "dev")
        for key in _UV_CONSTRAINTS:
            self.requirements(uv, key, DependencyKind.CONSTRAINT)
        for pattern, line in shape.texts(shape.table(uv, "workspace"), "members"):
            self._out.include(Include(pattern, line, members="pyproject.toml"))
        self._tables(shape.table(tool, "pdm", "dev-dependencies"), DependencyKind.DEVELOPMENT, pip=True)
        for name, environment in shape.subtables(shape.table(tool, "hatch", "envs")):
            for key in ("dependencies", "extra-dependencies"):
                self.requirements(environment, key, DependencyKind.DEVELOPMENT, printable(name))
        flit = shape.table(tool, "flit", "metadata")
        self.requirements(flit, "requires", DependencyKind.RUNTIME)
        self._tables(shape.table(flit, "requires-extra"), DependencyKind.OPTIONAL)

    def requirements(
        self, holder: Table, key: str, kind: DependencyKind, group: str | None = None, *, pip: bool = False
    ) -> None:
        """Read one list of requirements."""
        use = Use(kind, group, kind is not DependencyKind.CONSTRAINT, self._own)
        for text, line in self._shape.texts(holder, key):
            if pip and text.lstrip().startswith("-e "):
                add_pip_requirement(self._out, text.lstrip().removeprefix("-e ").strip(), line, use)
            else:
                self._add(text, line, use)

    def _tables(self, holder: Table, kind: DependencyKind, *, pip: bool = False) -> None:
        for name in holder:
            self.requirements(holder, name, kind, printable(name), pip=pip)

    def _add(self, text: str, line: int, use: Use) -> None:
        add_requirement(self._out, text, line, use, sources=self._sources)

    def _dynamic(self, holder: Table, key: str, line: int, group: str | None) -> None:
        """Refer to the files that a list is taken from; without them it is known to nobody."""
        entry = holder.get(key)
        if entry == _POETRY:
            return
        files = entry.get("file") if isinstance(entry, Table) else None
        paths = [files] if isinstance(files, str) else files
        if not isinstance(paths, list) or not all(isinstance(one, str) for one in paths):
            what = f"the dependencies of the extra {quoted(group)}" if group else "dependencies"
            message = f"{what} are computed when the project is built"
            self._out.dynamic(line, ManifestProblemCode.DYNAMIC, message)
            return
        for path in paths:
            self._out.include(Include(path, holder.line_of(key), group=group))

    def _cycles(self, groups: Table) -> None:
        includes = {project_name(name): dict(_included(group)) for name, group in groups.items()}
        try:
            TopologicalSorter({name: list(others) for name, others in includes.items()}).prepare()
        except CycleError as error:
            included, group, *_ = error.args[1]
            message = "dependency groups include each other in a circle"
            self._out.problem(includes[group][included], ManifestProblemCode.INCLUDE_CYCLE, message)


def _included(group: object) -> list[tuple[str | None, int]]:
    if not isinstance(group, Array):
        return []
    return [
        (project_name(item["include-group"]), line)
        for item, line in zip(group, group.lines, strict=True)
        if isinstance(item, Table) and isinstance(item.get("include-group"), str)
    ]


def _elsewhere(shape: Shape, tool: Table) -> Table:
    """Return where lists that the standard table calls dynamic are: in files, or in Poetry's own tables.

    It has the form of ``tool.setuptools.dynamic``: files are under ``file`` of a list's name.
    """
    found = Table.of(shape.table(tool, "setuptools", "dynamic"), _DYNAMIC)
    hook = shape.table(tool, "hatch", "metadata", "hooks", "requirements_txt")
    if "files" in hook:  # the plugin hatch-requirements-txt
        files = Table(hook.line_of("files"))
        files.put("file", hook["files"], hook.line_of("files"))
        found.put("dependencies", files, hook.line_of("files"))
    poetry = shape.table(tool, "poetry")
    for key, table in (("dependencies", "dependencies"), ("optional-dependencies", "extras")):
        if table in poetry:
            found.put(key, _POETRY, poetry.line_of(table))
    return found


def _uv_sources(shape: Shape, table: Table) -> dict[str, str]:
    """Return where uv takes packages from instead of the index, by name; of several places the first."""
    sources: dict[str, str] = {}
    for key in table:
        entry = table[key][0] if isinstance(table[key], Array) and table[key] else table[key]
        name = project_name(key)
        if name is None or not isinstance(entry, Table):
            shape.wrong(table.line_of(key), f"the source {quoted(key)} is no table")
            continue
        place = "workspace" if entry.get("workspace") is True else place_of(entry)
        if place is not None:
            sources[name] = place
    return sources
