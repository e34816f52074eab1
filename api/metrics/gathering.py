"""The counts of one process: read from the parts that do the work, which count for themselves in plain numbers."""

import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from api.admission import AdmittedEngine
from api.byte_bounded import ByteBounded
from api.encodings import EncodedAnswers
from api.installed import installed_version
from api.metrics.families import CacheCounts, Sample, Samples
from api.metrics.requests import MeasuredFastPath, RequestCounts
from api.persisted import DocumentSource, PersistedQueries
from api.protocol import Connections
from api.versions import ServedVersion
from graph.memory import MemoryStore

_STATM = Path("/proc/self/statm")


class Gatherer:
    """Knows the parts of one service; made before the processes part, and read in each."""

    def __init__(
        self,
        engine: AdmittedEngine,
        requests: RequestCounts,
        fast: MeasuredFastPath | None,
        persisted: DocumentSource,
        encoded: EncodedAnswers,
    ) -> None:
        """Read these parts."""
        self._engine = engine
        self._requests = requests
        self._fast = fast
        self._persisted = persisted
        self._encoded = encoded
        self.connections: Connections | None = None
        """The connections of this process; there are some when it serves."""
        self.started = time.time()

    @property
    def version(self) -> ServedVersion:
        """The version of the graph that is served."""
        return self._engine.version

    def samples(self) -> Iterator[Sample]:
        """Return all counts of this process."""
        yield from self._requests.samples()
        if self._fast is not None:
            yield from self._fast.samples()
        yield from self._operations()
        yield from self._caches()
        yield from self._snapshot()
        if self.connections is not None:
            yield Sample("duramen_connections", (), len(self.connections.connections))
        yield from self._process()

    def _operations(self) -> Samples:
        engine, totals = self._engine, self._engine.totals
        at_once = 0 if self._fast is None else self._fast.answered
        outcomes = {outcome.name.lower(): count for outcome, count in engine.outcomes.items()}
        outcomes["answered"] = outcomes.get("answered", 0) + at_once
        yield from (Sample("duramen_operations_total", (name,), count) for name, count in outcomes.items())
        ways = {"plan": totals.answered, "first_sight": totals.seen_first, "generic": engine.executed}
        # what no part ran was kept from before
        ways["kept"] = max(outcomes["answered"] - sum(ways.values()), 0)
        yield from (Sample("duramen_operation_ways_total", (way,), count) for way, count in ways.items())
        yield from (
            Sample("duramen_plans_handed_over_total", (reason.name.lower(),), count)
            for reason, count in totals.handed_over.items()
        )
        yield from (
            Sample("duramen_texts_handed_over_total", (reason.name.lower(),), count)
            for reason, count in totals.not_plain.items()
        )
        yield Sample("duramen_operations_running", (), engine.admission.running)
        yield Sample("duramen_operations_waiting", (), engine.admission.waiting)

    def _caches(self) -> Samples:
        engine, planner, totals = self._engine, self._engine.planner, self._engine.totals
        documents, limits = engine.documents, engine.limits
        yield from CacheCounts(
            documents.held_bytes,
            limits.cached_bytes,
            len(documents),
            documents.hits,
            documents.misses,
            documents.evicted,
        ).samples("documents")
        kept = self._persisted
        if isinstance(kept, PersistedQueries):
            yield from CacheCounts(
                kept.held_bytes, kept.most_bytes, len(kept), kept.hits, kept.misses, kept.evicted
            ).samples("persisted")
        for name, cache in self._byte_bounded().items():
            yield from CacheCounts(
                cache.held_bytes, cache.most_bytes, len(cache), cache.hits, cache.misses, cache.evicted
            ).samples(name)
        yield Sample("duramen_plan_memory_drops_total", (), totals.dropped)
        if planner is None:
            return
        hits = totals.answered + sum(totals.handed_over.values()) - totals.prepared
        yield from CacheCounts(
            planner.prepared_bytes, limits.cached_bytes, len(planner), hits, totals.prepared, totals.evicted
        ).samples("plans")
        yield Sample("duramen_plan_memory_bytes", (), planner.budget.held)
        yield Sample("duramen_plan_memory_limit_bytes", (), planner.budget.most)

    def _byte_bounded(self) -> dict[str, ByteBounded[Any, Any]]:
        found: dict[str, ByteBounded[Any, Any]] = {"encoded": self._encoded.kept}
        if self._fast is not None:
            found |= {"answers": self._fast.path.answers, "requests": self._fast.path.prepared}
        return found

    def _snapshot(self) -> Samples:
        store = self._engine.store
        yield Sample("duramen_snapshot_info", (self._engine.version.text,), 1)
        if isinstance(store, MemoryStore):
            yield Sample("duramen_snapshot_stale", (), int(store.is_stale))
            yield Sample("duramen_snapshot_changes_total", (), store.changes)

    def _process(self) -> Samples:
        used = resource.getrusage(resource.RUSAGE_SELF)
        yield Sample("duramen_build_info", (installed_version(),), 1)
        yield Sample("duramen_process_cpu_seconds_total", (), used.ru_utime + used.ru_stime)
        yield Sample("duramen_process_start_seconds", (), self.started)
        if _STATM.exists():  # the kernel of Linux tells
            pages = int(_STATM.read_text(encoding="ascii").split()[1])
            yield Sample("duramen_process_resident_bytes", (), pages * os.sysconf("SC_PAGE_SIZE"))
