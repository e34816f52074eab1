"""A large wheel of which only the sources are fetched: its table of contents, and the bytes where sources stand.

The result is a file of the wheel's full size with holes in it, so that every tool that reads archives sees all members
and reads the sources. A member that was not fetched fails its checksum; the wheel's own digest cannot be checked.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import requests
from remotezip import RemoteIOError, RemoteZip, RemoteZipError

SOURCES = (".py", ".pyi", ".typed", ".dist-info/METADATA", ".dist-info/RECORD", ".dist-info/WHEEL")
WORTH_READING_OVER = 256 * 1024
"""Bytes between two sources that are fetched along, because another request would cost more."""
CHUNK = 1 << 16
PARTIAL_CONTENT = 206

Span = tuple[int, int]
"""Offsets of the first byte, and of the one after the last."""


class RangesRefused(Exception):
    """The server gives whole files only."""


def keep_sources(session: requests.Session, url: str, path: Path, timeout: tuple[float, float]) -> int:
    """Fetch the sources of a wheel into `path`, and return how many bytes came.

    Raises:
        RangesRefused: If the server does not give parts of files.
        requests.RequestException: If a part cannot be fetched.
    """
    try:
        with RemoteZip(url, session=session, timeout=timeout) as archive:
            starts = sorted(member.header_offset for member in archive.infolist())
            ends = dict(zip(starts, [*starts[1:], archive.start_dir], strict=True))
            wanted = [m.header_offset for m in archive.infolist() if m.filename.endswith(SOURCES)]
            table, size = archive.start_dir, archive.size()
    except RemoteIOError as error:
        raise requests.ConnectionError(str(error)) from error
    except (RemoteZipError, ValueError) as error:
        raise RangesRefused from error
    spans = [*_joined((start, ends[start]) for start in sorted(wanted)), (table, size)]
    with path.open("wb") as stream:
        stream.truncate(size)
        for start, end in spans:
            stream.seek(start)
            for chunk in _part(session, url, (start, end), timeout):
                stream.write(chunk)
    return sum(end - start for start, end in spans)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Join spans that are near each other."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start - joined[-1][1] <= WORTH_READING_OVER:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _part(session: requests.Session, url: str, span: Span, timeout: tuple[float, float]) -> Iterator[bytes]:
    start, end = span
    with session.get(url, headers={"Range": f"bytes={start}-{end - 1}"}, timeout=timeout, stream=True) as answer:
        answer.raise_for_status()
        if answer.status_code != PARTIAL_CONTENT:
            raise RangesRefused
        left = end - start
        for chunk in answer.iter_content(CHUNK):
            if len(chunk) > left:
                raise requests.ConnectionError("the server gave more than it was asked for")
            left -= len(chunk)
            yield chunk
        if left:
            raise requests.ConnectionError("the server gave less than it was asked for")
