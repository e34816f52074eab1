"""Where each item stands in each order: its sort key, a text and the item's own key, so that every order is total."""

import datetime
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from graph.changes import release_key
from graph.edges import OrderField, RelationRole
from graph.lazily import Lazily
from graph.paging import SortKey
from graph.records import Mapping as MappingRecord
from graph.records import Release
from graph.vocabulary import Coverage, MappingState, NodeKind

if TYPE_CHECKING:
    from graph.snapshot import Snapshot

Places = Mapping[str, SortKey]
_LAST_DAY = datetime.date.max.toordinal()
_COVERAGES, _STATES, _ROLES = list(Coverage), list(MappingState), list(RelationRole)


def sort_text(text: str) -> str:
    """Return `text` folded to lower-case ASCII: what names are ordered by, the same bytes in every store."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def positions_of(snapshot: "Snapshot") -> Mapping[str, Mapping[OrderField, Places]]:
    """Return where the items of each type stand, by the type's name and the order."""
    texts = _Texts(snapshot)
    content, nodes = snapshot.content, snapshot.nodes
    by_item: dict[str, dict[OrderField, Callable[[], Places]]] = {
        "family": {
            OrderField.CURATED: lambda: {one.slug: (f"{one.order:02d}", one.slug) for one in content.families},
            OrderField.NAME: lambda: {one.slug: (sort_text(one.name), one.slug) for one in content.families},
        },
        "concept": {
            OrderField.NAME: lambda: _sort_keys(snapshot.concepts, texts.concept_name.__getitem__),
            OrderField.FAMILY: lambda: _sort_keys(snapshot.concepts, texts.by_family),
            OrderField.DEPTH: lambda: _sort_keys(snapshot.concepts, texts.by_depth),
            OrderField.MAPPINGS: lambda: _by_count(snapshot.concepts, (m.concept for m in content.mappings)),
        },
        "framework": {
            OrderField.NAME: lambda: _sort_keys(snapshot.frameworks, texts.framework_name.__getitem__),
            OrderField.MAPPINGS: lambda: _by_count(snapshot.frameworks, (m.framework for m in content.mappings)),
        },
        "mapping": {
            order: _of_mappings(snapshot, text)
            for order, text in (
                (OrderField.CONCEPT, texts.by_concept),
                (OrderField.FRAMEWORK, texts.pair),
                (OrderField.COVERAGE, texts.by_coverage),
                (OrderField.STATE, texts.by_state),
            )
        },
        "symbol": {OrderField.NAME: lambda: _sort_keys(nodes[NodeKind.SYMBOL], _name_of_symbol)},
        "package": {OrderField.NAME: lambda: _sort_keys(nodes[NodeKind.PACKAGE], lambda purl: purl)},
        "role": {OrderField.NAME: lambda: {one.slug: (sort_text(one.name), one.slug) for one in content.roles}},
        "goal": {OrderField.NAME: lambda: {one.slug: (sort_text(one.name), one.slug) for one in content.goals}},
        "relation": {OrderField.ROLE: lambda: _sort_keys(snapshot.relation_ends, texts.by_role)},
        "release": {
            OrderField.VERSION: lambda: _by_version(content.releases),
            OrderField.NEWEST: lambda: _by_date(content.releases),
        },
        "change": {
            OrderField.NEWEST: lambda: _sort_keys(
                snapshot.changes, lambda key: _newest_first(snapshot.changes[key].date)
            )
        },
    }
    return {name: Lazily.of(orders) for name, orders in by_item.items()}


class _Texts:
    """The texts that mappings, concepts and relations are ordered by."""

    def __init__(self, snapshot: "Snapshot") -> None:
        self.snapshot = snapshot
        self._made: dict[str, dict[str, str]] = {}

    @property
    def concept_name(self) -> dict[str, str]:
        return self._names("concepts")

    @property
    def framework_name(self) -> dict[str, str]:
        return self._names("frameworks")

    def _names(self, group: str) -> dict[str, str]:
        if group not in self._made:
            self._made[group] = {one.slug: sort_text(one.name) for one in getattr(self.snapshot.content, group)}
        return self._made[group]

    def by_family(self, slug: str) -> str:
        if "family" not in self._made:
            order = {family.slug: family.order for family in self.snapshot.content.families}
            self._made["family"] = {
                one.slug: f"{order[one.family]:02d} {self.concept_name[one.slug]}"
                for one in self.snapshot.content.concepts
            }
        return self._made["family"][slug]

    def by_depth(self, slug: str) -> str:
        return _both(f"{self.snapshot.depths[slug]:03d}", self.concept_name[slug])

    def by_concept(self, mapping: MappingRecord, _key: str) -> str:
        return _both(self.by_family(mapping.concept), self.framework_name[mapping.framework])

    def pair(self, mapping: MappingRecord, _key: str) -> str:
        return _both(self.framework_name[mapping.framework], self.concept_name[mapping.concept])

    def by_coverage(self, mapping: MappingRecord, key: str) -> str:
        return _both(str(_COVERAGES.index(mapping.coverage)), self.pair(mapping, key))

    def by_state(self, mapping: MappingRecord, key: str) -> str:
        return _both(str(_STATES.index(self.snapshot.states[key])), self.pair(mapping, key))

    def by_role(self, key: str) -> str:
        end = self.snapshot.relation_ends[key]
        return _both(str(_ROLES.index(end.role)), self.concept_name[end.other])


def _both(first: str, second: str) -> str:
    return f"{first}\t{second}"


def _of_mappings(snapshot: "Snapshot", text: Callable[[MappingRecord, str], str]) -> Callable[[], Places]:
    return lambda: {key: (text(mapping, key), key) for key, mapping in snapshot.mappings.items()}


def _name_of_symbol(key: str) -> str:
    return sort_text(key.partition("#")[2].rpartition(":")[2])


def _by_count(slugs: Iterable[str], counted: Iterable[str]) -> Places:
    count = Counter(counted)
    return _sort_keys(slugs, lambda slug: f"{count[slug]:06d}")


def _sort_keys(keys: Iterable[str], text: Callable[[str], str]) -> Places:
    return {key: (text(key), key) for key in keys}


def _newest_first(day: datetime.date | None) -> str:
    """Return a text that sorts later days first, and an unknown day last."""
    return f"{_LAST_DAY - (0 if day is None else day.toordinal()):07d}"


def _by_version(releases: Iterable[Release]) -> Places:
    """Return where releases stand by their place in the line of their package, newest first."""
    keys = (release_key(release) for release in releases)
    return {key: (f"{_LAST_DAY - at:07d}", key) for at, key in enumerate(keys)}


def _by_date(releases: Iterable[Release]) -> Places:
    found = {}
    for at, release in enumerate(releases):
        key = release_key(release)
        found[key] = (f"{_newest_first(release.date)} {_LAST_DAY - at:07d}", key)
    return found
