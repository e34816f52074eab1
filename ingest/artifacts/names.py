"""Which names a member of an archive may have."""

import re

from ingest.artifacts.errors import OversizedArtifact, UnsafeArtifact
from ingest.artifacts.limits import Limits

_DRIVE = re.compile(r"^[A-Za-z]:")
_SPACE = 32
SHOWN = 120


def check_name(name: str, filename: str, limits: Limits) -> None:
    """Refuse a member whose name leads outside, or that no package needs.

    Raises:
        UnsafeArtifact: If the name is absolute, has ``..``, a backslash, a drive or a control character.
        OversizedArtifact: If it is longer or deeper than the limits.
    """
    shown = name[:SHOWN]
    if not name or name.startswith("/") or "\\" in name or _DRIVE.match(name) or any(ord(one) < _SPACE for one in name):
        raise UnsafeArtifact(filename, f"{shown!r} is no plain relative name")
    parts = name.rstrip("/").split("/")
    if ".." in parts or "" in parts:
        raise UnsafeArtifact(filename, f"{shown!r} leads outside")
    if len(name.encode(errors="surrogateescape")) > limits.name_bytes or len(parts) > limits.depth:
        raise OversizedArtifact(filename, f"{shown!r} is a longer or deeper name than any package needs")
