"""Compressed answers: each made once, kept within a number of bytes, and gone with the version of the graph.

An answer is known by its content, so that what is kept can never be another's. The length of a compressed answer can
tell secrets to somebody who can put text of his own beside them (BREACH). Answers of the graph hold none; those about
what their sender gave are sent as they are.
"""

import asyncio
import hashlib
import zlib

from api.byte_bounded import ByteBounded
from api.media_types import IDENTITY, Coding, negotiate_coding

GZIP, BROTLI = "gzip", "br"
CODINGS = (BROTLI, GZIP)
"""The content codings of answers, ours first."""
WORTH_BYTES = 1024
"""Shorter answers are sent as they are: they fit into a packet either way."""
_AT_ONCE_BYTES = 64 * 1024
_ENTRY_BYTES = 200
_GZIP_LEVEL, _BROTLI_QUALITY = 6, 5  # at 8 and at 60 kB each takes less than 3 ms, and the next steps gain 1 %


class EncodedAnswers:
    """The compressed bodies of one process; those asked for longest ago leave first."""

    def __init__(self, most_bytes: int) -> None:
        """Keep `most_bytes`; 0 compresses nothing."""
        self.kept: ByteBounded[tuple[str, bytes], bytes] = ByteBounded(most_bytes)
        self._version = ""

    def coding(self, accept_encoding: str | None) -> Coding | None:
        """Return the coding that the answers of a client should have; null if it takes none that there is."""
        return negotiate_coding(accept_encoding, CODINGS if self.kept.most_bytes else ())

    async def made(self, coding: str, body: bytes, version: str) -> bytes:
        """Return `body` in a coding; a long one is compressed beside the event loop."""
        known = self.known(coding, body, version)
        if known is not None:
            return known
        if len(body) <= _AT_ONCE_BYTES:
            made = compressed(coding, body)
        else:
            made = await asyncio.to_thread(compressed, coding, body)
        self._keep((coding, _digest(body)), made)
        return made

    def known(self, coding: str, body: bytes, version: str) -> bytes | None:
        """Return `body` in a coding if it was made before, null otherwise."""
        if version != self._version:
            self.kept.clear()
            self._version = version
        return self.kept.get((coding, _digest(body)))

    def _keep(self, key: tuple[str, bytes], made: bytes) -> None:
        size = len(made) + _ENTRY_BYTES
        if self.kept.takes(size) and key not in self.kept:  # two may have asked for it at once
            self.kept.keep(key, made, size)


def is_worth_it(coding: Coding, size: int) -> bool:
    """Tell whether a body of this size is sent in a coding."""
    return coding.name != IDENTITY and (size >= WORTH_BYTES or coding.plain_is_refused)


def tag_of(tag: str, coding: str) -> str:
    """Return the entity tag of an answer in a coding: strong, since the bytes are always the same."""
    return tag if coding == IDENTITY else f'{tag[:-1]}-{coding}"'


def compressed(coding: str, body: bytes) -> bytes:
    """Return `body` in a coding; the same bytes for the same body always."""
    if coding == GZIP:
        return zlib.compress(body, _GZIP_LEVEL, wbits=zlib.MAX_WBITS | 16)
    import brotli  # noqa: PLC0415  # when the first client asks for it

    made: bytes = brotli.compress(body, mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY)
    return made


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16).digest()
