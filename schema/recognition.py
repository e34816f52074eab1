"""What the catalogue knows of names that somebody asks about, as programs have them: dotted, old, moved or gone."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from graph import edges
from graph.edges import Facet, OrderField
from graph.identity import symbol_key
from graph.names import KnownName
from graph.records import Evidence, Mapping, Symbol, SymbolKey
from graph.state import state_in, symbol_state
from graph.store import Filter, Order, Page
from graph.vocabulary import Cataloguing, MappingState, NodeKind, SymbolState
from schema.sightings import Sighting, first_seen, last_seen, sightings_of

if TYPE_CHECKING:
    from schema.reading import Reader

STAND_INS = 5
"""How many names that do the same are told of one name."""
_MOST_PARTS = 12
_MOST_BEYOND = 2
_GONE = {SymbolState.ABSENT, SymbolState.TOMBSTONE}
_WHOLE_PAGE = Page(first=100)
_LIVING = Filter({Facet.STATE: frozenset({MappingState.VERIFIED.value, MappingState.DOCUMENTED.value})})
_BY_FRAMEWORK = Order(OrderField.FRAMEWORK)


class Asked(NamedTuple):
    """A name that somebody asks about; `ref` is an object reference, or a dotted name as a program has it."""

    package: str
    ref: str
    version: str | None


class Spelling(NamedTuple):
    """One way to read a name: an object reference, and what follows it, such as a method of a class."""

    ref: str
    beyond: str | None


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
        if self.evidence is not None and self.evidence.moved_to is not None:
            return self.evidence.moved_to
        if self.symbol is not None and self.symbol.replaced_by is not None:
            return self.symbol.replaced_by
        return None if self.known is None else self.known.moved_to

    @property
    def carriers(self) -> list[Symbol]:
        """The symbols whose mappings say what the name is about."""
        return [one for one in (self.symbol, self.heir) if one is not None]


async def recognise(reader: "Reader", asked: Sequence[Asked]) -> list[SymbolAnswer]:
    """Return what is known of each name, in the order asked: a fixed number of round trips whatever their number."""
    names = await asyncio.gather(*(_looked_up(reader, one) for one in asked))
    await asyncio.gather(*(_followed(reader, one) for one in names))
    concepts = await _concepts_of(reader, {_key(one) for name in names for one in name.carriers})
    living = await _living(reader, sorted({concept for found in concepts.values() for concept in found}))
    return [_answer(name, concepts, living) for name in names]


def _key(symbol: Symbol) -> SymbolKey:
    return SymbolKey(symbol.package, symbol.ref)


async def _looked_up(reader: "Reader", asked: Asked) -> _Recognised:
    spellings = spellings_of(asked.ref)
    keys = [SymbolKey(asked.package, spelling.ref) for spelling in spellings]
    symbols, known, elsewhere = await asyncio.gather(
        reader.nodes_of(NodeKind.SYMBOL, [symbol_key(key) for key in keys]),
        asyncio.gather(*(reader.name(key) for key in keys)),
        asyncio.gather(*(reader.symbols_by_ref(spelling.ref) for spelling in spellings)),
    )
    for whole in (True, False):
        places = [place for place, spelling in enumerate(spellings) if (spelling.beyond is None) is whole]
        for at in (*_first(places, symbols), *_first(places, known)):
            return _Recognised(asked, keys[at], spellings[at].beyond, symbols[at], known[at])
        for at in _first(places, elsewhere):
            key = elsewhere[at][0]
            symbol = await reader.symbol(key)
            return _Recognised(asked, key, spellings[at].beyond, symbol)
    return _Recognised(asked)


def _first(places: Iterable[int], values: Sequence[Any]) -> list[int]:
    """Return the first of the places at which there is something, if there is one."""
    return [place for place in places if values[place]][:1]


async def _followed(reader: "Reader", name: _Recognised) -> None:
    """Read the evidence about a name, and the symbol that it moved to."""
    if name.symbol is not None:
        name.evidence = await reader.evidence(_key(name.symbol))
    if name.moved_to is not None:
        name.heir = await reader.symbol(name.moved_to)


async def _concepts_of(reader: "Reader", keys: Iterable[SymbolKey]) -> dict[SymbolKey, tuple[str, ...]]:
    """Return the concepts that mappings use each symbol for."""
    ordered = sorted(keys)
    own = Order()
    slices = await asyncio.gather(
        *(reader.page(edges.SYMBOL_MAPPINGS, symbol_key(key), _WHOLE_PAGE, Filter(), own, None) for key in ordered)
    )
    return {
        key: tuple(dict.fromkeys(one.concept for one in found.items if isinstance(one, Mapping)))
        for key, found in zip(ordered, slices, strict=True)
    }


async def _living(reader: "Reader", concepts: Sequence[str]) -> dict[str, list[tuple[str, Symbol]]]:
    """Return for each concept the symbols of mappings that hold today, with their frameworks."""
    slices = await asyncio.gather(
        *(reader.page(edges.CONCEPT_MAPPINGS, slug, _WHOLE_PAGE, _LIVING, _BY_FRAMEWORK, None) for slug in concepts)
    )
    mappings = [[one for one in found.items if isinstance(one, Mapping)] for found in slices]
    keys = sorted({key for found in mappings for mapping in found for key in mapping.symbols})
    symbols = dict(zip(keys, await reader.nodes_of(NodeKind.SYMBOL, [symbol_key(key) for key in keys]), strict=True))
    return {
        slug: [
            (mapping.framework, symbols[key])
            for mapping in found
            for key in mapping.symbols
            if symbols[key] is not None and not symbols[key].former
        ]
        for slug, found in zip(concepts, mappings, strict=True)
    }


def _answer(
    name: _Recognised,
    concepts: dict[SymbolKey, tuple[str, ...]],
    living: dict[str, list[tuple[str, Symbol]]],
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
    )


def _cataloguing(name: _Recognised) -> Cataloguing:
    if name.symbol is not None:
        return Cataloguing.MAPPED
    return Cataloguing.NOT_CATALOGUED if name.known is None else Cataloguing.KNOWN


def _state(name: _Recognised) -> SymbolState:
    if name.evidence is None and name.known is not None:
        return name.known.state
    return symbol_state(name.evidence)


def _state_in(name: _Recognised, version: str) -> SymbolState:
    if name.evidence is None and name.known is not None:
        return name.known.state_in(version)
    return state_in(name.evidence, version)


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
