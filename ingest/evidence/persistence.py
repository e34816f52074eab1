"""Do ideas last longer than names? Ideas that sources of 2023 named, looked for in public names then and now.

The ideas were taken from the sources' own lists, before any package of today was looked at, and those that faded are
among them. A framework counts for an idea when one of its public names is made of the idea's words: that shows what
people call things and not what they do, misses an idea under another name, and takes a namesake for the idea.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.records import Persistence, Source
from ingest.evidence.names import NamesFile

THEN = datetime.date(2024, 4, 1)
"""The first quarter in which most of the packages had a release; listings before are thin."""

EMERGING_ARCHITECTURES = Source(
    "Emerging Architectures for LLM Applications",
    2023,
    url="https://a16z.com/2023/06/20/emerging-architectures-for-llm-applications/",
)
PATTERNS = Source(
    "Patterns for Building LLM-based Systems & Products", 2023, url="https://eugeneyan.com/writing/llm-patterns/"
)
IN_PRODUCTION = Source(
    "Building LLM applications for production", 2023, url="https://huyenchip.com/2023/04/11/llm-engineering.html"
)


@dataclass(frozen=True, slots=True)
class Idea:
    """An idea of a source: what it was called, what it is in the catalogue, and the words of names that express it."""

    name: str
    concept: str | None
    source: Source
    words: str


IDEAS = (
    Idea("Data pipelines", "document-loading", EMERGING_ARCHITECTURES, r"loaders?|readers?"),
    Idea("Embedding model", "embedding", EMERGING_ARCHITECTURES, r"embed(der|ding|dings)?"),
    Idea("Vector database", "vector-index", EMERGING_ARCHITECTURES, r"vector (store|db|database|index)|document store"),
    Idea("Playground", None, EMERGING_ARCHITECTURES, r"playground"),
    Idea("Orchestration", "workflow-orchestration", EMERGING_ARCHITECTURES, r"pipeline|workflow|chain|state graph"),
    Idea("Plugins", None, EMERGING_ARCHITECTURES, r"plugins?"),
    Idea("LLM cache", "response-caching", EMERGING_ARCHITECTURES, r"cach(e|ed|ing)"),
    Idea("Logging", "tracing", EMERGING_ARCHITECTURES, r"trac(e|er|ing)|span|instrument(or|ation)"),
    Idea("Validation", "guardrails", EMERGING_ARCHITECTURES, r"validators?|guard"),
    Idea("In-context learning", "in-context-learning", EMERGING_ARCHITECTURES, r"few shot|example selector"),
    Idea("Evals", "offline-evaluation", PATTERNS, r"eval(s|uate|uator|uators|uation)?"),
    Idea("Retrieval-augmented generation", "retrieval-augmented-generation", PATTERNS, r"retriev(e|er|al)|rag"),
    Idea("Fine-tuning", "supervised-fine-tuning", PATTERNS, r"fine ?tun(e|ed|er|ing)|trainer"),
    Idea("Guardrails", "guardrails", PATTERNS, r"guardrails?|rails"),
    Idea("User feedback", None, PATTERNS, r"feedback"),
    Idea("Prompt versioning", None, IN_PRODUCTION, r"prompt (version|hub|registry|label)"),
    Idea("Prompt optimization", None, IN_PRODUCTION, r"(prompt )?optimi[sz]er|teleprompter"),
    Idea("Prompt tuning", None, IN_PRODUCTION, r"prompt tuning|soft prompt"),
    Idea("Prompt templates", "prompt-template", IN_PRODUCTION, r"prompt (template|builder)"),
    Idea("Agents", "agent-loop", IN_PRODUCTION, r"agents?"),
    Idea("Tools", "tool-use", IN_PRODUCTION, r"tools?"),
    Idea("Control flow", "workflow-orchestration", IN_PRODUCTION, r"router|branch(es)?|condition(al)?"),
)

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def words_of(ref: str) -> str:
    """Return the words of a reference's last name in small letters, with a space between."""
    last = ref.rpartition(":")[2].rpartition(".")[2]
    return " ".join(_WORD.findall(last)).lower()


def persistence_of(
    files: Iterable[NamesFile], frameworks: Mapping[str, str], now: datetime.date, ideas: Iterable[Idea] = IDEAS
) -> list[Persistence]:
    """Return how many frameworks had each idea in their names then and now, by idea.

    Args:
        files: The public names of packages.
        frameworks: The framework of each package.
        now: The day until which releases count.
        ideas: What to look for.
    """
    then_names: dict[str, set[str]] = {}
    now_names: dict[str, set[str]] = {}
    for file in files:
        for names, day in ((then_names, THEN), (now_names, now)):
            found = file.at(day)
            if found is not None:
                names.setdefault(frameworks[file.package], set()).update(map(words_of, found))
    followed = sorted(then_names.keys() & now_names.keys())
    return [_persistence(idea, followed, then_names, now_names, now) for idea in ideas]


def _persistence(
    idea: Idea,
    followed: list[str],
    then_names: Mapping[str, set[str]],
    now_names: Mapping[str, set[str]],
    now: datetime.date,
) -> Persistence:
    pattern = re.compile(rf"\b(?:{idea.words})\b")
    then = {slug for slug in followed if any(map(pattern.search, then_names[slug]))}
    today = {slug for slug in followed if any(map(pattern.search, now_names[slug]))}
    return Persistence(
        name=idea.name,
        concept=idea.concept,
        source=idea.source,
        then_date=THEN,
        now_date=now,
        followed=len(followed),
        then_count=len(then),
        now_count=len(today),
        gained=tuple(sorted(today - then)),
        lost=tuple(sorted(then - today)),
    )
