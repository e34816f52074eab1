"""References as people write them: ``module:qualname``, or for Python a dotted name that is split by looking."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_LENGTH = 400
_PATH = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_REFERENCE = re.compile(rf"(?P<module>{_PATH})(?::(?P<qualname>{_PATH}))?")
_ENTRY_POINT = r"(?:@[A-Za-z0-9][A-Za-z0-9._-]*/)?[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*"
_EXPORT = re.compile(rf"(?P<module>{_ENTRY_POINT}):(?P<name>[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)")


class BadReference(ValueError):
    """The text is no reference."""

    def __init__(self, ref: str) -> None:
        """Quote it."""
        super().__init__(f"{ref[:MAX_LENGTH]!r} is not a reference: write module:name, or for Python a dotted name")
        self.ref = ref


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference in parts; without `names` the first `module` is all there is, and where it ends is open."""

    module: str
    names: tuple[str, ...]

    def splits(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the ways to read it as a module and names in it, the longest module first."""
        if self.names:
            yield self.module, self.names
            return
        parts = self.module.split(".")
        for end in range(len(parts), 0, -1):
            yield ".".join(parts[:end]), tuple(parts[end:])


def parse_reference(text: str) -> Reference:
    """Read a reference.

    Raises:
        BadReference: If it is neither form.
    """
    match = _REFERENCE.fullmatch(text) if len(text) <= MAX_LENGTH else None
    if match is None:
        raise BadReference(text)
    return Reference(match["module"], tuple(match["qualname"].split(".")) if match["qualname"] else ())


@dataclass(frozen=True, slots=True)
class Export:
    """A reference to an export of an npm package: the entry point as it is imported, and the name with its members."""

    module: str
    names: tuple[str, ...]


def parse_export(text: str) -> Export:
    """Read a reference to an npm export.

    Raises:
        BadReference: If it is not ``module:name``.
    """
    match = _EXPORT.fullmatch(text) if len(text) <= MAX_LENGTH else None
    if match is None:
        raise BadReference(text)
    return Export(match["module"], tuple(match["name"].split(".")))


def check_reference(text: str, ecosystem: str | None = None) -> None:
    """Refuse a text that is no reference in an ecosystem, or without one in none.

    Raises:
        BadReference: If it is none.
    """
    forms = {"pypi": (_REFERENCE,), "npm": (_EXPORT,)}.get(ecosystem or "", (_REFERENCE, _EXPORT))
    if len(text) > MAX_LENGTH or not any(form.fullmatch(text) for form in forms):
        raise BadReference(text)
