"""Records as the database keeps them, decoded once a version: builds never change, and lists name the same items again.

What is kept is bounded by the bytes of the records' JSON.
"""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from graph.collecting import no_collecting
from graph.lazy_content import LazyContent
from graph.neo4j_store.model import CHANGES, GROUPS
from graph.records import Relation, SymbolKey

MOST_BYTES = 16_000_000
DECODERS: dict[str, msgspec.json.Decoder[Any]] = {
    group.attribute: msgspec.json.Decoder(group.record) for group in (*GROUPS, CHANGES)
}
"""What decodes one record, by the name of its group."""

Decode = Callable[[Any, str], Any]
"""What makes an item of the value that an answer holds, and of the item's key."""


class ReadContent(LazyContent):
    """The whole content as it was read: JSON, of which a group is decoded when somebody first asks for it."""

    __slots__ = ("_texts",)

    def __init__(self, relations: tuple[Relation, ...], texts: dict[str, list[str]]) -> None:
        """Keep relations, and the JSON of all other records by the name of their group."""
        super().__init__()
        object.__setattr__(self, "relations", relations)
        object.__setattr__(self, "_texts", texts)

    def _group(self, name: str) -> tuple[Any, ...]:
        with no_collecting():
            return tuple(map(DECODERS[name].decode, self._texts.pop(name)))


class Records:
    """The records of one version that were read lately. Not for threads: it belongs to one event loop."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        """Keep nothing yet."""
        self._most_bytes = most_bytes
        self._bytes = 0
        self._known: dict[str, dict[str, Any]] = {name: {} for name in DECODERS}
        self._symbols: dict[str, tuple[SymbolKey, ...]] = {}

    def decoder(self, attribute: str) -> Decode:
        """Return what makes the record of a group out of its JSON and its key."""
        known, decode = self._known[attribute], DECODERS[attribute].decode

        def decoded(text: str, key: str) -> Any:
            record = known.get(key)
            if record is None:
                self._make_room(len(text))
                record = known[key] = decode(text)
            return record

        return decoded

    def symbols(self, ref: str, packages: Sequence[str]) -> tuple[SymbolKey, ...]:
        """Return the keys of the symbols with a reference, given their packages, of which a name may have hundreds."""
        keys = self._symbols.get(ref)
        if keys is None:
            self._make_room(sum(map(len, packages)))
            keys = self._symbols[ref] = tuple([SymbolKey(package, ref) for package in packages])
        return keys

    def _make_room(self, size: int) -> None:
        self._bytes += size
        if self._bytes > self._most_bytes:
            for known in self._known.values():
                known.clear()
            self._symbols.clear()
            self._bytes = size
