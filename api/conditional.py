"""Conditional requests: entity tags and ``If-None-Match`` (RFC 9110 sections 8.8.3 and 13.1.2)."""

import hashlib
import re

_TAG = re.compile(r'(?:W/)?("[^"\x00-\x20\x7f]*")')


def entity_tag(*parts: str | bytes) -> str:
    """Return a strong entity tag over everything that changes an answer; no two lists of parts share one."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return f'"{digest.hexdigest()[:32]}"'


def matches(if_none_match: str | None, tag: str) -> bool:
    """Tell whether a client's copy is still good: its tags are compared weakly, ``*`` takes any."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or tag in _TAG.findall(if_none_match)
