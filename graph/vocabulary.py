"""The closed lists of the model: every enumeration that a record, the YAML format or the GraphQL schema may use.

A member's value is its spelling in YAML; its name is its spelling in GraphQL. Members are never renamed: content and
clients hold them.
"""

from enum import StrEnum


class NodeKind(StrEnum):
    """The kinds of things that have an id of their own (``kind:slug``)."""

    FAMILY = "family"
    CONCEPT = "concept"
    FRAMEWORK = "framework"
    MAPPING = "mapping"
    SYMBOL = "symbol"
    PACKAGE = "package"
    ROLE = "role"
    GOAL = "goal"


class ConceptKind(StrEnum):
    """Whether a concept is something that tools implement, or something that people do."""

    COMPONENT = "component"
    PRACTICE = "practice"


class ConceptStatus(StrEnum):
    """How settled a concept is."""

    DURABLE = "durable"
    EMERGING = "emerging"
    FADED = "faded"


class Level(StrEnum):
    """How well somebody masters a concept, lowest first."""

    AWARE = "aware"
    APPLY = "apply"
    DESIGN = "design"


class RelationType(StrEnum):
    """How one concept stands to another; `graph.edges.RelationRole` names both directions."""

    PART_OF = "part-of"
    REFINES = "refines"
    EVALUATES = "evaluates"
    ALTERNATIVE_TO = "alternative-to"
    COMPLEMENTS = "complements"


SYMMETRIC_RELATIONS = frozenset({RelationType.ALTERNATIVE_TO, RelationType.COMPLEMENTS})


class FrameworkKind(StrEnum):
    """What a framework mainly is."""

    ORCHESTRATION = "orchestration"
    AGENT = "agent"
    PROVIDER_SDK = "provider-sdk"
    GATEWAY = "gateway"
    VECTOR_STORE = "vector-store"
    RETRIEVAL = "retrieval"
    DOCUMENT_PARSING = "document-parsing"
    TOKENIZATION = "tokenization"
    STRUCTURED_OUTPUT = "structured-output"
    PROMPT_OPTIMIZATION = "prompt-optimization"
    EVALUATION = "evaluation"
    OBSERVABILITY = "observability"
    GUARDRAILS = "guardrails"
    MEMORY = "memory"
    CACHING = "caching"
    RELIABILITY = "reliability"
    MODEL_LIBRARY = "model-library"
    INFERENCE_SERVER = "inference-server"
    FINE_TUNING = "fine-tuning"
    TOOL_PROTOCOL = "tool-protocol"


class Need(StrEnum):
    """What a learner must have before a framework does anything useful."""

    NOTHING = "nothing"
    API_KEY = "api-key"
    ACCOUNT = "account"
    SERVER = "server"
    GPU = "gpu"


class Coverage(StrEnum):
    """How much of a concept a framework expresses; checked against the kinds of the symbols, never felt."""

    CORE = "core"
    PARTIAL = "partial"
    HOOK = "hook"

    @property
    def expresses(self) -> bool:
        """Whether the concept is expressed; a hook only offers a place where something that does is plugged in."""
        return self is not Coverage.HOOK


ENOUGH_FRAMEWORKS = 3
"""As many frameworks have to express a component that it shows itself as durable and leaves a choice."""


class SymbolKind(StrEnum):
    """What a program does with a symbol: subclass it, use it, or set it."""

    INTERFACE = "interface"
    IMPLEMENTATION = "implementation"
    CONFIGURATION = "configuration"


class FitBasis(StrEnum):
    """What the claim rests on that a symbol fits its concept."""

    SIGNATURE = "signature"
    DOCUMENTATION = "documentation"
    REVIEW = "review"


class Ecosystem(StrEnum):
    """The package index that a package is published on."""

    PYPI = "pypi"
    NPM = "npm"


class MappingState(StrEnum):
    """What is known about the names of a mapping, worst first. It says that names exist, not that a tool is good."""

    BROKEN = "broken"
    NOT_RECORDED = "not-recorded"
    UNVERIFIED = "unverified"
    DOCUMENTED = "documented"
    DEPRECATED = "deprecated"
    VERIFIED = "verified"


class Finding(StrEnum):
    """What reading one published artifact says about one reference."""

    PRESENT = "present"
    DEPRECATED = "deprecated"
    TOMBSTONE = "tombstone"
    ABSENT = "absent"
    UNDECIDED = "undecided"


class SymbolState(StrEnum):
    """What is recorded about one name in one release or on one day: a finding, or that nothing is recorded."""

    PRESENT = "present"
    DEPRECATED = "deprecated"
    TOMBSTONE = "tombstone"
    ABSENT = "absent"
    UNDECIDED = "undecided"
    NOT_RECORDED = "not-recorded"


class ChangeKind(StrEnum):
    """What happened to a package or to one of its names."""

    RELEASE_PUBLISHED = "release-published"
    RELEASE_YANKED = "release-yanked"
    SYMBOL_APPEARED = "symbol-appeared"
    SYMBOL_DEPRECATED = "symbol-deprecated"
    SYMBOL_MOVED = "symbol-moved"
    SYMBOL_GONE = "symbol-gone"


class Cataloguing(StrEnum):
    """What the catalogue knows of a name that somebody asked about."""

    MAPPED = "mapped"
    KNOWN = "known"
    NOT_CATALOGUED = "not-catalogued"


class Ending(StrEnum):
    """How a published id came to its end."""

    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"
    WITHDRAWN = "withdrawn"


class Reading(StrEnum):
    """How much of the artifact of a release was read."""

    WHOLE = "whole"
    PARTS = "parts"
    UNREAD = "unread"
    NO_ARTIFACT = "no-artifact"
    REFUSED = "refused"


class HistoryScope(StrEnum):
    """Which releases of a package were read: the newest only, some of them, or all that were ever the newest."""

    NEWEST = "newest"
    SAMPLED = "sampled"
    FULL = "full"


class MoveBasis(StrEnum):
    """Why two names are taken for one that moved: they lead to the same object, or end in the same path."""

    SAME_OBJECT = "same-object"
    SAME_TAIL = "same-tail"


class SurvivalScope(StrEnum):
    """Whose survival was measured: the names that mappings use, or all public names."""

    MAPPED = "mapped"
    PUBLIC = "public"
