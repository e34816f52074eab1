"""The graph as files: ``/schema.graphql``, and ``/data/VERSION.json`` with the whole content of the served version."""

import asyncio
import gzip
import re
from dataclasses import dataclass

import orjson
from starlette.types import Receive, Scope, Send

from api.conditional import entity_tag, matches
from api.media_types import accepts_encoding
from api.refusals import Code, Refusal
from api.replies import CORS_HEADERS, JSON_HEADERS, Headers, Reply, header
from graph.canonical import encode_content
from graph.errors import ContentTooLarge, StoreError
from graph.store import Pinned, Store
from schema.types.snapshot import ATTRIBUTION, LICENCE

_DATA_PATH = re.compile(r"/data/(?P<version>\d{1,6}-[0-9a-f]{64})\.json")
_ALLOW = "GET, HEAD, OPTIONS"
_COMPRESSION = 6


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in memory, plain and compressed, with its entity tags and caching."""

    plain: bytes
    compressed: bytes
    plain_tag: str
    compressed_tag: str
    content_type: str
    cache_control: str

    @classmethod
    def of(cls, body: bytes, content_type: str, cache_control: str) -> "StoredFile":
        """Compress `body` and hash both forms, once."""
        compressed = gzip.compress(body, _COMPRESSION, mtime=0)
        return cls(body, compressed, entity_tag(body), entity_tag(compressed), content_type, cache_control)

    def reply(self, scope: Scope) -> Reply:
        """Return the answer to a request for this file; ranges are not served."""
        if scope["method"] == "OPTIONS":
            return Reply(204, headers={"allow": _ALLOW, "access-control-allow-methods": _ALLOW, **CORS_HEADERS})
        if scope["method"] not in {"GET", "HEAD"}:
            raise Refusal(405, Code.METHOD_NOT_ALLOWED, "Ask by GET.", {"Allow": _ALLOW})
        zipped = accepts_encoding(header(scope, b"accept-encoding"), "gzip")
        body = self.compressed if zipped else self.plain
        common: Headers = {
            "cache-control": self.cache_control,
            "etag": self.compressed_tag if zipped else self.plain_tag,
            "vary": "Accept-Encoding, Origin",
            **CORS_HEADERS,
        }
        if matches(header(scope, b"if-none-match"), common["etag"]):
            return Reply(304, headers=common)
        coding: Headers = {"content-encoding": "gzip"} if zipped else {}
        return Reply(200, body, {"content-type": self.content_type, **common, **coding, **JSON_HEADERS})


class SchemaFile:
    """The schema in the definition language, as text that browsers show."""

    def __init__(self, sdl: str, cache_seconds: int) -> None:
        """Serve `sdl`."""
        caching = f"public, max-age={cache_seconds}"
        self._file = StoredFile.of(sdl.encode(), "text/plain; charset=utf-8", caching)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._file.reply(scope).send(send)


class DataFile:
    """The whole content of the version that is served now; encoded once a version, and immutable by its name."""

    def __init__(self, store: Store) -> None:
        """Serve the content of `store`."""
        self._store = store
        self._encoded: tuple[str, StoredFile] | None = None
        self._encoding = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        match = _DATA_PATH.fullmatch(scope["path"])
        try:
            pinned = await self._store.pin()
            if match is None or match["version"] != str(pinned.version):
                message = "There is no such version here; ask for `{ snapshot { version } }`."
                raise Refusal(404, Code.NOT_FOUND, message)
            file = await self._file(pinned)
        except ContentTooLarge as error:
            message = (
                f"The content of this version has {error.size} bytes, more than the {error.limit} that this server "
                "gives out in one piece; read it in pages from `/graphql`."
            )
            raise Refusal(404, Code.NOT_FOUND, message) from None
        except StoreError:
            message = "The store cannot be reached; try again in a second."
            raise Refusal(503, Code.STORE_UNAVAILABLE, message, {"Retry-After": "1"}) from None
        await file.reply(scope).send(send)

    async def _file(self, pinned: Pinned) -> StoredFile:
        version = str(pinned.version)
        async with self._encoding:  # many may ask at once for a version nobody has encoded yet
            if self._encoded is None or self._encoded[0] != version:
                content = await pinned.content()
                file = await asyncio.to_thread(lambda: _encode(version, encode_content(content)))
                self._encoded = (version, file)
            return self._encoded[1]


def _encode(version: str, content: bytes) -> StoredFile:
    """Wrap canonical content so that its bytes, and with them its digest, stay as they are."""
    head = orjson.dumps({"attribution": ATTRIBUTION, "licence": LICENCE, "version": version})
    body = head[:-1] + b',"content":' + content + b"}\n"
    return StoredFile.of(body, "application/json; charset=utf-8", "public, max-age=31536000, immutable")
