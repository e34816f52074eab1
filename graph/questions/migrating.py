"""`migrate`: from the names of one framework to those of another, through the concept that they share.

A name is only set beside names of its own kind: a class to be subclassed never replaces one that does the work. Names
that are gone take part: they lead to what took their place, and to the concept that they expressed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from graph.identity import NodeKey, symbol_key
from graph.questions.choosing import framework_named, merit, standing, succession
from graph.questions.errors import BadQuestion, UnknownName
from graph.questions.knowledge import MOST_REASONS
from graph.questions.projection import Projection
from graph.questions.reasons import Basis, Reason, because_of_mapping, because_of_symbol
from graph.questions.texts import code_words
from graph.records import Framework, Mapping, Symbol, SymbolKey
from graph.vocabulary import Finding, MappingState, NodeKind

MOST_ITEMS = 100
MOST_COUNTERPARTS = 6
_OF_ONE_CONCEPT = 3
_LIKE = 60
"""Similarity of two names in percent from which it says something."""
_GONE = frozenset({Finding.ABSENT, Finding.TOMBSTONE})


class Prospect(StrEnum):
    """What becomes of a name in a migration."""

    COUNTERPART = "counterpart"
    REPLACED = "replaced"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A name that does for a concept what another one does."""

    symbol: SymbolKey
    framework: str
    concept: str
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class MigrationItem:
    """One name: what became of it, its new name in its own framework if it is gone, and its counterparts."""

    symbol: SymbolKey
    prospect: Prospect
    concepts: tuple[str, ...]
    replaced_by: SymbolKey | None
    counterparts: tuple[Counterpart, ...]
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Migration:
    """A migration, name by name; those that have no counterpart are there too. `further` counts what is not shown."""

    origin: str
    target: str | None
    items: tuple[MigrationItem, ...]
    further: int


def migrate(projection: Projection, origin: str, target: str) -> Migration:
    """Return how the names of one framework become those of another, concept by concept.

    Raises:
        BadQuestion: If a slug is not in the catalogue, or both are the same.

    Cost: the symbols of the origin, times those of the target for the same concept.
    """
    old, new = framework_named(projection, origin), framework_named(projection, target)
    if old.slug == new.slug:
        raise BadQuestion("Give two different frameworks; to find the new name of one symbol, give `symbol`.")
    own = projection.mappings_of_framework.get(old.slug, ())
    keys = list(dict.fromkeys(key for mapping in own for key in mapping.symbols))
    items = [_item(projection, key, old, new) for key in keys]
    return Migration(old.slug, new.slug, tuple(items[:MOST_ITEMS]), max(0, len(items) - MOST_ITEMS))


def migrate_symbol(
    projection: Projection, ref: str, package: str | None = None, target: str | None = None
) -> Migration:
    """Return what one name becomes: in its own framework, and in another one or in those that fit best.

    Args:
        projection: The version to read.
        ref: The object reference, ``module:name``.
        package: The purl of its package; needed where several have it.
        target: Slug of the framework to move to; all of them if none is given.

    Raises:
        BadQuestion: If the name is not in the catalogue, or in several packages, or the target is not there.
    """
    key = _symbol_named(projection, ref, package)
    old = projection.frameworks[_owner(projection, key)]
    new = framework_named(projection, target) if target is not None else None
    return Migration(old.slug, new.slug if new else None, (_item(projection, key, old, new),), 0)


def _symbol_named(projection: Projection, ref: str, package: str | None) -> SymbolKey:
    found = [key for key in projection.symbols if key.ref == ref and package in (None, key.package)]
    if not found:
        raise UnknownName("symbol", ref, (key.ref for key in projection.symbols))
    if len(found) > 1:
        packages = ", ".join(sorted(key.package for key in found))
        raise BadQuestion(f"Several packages have {ref!r}: give one of {packages} as `package`.")
    return found[0]


def _owner(projection: Projection, key: SymbolKey) -> str:
    return next(one.framework for one in projection.content.packages if one.purl == key.package)


def _item(projection: Projection, key: SymbolKey, old: Framework, new: Framework | None) -> MigrationItem:
    symbol = projection.symbols[key]
    concepts = tuple(dict.fromkeys(one.concept for one in projection.mappings_of_symbol.get(key, ())))
    replaced_by = symbol.replaced_by if symbol.replaced_by in projection.symbols else None
    counterparts = _counterparts(projection, symbol, concepts, old, new)
    reasons = [*_fate(projection, key, symbol)]
    if replaced_by is not None and new is None:
        prospect = Prospect.REPLACED
    elif counterparts:
        prospect = Prospect.COUNTERPART
    elif replaced_by is not None:
        prospect = Prospect.REPLACED
    else:
        prospect = Prospect.NOTHING
        reasons.append(_why_nothing(projection, key, symbol, concepts, new))
    return MigrationItem(key, prospect, concepts, replaced_by, counterparts, tuple(reasons))


def _fate(projection: Projection, key: SymbolKey, symbol: Symbol) -> Iterable[Reason]:
    """Yield what happened to a name: gone since when, replaced by what."""
    node = NodeKey(NodeKind.SYMBOL, symbol_key(key))
    evidence = projection.evidence.get(key)
    if symbol.former or (evidence is not None and evidence.finding in _GONE):
        seen = f" It was there in {symbol.seen_in}." if symbol.seen_in else ""
        now = f" in {evidence.version}" if evidence else ""
        checked = evidence.checked_on if evidence else None
        version = evidence.version if evidence else None
        text = f"{key.ref} is gone{now}.{seen}"
        yield Reason(Basis.SYMBOL, text, node, checked_on=checked, version=version)
    if symbol.replaced_by is not None and symbol.replaced_by in projection.symbols:
        later = NodeKey(NodeKind.SYMBOL, symbol_key(symbol.replaced_by))
        yield Reason(Basis.REPLACEMENT, f"{symbol.replaced_by.ref} took its place.", node, later)


def _why_nothing(
    projection: Projection, key: SymbolKey, symbol: Symbol, concepts: Sequence[str], new: Framework | None
) -> Reason:
    node = NodeKey(NodeKind.SYMBOL, symbol_key(key))
    names = ", ".join(projection.concepts[one].name for one in concepts)
    kind = symbol.kind.value
    whose = f"{new.name} has no {kind} that" if new else f"No {kind} of another framework"
    text = f"{whose} is known to express {names}."
    return Reason(Basis.MAPPING, text, node)


def _counterparts(
    projection: Projection, symbol: Symbol, concepts: Sequence[str], old: Framework, new: Framework | None
) -> tuple[Counterpart, ...]:
    found: dict[SymbolKey, Counterpart] = {}
    for concept in concepts:
        mappings = [
            one
            for one in projection.mappings_of_concept[concept]
            if (one.framework == new.slug if new else one.framework != old.slug)
            and projection.state(one) is not MappingState.BROKEN
        ]
        mappings.sort(key=lambda one: (*standing(projection, old, one.framework), *merit(projection, one)))
        for mapping in mappings:
            most = _OF_ONE_CONCEPT if new else 1
            for key in _alike(projection, symbol, mapping)[:most]:
                found.setdefault(key, _counterpart(projection, old, key, mapping))
    return tuple(found.values())[:MOST_COUNTERPARTS]


def _alike(projection: Projection, symbol: Symbol, mapping: Mapping) -> list[SymbolKey]:
    """Return the living names of a mapping that are of the same kind as a symbol.

    Those whose names share words with it come first (token set ratio); the others stay in the order of the mapping.
    """
    words = " ".join(code_words(symbol.ref.partition(":")[2]))

    def unlike(key: SymbolKey) -> float:
        return -fuzz.token_set_ratio(words, " ".join(code_words(key.ref.partition(":")[2])), score_cutoff=_LIKE)

    living = [
        key
        for key in mapping.symbols
        if projection.symbols[key].kind is symbol.kind
        and not projection.symbols[key].former
        and not (key in projection.evidence and projection.evidence[key].finding in _GONE)
    ]
    return sorted(living, key=unlike)


def _counterpart(projection: Projection, old: Framework, key: SymbolKey, mapping: Mapping) -> Counterpart:
    node = NodeKey(NodeKind.SYMBOL, symbol_key(key))
    seen = because_of_symbol(key, node, projection.evidence.get(key))
    line = succession(projection, old.slug, mapping.framework)
    because = (because_of_mapping(projection, mapping), seen, *line)[:MOST_REASONS]
    return Counterpart(key, mapping.framework, mapping.concept, because)
