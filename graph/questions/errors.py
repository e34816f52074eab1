"""What can be wrong with a question itself; the message may be shown to whoever asked."""

from collections.abc import Iterable

from rapidfuzz import process

from graph.errors import GraphError

_CLOSE = 82
"""Similarity in percent, parts of a name counted at nine tenths, from which a name is worth suggesting."""

_MOST_SHOWN = 200
"""How many characters of what was given stand in a message: as many as a reference may have."""


def in_message(text: str) -> str:
    """Return what somebody gave as it stands in a message: in quotes, and cut."""
    return repr(text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…")


class BadQuestion(GraphError):
    """A question that has no answer as it was asked; the message says what to change."""


class UnknownName(BadQuestion):
    """A slug that the catalogue does not have."""

    def __init__(self, kind: str, slug: str, known: Iterable[str]) -> None:
        """Name `slug`, and the nearest of the `known` ones."""
        found = process.extractOne(slug, sorted(known), score_cutoff=_CLOSE)
        hint = f" Did you mean {found[0]!r}?" if found else ""
        super().__init__(f"There is no {kind} {in_message(slug)}.{hint}")
        self.kind = kind
        self.slug = slug
