"""The server's reader of manifests: in threads of its own, each of which waits for a child process that has limits."""

import asyncio
import functools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from graph.dependencies import Manifests
from ingest.manifests import read_texts
from schema.services import GivenManifest


class ManifestReading:
    """Reads what clients hand in; `schema.services.ReadManifests`."""

    def __init__(self, at_once: int, seconds: float) -> None:
        """Read at most `at_once` requests at a time, each in at most `seconds`; the others wait."""
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="manifests")
        self._seconds = seconds

    async def __call__(self, manifests: Sequence[GivenManifest], sources: Sequence[GivenManifest]) -> Manifests:
        """Return what they say; whoever gives up while waiting for a thread leaves the line."""
        read = functools.partial(read_texts, manifests, sources, self._seconds)
        return await asyncio.get_running_loop().run_in_executor(self._threads, read)
