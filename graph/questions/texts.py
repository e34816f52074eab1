"""Text as search compares it: accents and case folded, words apart, names of code taken to pieces."""

import re
import unicodedata

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_INSIDE_CODE = re.compile(r"\w[.:_]\w")
_WORD = re.compile(r"[a-z0-9]+")
_STOP = frozenset(
    {"a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "how", "i", "in", "into"}
    | {"is", "it", "its", "me", "my", "of", "on", "or", "that", "the", "their", "this", "to", "use", "using", "what"}
    | {"when", "which", "who", "why", "with", "without", "you", "your"}
)
_SHORTEST_STEM = 4


def fold(text: str) -> str:
    """Return `text` without case and accents, in compatibility form."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def words(text: str) -> list[str]:
    """Return the folded words of a text, plurals cut."""
    return [stem(word) for word in _WORD.findall(fold(text))]


def code_words(name: str) -> list[str]:
    """Return the folded words of a name of code: ``BM25Retriever`` and ``as_retriever`` both hold ``retriever``."""
    return words(_CAMEL.sub(" ", name))


def query_words(text: str) -> list[str]:
    """Return the words of a query; words that carry no meaning are left out unless there are no others."""
    found = _WORD.findall(fold(_CAMEL.sub(" ", text) if looks_like_code(text) else text))
    meant = [word for word in found if word not in _STOP]
    return [stem(word) for word in meant or found]


def looks_like_code(text: str) -> bool:
    """Tell whether a query is one name of code: no spaces, and capitals, dots, colons or underscores inside."""
    name = text.strip()
    return " " not in name and (_CAMEL.search(name) is not None or _INSIDE_CODE.search(name) is not None)


def stem(word: str) -> str:
    """Return a word without its plural ending (the S stemmer of Harman 1991)."""
    if len(word) < _SHORTEST_STEM:
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith("es") and word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("us", "ss", "is")):
        return word[:-1]
    return word


def compact(text: str) -> str:
    """Return the folded letters and digits of a text without anything between them."""
    return "".join(_WORD.findall(fold(text)))


def root(word: str) -> str:
    """Return what words of one family begin with: ``retriever`` and ``retrieval`` share ``retriev``.

    A light form of suffix stripping: only endings that make one word class of another, and never below four letters.
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_ROOT:
            return word[: -len(ending)]
    return word


_ENDINGS = (
    *("izations", "isations", "ization", "isation", "izing", "ising", "izer", "iser", "ize", "ise"),
    *("ations", "ation", "ators", "ator", "ating", "ate", "ions", "ion", "ings", "ing"),
    *("ers", "er", "ors", "or", "als", "al", "ed", "es", "e"),
)
_SHORTEST_ROOT = 4
