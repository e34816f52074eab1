"""What somebody's manifests and imports are in the catalogue: the packages that it knows, and the names that are used.

A package is matched by its index and its exact normalised name, and by nothing else: one that is only spelt alike is
another package. So is one that comes from a folder of the project, whatever it is called.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from packaging.utils import canonicalize_name

from graph.dependencies import Dependency, DependencyKind, Import, Manifests
from graph.identity import NodeKey, symbol_key
from graph.names import KnownName
from graph.questions.known_names import KnownNames, first_part, known_names
from graph.questions.projection import Projection
from graph.questions.reasons import Basis, Reason
from graph.recognition import Recognised, replaced_by
from graph.records import Evidence, SymbolKey
from graph.records import Mapping as MappingRecord
from graph.state import state_in, symbol_state
from graph.vocabulary import Ecosystem, NodeKind, SymbolState

_PYPI = "pkg:pypi/"
_MOST_VERSIONS = 5
"""Versions of one package that are looked at; no project is held at more."""
GONE = frozenset({SymbolState.ABSENT, SymbolState.TOMBSTONE})


@dataclass(frozen=True, slots=True)
class Declared:
    """A dependency on a package of the catalogue; `pinned` is the one version that manifest or lock file allow."""

    dependency: Dependency
    purl: str
    framework: str
    pinned: str | None

    @property
    def reason(self) -> Reason:
        """The line as a reason."""
        one = self.dependency
        wanted = f"{one.name} {one.specifier}".rstrip()
        locked = f", locked to {self.pinned}" if self.pinned not in (None, one.pinned) else ""
        text = f"{one.file}:{one.line} asks for {wanted}{locked}."
        return Reason(Basis.MANIFEST, text, NodeKey(NodeKind.PACKAGE, self.purl), version=self.pinned)


@dataclass(frozen=True, slots=True)
class Used:
    """An import of a name that the catalogue knows.

    `key` is the name that was recognised, `carrier` the symbol by which mappings know it: itself, or what it became.
    """

    at: Import
    name: str
    key: SymbolKey
    carrier: SymbolKey | None
    later: SymbolKey | None
    evidence: Evidence | None
    known: KnownName | None

    @property
    def node(self) -> NodeKey:
        """The node of the graph that is nearest: the symbol, or the package of a name that only a survey found."""
        if self.carrier == self.key:
            return NodeKey(NodeKind.SYMBOL, symbol_key(self.key))
        return NodeKey(NodeKind.PACKAGE, self.key.package)

    @property
    def reason(self) -> Reason:
        """The import as a reason."""
        return Reason(Basis.IMPORT, f"{self.at.file}:{self.at.line} imports {self.name}.", self.node)

    @property
    def state(self) -> SymbolState:
        """What the newest release read says of the name."""
        if self.evidence is None and self.known is not None:
            return self.known.state
        return symbol_state(self.evidence)

    @property
    def newest(self) -> str | None:
        """The newest release read."""
        if self.evidence is not None:
            return self.evidence.version
        return None if self.known is None else self.known.survey.read[-1].version

    def state_in(self, version: str) -> SymbolState:
        """Return what is recorded of the name in one release."""
        if self.evidence is None and self.known is not None:
            return self.known.state_in(version)
        return state_in(self.evidence, version)


@dataclass(frozen=True)
class Inventory:
    """What was given, matched: direct dependencies, those that the catalogue knows, and the known names imported."""

    projection: Projection
    manifests: Manifests
    direct: Sequence[Dependency]
    declared: Sequence[Declared]
    used: Sequence[Used]
    pins: Mapping[str, str]

    @cached_property
    def sources_read(self) -> bool:
        """Whether sources were given, so that what is used can be told from what could be."""
        sources = (one for one in self.manifests.files if one.endswith((".py", ".pyi")))
        return bool(self.manifests.imports) or any(PurePosixPath(one).name != "setup.py" for one in sources)

    @cached_property
    def frameworks(self) -> Mapping[str, Sequence[Declared]]:
        """The frameworks that are asked for, each with the lines that do, in the order of the first one."""
        found: dict[str, list[Declared]] = {}
        for one in self.declared:
            found.setdefault(one.framework, []).append(one)
        return found

    @cached_property
    def lines_of(self) -> Mapping[str, Sequence[Declared]]:
        """The lines that ask for each package of the catalogue."""
        found: dict[str, list[Declared]] = {}
        for one in self.declared:
            found.setdefault(one.purl, []).append(one)
        return found

    @cached_property
    def lines_by_version(self) -> Sequence[Declared]:
        """One line for each package of the catalogue that is asked for, and each of the first few versions."""
        found: dict[str, dict[str | None, Declared]] = {}
        for one in self.declared:
            versions = found.setdefault(one.purl, {})
            if len(versions) < _MOST_VERSIONS:
                versions.setdefault(one.pinned, one)
        return tuple(one for versions in found.values() for one in versions.values())

    @cached_property
    def installed(self) -> frozenset[str]:
        """The packages of the catalogue that are asked for or locked."""
        locked = (purl_of(one) for one in self.manifests.dependencies)
        return frozenset(filter(None, locked))

    @cached_property
    def uses(self) -> Mapping[str, Mapping[str, Used]]:
        """The concepts that are used: by which frameworks, each with the first import that shows it."""
        found: dict[str, dict[str, Used]] = {}
        for one in self.used:
            for mapping in self.mappings_of(one):
                found.setdefault(mapping.concept, {}).setdefault(mapping.framework, one)
        return found

    @cached_property
    def first_uses(self) -> Mapping[str, Used]:
        """The frameworks that are used, each with the first import that shows it."""
        found: dict[str, Used] = {}
        for one in self.used:
            for mapping in self.mappings_of(one):
                found.setdefault(mapping.framework, one)
        return found

    def mappings_of(self, one: Used) -> Sequence[MappingRecord]:
        """Return the mappings that name what an import leads to."""
        return self.projection.mappings_of_symbol.get(one.carrier, ()) if one.carrier else ()

    @cached_property
    def offers(self) -> Mapping[str, Mapping[str, MappingRecord]]:
        """The concepts that a dependency could express, by framework."""
        found: dict[str, dict[str, MappingRecord]] = {}
        for framework, lines in self.frameworks.items():
            asked = {one.purl for one in lines}
            main = self.projection.frameworks[framework].packages[0]
            brings_all = main in asked or any(_name(one) == framework for one in asked)
            for mapping in self.projection.mappings_of_framework.get(framework, ()):
                if self._could(mapping, brings_all=brings_all):
                    found.setdefault(mapping.concept, {})[framework] = mapping
        return found

    def _could(self, mapping: MappingRecord, *, brings_all: bool) -> bool:
        """Tell whether packages that are asked for have names of a mapping, at the versions that they are held at."""
        return any((brings_all or key.package in self.installed) and self._there(key) for key in mapping.symbols)

    def _there(self, key: SymbolKey) -> bool:
        pin, evidence = self.pins.get(key.package), self.projection.evidence.get(key)
        state = state_in(evidence, pin) if pin is not None else symbol_state(evidence)
        # what is not recorded is no proof that it is gone; what is former is gone unless a release says otherwise
        if state is SymbolState.NOT_RECORDED:
            return not self.projection.symbols[key].former
        return state not in GONE


def inventory_of(projection: Projection, manifests: Manifests) -> Inventory:
    """Match what was given. Cost: linear in it, and the ways to read each name that is imported."""
    direct = _direct(manifests.dependencies)
    framework_of = projection.once(_framework_of, "")
    pins = _pins(manifests.dependencies)
    declared = []
    for one in direct:
        purl = purl_of(one)
        if purl is not None and (framework := framework_of.get(purl)) is not None:
            declared.append(Declared(one, purl, framework, one.pinned or pins.get(purl)))
    known = framework_of.keys() & {purl_of(one) for one in manifests.dependencies}
    return Inventory(
        projection, manifests, direct, declared, tuple(_used(projection, manifests, known)), _pinned(declared, pins)
    )


def purl_of(one: Dependency) -> str | None:
    """Return the purl of a dependency, as the catalogue writes it; null for what comes from a folder."""
    if one.source is not None and "://" not in one.source:
        return None
    if one.ecosystem is Ecosystem.NPM:
        return f"pkg:npm/{one.name.replace('@', '%40')}"
    return _PYPI + canonicalize_name(one.name)


def _name(purl: str) -> str:
    return purl.partition("/")[2]


def _framework_of(projection: Projection, _key: str) -> Mapping[str, str]:
    return {one.purl: one.framework for one in projection.content.packages}


def _direct(dependencies: Sequence[Dependency]) -> Sequence[Dependency]:
    """Return what a project asks for itself.

    A lock file repeats what a manifest says, so its lines count for packages only that no manifest names. Where no
    file tells what is asked for directly, everything that is locked may be.
    """
    asked = [one for one in dependencies if one.direct and one.kind is not DependencyKind.CONSTRAINT]
    named = {(one.ecosystem, one.name) for one in asked if one.kind is not DependencyKind.LOCKED}
    kept = [one for one in asked if one.kind is not DependencyKind.LOCKED or (one.ecosystem, one.name) not in named]
    return kept or [one for one in dependencies if one.kind is DependencyKind.LOCKED]


def _pins(dependencies: Iterable[Dependency]) -> Mapping[str, str]:
    """Return the one version at which lock files and constraints hold a package; none where they name several."""
    found: dict[str, set[str]] = {}
    for one in dependencies:
        if one.pinned is not None and one.kind in {DependencyKind.LOCKED, DependencyKind.CONSTRAINT}:
            purl = purl_of(one)
            if purl is not None:
                found.setdefault(purl, set()).add(one.pinned)
    return {purl: min(versions) for purl, versions in found.items() if len(versions) == 1}


def _pinned(declared: Iterable[Declared], locked: Mapping[str, str]) -> Mapping[str, str]:
    own = {one.purl: one.dependency.pinned for one in declared if one.dependency.pinned is not None}
    return {**locked, **own}


def _used(projection: Projection, manifests: Manifests, known: AbstractSet[str]) -> Iterable[Used]:
    names = known_names(projection)
    own = _own_modules(manifests.files)
    recognised: dict[str, Recognised] = {}
    for one in manifests.imports:
        module = first_part(one.module)
        if module not in names.packages_of:
            continue
        for asked in _asked(one):
            found = recognised.get(asked)
            if found is None:
                found = recognised[asked] = names.recognise(asked)
            if found.found is None or not found.found.package.startswith(_PYPI):
                continue
            # a folder of the project may be called like a package that it does not ask for
            if module not in own or not known.isdisjoint(names.packages_of[module]):
                yield _use(projection, names, one, asked, found)


def _asked(one: Import) -> Iterable[str]:
    named = [f"{one.module}.{name}" for name in one.names if name != "*"]
    return named if one.names else [one.module]


def _use(projection: Projection, names: KnownNames, at: Import, asked: str, found: Recognised) -> Used:
    key = found.found
    assert key is not None
    evidence = projection.evidence.get(key)
    later = replaced_by(found.symbol, evidence, found.known)
    carrier = key if found.symbol is not None else later if later in names.symbols else None
    return Used(at, asked, key, carrier, later, evidence, found.known)


def _own_modules(files: Iterable[str]) -> frozenset[str]:
    """Return what modules of the project's own may be called: the folders and stems of its Python files."""
    paths = [PurePosixPath(one) for one in files if one.endswith((".py", ".pyi"))]
    return frozenset(part for path in paths for part in (*path.parts[:-1], path.stem))
