"""What the closed lists of the graph are called on pages: plain words that promise no more than is known.

A state speaks of names in published releases and never of a tool's quality. The keys are the spellings of GraphQL.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Word:
    """How a value is shown: its label, the sign beside it (colour is never alone), and what it means."""

    label: str
    meaning: str
    glyph: str = ""


def _words(**words: Word) -> Mapping[str, Word]:
    return MappingProxyType(words)


STATES = _words(
    VERIFIED=Word("names found", "Every name that is not marked former was found in the newest release.", "✓"),
    DEPRECATED=Word("names leaving", "The names are there, and their owner says that one of them will go.", "↘"),
    DOCUMENTED=Word(
        "in the docs", "Reading the package could not decide; its owner's documentation has the name.", "¶"
    ),
    UNVERIFIED=Word("not checked yet", "Nobody has looked into a release yet, or looking could not decide.", "?"),
    BROKEN=Word("names gone", "A name is missing from the newest release, or all names are former ones.", "✕"),
    NOT_RECORDED=Word("not recorded", "Nothing is recorded of that day: no release of that time was read.", "·"),
)
SYMBOL_STATES = _words(
    PRESENT=Word("there", "The name is in the newest release that was read.", "✓"),
    DEPRECATED=Word("leaving", "The name is there, and its owner says that it will go.", "↘"),
    TOMBSTONE=Word("only raises an error", "The name is there, but using it only raises an error.", "✕"),
    ABSENT=Word("gone", "The name is not in the newest release that was read.", "✕"),
    UNDECIDED=Word("not decided", "Reading the package could not tell.", "?"),
    NOT_RECORDED=Word("not recorded", "No release that was read tells. The name may be there or not.", "·"),
)
IMPORT_GROUPS = _words(
    act=Word("To change", "The name is gone, or its owner says that it will go."),
    fine=Word("Still there", "The name is in the newest release that was read."),
    unsure=Word("Not decided", "What was read does not tell."),
    unknown=Word(
        "Not in the catalogue", "Nothing is said of these: neither that they are there nor that they are gone."
    ),
)
STATES_ON_A_DAY = MappingProxyType(
    {
        **STATES,
        "VERIFIED": Word("names found", "Every name was found in the releases of that day.", "✓"),
        "BROKEN": Word("name missing", "A name was not in the release of that day: it came later, or had gone.", "✕"),
    }
)
"""What states are called as of an earlier day: a name that was missing then may have come since."""
SEVERITIES = _words(
    ERROR=Word("act", "It does not work like this, or could not be read.", "✕"),
    WARNING=Word("mind", "It works today, and something speaks for a look.", "!"),
    NOTE=Word("note", "Worth knowing.", "·"),
)
PRESENCES = _words(
    USED=Word("Seen in use", "An import of a name was seen that expresses it."),
    AVAILABLE=Word("Could be used", "A dependency could express it."),
    NOT_SEEN=Word("Not seen", "Neither; it may be own code, so this does not say that it lacks."),
)
COVERAGES = _words(
    CORE=Word("core", "A symbol takes the concept's inputs and gives its outputs.", "●"),
    PARTIAL=Word("partial", "Something of the concept is missing; the row names it.", "◐"),
    HOOK=Word("hook", "Only a place to plug your own in, or a setting for it.", "○"),
)
SYMBOL_KINDS = _words(
    IMPLEMENTATION=Word("to use", "Use it as it is."),
    INTERFACE=Word("to subclass", "Subclass it or implement it."),
    CONFIGURATION=Word("to set", "Set it."),
)
LEVELS = _words(
    AWARE=Word("Aware", "Can explain it and say when it matters."),
    APPLY=Word("Apply", "Can use it in a system that works."),
    DESIGN=Word("Design", "Can choose between forms of it and defend the choice by figures."),
)
CONCEPT_KINDS = _words(
    COMPONENT=Word("component", "A part of a system that tools implement."),
    PRACTICE=Word("practice", "Something that people do; it needs no tool."),
)
CONCEPT_STATUSES = _words(
    DURABLE=Word("settled", "Worth learning whatever the tool."),
    EMERGING=Word("emerging", "Young: its core may still move."),
    FADED=Word("faded", "No longer taught."),
)
NEEDS = _words(
    NOTHING=Word("nothing", "Works on a laptop, offline."),
    API_KEY=Word("an API key", "A key of a provider of models."),
    ACCOUNT=Word("an account", "An account with the maker's service."),
    SERVER=Word("a server", "A server that you run yourself."),
    GPU=Word("a GPU", "A graphics processor."),
)
RELATIONS = _words(
    PART_OF=Word("Part of", "This concept is a part of the other."),
    HAS_PART=Word("Has as parts", "The other concept is a part of this one."),
    REFINES=Word("A special form of", "This concept is a special form of the other."),
    REFINED_BY=Word("Special forms", "The other concept is a special form of this one."),
    EVALUATES=Word("Measures", "This concept measures the other."),
    EVALUATED_BY=Word("Measured by", "The other concept measures this one."),
    ALTERNATIVE_TO=Word("Instead of it", "Either of the two does the job."),
    COMPLEMENTS=Word("Goes well with", "The two work better together."),
)
ENDINGS = _words(
    RENAMED=Word("renamed", "The same thing has another address now."),
    MERGED=Word("merged", "It became part of another."),
    SPLIT=Word("split", "It became several."),
    WITHDRAWN=Word("withdrawn", "It is no longer in the catalogue."),
)
FIT_BASES = _words(
    SIGNATURE=Word("signature", "Its signature takes what the concept takes and gives what it gives."),
    DOCUMENTATION=Word("documentation", "Its owner's documentation says so."),
    REVIEW=Word("review", "A maintainer judged it by the concept's recognition rule."),
)
FINDINGS = _words(
    PRESENT=Word("found", "The name is there."),
    DEPRECATED=Word("found, on its way out", "The name is there, and its owner says that it will go."),
    TOMBSTONE=Word("only raises an error", "The name is there, but using it only raises an error."),
    ABSENT=Word("not found", "The name is not there."),
    UNDECIDED=Word("not decided", "Reading could not tell; the reason says why."),
)
CHANGE_KINDS = _words(
    RELEASE_PUBLISHED=Word("release", "A release was published.", "●"),
    RELEASE_YANKED=Word("release withdrawn", "A release was withdrawn by its owner.", "⊘"),
    SYMBOL_APPEARED=Word("name came", "A name came, or came back.", "+"),
    SYMBOL_DEPRECATED=Word("name leaving", "The owner of a name says that it will go.", "↘"),
    SYMBOL_MOVED=Word("name moved", "A name left its place and is elsewhere now.", "→"),
    SYMBOL_GONE=Word("name gone", "A name left its place, or only raises an error there.", "✕"),
)
UPKEEPS = _words(
    MAINTAINED=Word("released within a year", "A final release in the twelve months before the last check."),
    NO_RECENT_RELEASE=Word("no release for a year", "No release in the twelve months before the last check."),
    SUCCEEDED=Word("succeeded by another", "Its owner names a successor."),
    UNKNOWN=Word("no release recorded", "No release with a date is recorded."),
)
FRAMEWORK_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "ORCHESTRATION": "orchestration",
        "AGENT": "agents",
        "PROVIDER_SDK": "provider SDK",
        "GATEWAY": "gateway",
        "VECTOR_STORE": "vector store",
        "RETRIEVAL": "retrieval",
        "DOCUMENT_PARSING": "document parsing",
        "TOKENIZATION": "tokenization",
        "STRUCTURED_OUTPUT": "structured output",
        "PROMPT_OPTIMIZATION": "prompt optimization",
        "EVALUATION": "evaluation",
        "OBSERVABILITY": "observability",
        "GUARDRAILS": "guardrails",
        "MEMORY": "memory",
        "CACHING": "caching",
        "RELIABILITY": "reliability",
        "MODEL_LIBRARY": "model library",
        "INFERENCE_SERVER": "inference server",
        "FINE_TUNING": "fine-tuning",
        "TOOL_PROTOCOL": "tool protocol",
    }
)
