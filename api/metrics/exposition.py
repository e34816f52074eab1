"""The samples of all processes in the text format of Prometheus, or OpenMetrics where it is asked for.

The library that writes them is imported when somebody asks first: who has no metrics pays nothing for it.
"""

from collections.abc import Iterator
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import orjson

from api.metrics.families import BUCKETS, FAMILIES

if TYPE_CHECKING:
    from prometheus_client.core import Metric

_BOUNDS = [*map(str, BUCKETS), "+Inf"]


def exposition(written: dict[int, list[Any]], accept: str) -> tuple[bytes, str]:
    """Return the text of all samples and its media type.

    Args:
        written: For each worker its samples, as `Sample` has them, read back from JSON.
        accept: The header of the request.
    """
    from prometheus_client.exposition import choose_encoder  # noqa: PLC0415  # see above

    encode, content_type = choose_encoder(accept)
    return encode(_Collected(written)), content_type


def encoded(samples: Any) -> bytes:
    """Return samples as JSON."""
    return orjson.dumps([tuple(sample) for sample in samples])


class _Collected:
    """The samples as the library collects them: by metric, with the worker as the last label."""

    def __init__(self, written: dict[int, list[Any]]) -> None:
        self._by_name: dict[str, list[tuple[list[str], Any]]] = {name: [] for name in FAMILIES}
        for worker, samples in sorted(written.items()):
            for name, labels, value in samples:
                self._by_name[name].append(([*labels, str(worker)], value))

    def collect(self) -> "Iterator[Metric]":
        from prometheus_client import core  # noqa: PLC0415  # see above

        for name, found in self._by_name.items():
            family = FAMILIES[name]
            labels = [*family.labels, "worker"]
            if family.kind == "histogram":
                histogram = core.HistogramMetricFamily(name, family.text, labels=labels)
                for values, (counts, total) in found:
                    buckets = list(zip(_BOUNDS, accumulate(counts), strict=True))
                    histogram.add_metric(values, buckets, total)
                yield histogram
                continue
            kind = core.CounterMetricFamily if family.kind == "counter" else core.GaugeMetricFamily
            metric = kind(name, family.text, labels=labels)
            for values, value in found:
                metric.add_metric(values, value)
            yield metric
