"""What each question costs, and how that grows with the graph: ``python -m benchmarks.questions --help``.

CPU milliseconds of the pure question over a projection, once it was asked (indexes are built by then) and at its
first time; at one and at thirty times the curated graph. The exponent is what the cost grows with: 0 does not grow, 1
grows with the graph. Of several calls the best one is given, since the machine may do other things as well.
"""

import argparse
import gc
import math
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.scale import copies
from graph.canonical import Version
from graph.dependencies import Dependency, Import, Manifests
from graph.questions.audit import audit
from graph.questions.choosing import compare, swap
from graph.questions.code import explain_code
from graph.questions.knowledge import fringe, gap
from graph.questions.known_names import known_names
from graph.questions.learning import learning_path
from graph.questions.migrating import migrate, migrate_symbol
from graph.questions.network import neighbourhood, network, path, similar
from graph.questions.projection import Projection
from graph.questions.search import search
from graph.questions.search_index import search_index
from graph.questions.work import coverage, gaps
from graph.records import Content
from graph.vocabulary import Ecosystem
from ingest.building import built_snapshot, default_cache

_NOTHING = 0.005  # milliseconds
ROOT = Path(__file__).parents[1]
INDEXES = {"search index": search_index, "network": network, "known names": known_names}
CODE = (
    "from langchain.text_splitter import RecursiveCharacterTextSplitter\nimport chromadb\nchromadb.PersistentClient()\n"
)
MANIFESTS = Manifests(
    tuple(
        Dependency(name, Ecosystem.PYPI, specifier, "requirements.txt", line, pinned)
        for line, (name, specifier, pinned) in enumerate(
            [
                ("langchain", "==1.0.0", "1.0.0"),
                ("llama-index", ">=0.10", None),
                ("chromadb", "", None),
                *((f"package-{number}", ">=1", None) for number in range(100)),
            ],
            1,
        )
    ),
    tuple(Import("langchain.chains", ("RetrievalQA",), f"app{number}.py", 1) for number in range(100)),
)
QUESTIONS: dict[str, Callable[[Projection], object]] = {
    "search: vector db": lambda p: search(p, "vector db"),
    "search: agent": lambda p: search(p, "agent"),
    "search: retreival augmnted": lambda p: search(p, "retreival augmnted"),
    "learningPath of a goal": lambda p: learning_path(p, goal="company-docs-chatbot"),
    "learningPath of a role": lambda p: learning_path(p, role="ai-engineer"),
    "fringe": lambda p: fringe(p, ["retrieval"]),
    "gap": lambda p: gap(p, "agent-engineer", ["tool-use"]),
    "swap": lambda p: swap(p, "langchain"),
    "compare": lambda p: compare(p, ["langchain", "haystack", "llama-index"]),
    "migrate": lambda p: migrate(p, "langchain", "haystack"),
    "migrate of a symbol": lambda p: migrate_symbol(
        p, "langchain.text_splitter:RecursiveCharacterTextSplitter", "pkg:pypi/langchain"
    ),
    "auditStack": lambda p: audit(p, MANIFESTS, "company-docs-chatbot"),
    "explainCode": lambda p: explain_code(p, CODE),
    "path": lambda p: path(p, "concept:reranking", "concept:agent-loop"),
    "neighbourhood": lambda p: neighbourhood(p, "concept:reranking", 2, 50),
    "similar": lambda p: similar(p, "framework:langchain"),
    "coverage": lambda p: coverage(p, "retrieval"),
    "gaps": gaps,
}


def cpu_ms(work: Callable[[], object]) -> float:
    """Return the CPU milliseconds that some work takes."""
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


def measured(content: Content, times: int, repeats: int) -> dict[str, tuple[float, float]]:
    """Return for each index and question the cost of the first call, and of the best of those after it."""
    scaled = copies(content, times)
    costs: dict[str, tuple[float, float]] = {}
    made: list[Projection] = []
    costs["projection"] = (cpu_ms(lambda: made.append(Projection.of(scaled, Version(0, str(times))))), 0.0)
    projection = made[0]
    gc.freeze()  # as the server does
    for name, index in INDEXES.items():
        costs[name] = (cpu_ms(lambda index=index: index(projection)), 0.0)  # type: ignore[misc]
    for name, question in QUESTIONS.items():
        first = cpu_ms(lambda question=question: question(projection))  # type: ignore[misc]
        later = []
        for _ in range(repeats):
            projection.search_index.meant_by.cache_clear()
            later.append(cpu_ms(lambda question=question: question(projection)))  # type: ignore[misc]
        costs[name] = (first, min(later))
    return costs


def rows(small: dict[str, tuple[float, float]], large: dict[str, tuple[float, float]], times: int) -> Iterator[str]:
    """Return the lines of a Markdown table."""
    yield f"| | x1 first | x1 | x{times} first | x{times} | exponent |"
    yield "|---|---|---|---|---|---|"
    for name, (first, later) in small.items():
        further, then = large[name]
        once = later < _NOTHING
        grown = (further / first) if once else (then / later)
        cells = [f"{first:.1f}", "" if once else f"{later:.2f}", f"{further:.1f}", "" if once else f"{then:.2f}"]
        yield f"| {name} | {' | '.join(cells)} | {max(0.0, math.log(grown) / math.log(times)):.2f} |"


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=30, help="how many times the curated graph")
    parser.add_argument("--repeats", type=int, default=7, help="calls of which the best counts")
    parser.add_argument("--seeds", type=Path, default=ROOT / "seeds", help="the content")
    options = parser.parse_args()
    content = built_snapshot(options.seeds, default_cache(options.seeds)).content
    small = measured(content, 1, options.repeats)
    large = measured(content, options.times, options.repeats)
    print("\n".join(rows(small, large, options.times)))


if __name__ == "__main__":
    os.nice(5)
    main()
