"""Automatic persisted queries to Apollo's convention: a client sends the SHA-256 of a document instead of the document.

The hash may come as ``documentId`` too, as the appendix on persisted documents of GraphQL over HTTP has it.

The first request with a hash that is not known is told so, and the client sends hash and document together once. What
is kept is bounded in bytes; a document that has left is asked for again, so that forgetting costs one request.
https://www.apollographql.com/docs/apollo-server/performance/apq
"""

import hashlib
import re
from collections import OrderedDict
from typing import Any, Protocol

from api.refusals import Code, Refusal, bad_request

_HASH = re.compile(r"[0-9a-f]{64}")
_IDENTIFIER = re.compile(r"sha256:([0-9a-f]{64})")
_ENTRY_BYTES = 300


class DocumentSource(Protocol):
    """Where requests that do not bring their document get it."""

    def document(
        self, given: str | None, extensions: dict[str, Any] | None, document_id: str | None = None
    ) -> str | None:
        """Return the document of a request, null if it names none; raises a `Refusal` where there is no such one."""


class PersistedQueries:
    """The documents of one process by their hash; those asked for longest ago leave first."""

    def __init__(self, most_bytes: int) -> None:
        """Keep `most_bytes` of documents."""
        self.most_bytes = most_bytes
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._bytes = 0
        self.hits = self.misses = self.evicted = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def held_bytes(self) -> int:
        """The bytes that all documents kept are taken to need."""
        return self._bytes

    def document(
        self, given: str | None, extensions: dict[str, Any] | None, document_id: str | None = None
    ) -> str | None:
        """Return the document of a request: the one that it has, or the one that its hash or identifier stands for.

        Raises:
            Refusal: If the hash is not known, not that of the document, or none.
        """
        if document_id is not None:
            match = _IDENTIFIER.fullmatch(document_id)
            if match is None:
                raise bad_request("The 'documentId' is not 'sha256:' and a SHA-256 in 64 hexadecimal digits.")
            return self._known(match[1])
        digest = given_digest(extensions)
        if digest is None:
            return given
        if not _HASH.fullmatch(digest):
            raise bad_request("The 'sha256Hash' of 'persistedQuery' is not a SHA-256 in 64 hexadecimal digits.")
        if given is None:
            return self._known(digest)
        if hashlib.sha256(given.encode("utf-8", "surrogatepass")).hexdigest() != digest:
            raise bad_request("The 'sha256Hash' of 'persistedQuery' is not that of the query.")
        self._keep(digest, given)
        return given

    def _known(self, digest: str) -> str:
        known = self._kept.get(digest)
        if known is None:
            self.misses += 1
            # the message and the status are those that clients look for
            raise Refusal(200, Code.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound")
        self._kept.move_to_end(digest)
        self.hits += 1
        return known

    def _keep(self, digest: str, document: str) -> None:
        if digest in self._kept:
            self._kept.move_to_end(digest)
            return
        self._kept[digest] = document
        self._bytes += _size(document)
        while self._bytes > self.most_bytes:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= _size(oldest)
            self.evicted += 1


def _size(document: str) -> int:
    return _ENTRY_BYTES + 4 * len(document)


def given_digest(extensions: dict[str, Any] | None) -> str | None:
    """Return the hash by which a request names its document, as it came; null if it has none.

    Raises:
        Refusal: If the extension is not of version 1, or its hash is no text.
    """
    if not extensions or "persistedQuery" not in extensions:
        return None
    found = extensions["persistedQuery"]
    if not isinstance(found, dict) or found.get("version") != 1 or isinstance(found.get("version"), bool):
        raise bad_request("'persistedQuery' is not an object with 'version': 1.")
    digest = found.get("sha256Hash")
    if not isinstance(digest, str):
        raise bad_request("The 'sha256Hash' of 'persistedQuery' is not a string.")
    return digest
