"""What the catalogue knows of names that somebody asks about, as programs have them: dotted, old, moved or gone."""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import fuzz, process

from graph import edges
from graph.edges import Edge, Facet
from graph.identity import symbol_key
from graph.names import KnownName
from graph.recognition import Recognised, moved_to, recognised, spellings_of
from graph.records import Evidence, Symbol, SymbolKey
from graph.records import Mapping as MappingRecord
from graph.state import state_in, symbol_state
from graph.store import Filter, Order, Page, Pinned
from graph.vocabulary import Cataloguing, MappingState, NodeKind, SymbolState
from schema.sightings import Sighting, first_seen, last_seen, sightings_of

STAND_INS = 5
"""How many names that do the same are told of one name."""
NEAREST = 3
"""How many names that are called alike are told of one that is not known."""
_LEAST_ALIKE = 55
_GONE = {SymbolState.ABSENT, SymbolState.TOMBSTONE}
_WHOLE_PAGE = Page(first=100)
_NOT_FORMER = Filter({Facet.FORMER: frozenset({"false"})})
_LIVING = Filter({Facet.STATE: frozenset({MappingState.VERIFIED.value, MappingState.DOCUMENTED.value})})


class Asked(NamedTuple):
    """A name that somebody asks about; `ref` is an object reference, or a dotted name as a program has it."""

    package: str
    ref: str
    version: str | None


@dataclass(frozen=True, slots=True)
class SymbolAnswer:
    """What the catalogue knows of one name that was asked about."""

    package: str
    ref: str
    version: str | None
    cataloguing: Cataloguing
    found: SymbolKey | None
    beyond: str | None
    symbol: Symbol | None
    state: SymbolState
    state_in_version: SymbolState | None
    newest: str | None
    first_seen: Sighting | None
    last_seen: Sighting | None
    moved_to: SymbolKey | None
    concepts: tuple[str, ...]
    stand_ins: tuple[SymbolKey, ...]
    nearest: tuple[SymbolKey, ...]


@dataclass(slots=True)
class _Recognised:
    """A name on its way to an answer."""

    asked: Asked
    found: SymbolKey | None = None
    beyond: str | None = None
    symbol: Symbol | None = None
    known: KnownName | None = None
    evidence: Evidence | None = None
    heir: Symbol | None = None

    @property
    def moved_to(self) -> SymbolKey | None:
        """Where the name is now."""
        return moved_to(self.symbol, self.evidence, self.known)

    @property
    def is_foreign(self) -> bool:
        """Whether another package has the name than the one that was asked about."""
        return self.found is not None and self.found.package != self.asked.package

    @property
    def carriers(self) -> list[Symbol]:
        """The symbols whose mappings say what the name is about."""
        return [one for one in (self.symbol, self.heir) if one is not None]


async def recognise(pinned: Pinned, asked: Sequence[Asked]) -> list[SymbolAnswer]:
    """Return what is known of each name, in the order asked: at most ten round trips whatever their number."""
    names = await _looked_up(pinned, asked)
    await _follow(pinned, names)
    nearby = await _of_packages(pinned, sorted({name.asked.package for name in names if name.found is None}))
    concepts = await _concepts_of(pinned, {_key(one) for name in names for one in name.carriers})
    living = await _living(pinned, sorted({concept for found in concepts.values() for concept in found}))
    return [_answer(name, concepts, living, nearby.get(name.asked.package, [])) for name in names]


def _key(symbol: Symbol) -> SymbolKey:
    return SymbolKey(symbol.package, symbol.ref)


async def _symbols(pinned: Pinned, keys: Iterable[SymbolKey]) -> dict[SymbolKey, Symbol]:
    """Return the symbols that are there."""
    wanted = list(dict.fromkeys(keys))
    nodes = await pinned.nodes(NodeKind.SYMBOL, [symbol_key(key) for key in wanted]) if wanted else []
    return {key: node for key, node in zip(wanted, nodes, strict=True) if isinstance(node, Symbol)}


@dataclass(frozen=True, slots=True)
class _LookedUp:
    """What a store said about the names of one request."""

    symbols: Mapping[SymbolKey, Symbol]
    surveyed: Mapping[SymbolKey, KnownName | None]
    by_ref: Mapping[str, SymbolKey]

    def symbol(self, key: SymbolKey) -> Symbol | None:
        return self.symbols.get(key)

    def known(self, key: SymbolKey) -> KnownName | None:
        return self.surveyed.get(key)

    def elsewhere(self, ref: str) -> SymbolKey | None:
        return self.by_ref.get(ref)


async def _looked_up(pinned: Pinned, asked: Sequence[Asked]) -> list[_Recognised]:
    spellings = [spellings_of(one.ref) for one in asked]
    pairs = list(zip(asked, spellings, strict=True))
    keys = list(dict.fromkeys(SymbolKey(one.package, way.ref) for one, ways in pairs for way in ways))
    whole = list(dict.fromkeys(way.ref for ways in spellings for way in ways if way.beyond is None))
    symbols, known, others = await asyncio.gather(
        _symbols(pinned, keys), pinned.names(keys), pinned.symbols_by_ref(whole)
    )
    elsewhere = {ref: found[0] for ref, found in zip(whole, others, strict=True) if found}
    looked_up = _LookedUp(symbols, dict(zip(keys, known, strict=True)), elsewhere)
    names = [_of_one(one, recognised((one.package,), ways, looked_up)) for one, ways in pairs]
    foreign = await _symbols(pinned, (name.found for name in names if name.found is not None and name.is_foreign))
    for name in names:
        if name.is_foreign and name.found is not None:
            name.symbol = foreign.get(name.found)
    return names


def _of_one(asked: Asked, name: Recognised) -> _Recognised:
    return _Recognised(asked, name.found, name.beyond, name.symbol, name.known)


async def _follow(pinned: Pinned, names: Sequence[_Recognised]) -> None:
    """Read the evidence about names, and the symbols that they moved to."""
    keys = list(dict.fromkeys(_key(name.symbol) for name in names if name.symbol is not None))
    evidence = dict(zip(keys, await pinned.evidence(keys), strict=True)) if keys else {}
    for name in names:
        if name.symbol is not None:
            name.evidence = evidence[_key(name.symbol)]
    heirs = await _symbols(pinned, (name.moved_to for name in names if name.moved_to is not None))
    for name in names:
        if name.moved_to is not None:
            name.heir = heirs.get(name.moved_to)


async def _mappings(pinned: Pinned, edge: Edge, owners: Sequence[str], where: Filter) -> list[list[MappingRecord]]:
    slices = await pinned.slices(edge, owners, _WHOLE_PAGE, where, Order(), None) if owners else []
    return [[one for one in found.items if isinstance(one, MappingRecord)] for found in slices]


async def _concepts_of(pinned: Pinned, keys: Iterable[SymbolKey]) -> dict[SymbolKey, tuple[str, ...]]:
    """Return the concepts that mappings use each symbol for."""
    ordered = sorted(keys)
    mappings = await _mappings(pinned, edges.SYMBOL_MAPPINGS, [symbol_key(key) for key in ordered], Filter())
    return {
        key: tuple(dict.fromkeys(one.concept for one in found)) for key, found in zip(ordered, mappings, strict=True)
    }


async def _of_packages(pinned: Pinned, purls: Sequence[str]) -> dict[str, list[SymbolKey]]:
    """Return the symbols of packages that are not former."""
    slices = await pinned.slices(edges.PACKAGE_SYMBOLS, purls, _WHOLE_PAGE, _NOT_FORMER, Order(), None) if purls else []
    return {
        purl: [_key(one) for one in found.items if isinstance(one, Symbol)]
        for purl, found in zip(purls, slices, strict=True)
    }


async def _living(pinned: Pinned, concepts: Sequence[str]) -> dict[str, list[tuple[str, Symbol]]]:
    """Return for each concept the symbols of mappings that hold today, with their frameworks, by framework."""
    mappings = await _mappings(pinned, edges.CONCEPT_MAPPINGS, concepts, _LIVING)
    symbols = await _symbols(pinned, (key for found in mappings for mapping in found for key in mapping.symbols))
    return {
        slug: [
            (mapping.framework, symbols[key])
            for mapping in found
            for key in mapping.symbols
            if key in symbols and not symbols[key].former
        ]
        for slug, found in zip(concepts, mappings, strict=True)
    }


def _answer(
    name: _Recognised,
    concepts: dict[SymbolKey, tuple[str, ...]],
    living: dict[str, list[tuple[str, Symbol]]],
    nearby: Sequence[SymbolKey],
) -> SymbolAnswer:
    about = tuple(dict.fromkeys(slug for one in name.carriers for slug in concepts[_key(one)]))
    first, last = _sightings(name)
    return SymbolAnswer(
        package=name.asked.package,
        ref=name.asked.ref,
        version=name.asked.version,
        cataloguing=_cataloguing(name),
        found=name.found,
        beyond=name.beyond,
        symbol=name.symbol,
        state=_beyond(name, _state(name)),
        state_in_version=None if name.asked.version is None else _beyond(name, _state_in(name, name.asked.version)),
        newest=_newest(name),
        first_seen=first,
        last_seen=last,
        moved_to=name.moved_to,
        concepts=about,
        stand_ins=_stand_ins(name, about, living),
        nearest=_nearest(name, nearby),
    )


def _nearest(name: _Recognised, nearby: Sequence[SymbolKey]) -> tuple[SymbolKey, ...]:
    """Return symbols of the same package that are called alike, for a name that was not recognised."""
    if name.found is not None or not nearby:
        return ()
    own = re.split("[.:]", name.asked.ref)[-2:]
    called = [" ".join(re.split("[.:]", key.ref)[-2:]) for key in nearby]
    alike = process.extract(
        " ".join(own), called, scorer=fuzz.token_sort_ratio, limit=NEAREST, score_cutoff=_LEAST_ALIKE
    )
    return tuple(nearby[at] for _, _, at in alike)


def _cataloguing(name: _Recognised) -> Cataloguing:
    if name.symbol is not None:
        return Cataloguing.MAPPED
    return Cataloguing.NOT_CATALOGUED if name.known is None else Cataloguing.KNOWN


def _state(name: _Recognised) -> SymbolState:
    if name.evidence is None and name.known is not None:
        return name.known.state
    return symbol_state(name.evidence)


def _state_in(name: _Recognised, version: str) -> SymbolState:
    if name.known is not None and (name.evidence is None or name.is_foreign):
        return name.known.state_in(version)
    # a version of the package that was asked about says nothing about another
    return SymbolState.NOT_RECORDED if name.is_foreign else state_in(name.evidence, version)


def _beyond(name: _Recognised, state: SymbolState) -> SymbolState:
    """Return the state of what follows the name found: it is gone with it, and nothing is recorded otherwise."""
    return state if name.beyond is None or state in _GONE else SymbolState.NOT_RECORDED


def _newest(name: _Recognised) -> str | None:
    if name.evidence is not None:
        return name.evidence.version
    return None if name.known is None else name.known.survey.read[-1].version


def _sightings(name: _Recognised) -> tuple[Sighting | None, Sighting | None]:
    if name.evidence is not None:
        return first_seen(name.evidence), last_seen(name.evidence)
    return (None, None) if name.known is None else sightings_of(name.known)


def _stand_ins(
    name: _Recognised, about: Iterable[str], living: dict[str, list[tuple[str, Symbol]]]
) -> tuple[SymbolKey, ...]:
    """Return living symbols of the same kind for the same concepts: the heir, those of its framework, then others."""
    if not name.carriers:
        return ()
    kind, heir = name.carriers[0].kind, name.moved_to
    candidates = [one for slug in about for one in living[slug] if one[1].kind is kind]
    home = {framework for framework, one in candidates if one.package == name.carriers[0].package}
    ordered = sorted(candidates, key=lambda one: (_key(one[1]) != heir, one[0] not in home))
    keys = dict.fromkeys(_key(one) for _, one in ordered)
    return tuple(key for key in keys if key != name.found)[:STAND_INS]
