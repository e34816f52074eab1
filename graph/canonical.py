"""Canonical bytes and digests: the same content gives the same bytes on any machine (RFC 8785, SHA-256)."""

import hashlib
from typing import Any, NamedTuple

import msgspec
import rfc8785

from graph.records import Content

SNAPSHOT_FORMAT = 5
"""Raised whenever the records change shape: a snapshot of another format is built anew, never read."""


class Version(NamedTuple):
    """Names one state of the graph: the digest of its content and the format that it was written in."""

    format: int
    digest: str

    def __str__(self) -> str:
        """Return ``FORMAT-DIGEST``, the form used in headers, cache keys and file names."""
        return f"{self.format}-{self.digest}"


def canonical_json(record: Any) -> bytes:
    """Return the RFC 8785 form of a record or of a tuple of records; dates as ISO text, enumerations by their value."""
    return rfc8785.dumps(msgspec.to_builtins(record))


def digest_of(record: Any) -> str:
    """Return the SHA-256 of a record's canonical form as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(record)).hexdigest()


def version_of(content: Content) -> Version:
    """Return the version that names this content, evidence included."""
    return version_of_body(encode_content(content))


def version_of_body(body: bytes) -> Version:
    """Return the version that names the content of which `body` is the canonical form; far cheaper than encoding it."""
    return Version(SNAPSHOT_FORMAT, hashlib.sha256(body).hexdigest())


def encode_content(content: Content) -> bytes:
    """Return content as canonical JSON: the body of a built snapshot and of ``/data/VERSION.json``."""
    return canonical_json(content)


def decode_content(body: bytes) -> Content:
    """Read what `encode_content` wrote.

    Raises:
        msgspec.ValidationError: If the bytes are not content of this format.
    """
    return msgspec.json.decode(body, type=Content)
