"""References as people write them: ``module:qualname``, or a dotted name that is split by looking."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_LENGTH = 400
_PATH = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_REFERENCE = re.compile(rf"(?P<module>{_PATH})(?::(?P<qualname>{_PATH}))?")


class BadReference(ValueError):
    """The text is no reference."""

    def __init__(self, ref: str) -> None:
        """Quote it."""
        super().__init__(f"{ref[:MAX_LENGTH]!r} is not a reference: write module:name or a dotted name")
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
