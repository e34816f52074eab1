"""What a start costs: ``python -m benchmarks.start --help``.

Servers are started one after the other, in turns with a bare interpreter and with a bare ASGI application on the same
uvicorn, uvloop and httptools, from the call until the first answer. CPU time is that of the process itself, so that it
holds on a machine that does other things as well; of wall times the best is given. Memory is what the serving process
holds (RSS) after the first answer, when the rest has been made beside, and after the queries of ``benchmarks/queries``.

With ``--times 300`` the server starts from a built snapshot of as many copies of the curated graph.
"""

import argparse
import contextlib
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from benchmarks.scale import copies
from ingest.building import built_snapshot, default_cache, snapshot_file
from ingest.kept import encode_snapshot
from ingest.tree import read_tree

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
CONCEPT = json.dumps({"query": '{ concept(slug: "reranking") { name definition family { name } depth } }'}).encode()
BARE = """
import os, socket, uvicorn
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"{}"})
listener = socket.create_server(("127.0.0.1", 0))
config = uvicorn.Config(app, loop="uvloop", http="httptools", lifespan="off", log_config=None)
print(f"GraphQL http://127.0.0.1:{listener.getsockname()[1]}/graphql", flush=True)
uvicorn.Server(config).run([listener])
"""
LOOK_SECONDS, IDLE_CPU = 1.0, 0.05
"""A process is at rest when it used less than this share of a core between two looks."""
ASKED = 50


def main() -> None:
    """Measure, and print the report as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=9, help="how often each is started (default 9)")
    parser.add_argument("--times", type=int, default=1, help="copies of the curated graph: 1, 300")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cache = _cache(options.times, Path(folder))
        rounds: list[dict[str, dict[str, float]]] = [_round(cache) for _ in range(options.starts + 1)][1:]
    report: dict[str, Any] = {"times": options.times, "starts": options.starts}
    for name in rounds[0]:
        taken = [one[name] for one in rounds]
        report[name] = {figure: _summary(figure, [one[figure] for one in taken]) for figure in taken[0]}
    for name in ("interpreter", "bare"):
        ratios = [one["duramen"]["cpu_ms"] / one[name]["cpu_ms"] for one in rounds]
        report[f"cpu, duramen / {name}"] = round(statistics.median(ratios), 2)
    sys.stdout.write(json.dumps(report, indent=2) + "\n")


def _summary(figure: str, values: list[float]) -> float:
    return round(min(values) if figure == "wall_ms" else statistics.median(values), 1)


def _cache(times: int, folder: Path) -> Path:
    """Return a folder with the built snapshot."""
    snapshot = built_snapshot(SEEDS, default_cache(SEEDS))
    if times == 1:
        return default_cache(SEEDS)
    whole = encode_snapshot(copies(snapshot.content, times))[1]
    snapshot_file(folder, read_tree(SEEDS).fingerprint()).write_bytes(whole)
    return folder


def _round(cache: Path) -> dict[str, dict[str, float]]:
    begun = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", "pass"]) as process:
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
    interpreter = {
        "wall_ms": (time.perf_counter() - begun) * 1e3,
        "cpu_ms": (used.ru_utime + used.ru_stime) * 1e3,
    }
    serve = ["-P", "-m", "api.cli", "serve", "--port", "0", "--seeds", str(SEEDS)]
    return {"interpreter": interpreter, "bare": _start(["-c", BARE], cache), "duramen": _start(serve, cache, rest=True)}


def _start(arguments: list[str], cache: Path, *, rest: bool = False) -> dict[str, float]:
    """Start a server, ask it once, and return what that took; with `rest` also what it holds later on."""
    begun = time.perf_counter()
    with _serving(arguments, cache) as (process, connection):
        _ask(connection, CONCEPT)
        wall = (time.perf_counter() - begun) * 1e3
        cpu = process.cpu_times()
        found = {"wall_ms": wall, "cpu_ms": (cpu.user + cpu.system) * 1e3, "rss_mb": _rss(process)}
        if rest:
            _wait_for_rest(process)
            found["rss_settled_mb"] = _rss(process)
            for path in sorted((ROOT / "benchmarks" / "queries").glob("*.graphql")):
                body = json.dumps({"query": path.read_text(), "variables": {"slug": "reranking", "first": 20}}).encode()
                for _ in range(ASKED):
                    _ask(connection, body)
            found["rss_asked_mb"] = _rss(process)
        return found


def _wait_for_rest(process: psutil.Process) -> None:
    """Wait until what is made beside the first answers is there."""
    used, before = sum(process.cpu_times()[:2]), -1.0
    while used - before > IDLE_CPU * LOOK_SECONDS:
        time.sleep(LOOK_SECONDS)
        before, used = used, sum(process.cpu_times()[:2])


@contextlib.contextmanager
def _serving(arguments: list[str], cache: Path) -> Iterator[tuple[psutil.Process, http.client.HTTPConnection]]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DURAMEN_CACHE": str(cache), "DURAMEN_DRAIN_SECONDS": "0"}
    with subprocess.Popen(
        [sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            port = next(int(one[1]) for line in process.stdout if (one := re.search(r":(\d+)/graphql", line)))
            connection = http.client.HTTPConnection("127.0.0.1", port)
            yield psutil.Process(process.pid), connection
            connection.close()
        finally:
            process.terminate()


def _ask(connection: http.client.HTTPConnection, body: bytes) -> None:
    connection.request("POST", "/graphql", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    told = answer.read()
    assert answer.status == 200, told  # noqa: PLR2004  # what HTTP calls well
    assert b'"errors"' not in told, told


def _rss(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 1e6


if __name__ == "__main__":
    main()
