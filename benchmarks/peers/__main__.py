"""Measures Duramen and its peers in turns, after comparing their answers: ``scripts/bench --help``."""

import argparse
import json
import platform
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.progress import Progress

from benchmarks.peers.graph_data import write_graph
from benchmarks.peers.growth import Growth, growth
from benchmarks.peers.load import answer, measure, request_of, resident_bytes, settle
from benchmarks.peers.report import as_markdown
from benchmarks.peers.requests import NAMES, bodies
from benchmarks.peers.targets import BUILD, PYTHON, ROOT, TARGETS, Target, running
from benchmarks.scale import copies
from ingest.building import built_snapshot, default_cache, snapshot_file
from ingest.kept import encode_snapshot
from ingest.tree import read_tree

SEEDS = ROOT / "seeds"
COMPARED = 25
"""Answers of each query that must agree before anything is measured."""
_MOST, _LEAST = 4000, 12
_ROUND_SECONDS = 0.35
_QUICK_US = 2000
_ONE_AT_A_TIME = 3
"""The share of requests that are also sent over one connection, for latencies: one of this many."""


@dataclass(frozen=True, slots=True)
class Row:
    """One server on one query: medians over the rounds; times in microseconds."""

    target: str
    query: str
    mode: str
    scale: int
    cpu_us: float
    p50_us: float
    p99_us: float
    bytes: int


def main(arguments: Sequence[str]) -> int:
    """Run what is asked for; 0 if every target ran, 1 if one gave another answer or failed."""
    options = _parser().parse_args(arguments)
    console = Console(stderr=True)
    chosen = [target for target in TARGETS if not options.target or target.name in options.target]
    rows: list[Row] = []
    memory: dict[str, dict[str, float]] = {}
    not_run = {f"{target.name} ({target.mode})": target.missing for target in chosen if target.missing}
    failed: dict[str, str] = {}
    for scale in options.scale:
        file, cache = _graph(scale, console)
        measured, used, broken = _at_scale(options, scale, file, cache, [one for one in chosen if not one.missing])
        rows += measured
        memory[str(scale)] = used
        failed |= broken
    grown = _growth(options, chosen, console, failed) if len(set(options.scale)) > 1 else []
    report = {
        "machine": _machine(),
        "versions": _versions(),
        "rows": [asdict(row) for row in rows],
        "growth": [asdict(one) for one in grown],
        "resident_mb": memory,
        "not_run": not_run | failed,
    }
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(as_markdown(report))
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    names = sorted({target.name for target in TARGETS})
    parser.add_argument("--query", nargs="+", choices=NAMES, default=list(NAMES), help="only these queries")
    parser.add_argument(
        "--target", nargs="+", choices=names, metavar="NAME", help="only these servers: " + "; ".join(names)
    )
    parser.add_argument("--scale", nargs="+", type=int, default=[1], help="copies of the curated graph: 1, 300")
    parser.add_argument("--rounds", type=int, default=3, help="how often the servers take turns")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures as JSON")
    return parser


def _graph(scale: int, console: Console) -> tuple[Path, Path]:
    """Return the peers' file of the graph, and Duramen's folder with the built snapshot."""
    console.print(f"graph at {scale} times the curated one ...")
    cache = BUILD / f"cache-{scale}"
    content = copies(built_snapshot(SEEDS, default_cache(SEEDS)).content, scale)
    snapshot, whole = encode_snapshot(content)
    kept = snapshot_file(cache, read_tree(SEEDS).fingerprint())
    file = BUILD / f"graph-{scale}.json"
    if not (kept.exists() and file.exists() and kept.read_bytes() == whole):
        cache.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(whole)
        write_graph(snapshot, file)
    return file, cache


def _at_scale(
    options: argparse.Namespace, scale: int, file: Path, cache: Path, targets: Sequence[Target]
) -> tuple[list[Row], dict[str, float], dict[str, str]]:
    graph = orjson.loads(file.read_bytes())
    rows: list[Row] = []
    failed: dict[str, str] = {}
    memory: dict[str, float] = {}
    with ExitStack() as servers, Progress(console=Console(stderr=True)) as progress:
        bar = progress.add_task(f"at {scale}", total=len(options.query) * options.rounds)
        live: dict[Target, tuple[int, int]] = {}
        for target in targets:
            if target.fixed:
                continue
            try:
                live[target] = servers.enter_context(running(target, file, cache))
            except RuntimeError as error:
                failed[f"{target.name} ({target.mode})"] = str(error)
        for query in options.query:
            sample = [request_of(body, "POST", "/graphql") for body in bodies(query, graph, COMPARED, -1)]
            expected = [orjson.loads(answer(next(iter(live.values()))[0], request)) for request in sample]
            agreeing = dict(_agreeing(live, sample, expected, query, failed))
            with ExitStack() as fixed:
                body_file = BUILD / "body.json"
                body_file.write_bytes(_middle([orjson.dumps(one) for one in expected]))
                for target in targets:
                    if target.fixed:
                        agreeing[target] = fixed.enter_context(running(target, body_file, cache))
                rows += _rounds(options.rounds, query, scale, graph, agreeing, failed, lambda: progress.advance(bar))
        for target, (_, process) in live.items():
            memory[f"{target.name} ({target.mode})"] = round(resident_bytes(process) / 1e6, 1)
    return rows, memory, failed


def _middle(bodies: Sequence[bytes]) -> bytes:
    """Return the body of the middle length, which fixed bytes are compared with."""
    return sorted(bodies, key=len)[len(bodies) // 2]


def _growth(
    options: argparse.Namespace, chosen: Sequence[Target], console: Console, failed: dict[str, str]
) -> list[Growth]:
    """Measure how the cost of a request grows, on those servers that gave the same answers at every scale."""
    targets = [one for one in chosen if not (one.fixed or one.missing or one.mode == "generic")]  # the slow reference
    found: list[Growth] = []
    with Progress(console=Console(stderr=True)) as progress:
        bar = progress.add_task("growth", total=len(targets) * len(options.scale) * options.rounds)
        for scale in options.scale:
            files = _graph(scale, console)
            for target in targets:
                queries = [query for query in options.query if not _has_failed(target, query, failed)]
                try:
                    found += growth(target, queries, scale, files, options.rounds, lambda: progress.advance(bar))
                except (RuntimeError, ValueError, OSError) as error:
                    failed[f"{target.name} ({target.mode}), growth at {scale}"] = str(error)[:200]
    return found


def _has_failed(target: Target, query: str, failed: Mapping[str, str]) -> bool:
    name = f"{target.name} ({target.mode})"
    return name in failed or f"{name}, {query}" in failed


def _agreeing(
    live: Mapping[Target, tuple[int, int]],
    sample: Sequence[bytes],
    expected: Sequence[Any],
    query: str,
    failed: dict[str, str],
) -> Iterator[tuple[Target, tuple[int, int]]]:
    for target, (port, process) in live.items():
        try:
            same = all(
                "errors" not in right and orjson.loads(answer(port, request)) == right
                for request, right in zip(sample, expected, strict=True)
            )
        except (ValueError, OSError) as error:
            failed[f"{target.name} ({target.mode}), {query}"] = f"no answer: {str(error)[:200]}"
            continue
        if same:
            yield target, (port, process)
        else:
            failed[f"{target.name} ({target.mode}), {query}"] = "its answer differs"


def _rounds(
    rounds: int,
    query: str,
    scale: int,
    graph: Mapping[str, Any],
    targets: Mapping[Target, tuple[int, int]],
    failed: dict[str, str],
    advance: Any,
) -> Iterator[Row]:
    found: dict[Target, list[tuple[float, float, float, float]]] = defaultdict(list)
    counts: dict[Target, int] = {}
    running = dict(targets)
    for number in range(rounds):
        for turn, (target, (port, process)) in enumerate(targets.items()):
            run = (number * len(targets) + turn) * 2
            if target not in running:
                continue
            try:
                if target not in counts:
                    counts[target] = _count(query, graph, target, port, process)
                found[target].append(_round(query, graph, counts[target], run, target, (port, process)))
            except (ValueError, OSError, TimeoutError) as error:  # the others run on
                failed[f"{target.name} ({target.mode}), {query} at {scale}"] = str(error)[:200]
                del running[target]
        advance()
    for target, figures in found.items():
        cpu, p50, p99, size = (statistics.median(column) for column in zip(*figures, strict=True))
        yield Row(target.name, query, target.mode, scale, round(cpu, 2), round(p50, 1), round(p99, 1), round(size))


def _round(
    query: str, graph: Mapping[str, Any], count: int, run: int, target: Target, server: tuple[int, int]
) -> tuple[float, float, float, float]:
    """Return processor time a request, median and 99th percentile of latencies, and bytes of a body."""
    load = measure(*server, _requests(query, graph, count, run, target))
    fewer = _requests(query, graph, max(count // _ONE_AT_A_TIME, _LEAST), run + 1, target)
    single = measure(*server, fewer, connections=1)
    ranked = statistics.quantiles(single.latencies, n=100)
    return load.cpu_us, statistics.median(single.latencies), ranked[98], load.size


def _count(query: str, graph: Mapping[str, Any], target: Target, port: int, process: int) -> int:
    """Return how many requests make a round; what a server compiles at first sight is behind it then."""
    settle(process)
    warming = measure(port, process, _requests(query, graph, 120, -2, target))
    typical = statistics.median(warming.latencies) / 16
    if typical < _QUICK_US:  # several sights of each text are affordable, and some servers compile at a later one
        measure(port, process, _requests(query, graph, 480, -3, target))
    return int(min(max(_ROUND_SECONDS * 1e6 / max(typical, 1), _LEAST), _MOST))


def _requests(query: str, graph: Mapping[str, Any], count: int, run: int, target: Target) -> list[bytes]:
    return [request_of(body, target.method, target.path) for body in bodies(query, dict(graph), count, run)]


def _machine() -> str:
    cores = len(Path("/proc/cpuinfo").read_text(encoding="utf-8").split("processor\t")) - 1
    return f"{platform.system()} {platform.machine()}, {cores} cores"


def _versions() -> dict[str, str]:
    found = {"Python": platform.python_version()}
    for name in ("strawberry-graphql", "graphql-core", "uvicorn", "uvloop", "httptools", "orjson"):
        found[name] = version(name)
    commands = {
        "Node": ["node", "--version"],
        "Rust": ["rustc", "--version"],
        "nginx": ["nginx", "-v"],
        "Ariadne": [str(PYTHON), "-c", "from importlib.metadata import version; print(version('ariadne'))"],
        "Strawberry (peer)": [
            str(PYTHON),
            "-c",
            "from importlib.metadata import version; print(version('strawberry-graphql'))",
        ],
    }
    for name, command in commands.items():
        try:
            said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
        except (OSError, subprocess.SubprocessError):
            continue
        found[name] = (said.stdout or said.stderr).strip().removeprefix("nginx version: nginx/")
    peers = json.loads((ROOT / "benchmarks/peers/node/package.json").read_text(encoding="utf-8"))["dependencies"]
    found["Mercurius"] = peers["mercurius"]
    found["async-graphql"] = "7.2.1"
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
