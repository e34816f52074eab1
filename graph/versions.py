"""Versions of published packages in the order of their index: PEP 440 for Python, semantic versioning for npm."""

import re
from typing import Any

from packaging.version import Version

_SEMVER = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})\.([0-9]{1,9})(?:-([0-9A-Za-z.-]{1,64}))?(?:\+.*)?")
_NPM = "pkg:npm/"


def version_key(purl: str, version: str) -> Any:
    """Return what versions of one package are compared by; null for a text that is no version of its index."""
    if purl.startswith(_NPM):
        return _semver_key(version)
    try:
        return Version(version)
    except ValueError:  # also of a number with thousands of digits, which Python does not read
        return None


def _semver_key(text: str) -> Any:
    found = _SEMVER.fullmatch(text)
    if found is None:
        return None
    before = tuple(_identifier(part) for part in found[4].split(".")) if found[4] else ()
    # a release comes after all of its previews
    return (int(found[1]), int(found[2]), int(found[3]), not before, before)


def _identifier(part: str) -> tuple[int, int, str]:
    """Return the key of a part of a preview's name: numbers come before words."""
    return (0, int(part), "") if part.isdigit() else (1, 0, part)
