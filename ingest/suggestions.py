"""Did you mean: the nearest of the words that would have been right."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process, utils

MIN_LIKENESS = 66.0
MAX_WORD_LENGTH = 100
MAX_SUGGESTIONS = 200
"""How many wrong names get one in a check of all content: each is compared with all that are known."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like `word`, or null when none is near; equal likeness is settled by the alphabet."""
    if not word or len(word) > MAX_WORD_LENGTH:
        return None
    found = process.extractOne(
        word, sorted(known), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=MIN_LIKENESS
    )
    return None if found is None else found[0]


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return a line of help with the nearest known word, or `otherwise`."""
    near = nearest(word, known)
    return f"did you mean `{near}`?" if near else otherwise
