"""The search index: which words stand in which field of which node, built once a version from the projection."""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rapidfuzz import process
from rapidfuzz.distance import OSA

from graph.identity import NodeKey, symbol_key
from graph.questions.projection import Projection
from graph.questions.texts import code_words, compact, root, words
from graph.records import Framework, Symbol, SymbolKey
from graph.vocabulary import NodeKind


class SearchField(StrEnum):
    """Where in a node a query was found."""

    NAME = "name"
    ALIAS = "alias"
    TERM = "term"
    PACKAGE = "package"
    SYMBOL = "symbol"
    DEFINITION = "definition"
    CONTEXT = "context"


WEIGHTS: Mapping[SearchField, float] = {
    SearchField.NAME: 1.0,
    SearchField.ALIAS: 0.95,
    SearchField.TERM: 0.95,
    SearchField.PACKAGE: 0.9,
    SearchField.SYMBOL: 0.85,
    SearchField.CONTEXT: 0.6,
    SearchField.DEFINITION: 0.4,
}
"""How much a word counts by the field it stands in, after the simple BM25 extension to weighted fields (Robertson,
Zaragoza and Taylor 2004); set by the table of queries in the tests, not learnt."""

ABBREVIATIONS: Mapping[str, Sequence[str]] = {
    "db": ("database",),
    "eval": ("evaluation",),
    "llm": ("model",),
    "ann": ("nearest",),
    "ir": ("retrieval",),
    "lm": ("model",),
    "opentelemetry": ("tracing",),
    "observability": ("tracing", "monitoring"),
    "cost": ("usage", "spend"),
    "price": ("cost",),
}
"""Short forms and field words, and the words of the catalogue that they stand for."""

_PREFIXES = 40
_TYPOS = 12
_SHORTEST_TYPO, _LONG_WORD = 4, 8
_SHORTEST_PREFIX = 2
_MOST_MEANINGS = 4096


@dataclass(frozen=True, slots=True)
class Label:
    """A text of a node that names it, or says what it is."""

    field: SearchField
    text: str
    words: tuple[str, ...]
    compact: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A node as search sees it; `prior` tells equally good hits apart, by kind, never by popularity."""

    key: NodeKey
    name: str
    labels: tuple[Label, ...]
    prior: float


@dataclass(frozen=True, eq=False)
class SearchIndex:
    """Words to entries (with the weight of their best field), sorted words for prefixes, roots, and words by length."""

    entries: Sequence[Entry]
    postings: Mapping[str, Mapping[int, float]]
    sorted_words: Sequence[str]
    by_root: Mapping[str, Sequence[str]]
    by_length: Mapping[int, Sequence[str]]
    _meanings: dict[tuple[str, bool], Mapping[str, float]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, projection: Projection) -> "SearchIndex":
        """Build the index. Cost: linear in the text, and sorting the words."""
        entries = tuple(_entries(projection))
        postings: dict[str, dict[int, float]] = defaultdict(dict)
        for number, entry in enumerate(entries):
            for label in entry.labels:
                weight = WEIGHTS[label.field]
                for word in label.words:
                    held = postings[word]
                    held[number] = max(held.get(number, 0.0), weight)
        by_root: dict[str, list[str]] = defaultdict(list)
        by_length: dict[int, list[str]] = defaultdict(list)
        ordered = sorted(postings)
        for word in ordered:
            by_root[root(word)].append(word)
            by_length[len(word)].append(word)
        return cls(entries, dict(postings), ordered, dict(by_root), dict(by_length))

    def rarity(self, entries_with_it: int) -> float:
        """Return how much a word tells, by the number of entries that have it (inverse document frequency)."""
        return math.log(1 + len(self.entries) / max(1, entries_with_it))

    def meant_by(self, word: str, *, unfinished: bool) -> Mapping[str, float]:
        """Return the words of the index that a word of a query may mean, each with how surely, from 0 to 1.

        Itself, its abbreviation, words of the same root, words that begin with it (the last word of a query may be
        `unfinished`), and, where none of these is there, words within one or two typing errors of it. Kept for the
        next query, as long as the index itself.
        """
        kept = self._meanings.get((word, unfinished))
        if kept is None:
            if len(self._meanings) >= _MOST_MEANINGS:
                self._meanings.clear()
            kept = self._meanings[word, unfinished] = self._meanings_of(word, unfinished=unfinished)
        return kept

    def _meanings_of(self, word: str, *, unfinished: bool) -> Mapping[str, float]:
        found: dict[str, float] = {}

        def add(those: Iterable[str], certainty: float) -> None:
            for one in those:
                if one in self.postings:
                    found[one] = max(found.get(one, 0.0), certainty)

        add((word,), 1.0)
        add((part for long in ABBREVIATIONS.get(word, ()) for part in words(long)), 0.9)
        add(self.by_root.get(root(word), ()), 0.85)
        if len(word) >= _SHORTEST_PREFIX:
            for longer in self._beginning_with(word):
                add((longer,), (0.8 if unfinished else 0.65) + 0.15 * len(word) / len(longer))
        if not found:
            for near, errors in self._near(word):
                add((near,), 0.85 - 0.15 * errors)
        return found

    def _beginning_with(self, word: str) -> Sequence[str]:
        start = bisect_left(self.sorted_words, word)
        stop = bisect_left(self.sorted_words, word + "\uffff", start)
        return sorted(self.sorted_words[start:stop], key=len)[:_PREFIXES]

    def _near(self, word: str) -> Iterable[tuple[str, int]]:
        """Return words within one error, or two if the word is long (optimal string alignment)."""
        if len(word) < _SHORTEST_TYPO:
            return []
        most = 2 if len(word) >= _LONG_WORD else 1
        candidates = [
            one for size in range(len(word) - most, len(word) + most + 1) for one in self.by_length.get(size, ())
        ]
        near = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=most, limit=_TYPOS)
        return [(text, int(errors)) for text, errors, _ in near]


def search_index(projection: Projection) -> SearchIndex:
    """Return the search index of a version, built once."""
    return projection.search_index


def _entries(projection: Projection) -> Iterable[Entry]:
    for concept in projection.content.concepts:
        labels = [
            _label(SearchField.NAME, concept.name),
            *(_label(SearchField.ALIAS, one) for one in concept.aliases),
            *(_label(SearchField.TERM, one) for one in concept.terms),
            _label(SearchField.DEFINITION, concept.definition),
        ]
        yield Entry(NodeKey(NodeKind.CONCEPT, concept.slug), concept.name, tuple(labels), 0.2)
    for framework in projection.content.frameworks:
        yield Entry(NodeKey(NodeKind.FRAMEWORK, framework.slug), framework.name, _of_framework(framework), 0.1)
    for goal in projection.content.goals:
        yield _described(NodeKey(NodeKind.GOAL, goal.slug), goal.name, goal.summary, 0.04)
    for role in projection.content.roles:
        yield _described(NodeKey(NodeKind.ROLE, role.slug), role.name, role.summary, 0.04)
    for family in projection.content.families:
        yield _described(NodeKey(NodeKind.FAMILY, family.slug), family.name, family.summary, 0.03)
    for package in projection.content.packages:
        name = package_name(package.purl)
        yield Entry(NodeKey(NodeKind.PACKAGE, package.purl), name, (_label(SearchField.PACKAGE, name),), 0.02)
    for symbol in projection.content.symbols:
        key = SymbolKey(symbol.package, symbol.ref)
        labels_of_symbol = _of_symbol(projection, symbol, key)
        yield Entry(NodeKey(NodeKind.SYMBOL, symbol_key(key)), symbol.ref, labels_of_symbol, -0.05 * symbol.former)


def package_name(purl: str) -> str:
    """Return the name by which a package is installed: ``@langchain/core`` for ``pkg:npm/%40langchain/core``."""
    return purl.removeprefix("pkg:").partition("/")[2].replace("%40", "@")


def _described(key: NodeKey, name: str, text: str, prior: float) -> Entry:
    return Entry(key, name, (_label(SearchField.NAME, name), _label(SearchField.DEFINITION, text)), prior)


def _label(field: SearchField, text: str) -> Label:
    own = tuple(words(text))
    joined = compact(text)
    # a short name is found as one word too: "guard rails", "vectordatabase"
    as_one = (joined,) if field is not SearchField.DEFINITION and 1 < len(own) <= 3 else ()  # noqa: PLR2004
    return Label(field, text, (*own, *as_one), joined)


def _of_framework(framework: Framework) -> tuple[Label, ...]:
    names = dict.fromkeys([framework.name, framework.slug])
    packages = dict.fromkeys(package_name(purl) for purl in framework.packages)
    return (
        *(_label(SearchField.NAME, one) for one in names),
        *(_label(SearchField.PACKAGE, one) for one in packages),
        _label(SearchField.CONTEXT, framework.kind.value.replace("-", " ")),
        _label(SearchField.DEFINITION, framework.summary),
    )


def _of_symbol(projection: Projection, symbol: Symbol, key: SymbolKey) -> tuple[Label, ...]:
    module, _, qualname = symbol.ref.partition(":")
    own = Label(SearchField.SYMBOL, qualname, tuple(code_words(qualname)), compact(qualname))
    mappings = projection.mappings_of_symbol.get(key, ())
    around = [projection.frameworks[one].name for one in dict.fromkeys(mapping.framework for mapping in mappings)]
    around += [projection.concepts[one].name for one in dict.fromkeys(mapping.concept for mapping in mappings)]
    path = Label(SearchField.CONTEXT, module, tuple(code_words(module)), compact(module))
    return own, path, *(Label(SearchField.CONTEXT, one, tuple(words(one)), compact(one)) for one in around)
