"""Media types and content codings: what a client wants (RFC 9110 sections 12.5.1, 12.5.3), and what it sends."""

from dataclasses import dataclass
from functools import cache

GRAPHQL_RESPONSE = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"
IDENTITY = "identity"
"""The name of no content coding."""


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type or range with its parameters; all names in lower case."""

    kind: str
    parameters: dict[str, str]

    @property
    def charset_is_utf8(self) -> bool:
        """Whether the type is in UTF-8, said or assumed."""
        return self.parameters.get("charset", "utf-8").lower() in {"utf-8", "utf8"}


def parse_media_type(text: str) -> MediaType | None:
    """Return the media type written in `text`, or null where it is none."""
    kind, *rest = split_outside_quotes(text, ";")
    kind = kind.strip().lower()
    if kind.count("/") != 1 or kind.startswith("/") or kind.endswith("/") or " " in kind or "\t" in kind:
        return None
    parameters = {}
    for part in rest:
        name, equals, value = part.strip().partition("=")
        if not equals and not name:
            continue  # an empty parameter, as in "text/html;"
        if not equals or not name:
            return None
        parameters[name.strip().lower()] = _unquoted(value.strip())
    return MediaType(kind, parameters)


def negotiate(accept: str | None, offered: tuple[str, ...]) -> str | None:
    """Return the offered type that a client prefers, or null when it takes none of them.

    The highest quality wins; at equal quality a type that is named beats a range, then the one named first. `offered`
    has the server's favourite first: that is what a range and a missing header give.
    """
    if accept is None or not accept.strip():
        return offered[0]
    ranges = _ranges(accept)
    best: tuple[float, int, int, int] | None = None
    chosen = None
    for rank, kind in enumerate(offered):
        found = _quality(kind, ranges)
        if found is None or found[0] <= 0:
            continue
        quality, specificity, position = found
        score = (quality, specificity, -position, -rank)
        if best is None or score > best:
            best, chosen = score, kind
    return chosen


def accepts_encoding(header: str | None, coding: str) -> bool:
    """Tell whether ``Accept-Encoding`` takes a content coding by name, with a quality above zero."""
    for part in (header or "").split(","):
        name, _, rest = part.partition(";")
        if name.strip().lower() == coding:
            return _quality_of(rest) > 0
    return False


@dataclass(frozen=True, slots=True)
class Coding:
    """The content coding of an answer, `IDENTITY` for none; `plain_is_refused` says that it must have one."""

    name: str
    plain_is_refused: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """The form that an answer has to have; one of a kind, see `form_of`."""

    media_type: str
    coding: Coding


@cache
def form_of(media_type: str, coding: Coding) -> Form:
    """Return the form of a type and a coding, the same each time."""
    return Form(media_type, coding)


def negotiate_coding(accept_encoding: str | None, offered: tuple[str, ...]) -> Coding | None:
    """Return the coding that a client prefers, or null when it takes none, not even no coding at all.

    The highest quality wins; at equal quality a coding that is named beats ``*``, any beats none, then the server's
    favourite, which is the first of `offered`. Without the header nothing is coded.
    """
    if accept_encoding is None:
        return Coding(IDENTITY)
    named = _codings(accept_encoding)
    others = named.get("*")
    plain = named.get(IDENTITY, others)
    best = (0.0 if plain is None else plain, IDENTITY in named, -len(offered))
    chosen = None if plain == 0 else IDENTITY
    for rank, name in enumerate(offered):
        quality = named.get(name, others)
        if quality and (chosen is None or (quality, name in named, -rank) > best):
            best, chosen = (quality, name in named, -rank), name
    return None if chosen is None else Coding(chosen, plain == 0)


def _codings(header: str) -> dict[str, float]:
    """Return the codings of ``Accept-Encoding`` with their quality; what can't be read has none."""
    found = {}
    for part in header.split(","):
        name, _, rest = part.partition(";")
        if name.strip():
            found[name.strip().lower()] = _quality_of(rest)
    return found


def _quality_of(rest: str) -> float:
    """Return the quality that stands behind the semicolon after a coding; 1 where there is nothing."""
    return _weight(rest.strip().lower().removeprefix("q=")) if rest else 1.0


def split_outside_quotes(text: str, separator: str) -> list[str]:
    """Split `text` at a separator that stands outside of a quoted string (RFC 9110 section 5.6.4)."""
    if '"' not in text:
        return text.split(separator)
    parts: list[str] = []
    current: list[str] = []
    quoted = escaped = False
    for character in text:
        if character == separator and not quoted:
            parts.append("".join(current))
            current = []
            continue
        current.append(character)
        if escaped:
            escaped = False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
    return [*parts, "".join(current)]


def _ranges(accept: str) -> list[tuple[MediaType, float]]:
    """Return the ranges with their quality in the order of the header; what can't be read is left out."""
    found = []
    for part in split_outside_quotes(accept, ","):
        media = parse_media_type(part)
        if media is not None and media.charset_is_utf8:
            found.append((media, _weight(media.parameters.get("q", "1"))))
    return found


def _quality(kind: str, ranges: list[tuple[MediaType, float]]) -> tuple[float, int, int] | None:
    """Return quality, specificity and position of the most specific range that covers `kind`."""
    family = kind.partition("/")[0] + "/*"
    names = {kind: 2, family: 1, "*/*": 0}
    matches = [
        (quality, names[media.kind], position)
        for position, (media, quality) in enumerate(ranges)
        if media.kind in names
    ]
    return max(matches, key=lambda match: (match[1], match[0]), default=None)


def _weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == '"':  # noqa: PLR2004 - two quotation marks
        return value[1:-1].replace("\\", "")
    return value
