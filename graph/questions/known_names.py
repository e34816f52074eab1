"""The names of a version as its projection holds them, and how a name in a program is found among them."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.names import KnownName, find_name, module_and_name
from graph.questions.projection import Projection
from graph.recognition import Recognised, recognised, spellings_of
from graph.records import ModuleNames, NameSurvey, Symbol, SymbolKey


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names of one version: symbols, the tables of surveys, and which packages own the first part of a module."""

    symbols: Mapping[SymbolKey, Symbol]
    by_ref: Mapping[str, SymbolKey]
    modules: Mapping[tuple[str, str], ModuleNames]
    surveys: Mapping[str, NameSurvey]
    packages_of: Mapping[str, Sequence[str]]
    framework_of: Mapping[str, str]

    def symbol(self, key: SymbolKey) -> Symbol | None:
        """Return the symbol that mappings use, if this is one."""
        return self.symbols.get(key)

    def known(self, key: SymbolKey) -> KnownName | None:
        """Return what a survey of the package found, if it found this."""
        module, _ = module_and_name(key.ref)
        return find_name(key, self.modules.get((key.package, module)), self.surveys.get(key.package))

    def elsewhere(self, ref: str) -> SymbolKey | None:
        """Return the symbol with this reference; of several the first by package, one that is gone comes last."""
        return self.by_ref.get(ref)

    def recognise(self, name: str) -> Recognised:
        """Return what a name leads to, dotted or ``module:name``, by whatever package may have it."""
        found = recognised(self.packages_of.get(first_part(name), ()), spellings_of(name), self)
        if found.found is None or found.symbol is not None:
            return found
        return Recognised(found.found, found.beyond, self.symbols.get(found.found), found.known)

    def framework(self, module: str) -> str | None:
        """Return the framework that a module comes from, by what its package owns; null if it is none's."""
        packages = self.packages_of.get(first_part(module))
        return self.framework_of[packages[0]] if packages else None


def known_names(projection: Projection) -> KnownNames:
    """Return the names of a version; made once."""
    return projection.once(_known_names, "")


def first_part(module: str) -> str:
    """Return the part of a module that one package owns: ``langchain_core``, or ``@langchain/core`` of npm."""
    if module.startswith("@"):
        return re.split("[:.]", "/".join(module.split("/")[:2]), maxsplit=1)[0]
    return re.split("[./:]", module, maxsplit=1)[0]


def _known_names(projection: Projection, _key: str) -> KnownNames:
    content = projection.content
    framework_of = {one.purl: one.framework for one in content.packages}
    by_ref: dict[str, SymbolKey] = {}
    owners: dict[str, dict[str, None]] = defaultdict(dict)
    # a living name is found before one that is gone, and a package of that name before others
    for purl in framework_of:
        ecosystem, _, name = purl.removeprefix("pkg:").partition("/")
        top = name.replace("%40", "@") if ecosystem == "npm" else name.replace("-", "_")
        owners[top][purl] = None
    for symbol in sorted(content.symbols, key=lambda one: (one.former, one.package, one.ref)):
        by_ref.setdefault(symbol.ref, SymbolKey(symbol.package, symbol.ref))
        owners[first_part(symbol.ref)][symbol.package] = None
    for module in content.names:
        if module.package in framework_of:
            owners[first_part(module.module)][module.package] = None
    return KnownNames(
        projection.symbols,
        by_ref,
        {(one.package, one.module): one for one in content.names},
        {one.package: one for one in content.surveys},
        {top: tuple(packages) for top, packages in owners.items()},
        framework_of,
    )
