"""Symbols: one record for every place that names one, former ones with their history, written as one imports them."""

import keyword
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from graph.identity import ecosystem_of
from graph.records import SymbolKey
from graph.vocabulary import Ecosystem, NodeKind
from ingest.diagnostics import Diagnostic, Place, Rule, displayed, quoted
from ingest.documents import FrameworkDocument, SymbolDocument, SymbolPointerDocument
from ingest.nodes import Route
from ingest.sources import Catalogue, Source
from ingest.suggestions import MAX_SUGGESTIONS, did_you_mean

FOREIGN_PACKAGE = Rule(
    "DUR505",
    "A symbol of a package that the framework does not list",
    "A framework's mappings name symbols of its own packages.",
    "package: pkg:pypi/openai   # in haystack.yaml",
    "Add the package to `packages`, or map the framework that it belongs to.",
)
SYMBOL_DIFFERS = Rule(
    "DUR506",
    "A symbol is described in two ways",
    "A symbol is one record. What is said about it is the same wherever it is named.",
    "kind: interface   # and `implementation` in another mapping",
    "Make both places say the same.",
)
FORMER_WITHOUT_RELEASE = Rule(
    "DUR507",
    "A former symbol without seen_in",
    "That a name once was there is shown by a release that had it.",
    "former: true   # and no seen_in",
    "Add `seen_in:` with a version in which it was found.",
)
HISTORY_OF_LIVING = Rule(
    "DUR508",
    "seen_in or replaced_by on a symbol that is not former",
    "Only a name that is gone has a last known release and a replacement.",
    "seen_in: 2.18.1   # and no `former: true`",
    "Add `former: true`, or delete the key.",
)
UNKNOWN_REPLACEMENT = Rule(
    "DUR509",
    "A replacement that is not in the catalogue",
    "What took the place of a former symbol is a living symbol that some mapping names.",
    "replaced_by:\n  package: pkg:pypi/haystack-ai\n  ref: haystack:Nowhere",
    "Name a symbol of a mapping, or add it to one.",
)
FORMER_REPLACEMENT = Rule(
    "DUR510",
    "A replacement that is gone itself",
    "A reader wants what works today, not the next thing that went away.",
    "replaced_by: …   # a symbol with former: true",
    "Name what took the place of that one.",
)
NOT_IMPORTABLE = Rule(
    "DUR511",
    "A reference that nobody could import",
    "The part before the colon is a dotted module in Python, and for npm the package's name with an optional path.",
    "ref: haystack/components:Ranker   # of a Python package",
    "Write exactly the import that a learner would write.",
)

_PYTHON_MODULE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")
_NPM_PATH = re.compile(r"(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")


class _Use(NamedTuple):
    """A place that names a symbol."""

    source: Source[FrameworkDocument]
    route: Route
    symbol: SymbolDocument

    def place(self, *route: str) -> Place:
        return self.source.value(*self.route, *route)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Report symbols that are foreign, contradictory, without their history, or not importable."""
    uses: dict[SymbolKey, list[_Use]] = defaultdict(list)
    for source, route, symbol in catalogue.symbols():
        uses[SymbolKey(symbol.package, symbol.ref)].append(_Use(source, route, symbol))
    for named in uses.values():
        for use in named:
            yield from _own(use)
            yield from _history(use)
            yield from _differences(named[0], use)
            yield from _importable(use)
    yield from _replacements(uses, catalogue)


def _own(use: _Use) -> Iterator[Diagnostic]:
    packages = use.source.document.packages
    if use.symbol.package not in packages:
        message = f"{quoted(use.symbol.package)} is not among the packages of {quoted(use.source.slug)}"
        help_ = did_you_mean(use.symbol.package, packages, FOREIGN_PACKAGE.fix)
        yield FOREIGN_PACKAGE.at(use.place("package"), message, help_)


def _history(use: _Use) -> Iterator[Diagnostic]:
    symbol = use.symbol
    if symbol.former and symbol.seen_in is None:
        message = f"{quoted(symbol.ref)} is former, and no release is named that had it"
        yield FORMER_WITHOUT_RELEASE.at(use.place("former"), message, FORMER_WITHOUT_RELEASE.fix)
    for key in ("seen_in", "replaced_by"):
        if not symbol.former and getattr(symbol, key) is not None:
            message = f"{quoted(key)} stands on {quoted(symbol.ref)}, which is not marked former"
            yield HISTORY_OF_LIVING.at(use.source.key(*use.route, key), message, HISTORY_OF_LIVING.fix)


def _differences(first: _Use, use: _Use) -> Iterator[Diagnostic]:
    for key in ("kind", "former", "seen_in", "replaced_by", "quotation"):
        here, there = getattr(use.symbol, key), getattr(first.symbol, key)
        if here != there:
            where = first.place()
            told = f"{displayed(where.path)}:{where.line} says {_said(there)}"
            message = f"{quoted(key)} of {quoted(use.symbol.ref)} is {_said(here)} here, and {told}"
            yield SYMBOL_DIFFERS.at(use.place(key), message, SYMBOL_DIFFERS.fix)


def _said(value: Any) -> str:
    if value is None:
        return "nothing"
    return quoted(getattr(value, "ref", None) or getattr(value, "text", None) or str(value).lower())


def _replacements(uses: Mapping[SymbolKey, Sequence[_Use]], catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Report replacements that are not there; each suggestion takes a look at all living symbols of a package."""
    living: dict[str, list[str]] = defaultdict(list)
    for key, (first, *_) in uses.items():
        if not first.symbol.former:
            living[key.package].append(key.ref)
    suggestions_left = MAX_SUGGESTIONS
    for use in (use for named in uses.values() for use in named):
        heir = use.symbol.replaced_by
        if heir is None or not use.symbol.former:
            continue
        found = uses.get(SymbolKey(heir.package, heir.ref))
        if found is not None:
            yield from _former_heir(use, heir, found[0])
        elif heir.package in use.source.document.packages or not catalogue.has_broken(NodeKind.FRAMEWORK):
            near = living[heir.package] if suggestions_left > 0 else ()
            suggestions_left -= 1
            message = f"no mapping names the symbol {quoted(heir.ref)} of {quoted(heir.package)}"
            help_ = did_you_mean(heir.ref, near, UNKNOWN_REPLACEMENT.fix)
            yield UNKNOWN_REPLACEMENT.at(use.place("replaced_by", "ref"), message, help_)


def _former_heir(use: _Use, heir: SymbolPointerDocument, found: _Use) -> Iterator[Diagnostic]:
    if found.symbol.former:
        message = f"{quoted(heir.ref)} is former itself"
        yield FORMER_REPLACEMENT.at(use.place("replaced_by", "ref"), message, FORMER_REPLACEMENT.fix)


def _importable(use: _Use) -> Iterator[Diagnostic]:
    module, _, qualname = use.symbol.ref.partition(":")
    if ecosystem_of(use.symbol.package) is Ecosystem.PYPI:
        names = [*module.split("."), *qualname.split(".")]
        fine = bool(_PYTHON_MODULE.fullmatch(module)) and "$" not in qualname and not any(map(keyword.iskeyword, names))
        expected = "a dotted Python module before the colon and a dotted Python name after it"
    else:
        name = use.symbol.package.removeprefix("pkg:npm/").replace("%40", "@")
        fine = module.startswith(name) and bool(_NPM_PATH.fullmatch(module.removeprefix(name)))
        expected = f"{quoted(name)}, with a path below it at most, before the colon"
    if not fine:
        message = f"{quoted(use.symbol.ref)} cannot be imported from {quoted(use.symbol.package)}"
        yield NOT_IMPORTABLE.at(use.place("ref"), message, f"expected {expected}")
