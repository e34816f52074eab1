"""Signatures compared by their parameters, for Python and TypeScript alike: text in, names out."""

import re
from collections.abc import Collection, Iterator, Mapping

UNNAMED = "{…}"
"""What a parameter is called that TypeScript takes apart instead of naming it (``{ model, prompt }: Options``)."""

_OPENING, _CLOSING = "([{", ")]}"
_NAME = re.compile(r"\s*(?:\.\.\.|\*\*|\*)?\s*([A-Za-z_$][\w$]*|\*|/)")
_PROPERTY = re.compile(r"\s*(?:readonly\s+(?=[\w$'\"]))?['\"]?([A-Za-z_$][\w$-]*)")

Names = tuple[str, ...]


def difference(before: str, after: str) -> tuple[Names, Names, Names]:
    """Return the parameters that were added, removed and changed, each in the order of the signature it stands in.

    Of a parameter that both take apart, the properties that its type lists are compared instead.
    """
    old, new = parameters_of(before), parameters_of(after)
    apart = {name: _taken_apart(name, old[name], new[name]) for name in old if name in new and name.startswith(UNNAMED)}
    old = _replaced(old, {name: properties for name, (properties, _) in apart.items()})
    new = _replaced(new, {name: properties for name, (_, properties) in apart.items()})
    added = tuple(name for name in new if name not in old)
    removed = tuple(name for name in old if name not in new)
    changed = tuple(name for name in new if name in old and old[name] != new[name])
    return added, removed, changed


def parameters_of(signature: str) -> dict[str, str]:
    """Return the parameters by name with their text, and ``return`` for what follows them.

    A signature is text like ``(self, top_k: int = 10) -> list[Document]``; what stands before the first parenthesis is
    left out. A parameter that is taken apart is called `UNNAMED`, and its text is its type: what its properties are
    called inside is not seen from outside.
    """
    start = signature.find("(")
    inside, rest = _enclosed(signature, start) if start >= 0 else ("", signature)
    found: dict[str, str] = {}
    for part in _split(inside, ","):
        name, text = _named(part)
        if name is not None:
            found[_free(name, found)] = _spaced(text)
    if _spaced(rest):
        found["return"] = _spaced(rest)
    return found


def _named(parameter: str) -> tuple[str | None, str]:
    parameter = parameter.strip()
    if parameter.startswith(("{", "[")):
        _, kind = _enclosed(parameter, 0)
        return UNNAMED, kind or parameter
    name = _NAME.match(parameter)
    return name[1] if name else None, parameter


def _free(name: str, taken: Collection[str]) -> str:
    """Return a name for one more parameter that may have no name of its own."""
    others = sum(one.startswith(UNNAMED) for one in taken) if name == UNNAMED else 0
    return f"{name} {others + 1}" if others else name


def _taken_apart(name: str, before: str, after: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the properties that two types list; what else there is stays under the name of the parameter.

    Where that differs, a property that one of them does not list may be in a type it names: it is left out.
    """
    (old, others), (new, others_now) = _properties(before), _properties(after)
    if others != others_now:
        old = {one: text for one, text in old.items() if one in new}
        new = {one: text for one, text in new.items() if one in old}
    return {**old, name: others}, {**new, name: others_now}


def _replaced(parameters: Mapping[str, str], apart: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return parameters with the properties of those that are taken apart in their place."""
    found: dict[str, str] = {}
    for name, text in parameters.items():
        found |= apart.get(name, {name: text})
    return found


def _properties(kind: str) -> tuple[dict[str, str], str]:
    """Return the properties that a type lists (``: { a: A; b?: B } & Named``), each with its text, and all else."""
    mark, _, kind = kind.partition(":")
    properties: dict[str, str] = {}
    others = [mark]
    for part in map(str.strip, _split(kind, "&")):
        inside, rest = _enclosed(part, 0) if part.startswith("{") else ("", part)
        if rest:
            others.append(part)
            continue
        for member in _split(inside, ",;"):
            name = _PROPERTY.match(member)
            if name:
                properties[name[1]] = _spaced(member)
            else:
                others.append(_spaced(member))
    return properties, " ".join(filter(None, others))


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _enclosed(text: str, start: int) -> tuple[str, str]:
    """Return what stands in the brackets that open at `start`, and what follows them."""
    for index, _, depth in _outside_strings(text, start):
        if depth == 0:
            return text[start + 1 : index], text[index + 1 :].strip()
    return text[start + 1 :], ""


def _split(text: str, marks: str) -> Iterator[str]:
    """Split at the marks that are in no brackets and in no string."""
    start = 0
    for index, character, depth in _outside_strings(text):
        if character in marks and depth == 0:
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
        quote = character if character in "'\"`" else ""
        before = text[index - 1 : index]
        if character == "<" and (before.isalnum() or before in "_$"):
            angles += 1
        elif character == ">" and angles and before not in "=-":
            angles -= 1
        depth += (character in _OPENING) - (character in _CLOSING)
        yield index, character, depth + angles
