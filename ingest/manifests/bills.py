"""Bills of materials of CycloneDX as JSON, and lists of package URLs (purls)."""

from collections import Counter
from collections.abc import Iterator

from packageurl import PackageURL

from graph.dependencies import Dependency, DependencyKind, ManifestProblemCode
from graph.vocabulary import Ecosystem
from ingest.diagnostics import printable, quoted
from ingest.manifests.collecting import Collector, Unreadable
from ingest.manifests.json_text import read_json, read_json_object
from ingest.manifests.limits import LIMITS
from ingest.manifests.located import Array, Shape, Table
from ingest.manifests.npm_packages import is_name
from ingest.manifests.python_requirements import project_name

_ECOSYSTEMS = {"pypi": Ecosystem.PYPI, "npm": Ecosystem.NPM}
_SHOWN = 5


def read_purls(text: str, out: Collector) -> None:
    """Read a list of purls: one a line with comments after ``#`` at the beginning, or a JSON list of texts.

    Raises:
        Unreadable: If it begins as JSON and is none.
    """
    purls = _Purls(out)
    if text.lstrip().startswith("["):
        document = read_json(text)
        if not isinstance(document, Array):
            raise Unreadable(ManifestProblemCode.WRONG_TYPE, "the document is no list")
        for purl, line in Shape(out).items(document, "of purls", str, "texts"):
            purls.add(purl, line, direct=True)
    else:
        for number, written in enumerate(text.split("\n"), 1):
            purl = written.strip()
            if purl and not purl.startswith("#"):
                purls.add(purl, number, direct=True)
    purls.tell_others()


def read_cyclonedx(text: str, out: Collector) -> None:
    """Read a bill of materials; it tells what the project asks for where it has the dependencies of its subject.

    Raises:
        Unreadable: If it is no JSON object.
    """
    document = read_json_object(text)
    shape = Shape(out)
    subject = shape.table(document, "metadata", "component").get("bom-ref")
    asked = next(
        (_references(one) for one, _ in shape.tables(document, "dependencies") if one.get("ref") == subject), None
    )
    purls = _Purls(out)
    unnamed = 0
    for component, line in _components(shape, document, 0):
        purl = component.get("purl")
        if isinstance(purl, str):
            direct = asked is None or subject is None or component.get("bom-ref", purl) in asked
            purls.add(purl, component.lines.get("purl", line), direct=direct)
        else:
            unnamed += 1
    purls.tell_others()
    if unnamed:
        out.note(1, ManifestProblemCode.IGNORED, f"{unnamed} components without a package URL are not looked at")
    if asked is None or subject is None:
        out.leave_direct_open("this bill does not tell which packages the project asks for: all are taken for such")


def _references(dependency: Table) -> frozenset[str]:
    on = dependency.get("dependsOn")
    return frozenset(one for one in on if isinstance(one, str)) if isinstance(on, list) else frozenset()


def _components(shape: Shape, holder: Table, depth: int) -> Iterator[tuple[Table, int]]:
    for component, line in shape.tables(holder, "components"):
        yield component, line
        if depth < LIMITS.nesting and "components" in component:
            yield from _components(shape, component, depth + 1)


class _Purls:
    """Adds packages by their purls, and counts those of ecosystems that are not catalogued."""

    def __init__(self, out: Collector) -> None:
        self._out = out
        self._others: Counter[str] = Counter()
        self._first = 1

    def add(self, text: str, line: int, *, direct: bool) -> None:
        """Add the package of a purl; without a version it stands for any."""
        purl = self._parsed(text, line)
        if purl is None:
            return
        ecosystem = _ECOSYSTEMS.get(purl.type)
        if ecosystem is None:
            self._first = self._first if self._others else line
            self._others[purl.type] += 1
            return
        name = _name(purl, ecosystem)
        if name is None:
            message = f"{quoted(purl.name)} is no name of a package of {purl.type}"
            self._out.problem(line, ManifestProblemCode.BAD_NAME, message)
            return
        version = printable(purl.version) if purl.version else None
        specifier = "" if version is None else f"=={version}" if ecosystem is Ecosystem.PYPI else version
        self._out.add(
            Dependency(name, ecosystem, specifier, self._out.file, line, version, DependencyKind.LOCKED, direct)
        )

    def tell_others(self) -> None:
        """Note how many packages of other ecosystems there were."""
        if self._others:
            types = ", ".join(printable(one) for one, _ in self._others.most_common(_SHOWN))
            message = f"{self._others.total()} packages of other ecosystems are not looked at ({types})"
            self._out.note(self._first, ManifestProblemCode.OTHER_ECOSYSTEM, message)

    def _parsed(self, text: str, line: int) -> PackageURL | None:
        try:
            if len(text) <= self._out.limits.text:
                return PackageURL.from_string(text)
        except ValueError:
            pass
        self._out.problem(line, ManifestProblemCode.BAD_REQUIREMENT, "this is no package URL (pkg:type/name@version)")
        return None


def _name(purl: PackageURL, ecosystem: Ecosystem) -> str | None:
    if ecosystem is Ecosystem.PYPI:
        return project_name(purl.name) if not purl.namespace else None
    name = f"{purl.namespace}/{purl.name}" if purl.namespace else purl.name
    return name if is_name(name) else None
