"""A Python index on loopback, with wheels made on the spot: pages by the simple API, ranges, conditional requests."""

import hashlib
import io
import json
import re
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def wheel(name: str, version: str, members: Mapping[str, str | bytes], metadata: str = "") -> tuple[str, bytes]:
    """Return the file name and the bytes of a pure wheel; same input, same bytes."""
    folder = f"{name.replace('-', '_')}-{version}.dist-info"
    own = {
        f"{folder}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{metadata}",
        f"{folder}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{folder}/RECORD": "",
    }
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in (dict(members) | own).items():
            archive.writestr(zipfile.ZipInfo(path), text, zipfile.ZIP_DEFLATED)
    return f"{name.replace('-', '_')}-{version}-py3-none-any.whl", body.getvalue()


@dataclass
class FakeIndex:
    """What the index holds and how it behaves; `requests` are the paths that were asked for, with their status."""

    projects: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    requests: list[tuple[str, int]] = field(default_factory=list)
    failing: int = 0
    truncate: int | None = None
    ranges: bool = True
    endpoint: str = ""

    def publish(
        self,
        name: str,
        version: str,
        day: str,
        members: Mapping[str, str | bytes] | None = None,
        *,
        metadata: str = "",
        yanked: bool = False,
        sdist: bool = False,
    ) -> str:
        """Publish a release at noon of a day, as a wheel or as a source archive, and return the file's name."""
        filename, body = wheel(name, version, members or {}, metadata)
        if sdist:
            filename, body = f"{name}-{version}.tar.gz", b"source"
        self.files[filename] = body
        self.projects.setdefault(name, []).append(
            {
                "filename": filename,
                "url": f"../../files/{filename}",
                "hashes": {"sha256": hashlib.sha256(body).hexdigest()},
                "size": len(body),
                "upload-time": f"{day}T12:00:00Z",
                "yanked": yanked,
            }
        )
        return filename

    def page(self, name: str) -> bytes:
        """Return the page of a project as the simple API gives it."""
        files = self.projects[name]
        versions = sorted({str(file["filename"]) for file in files})
        return json.dumps({"meta": {"api-version": "1.1"}, "name": name, "files": files, "versions": versions}).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    index: FakeIndex

    def do_GET(self) -> None:
        status, headers, body = self.answer()
        self.index.requests.append((self.path, status))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.index.truncate is not None and status in {200, 206} and self.path.startswith("/files/"):
            body = body[: self.index.truncate]
            self.close_connection = True
        self.wfile.write(body)

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        if self.index.failing > 0:
            self.index.failing -= 1
            return 503, {}, b""
        if self.path.startswith("/simple/"):
            return self.page(self.path.removeprefix("/simple/").strip("/"))
        return self.file(self.index.files.get(self.path.removeprefix("/files/")))

    def page(self, name: str) -> tuple[int, dict[str, str], bytes]:
        if name not in self.index.projects:
            return 404, {}, b""
        body = self.index.page(name)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {"ETag": etag, "Content-Type": "application/vnd.pypi.simple.v1+json"}
        return (304, headers, b"") if self.headers.get("If-None-Match") == etag else (200, headers, body)

    def file(self, body: bytes | None) -> tuple[int, dict[str, str], bytes]:
        if body is None:
            return 404, {}, b""
        asked = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        if not asked or not self.index.ranges:
            return 200, {}, body
        start = int(asked[1]) if asked[1] else max(0, len(body) - int(asked[2]))
        end = min(int(asked[2]), len(body) - 1) if asked[1] and asked[2] else len(body) - 1
        return 206, {"Content-Range": f"bytes {start}-{end}/{len(body)}"}, body[start : end + 1]

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def served(index: FakeIndex) -> Iterator[FakeIndex]:
    """Serve an index on a free port of loopback."""
    handler = type("Handler", (_Handler,), {"index": index})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    index.endpoint = f"http://127.0.0.1:{server.server_address[1]}/simple/"
    try:
        yield index
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
