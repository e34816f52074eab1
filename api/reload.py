"""Newer content without a restart: build aside, compare, swap one reference; broken content never replaces good.

A request keeps the snapshot that it pinned, so that each answer comes from one version.
"""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import structlog
import watchfiles

from api.build_aside import build_aside
from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from ingest.building import built_snapshot
from ingest.errors import ContentProblem

_QUIET_MS = 200
_LONGEST_MS = 2000
_LOOK_MS = 500
_RETRY_SECONDS = 1.0
_MAX_PROBLEMS_LOGGED = 20

log = structlog.get_logger()


class Refresher:
    """Brings the content of a folder into a store."""

    def __init__(self, store: MemoryStore, seeds: Path, cache: Path) -> None:
        """Refresh `store` from `seeds`; built snapshots are kept in `cache`."""
        self._store = store
        self._seeds = seeds
        self._cache = cache
        self._busy = asyncio.Lock()

    async def refresh(self) -> None:
        """Build the folder in another process, then serve it if it is good and new."""
        async with self._busy:
            if not self.report(await build_aside(self._seeds, self._cache)):
                await self._load()

    async def load(self) -> None:
        """Serve what was built already; where nothing was, it is built in a thread."""
        async with self._busy:
            await self._load()

    def report(self, problems: Sequence[str]) -> bool:
        """Log what is wrong and remember that newer content exists; return whether anything is wrong."""
        if problems:
            self._store.mark_stale()
            report_problems(problems)
        return bool(problems)

    async def watch(self) -> None:
        """Refresh whenever files change and then rest for a moment; ends when it is cancelled."""
        while True:
            try:
                await self._watch()
            except OSError:  # the folder is gone: perhaps it is being replaced
                self._store.mark_stale()
            except RuntimeError as error:  # what watchfiles raises where the system's own watching fails
                self._store.mark_stale()
                log.warning("watching begins anew", reason=str(error))
            await asyncio.sleep(_RETRY_SECONDS)

    async def _watch(self) -> None:
        """Watch until the folder is another one than at the start, or is gone."""
        watched, first = self._seeds.stat(), True
        changes = watchfiles.awatch(
            self._seeds,
            watch_filter=_is_content,
            debounce=_LONGEST_MS,
            step=_QUIET_MS,
            rust_timeout=_LOOK_MS,
            yield_on_timeout=True,
        )
        async for changed in changes:
            # the first round says that watching has begun: what changed before then is found now
            if changed or first:
                await (self.refresh() if changed else self.load())
            first = False
            if not os.path.samestat(watched, self._seeds.stat()):
                return

    async def _load(self) -> None:
        try:
            snapshot = await asyncio.to_thread(self._prepared)
        except ContentProblem as problem:
            self.report(problem.lines())
            return
        same = snapshot.version == self._store.snapshot.version
        self._store.swap(self._store.snapshot if same else snapshot)
        if not same:
            log.info("content changed", snapshot=str(snapshot.version))

    def _prepared(self) -> Snapshot:
        snapshot = built_snapshot(self._seeds, self._cache)
        if snapshot.version != self._store.snapshot.version:
            snapshot.prepare()
        return snapshot


def report_problems(problems: Sequence[str]) -> None:
    """Log broken content, one problem a line, in the words of ``duramen check``."""
    for problem in problems[:_MAX_PROBLEMS_LOGGED]:
        log.error(problem)
    log.error("content is broken, the version before it is still served", problems=len(problems))


def _is_content(_change: watchfiles.Change, path: str) -> bool:
    """Leave out what editors put down while they write."""
    name = Path(path).name
    return not name.startswith(".") and not name.endswith("~")
