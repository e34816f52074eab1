"""Signatures compared by their parameters, for Python and TypeScript alike: text in, names out."""

import re
from collections.abc import Iterator

_OPENING, _CLOSING = "([{", ")]}"
_NAME = re.compile(r"\s*(?:\.\.\.|\*\*|\*)?\s*([A-Za-z_$][\w$]*|\{|\*|/)")

Names = tuple[str, ...]


def difference(before: str, after: str) -> tuple[Names, Names, Names]:
    """Return the parameters that were added, removed and changed, each in the order of the signature it stands in."""
    old, new = parameters_of(before), parameters_of(after)
    added = tuple(name for name in new if name not in old)
    removed = tuple(name for name in old if name not in new)
    changed = tuple(name for name in new if name in old and old[name] != new[name])
    return added, removed, changed


def parameters_of(signature: str) -> dict[str, str]:
    """Return the parameters by name with their text, and ``return`` for what follows them.

    A signature is text like ``(self, top_k: int = 10) -> list[Document]``; what stands before the first parenthesis is
    left out, and a parameter without a name (a destructured object) is called ``{``.
    """
    inside, rest = _parenthesized(signature)
    found = {}
    for part in _split(inside):
        name = _NAME.match(part)
        if name:
            found[name[1]] = " ".join(part.split())
    if rest:
        found["return"] = rest
    return found


def _parenthesized(text: str) -> tuple[str, str]:
    """Return what stands in the first parentheses, and what follows them."""
    start = text.find("(")
    if start < 0:
        return "", " ".join(text.split())
    for index, _, depth in _outside_strings(text, start):
        if depth == 0:
            return text[start + 1 : index], " ".join(text[index + 1 :].split())
    return text[start + 1 :], ""


def _split(text: str) -> Iterator[str]:
    """Split at the commas that are in no brackets and in no string."""
    start = 0
    for index, character, depth in _outside_strings(text):
        if character == "," and depth == 0:
            yield text[start:index]
            start = index + 1
    yield text[start:]


def _outside_strings(text: str, start: int = 0) -> Iterator[tuple[int, str, int]]:
    """Walk over the characters that are in no string, each with the number of brackets open after it.

    A ``<`` right after a name opens type arguments; arrows (``=>``, ``->``) and comparisons are no brackets.
    """
    depth, angles, quote = 0, 0, ""
    for index in range(start, len(text)):
        character = text[index]
        if quote:
            quote = "" if character == quote else quote
            continue
        quote = character if character in "'\"" else ""
        before = text[index - 1 : index]
        if character == "<" and (before.isalnum() or before in "_$"):
            angles += 1
        elif character == ">" and angles and before not in "=-":
            angles -= 1
        depth += (character in _OPENING) - (character in _CLOSING)
        yield index, character, depth + angles
