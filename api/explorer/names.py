"""Finding concepts and frameworks by what people call them: names, aliases and slugs of one version of the graph.

Deliberately small: a name that holds what was typed is found, the better the earlier it holds it. Where nothing does,
the nearest spellings are offered. Meaning, symbols and packages are not searched here.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz import fuzz, process

MAX_QUERY_LENGTH = 200
"""Characters of a search text that are looked at; the rest is cut off."""
_NEAREST = 5
_NEAR_ENOUGH = 55
"""Least similarity (0 to 100) at which a name is worth offering."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a page: `kind` is the first part of its path (``concepts``), `about` one sentence on it.

    `aliases` are all other words that lead to it, the names of its kinds and parts among them.
    """

    kind: str
    slug: str
    name: str
    aliases: tuple[str, ...]
    about: str

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/{self.kind}/{self.slug}"


class Rank(IntEnum):
    """How well a name fits a search, best first."""

    EQUAL = 0
    BEGINS = 1
    WORD_BEGINS = 2
    HOLDS = 3
    HOLDS_ALL_WORDS = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found, and the alias by which it was found where that isn't its name."""

    named: Named
    alias: str | None


def clean(text: str) -> str:
    """Return a search text as it is shown again: NFC, without control and format characters, cut to its limit."""
    normal = unicodedata.normalize("NFC", text[: MAX_QUERY_LENGTH * 4])
    seen = "".join(c if not unicodedata.category(c).startswith("C") else " " for c in normal)
    return " ".join(seen.split())[:MAX_QUERY_LENGTH]


def fold(text: str) -> str:
    """Return text as it is compared: without case, accents and punctuation, words apart by one space."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", letters))


class Names:
    """The names of one version."""

    def __init__(self, entries: Iterable[Named]) -> None:
        """Fold each name once."""
        self.entries = tuple(entries)
        self._folded: list[tuple[Named, str | None, str]] = []
        for entry in self.entries:
            spellings = dict.fromkeys((entry.name, entry.slug, *entry.aliases))
            self._folded += [(entry, s if s in entry.aliases else None, fold(s)) for s in spellings]

    def search(self, text: str) -> Sequence[Hit]:
        """Return what `text` finds, best first, then by name; nothing for a text without letters or digits."""
        wanted = fold(text)
        if not wanted:
            return ()
        best: dict[Named, tuple[Rank, bool, Hit]] = {}
        for entry, alias, folded in self._folded:
            rank = _rank(wanted, folded)
            if rank is None:
                continue
            found = (rank, alias is not None, Hit(entry, alias))
            if entry not in best or found[:2] < best[entry][:2]:
                best[entry] = found
        ordered = sorted(best.values(), key=lambda found: (found[0], found[1], fold(found[2].named.name)))
        return tuple(hit for _, _, hit in ordered)

    def nearest(self, text: str, kind: str | None = None, count: int = _NEAREST) -> Sequence[Named]:
        """Return up to `count` entries whose spelling is nearest to `text`, of one kind first where it is given."""
        wanted = fold(text)
        if not wanted:
            return ()
        choices = [folded for _, _, folded in self._folded]
        matches = process.extract(wanted, choices, scorer=fuzz.WRatio, score_cutoff=_NEAR_ENOUGH, limit=count * 6)
        scored: dict[Named, float] = {}
        for _, score, index in matches:
            entry = self._folded[index][0]
            scored[entry] = max(score, scored.get(entry, 0))
        ordered = sorted(
            scored, key=lambda entry: (kind is not None and entry.kind != kind, -scored[entry], entry.path)
        )
        return tuple(ordered[:count])


def _rank(wanted: str, folded: str) -> Rank | None:
    if folded == wanted:
        return Rank.EQUAL
    if folded.startswith(wanted):
        return Rank.BEGINS
    if f" {wanted}" in folded:
        return Rank.WORD_BEGINS
    if wanted in folded:
        return Rank.HOLDS
    words = folded.split()
    if all(any(word.startswith(part) for word in words) for part in wanted.split()):
        return Rank.HOLDS_ALL_WORDS
    return None
