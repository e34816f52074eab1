"""`/metrics` of a running service: true counts, of all workers at one address, and nothing that a client sent."""

import os
import re
import signal

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.metrics.families import FAMILIES
from api.settings import Settings, WrongSetting
from tests.api.running import ROOT, TYPENAME, Running, post_bytes, running, wait_for

ONE = b'{"query":"query Secret{concept(slug:\\"reranking\\"){slug}}"}'


def metrics_address(server: Running) -> str:
    found = re.search(r"Metrics +(http://127\.0\.0\.1:\d+/metrics)", server.text())
    assert found is not None
    return found[1]


def read(server: Running) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Return the value of each sample by its name and labels."""
    answer = httpx.get(metrics_address(server), timeout=60)
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    return {(one.name, frozenset(one.labels.items())): one.value for family in families for one in family.samples}


def value(server: Running, name: str, **labels: str) -> float:
    """Return the sum of all samples of a metric that have these labels."""
    wanted = frozenset(labels.items())
    return sum(number for (found, given), number in read(server).items() if found == name and wanted <= given)


def test_what_was_asked_is_counted_by_way_status_and_code() -> None:
    with running("--metrics", "0") as server:
        requests = "duramen_requests_total"
        sent = 0

        def fast_enough() -> bool:
            nonlocal sent
            sent += 1
            return server.send(post_bytes(ONE))[0].status == 200 and value(server, requests, way="fast") >= 3

        wait_for(fast_enough, what="the fast path")
        for body in (b"[]", b'{"query":"{ a }"}'):
            server.send(post_bytes(body))
        httpx.get(f"{server.address}/concepts/reranking", timeout=60)
        httpx.get(f"{server.address}/no-such-page", timeout=60)
        fast = value(server, requests, route="/graphql", way="fast", status="200")
        usual = value(server, requests, route="/graphql", way="usual", status="200")
        assert fast + usual == sent + 1  # what is not valid is 200 as well
        assert value(server, requests, route="/graphql", status="400") == 1
        assert value(server, requests, route="page", status="200") == 1
        assert value(server, requests, route="page", status="404") == 1
        assert value(server, "duramen_errors_total", code="BATCHING_DISABLED") == 1
        assert value(server, "duramen_errors_total", code="GRAPHQL_VALIDATION_FAILED") == 1
        assert value(server, "duramen_operations_total", outcome="refused") == 1
        assert value(server, "duramen_operations_total", outcome="answered") >= sent + 1
        assert value(server, "duramen_request_seconds_count", way="fast") == fast
        assert value(server, "duramen_request_seconds_bucket", way="fast", le="+Inf") == fast
        assert value(server, "duramen_request_seconds_count", way="usual") == usual + 3
        assert value(server, "duramen_snapshot_info") == 1
        assert 0 < value(server, "duramen_cache_bytes", cache="documents") <= 16 * 2**20
        assert value(server, "duramen_cache_entries", cache="answers") == 1
        assert value(server, "duramen_process_resident_bytes") > 10e6


def test_nothing_that_a_client_sent_is_told() -> None:
    with running("--metrics", "0") as server:
        hidden = "reranking7secret"
        server.post({"query": f'query {hidden} {{ {hidden}: concept(slug: "{hidden}") {{ slug }} }}'})
        server.post({"query": f"{{ {hidden} }}", "operationName": hidden})
        httpx.get(f"{server.address}/concepts/{hidden}", headers={"user-agent": hidden}, timeout=60)
        httpx.request(hidden.upper(), f"{server.address}/{hidden}", timeout=60)
        assert hidden not in httpx.get(metrics_address(server), timeout=60).text.lower()


def test_the_public_address_has_no_metrics_and_that_of_the_metrics_has_nothing_else() -> None:
    with running("--metrics", "0") as server:
        assert httpx.get(f"{server.address}/metrics", timeout=60).status_code == 404
        base = metrics_address(server).removesuffix("/metrics")
        assert httpx.get(f"{base}/healthz", timeout=60).status_code == 404
        refused = httpx.post(
            f"{base}/graphql", content=TYPENAME, headers={"content-type": "application/json"}, timeout=60
        )
        assert refused.status_code == 404
        assert httpx.post(f"{base}/metrics", timeout=60).status_code == 405
        assert httpx.get(f"{base}/metrics", timeout=60).headers["content-type"].startswith("text/plain")
        open_metrics = httpx.get(
            f"{base}/metrics", headers={"accept": "application/openmetrics-text; version=1.0.0"}, timeout=60
        )
        assert open_metrics.headers["content-type"].startswith("application/openmetrics-text")
        assert open_metrics.text.endswith("# EOF\n")


def test_without_the_option_nothing_is_told(server: Running) -> None:
    assert "Metrics" not in server.text()
    assert httpx.get(f"{server.address}/metrics", timeout=60).status_code == 404


def test_any_worker_tells_the_counts_of_all() -> None:
    with running("--workers", "2", "--metrics", "0") as server:
        for _ in range(40):
            assert server.post(ONE).status_code == 200
        wait_for(lambda: value(server, "duramen_requests_total", route="/graphql") == 40, what="the counts of all")
        wait_for(lambda: workers_told(server) == {"0", "1"}, what="both workers")
        started = "duramen_process_start_seconds"
        before = value(server, started, worker="0"), value(server, started, worker="1")
        os.kill(_worker(server), signal.SIGKILL)
        wait_for(lambda: (value(server, started, worker="0"), value(server, started, worker="1")) != before)
        wait_for(lambda: workers_told(server) == {"0", "1"}, what="both workers again")
        assert server.stop() == 0


def workers_told(server: Running) -> set[str]:
    return {dict(labels)["worker"] for name, labels in read(server) if name == "duramen_build_info"}


def _worker(server: Running) -> int:
    children = f"/proc/{server.pid}/task/{server.pid}/children"
    with open(children, encoding="ascii") as file:  # noqa: PTH123  # a file of the kernel
        return int(file.read().split()[0])


@pytest.mark.parametrize("address", ["70000", "localhost:", "1.2.3.4:x", "http://localhost:9464"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(WrongSetting, match="HOST:PORT"):
        Settings.read({}, metrics=address)


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("", None),
        ("9464", ("127.0.0.1", 9464)),
        ("0.0.0.0:9464", ("0.0.0.0", 9464)),
        ("[::1]:9464", ("::1", 9464)),
        ("metrics.internal:0", ("metrics.internal", 0)),
    ],
)
def test_an_address_is_a_port_or_host_and_port(given: str, address: tuple[str, int] | None) -> None:
    assert Settings(metrics=given).metrics_address == address


def test_an_address_that_is_taken_is_told_in_one_line(server: Running) -> None:
    told = pytest.raises(AssertionError, match=rf"cannot listen on 127\.0\.0\.1:{server.port}: ")
    with told, running("--metrics", str(server.port)):
        pass


def test_every_metric_is_documented() -> None:
    page = (ROOT / "docs" / "how-to" / "deploy.md").read_text(encoding="utf-8")
    assert [name for name in FAMILIES if f"`{name}`" not in page] == []
