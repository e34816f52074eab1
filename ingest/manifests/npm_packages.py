"""Names and ranges of npm packages as manifests write them, by npm's documentation of package.json."""

import re
from dataclasses import dataclass

from ingest.diagnostics import printable

MAX_NAME = 214
_NAME = re.compile(r"(?:@[A-Za-z0-9~][A-Za-z0-9._~-]*/)?[A-Za-z0-9~!'()*-][A-Za-z0-9._~!'()*-]*")
_VERSION = re.compile(r"[=v\s]*(?P<version>\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)")
_RANGE = re.compile(r"[\^~<>=*\s]|v?\d+(?:[.\s]|$)|[xX](?:[.\s]|$)")
_ALIAS = re.compile(r"npm:(?P<name>@[^/@]+/[^@]+|[^@]+)(?:@(?P<range>.*))?", re.DOTALL)
_PLACE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[^@/\s]+/[^/\s]+$|\.{1,2}/|/|~/")
_SECRETS = re.compile(r"(?<=//)[^/@\s]*@|\?[^#\s]*")


@dataclass(frozen=True, slots=True)
class Range:
    """What a table of dependencies says about one name.

    Attributes:
        name: The package that is meant, another one for an alias.
        text: The range as written, of an alias without its name; a URL without credentials and query; printable.
        pinned: The one version it allows; null for several.
        source: The place it names instead of versions; null for versions.
    """

    name: str
    text: str
    pinned: str | None
    source: str | None


def is_name(name: str) -> bool:
    """Tell whether a text can be the name of a published package."""
    return len(name) <= MAX_NAME and _NAME.fullmatch(name) is not None


def range_of(name: str, written: str) -> Range:
    """Read what is written about a name; `npm:other@range` means another package."""
    found = _ALIAS.fullmatch(written)
    if found is not None:
        rest = written.removeprefix("npm:")
        if _RANGE.match(rest):  # Yarn's way to say that the range is one of the npm registry
            return range_of(name, rest)
        return Range(found["name"], *_parts(found["range"] or ""))
    return Range(name, *_parts(written))


def _parts(written: str) -> tuple[str, str | None, str | None]:
    text = printable(_SECRETS.sub("", written) if "//" in written else written)
    exact = _VERSION.fullmatch(written.strip())
    return text, exact["version"] if exact else None, text if _PLACE.match(written) else None
