"""The metrics by name: what each counts, in which unit, and by which labels; no label ever holds a client's text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

BUCKETS = (0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0)
"""Upper ends of the buckets of durations, in seconds; a last bucket takes what is longer."""


@dataclass(frozen=True, slots=True)
class Family:
    """A metric: its kind, its meaning, and the names of its labels beside `worker`."""

    kind: Literal["counter", "gauge", "histogram"]
    text: str
    labels: tuple[str, ...] = ()


FAMILIES = {
    "duramen_requests_total": Family(
        "counter", "Requests answered, by address, status, and whether on the fast path.", ("route", "status", "way")
    ),
    "duramen_request_seconds": Family(
        "histogram", "Seconds from a request to its answer; on the fast path from its last byte.", ("way",)
    ),
    "duramen_sent_bytes_total": Family("counter", "Bytes of answers; on the fast path with their headers.", ("way",)),
    "duramen_errors_total": Family("counter", "Answers that held an error with this code.", ("code",)),
    "duramen_connections": Family("gauge", "Connections that are open."),
    "duramen_operations_total": Family("counter", "GraphQL operations, by what became of them.", ("outcome",)),
    "duramen_operation_ways_total": Family(
        "counter", "GraphQL operations, by the part that gave the answer; kept is the rest, estimated.", ("way",)
    ),
    "duramen_plans_handed_over_total": Family(
        "counter", "Operations that a plan left to the generic executor, by reason.", ("reason",)
    ),
    "duramen_texts_handed_over_total": Family(
        "counter", "Texts never seen before that were not plain and left to graphql-core, by reason.", ("reason",)
    ),
    "duramen_operations_running": Family("gauge", "Operations that have been admitted and are not answered yet."),
    "duramen_operations_waiting": Family("gauge", "Operations that wait to be admitted."),
    "duramen_cache_bytes": Family("gauge", "Bytes that a cache is taken to hold.", ("cache",)),
    "duramen_cache_limit_bytes": Family("gauge", "Bytes that a cache may hold.", ("cache",)),
    "duramen_cache_entries": Family("gauge", "Entries of a cache.", ("cache",)),
    "duramen_cache_hits_total": Family("counter", "What was found in a cache.", ("cache",)),
    "duramen_cache_misses_total": Family("counter", "What was not found in a cache.", ("cache",)),
    "duramen_cache_evictions_total": Family("counter", "Entries that left a cache for want of room.", ("cache",)),
    "duramen_plan_memory_bytes": Family("gauge", "Bytes of rows, pages, plans and the texts they keep, estimated."),
    "duramen_plan_memory_limit_bytes": Family("gauge", "Bytes at which all of that is dropped."),
    "duramen_plan_memory_drops_total": Family("counter", "How often all of that was dropped for want of room."),
    "duramen_snapshot_info": Family("gauge", "The version of the graph that is served; always 1.", ("version",)),
    "duramen_snapshot_stale": Family("gauge", "1 while newer content exists that could not be built."),
    "duramen_snapshot_changes_total": Family("counter", "How often another version was taken in."),
    "duramen_build_info": Family("gauge", "The version of Duramen; always 1.", ("version",)),
    "duramen_process_cpu_seconds_total": Family("counter", "Processor time of a serving process."),
    "duramen_process_resident_bytes": Family("gauge", "Resident memory of a serving process."),
    "duramen_process_start_seconds": Family("gauge", "When a serving process began, in seconds since 1970."),
}


class Sample(NamedTuple):
    """One value of a metric; of a histogram the counts of its buckets, not added up, and the sum."""

    name: str
    labels: Sequence[str]
    value: float | tuple[Sequence[int], float]


Samples = Iterable[Sample]


@dataclass(slots=True)
class CacheCounts:
    """What a cache holds and how it did; null stands for what it does not count."""

    held: int
    most: int
    entries: int
    hits: int | None = None
    misses: int | None = None
    evictions: int | None = None

    def samples(self, cache: str) -> Samples:
        """Return the values of one cache."""
        found = {
            "duramen_cache_bytes": self.held,
            "duramen_cache_limit_bytes": self.most,
            "duramen_cache_entries": self.entries,
            "duramen_cache_hits_total": self.hits,
            "duramen_cache_misses_total": self.misses,
            "duramen_cache_evictions_total": self.evictions,
        }
        return [Sample(name, (cache,), value) for name, value in found.items() if value is not None]
