"""The projection: what the questions need of one version, read in one round trip and shared by all who ask.

A question is a function of a projection and of nothing else, so its answer is the same whichever store serves it.
"""

import asyncio
import datetime
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from graph.canonical import Version
from graph.identity import mapping_key
from graph.records import (
    Concept,
    Content,
    Evidence,
    Family,
    Framework,
    Goal,
    PackageCheck,
    Release,
    Role,
    Survival,
    Symbol,
    SymbolKey,
)
from graph.records import Mapping as MappingRecord
from graph.state import state_of
from graph.store import Pinned
from graph.vocabulary import MappingState

if TYPE_CHECKING:
    from graph.questions.search_index import SearchIndex

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
KEPT = 2
"""Projections that are kept: of the version served, and of the one before it while requests still hold that."""


@dataclass(frozen=True, eq=False)
class Projection:
    """One version as the questions see it: records by key, and the links that are walked most."""

    version: Version
    content: Content
    families: Mapping[str, Family]
    concepts: Mapping[str, Concept]
    frameworks: Mapping[str, Framework]
    roles: Mapping[str, Role]
    goals: Mapping[str, Goal]
    symbols: Mapping[SymbolKey, Symbol]
    mappings: Mapping[str, MappingRecord]
    mappings_of_concept: Mapping[str, Sequence[MappingRecord]]
    mappings_of_framework: Mapping[str, Sequence[MappingRecord]]
    mappings_of_symbol: Mapping[SymbolKey, Sequence[MappingRecord]]
    dependents: Mapping[str, Sequence[str]]
    evidence: Mapping[SymbolKey, Evidence]
    releases: Mapping[str, Sequence[Release]]
    checks: Mapping[str, PackageCheck]
    survival: Mapping[str, Sequence[Survival]]
    renamed: Mapping[str, str]
    _prepared: set[Callable[["Projection"], object]] = field(default_factory=set)
    _preparing: Lock = field(default_factory=Lock)
    _states: dict[str, MappingState] = field(default_factory=dict)
    _worked_out: dict[tuple[object, str], Any] = field(default_factory=dict)

    @classmethod
    def of(cls, content: Content, version: Version) -> "Projection":
        """Build the projection of some content. Cost: linear in the records."""
        return cls(
            version=version,
            content=content,
            families={one.slug: one for one in content.families},
            concepts={one.slug: one for one in content.concepts},
            frameworks={one.slug: one for one in content.frameworks},
            roles={one.slug: one for one in content.roles},
            goals={one.slug: one for one in content.goals},
            symbols={SymbolKey(one.package, one.ref): one for one in content.symbols},
            mappings={mapping_key(one.framework, one.concept): one for one in content.mappings},
            mappings_of_concept=_grouped((one.concept, one) for one in content.mappings),
            mappings_of_framework=_grouped((one.framework, one) for one in content.mappings),
            mappings_of_symbol=_grouped((key, one) for one in content.mappings for key in one.symbols),
            dependents=_grouped((needed, one.slug) for one in content.concepts for needed in one.prerequisites),
            evidence={SymbolKey(one.package, one.ref): one for one in content.evidence},
            releases=_grouped((one.package, one) for one in content.releases),
            checks={one.package: one for one in content.checks},
            survival=_grouped((one.framework, one) for one in content.survival if one.framework is not None),
            renamed=_followed({one.id: one.successors[0] for one in content.retired if len(one.successors) == 1}),
        )

    @cached_property
    def evidence_date(self) -> datetime.date | None:
        """The newest day on which any package was read; null before the first."""
        days = [check.checked_on for check in self.content.checks]
        return max(days or (one.checked_on for one in self.content.evidence), default=None)

    @cached_property
    def search_index(self) -> "SearchIndex":
        """The index that `graph.questions.search` reads; built when it is first asked."""
        from graph.questions.search_index import SearchIndex  # noqa: PLC0415  # the index is built over projections

        return SearchIndex.of(self)

    @cached_property
    def depths(self) -> Mapping[str, int]:
        """The longest chain of prerequisites below each concept."""
        depths: dict[str, int] = {}
        for slug in self.learn_order:
            depths[slug] = 1 + max((depths[one] for one in self.concepts[slug].prerequisites), default=-1)
        return depths

    @cached_property
    def learn_order(self) -> Sequence[str]:
        """All concepts, each after its prerequisites."""
        needs = {slug: concept.prerequisites for slug, concept in sorted(self.concepts.items())}
        return tuple(TopologicalSorter(needs).static_order())

    @cached_property
    def below(self) -> Mapping[str, frozenset[str]]:
        """Each concept with everything that comes before it."""
        below: dict[str, frozenset[str]] = {}
        for slug in self.learn_order:
            below[slug] = frozenset({slug}).union(*(below[one] for one in self.concepts[slug].prerequisites))
        return below

    def once(self, function: "Callable[[Projection, str], _Value]", key: str) -> _Value:
        """Return what a function of this projection gives for a key, worked out once a version."""
        known = self._worked_out.get((function, key))
        if known is None:
            known = self._worked_out[function, key] = function(self, key)
        return known

    def is_prepared(self, index: "Index") -> bool:
        """Tell whether an index that a question reads was built by `prepare`."""
        return index in self._prepared

    def prepare(self, index: "Index") -> None:
        """Build an index, once whoever asks for it at the same time; takes seconds on large graphs."""
        with self._preparing:
            if index not in self._prepared:
                index(self)
                self._prepared.add(index)

    def state(self, mapping: MappingRecord) -> MappingState:
        """Return the state of a mapping by the newest evidence."""
        key = mapping_key(mapping.framework, mapping.concept)
        if key not in self._states:
            claims = ((self.symbols[one], self.evidence.get(one)) for one in mapping.symbols)
            self._states[key] = state_of(claims)
        return self._states[key]


Index = Callable[[Projection], object]
"""Builds what several questions read of a projection, and what the projection keeps."""


def _grouped(pairs: Iterable[tuple[_Key, _Value]]) -> dict[_Key, list[_Value]]:
    groups: dict[_Key, list[_Value]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return dict(groups)


def _followed(successors: Mapping[str, str]) -> dict[str, str]:
    """Return what each id leads to in the end, as its successor may have ended too."""
    found = {}
    for id_, now in successors.items():
        seen = {id_}
        while now in successors and now not in seen:
            seen.add(now)
            now = successors[now]  # noqa: PLW2901  # the next step of the way
        found[id_] = now
    return found


class Projections:
    """The projections of the versions in use; each is read once, however many ask for it at the same time."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Version, Projection] = OrderedDict()
        self._being_read: dict[tuple[int, Version], asyncio.Task[Projection]] = {}

    async def of(self, pinned: Pinned) -> Projection:
        """Return the projection of a pinned version: no round trip if it is kept, else one."""
        known = self._kept.get(pinned.version)
        if known is not None:
            self._kept.move_to_end(pinned.version)
            return known
        reading = (id(asyncio.get_running_loop()), pinned.version)
        task = self._being_read.get(reading)
        if task is None:
            task = self._being_read[reading] = asyncio.create_task(self._read(pinned))
            task.add_done_callback(lambda ended: self._forget(reading, ended))
        return await asyncio.shield(task)  # whoever gives up does not take it from the others

    def _forget(self, reading: tuple[int, Version], task: asyncio.Task[Projection]) -> None:
        del self._being_read[reading]
        if not task.cancelled():
            task.exception()  # all who asked may be gone: without this the loop complains that nobody heard of it

    async def _read(self, pinned: Pinned) -> Projection:
        content = await pinned.content()
        made = await asyncio.to_thread(Projection.of, content, pinned.version)  # others are answered meanwhile
        self._kept[pinned.version] = made
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return made


PROJECTIONS = Projections()
"""Shared by all requests of the process."""
