"""The counts of requests: a call for each on the usual way, and a wrapper around the fast path."""

import time
from bisect import bisect_left
from collections import Counter

from api.fast_path import FastPath
from api.logs import RequestRecord
from api.metrics.families import BUCKETS, Sample, Samples
from api.ready import Written

FAST, USUAL = "fast", "usual"


class Durations:
    """A histogram of seconds."""

    __slots__ = ("counts", "sum")

    def __init__(self) -> None:
        """Start with nothing."""
        self.counts = [0] * (len(BUCKETS) + 1)
        self.sum = 0.0

    def add(self, seconds: float) -> None:
        """Count one duration."""
        self.counts[bisect_left(BUCKETS, seconds)] += 1
        self.sum += seconds

    @property
    def total(self) -> int:
        """How many were counted."""
        return sum(self.counts)


class RequestCounts:
    """What was asked of this process on the usual way, and how it was answered."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._answered: Counter[tuple[str, int]] = Counter()
        self._codes: Counter[str] = Counter()
        self._durations = Durations()
        self._sent = 0

    def observe(self, record: RequestRecord, seconds: float) -> None:
        """Count a request; a client that left before its answer began has status 0."""
        self._answered[record.route, record.status] += 1
        self._codes.update(record.codes)
        self._durations.add(seconds)
        self._sent += record.sent

    def samples(self) -> Samples:
        """Return what was counted."""
        yield from (
            Sample("duramen_requests_total", (route, str(status), USUAL), count)
            for (route, status), count in self._answered.items()
        )
        yield from (Sample("duramen_errors_total", (code,), count) for code, count in self._codes.items())
        yield Sample("duramen_request_seconds", (USUAL,), (self._durations.counts, self._durations.sum))
        yield Sample("duramen_sent_bytes_total", (USUAL,), self._sent)


class MeasuredFastPath:
    """The fast path with a clock; without metrics it runs without."""

    __slots__ = ("_durations", "_sent", "begin_answers_with", "path", "wants_more")

    def __init__(self, path: FastPath) -> None:
        """Measure `path`."""
        self.path = path
        self._durations = Durations()
        self._sent = 0
        self.wants_more = path.wants_more
        self.begin_answers_with = path.begin_answers_with

    def answer(self, data: bytes, client: str | None) -> Written | None:
        """See `FastPath.answer`."""
        began = time.perf_counter()
        answer = self.path.answer(data, client)
        if answer is not None:
            self._durations.add(time.perf_counter() - began)
            self._sent += sum(map(len, answer)) if isinstance(answer, tuple) else len(answer)
        return answer

    @property
    def answered(self) -> int:
        """How many requests were answered."""
        return self._durations.total

    def samples(self) -> Samples:
        """Return what was counted."""
        yield Sample("duramen_requests_total", ("/graphql", "200", FAST), self.answered)
        yield Sample("duramen_request_seconds", (FAST,), (self._durations.counts, self._durations.sum))
        yield Sample("duramen_sent_bytes_total", (FAST,), self._sent)
