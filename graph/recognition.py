"""How a name that a program has is recognised: the ways to read it, and which of them leads somewhere.

One way for all who ask: `symbols(refs:)` looks names up in a store, `explainCode` and the audit in a projection.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from graph.names import KnownName
from graph.records import Evidence, Symbol, SymbolKey

_MOST_PARTS = 12
_MOST_BEYOND = 2


class Spelling(NamedTuple):
    """One way to read a name: an object reference, and what follows it, such as a method of a class."""

    ref: str
    beyond: str | None


class Names(Protocol):
    """What is known of names, looked up before or when it is asked for."""

    def symbol(self, key: SymbolKey) -> Symbol | None:
        """Return the symbol that mappings use, if this is one."""

    def known(self, key: SymbolKey) -> KnownName | None:
        """Return what a survey of the package found, if it found this."""

    def elsewhere(self, ref: str) -> SymbolKey | None:
        """Return the symbol with this reference in whatever package."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A name that was read: the key it leads to, what follows it, and what is known of the key; empty if nothing is.

    `symbol` is empty as well where the name was found in another package, which the caller looks up.
    """

    found: SymbolKey | None = None
    beyond: str | None = None
    symbol: Symbol | None = None
    known: KnownName | None = None


def spellings_of(ref: str) -> list[Spelling]:
    """Return how a name can be read, likeliest first: whole names before those with something beyond.

    A name with a colon says itself where its module ends; of a dotted one that is found out by looking.
    """
    module, colon, name = ref.partition(":")
    parts = name.split(".") if colon else ref.split(".")
    if not all(parts) or len(parts) > _MOST_PARTS:
        return [Spelling(ref, None)]
    found = []
    for beyond in range(min(_MOST_BEYOND, len(parts) - 1) + 1):
        kept = parts[: len(parts) - beyond]
        rest = ".".join(parts[len(kept) :]) or None
        if colon:
            found.append(Spelling(f"{module}:{'.'.join(kept)}", rest))
        else:
            cuts = range(len(kept) - 1, 0, -1)
            found += [Spelling(f"{'.'.join(kept[:cut])}:{'.'.join(kept[cut:])}", rest) for cut in cuts]
    return found


def recognised(packages: Sequence[str], ways: Sequence[Spelling], names: Names) -> Recognised:
    """Return a name by the likeliest spelling that leads somewhere.

    A whole name that a mapping uses, in one of the packages or in another, tells more than one that only a survey
    found.

    Args:
        packages: Purls of the packages that may have the name, likeliest first.
        ways: How the name can be read, see `spellings_of`.
        names: What is known.
    """
    whole = [way for way in ways if way.beyond is None]
    keys = [SymbolKey(package, way.ref) for way in whole for package in packages]
    surveyed = next((found for key in keys if (found := names.known(key)) is not None), None)
    for key in keys:
        if (symbol := names.symbol(key)) is not None:
            return Recognised(key, None, symbol, surveyed)
    for way in whole:
        if (elsewhere := names.elsewhere(way.ref)) is not None:
            return Recognised(elsewhere, None, None, surveyed)
    for way in ways:
        for package in packages:
            key = SymbolKey(package, way.ref)
            symbol, known = names.symbol(key), names.known(key)
            if symbol is not None or known is not None:
                return Recognised(key, way.beyond, symbol, known)
    return Recognised()


def moved_to(symbol: Symbol | None, evidence: Evidence | None, known: KnownName | None) -> SymbolKey | None:
    """Return where a name is now: what was measured, then what people say took its place, then what a survey found."""
    if evidence is not None and evidence.moved_to is not None:
        return evidence.moved_to
    if symbol is not None and symbol.replaced_by is not None:
        return symbol.replaced_by
    return None if known is None else known.moved_to


def replaced_by(symbol: Symbol | None, evidence: Evidence | None, known: KnownName | None) -> SymbolKey | None:
    """Return what to use instead of a name: what people say took its place, then where it is now."""
    if symbol is not None and symbol.replaced_by is not None:
        return symbol.replaced_by
    return moved_to(symbol, evidence, known)
