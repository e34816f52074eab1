"""`search`: from the words that a learner types to nodes, the obvious hit first.

Each word of the query is looked up with what it may mean (`SearchIndex.meant_by`). A node scores the share of the
query's meaning that it holds, each word weighted by how rare it is and by the field it stands in (BM25F without its
term frequencies: names are short), plus how much of one of its names the query is. Equal scores are told apart by
kind and name: an order is total, and never by popularity.
"""

import heapq
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from graph.identity import NodeKey
from graph.questions.projection import Projection
from graph.questions.reasons import Basis, Reason
from graph.questions.search_index import ABBREVIATIONS, WEIGHTS, Entry, Label, SearchField, SearchIndex
from graph.questions.texts import code_words, compact, looks_like_code, query_words

MOST_PARTS = 20
"""Runs that a highlighted text is cut into."""
MOST_HITS = 200
"""Hits that are ranked; what comes after them nobody reads."""
_MOST_WORDS = 12
_LEAST_SHARE = 0.3
_SPARE = 50
_SHORTEST_FIRST = 4
_EXACT, _BEGINS, _SYMBOL_FOR_WORDS, _NAME_OF_CODE = 0.6, 0.15, 0.5, 0.5
_PIECE = re.compile(r"[^\W_]+")


class SearchKind(StrEnum):
    """The kinds of nodes that are searched."""

    FAMILY = "family"
    CONCEPT = "concept"
    FRAMEWORK = "framework"
    SYMBOL = "symbol"
    PACKAGE = "package"
    ROLE = "role"
    GOAL = "goal"


@dataclass(frozen=True, slots=True)
class TextPart:
    """A run of text that the query means, or does not."""

    text: str
    matched: bool


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A node that a query means: the field that fits best with its text, and the words that the query may mean."""

    key: NodeKey
    kind: SearchKind
    field: SearchField
    text: str
    meant: Set[str]

    @property
    def parts(self) -> tuple[TextPart, ...]:
        """The text in runs that the query means, or does not; worked out for hits that are looked at."""
        return _parts(self.text, self.meant)

    @property
    def because(self) -> tuple[Reason, ...]:
        """The text as a reason."""
        return (Reason(Basis.TEXT, f"The {self.field.value} {_quoted(self.text)} fits the query.", self.key),)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One word of a query: what it may mean, and how much it tells."""

    meanings: Mapping[str, float]
    tells: float


@dataclass(frozen=True, slots=True)
class _WantedWords:
    """A query: its words, what they tell together, and for each word of the catalogue which of them may mean it."""

    words: Sequence[_Wanted]
    tells: float
    meant: Mapping[str, Sequence[tuple[int, float]]]

    @classmethod
    def of(cls, words: Sequence[_Wanted]) -> "_WantedWords":
        meant: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, word in enumerate(words):
            for one, certainty in word.meanings.items():
                meant[one].append((at, certainty))
        return cls(words, sum(word.tells for word in words), dict(meant))


def search(projection: Projection, query: str, kinds: Collection[SearchKind] = ()) -> tuple[SearchHit, ...]:
    """Return what a query means, best first, at most `MOST_HITS`.

    Args:
        projection: The version to search.
        query: The words; in the last one, letters may be missing at the end.
        kinds: The kinds of nodes to keep; all if empty.

    Cost: the entries that hold a word of the query, and one look at all words for a word that none has.
    """
    index = projection.search_index
    kept = {kind.value for kind in kinds}
    best: dict[int, tuple[float, _WantedWords]] = {}
    for variant in _variants(index, query_words(query)[:_MOST_WORDS]):
        wanted = _wanted(index, variant)
        for number, share in _shares(index, wanted).items():
            if kept and index.entries[number].key.kind.value not in kept:
                continue
            if share > best.get(number, (0.0, ()))[0]:
                best[number] = (share, wanted)
    short = heapq.nsmallest(
        MOST_HITS + _SPARE, best, key=lambda number: (-best[number][0] - index.entries[number].prior, number)
    )
    typed = _Typed(compact(query), looks_like_code(query))
    scored = [(_score(index.entries[number], *best[number], typed), number) for number in short]
    scored.sort(key=lambda one: (-round(one[0][0], 6), index.entries[one[1]].name, one[1]))
    return tuple(_hit(index.entries[number], label, best[number][1]) for (_, label), number in scored[:MOST_HITS])


@dataclass(frozen=True, slots=True)
class _Typed:
    """The query as a whole: its letters in one run, and whether it is a name of code."""

    joined: str
    is_code: bool


def _variants(index: SearchIndex, typed: Sequence[str]) -> list[Sequence[str]]:
    """Return the query as typed, and with two words written as one, or one as two, where the catalogue does so."""
    found: list[Sequence[str]] = [typed] if typed else []
    found += [
        (*typed[:at], one + following, *typed[at + 2 :])
        for at, (one, following) in enumerate(pairwise(typed))
        if one + following in index.postings
    ]
    for at, word in enumerate(typed):
        cuts = [
            cut
            for cut in range(_SHORTEST_FIRST, len(word) - 1)
            if word[:cut] in index.postings and (word[cut:] in index.postings or word[cut:] in ABBREVIATIONS)
        ]
        found += [(*typed[:at], word[:cut], word[cut:], *typed[at + 1 :]) for cut in cuts[:2]]
    return found


def _wanted(index: SearchIndex, typed: Sequence[str]) -> _WantedWords:
    wanted = []
    for at, word in enumerate(typed):
        meanings = index.meant_by(word, unfinished=at == len(typed) - 1)
        widest = max((len(index.postings[one]) for one, sure in meanings.items() if sure > 0.8), default=1)  # noqa: PLR2004
        wanted.append(_Wanted(meanings, index.rarity(widest)))
    return _WantedWords.of(wanted)


def _shares(index: SearchIndex, wanted: _WantedWords) -> Mapping[int, float]:
    """Return the share of the query's meaning that each entry holds, where that is enough to be a hit."""
    total: dict[int, float] = defaultdict(float)
    for word in wanted.words:
        held: dict[int, float] = {}
        for meaning, certainty in word.meanings.items():
            for number, weight in index.postings[meaning].items():
                value = certainty * weight
                if value > held.get(number, 0.0):
                    held[number] = value
        for number, value in held.items():
            total[number] += value * word.tells / wanted.tells
    return {number: share for number, share in total.items() if share >= _LEAST_SHARE}


def _score(entry: Entry, share: float, wanted: _WantedWords, typed: _Typed) -> tuple[float, Label]:
    """Return the whole score of an entry, and the label that fits best."""
    bonus, label = max(((_fit(one, wanted, typed), one) for one in entry.labels), key=lambda pair: pair[0])
    return share + bonus + entry.prior, label


def _fit(label: Label, wanted: _WantedWords, typed: _Typed) -> float:
    """Return how much of a label a query is, and of a query a label."""
    if label.field is SearchField.DEFINITION:
        return 0.05 * _overlap(label.words, wanted)[0]
    of_query, of_label = _overlap(label.words, wanted)
    fit = 0.5 * of_query * of_label
    if label.field is SearchField.SYMBOL and not typed.is_code:
        fit *= _SYMBOL_FOR_WORDS  # who types words means the idea, and not the name that one tool gave it
    elif label.compact == typed.joined:
        fit += _EXACT + (_NAME_OF_CODE if label.field is SearchField.SYMBOL else 0.0)
    elif typed.joined and label.compact.startswith(typed.joined):
        fit += _BEGINS
    return fit * WEIGHTS[label.field]


def _overlap(own: Sequence[str], wanted: _WantedWords) -> tuple[float, float]:
    if wanted.meant.keys().isdisjoint(own):
        return 0.0, 0.0
    best = [0.0] * len(wanted.words)
    matched = 0.0
    for one in own:
        most = 0.0
        for at, certainty in wanted.meant.get(one, ()):
            if certainty > best[at]:  # noqa: PLR1730  # a call of `max` takes longer than all the rest
                best[at] = certainty
            if certainty > most:  # noqa: PLR1730  # the same
                most = certainty
        matched += most
    of_query = sum(word.tells * found for word, found in zip(wanted.words, best, strict=True))
    return of_query / wanted.tells, min(1.0, matched / max(1, len(own)))


def _hit(entry: Entry, label: Label, wanted: _WantedWords) -> SearchHit:
    return SearchHit(entry.key, SearchKind(entry.key.kind.value), label.field, label.text, wanted.meant.keys())


def _quoted(text: str) -> str:
    return f"“{text.rstrip('.')}”"


def _parts(text: str, meant: Set[str]) -> tuple[TextPart, ...]:
    """Return a text in runs; joined again they are the text."""
    parts: list[TextPart] = []
    at = 0
    for piece in _PIECE.finditer(text):
        if meant.isdisjoint(code_words(piece[0])):
            continue
        if piece.start() > at:
            parts.append(TextPart(text[at : piece.start()], matched=False))
        parts.append(TextPart(piece[0], matched=True))
        at = piece.end()
        if len(parts) >= MOST_PARTS - 1:
            break
    if at < len(text):
        parts.append(TextPart(text[at:], matched=False))
    return tuple(parts)
