"""The closed lists, with the meaning of each value as a learner reads it."""

import enum

from graph.edges import RelationRole
from graph.vocabulary import (
    Cataloguing,
    ChangeKind,
    ConceptKind,
    ConceptStatus,
    Coverage,
    Ecosystem,
    Ending,
    Finding,
    FitBasis,
    FrameworkKind,
    Level,
    MappingState,
    MoveBasis,
    Need,
    Reading,
    SurvivalScope,
    SymbolKind,
    SymbolState,
)
from schema.declare import EnumType


class Direction(enum.StrEnum):
    """Which end of an order comes first."""

    ASCENDING = "ascending"
    DESCENDING = "descending"


CONCEPT_KIND = EnumType(
    "ConceptKind",
    "Whether tools implement a concept, or people do it.",
    ConceptKind,
    {
        ConceptKind.COMPONENT: "A part of a system that tools implement; it has mappings.",
        ConceptKind.PRACTICE: "Something that people do and that needs no tool, such as threat modelling.",
    },
)
CONCEPT_STATUS = EnumType(
    "ConceptStatus",
    "How settled a concept is.",
    ConceptStatus,
    {
        ConceptStatus.DURABLE: "Settled: worth learning whatever the tool.",
        ConceptStatus.EMERGING: "Young: its core may still move.",
        ConceptStatus.FADED: "No longer taught; `faded` says since when, why, and what took its place.",
    },
)
LEVEL = EnumType(
    "Level",
    "How well somebody masters a concept, lowest first.",
    Level,
    {
        Level.AWARE: "Can explain it and say when it matters.",
        Level.APPLY: "Can use it in a system that works.",
        Level.DESIGN: "Can choose between forms of it and defend the choice by figures.",
    },
)
RELATION_ROLE = EnumType(
    "RelationRole",
    "How a concept stands to another, seen from the concept that is asked.",
    RelationRole,
    {
        RelationRole.PART_OF: "This concept is a part of the other.",
        RelationRole.HAS_PART: "The other concept is a part of this one.",
        RelationRole.REFINES: "This concept is a special form of the other.",
        RelationRole.REFINED_BY: "The other concept is a special form of this one.",
        RelationRole.EVALUATES: "This concept measures the other.",
        RelationRole.EVALUATED_BY: "The other concept measures this one.",
        RelationRole.ALTERNATIVE_TO: "Either of the two does the job.",
        RelationRole.COMPLEMENTS: "The two work better together.",
    },
)
FRAMEWORK_KIND = EnumType(
    "FrameworkKind",
    "What a framework mainly is.",
    FrameworkKind,
    {
        FrameworkKind.ORCHESTRATION: "Connects models, data and tools into pipelines.",
        FrameworkKind.AGENT: "Runs agents: models that choose their next step.",
        FrameworkKind.PROVIDER_SDK: "The client library of a provider of models.",
        FrameworkKind.GATEWAY: "One door to many providers, with routing, budgets or keys.",
        FrameworkKind.VECTOR_STORE: "Keeps vectors and finds the nearest.",
        FrameworkKind.RETRIEVAL: "Finds passages for a query.",
        FrameworkKind.DOCUMENT_PARSING: "Reads documents into text and structure.",
        FrameworkKind.TOKENIZATION: "Splits text into the tokens of a model.",
        FrameworkKind.STRUCTURED_OUTPUT: "Makes a model answer in a given shape.",
        FrameworkKind.PROMPT_OPTIMIZATION: "Improves prompts by measuring them.",
        FrameworkKind.EVALUATION: "Measures the quality of answers.",
        FrameworkKind.OBSERVABILITY: "Records what a system did, and shows it.",
        FrameworkKind.GUARDRAILS: "Checks what goes into a model and what comes out.",
        FrameworkKind.MEMORY: "Keeps what should be remembered between calls.",
        FrameworkKind.CACHING: "Keeps answers so that they need not be made again.",
        FrameworkKind.RELIABILITY: "Retries, limits and falls back.",
        FrameworkKind.MODEL_LIBRARY: "Loads models and runs them in the program itself.",
        FrameworkKind.INFERENCE_SERVER: "Serves models to other programs.",
        FrameworkKind.FINE_TUNING: "Trains models further.",
        FrameworkKind.TOOL_PROTOCOL: "A protocol by which models reach tools, with its libraries.",
    },
)
NEED = EnumType(
    "Need",
    "What one must have before a framework does anything useful.",
    Need,
    {
        Need.NOTHING: "It works on a laptop, offline.",
        Need.API_KEY: "A key of a provider of models.",
        Need.ACCOUNT: "An account with the maker's service.",
        Need.SERVER: "A server that one runs oneself.",
        Need.GPU: "A graphics processor.",
    },
)
COVERAGE = EnumType(
    "Coverage",
    "How much of a concept a framework expresses, by the kinds of its symbols.",
    Coverage,
    {
        Coverage.CORE: "A symbol takes the concept's inputs and gives its outputs.",
        Coverage.PARTIAL: "Something of the concept is missing; the caveat names it.",
        Coverage.HOOK: "Only a place to plug one's own implementation into, or a setting for it.",
    },
)
SYMBOL_KIND = EnumType(
    "SymbolKind",
    "What a program does with a symbol.",
    SymbolKind,
    {
        SymbolKind.INTERFACE: "Subclass it or implement it.",
        SymbolKind.IMPLEMENTATION: "Use it as it is.",
        SymbolKind.CONFIGURATION: "Set it.",
    },
)
FIT_BASIS = EnumType(
    "FitBasis",
    "What the claim rests on that a symbol fits its concept.",
    FitBasis,
    {
        FitBasis.SIGNATURE: "Its signature takes what the concept takes and gives what it gives.",
        FitBasis.DOCUMENTATION: "Its owner's documentation says so.",
        FitBasis.REVIEW: "A maintainer judged it by the concept's recognition rule.",
    },
)
ECOSYSTEM = EnumType(
    "Ecosystem",
    "The package index that a package is published on.",
    Ecosystem,
    {
        Ecosystem.PYPI: "The Python Package Index.",
        Ecosystem.NPM: "The npm registry, for JavaScript and TypeScript.",
    },
)
MAPPING_STATE = EnumType(
    "MappingState",
    "What is known about the names of a mapping, worst first. It says that names exist, not that a tool is good.",
    MappingState,
    {
        MappingState.BROKEN: "A name is gone from the newest release, or all names are former ones.",
        MappingState.NOT_RECORDED: "On a day only: nothing is recorded of it, such as before the first release read.",
        MappingState.UNVERIFIED: "Not decided, or not looked at yet.",
        MappingState.DOCUMENTED: "Reading the package could not decide, but its owner's documentation has the name.",
        MappingState.DEPRECATED: "The names are there, and their owner says that one of them will go.",
        MappingState.VERIFIED: "Every name that is not marked former was found in the newest release.",
    },
)
FINDING = EnumType(
    "Finding",
    "What reading one published artifact says about one name.",
    Finding,
    {
        Finding.PRESENT: "The name is there.",
        Finding.DEPRECATED: "The name is there, and its owner says that it will go.",
        Finding.TOMBSTONE: "The name is there, but using it only raises an error.",
        Finding.ABSENT: "The name is not there.",
        Finding.UNDECIDED: "Reading could not tell; the reason says why.",
    },
)
SYMBOL_STATE = EnumType(
    "SymbolState",
    "What is recorded about a name in a release or on a day. It says that a name exists, not that it works well.",
    SymbolState,
    {
        SymbolState.PRESENT: "The name is there.",
        SymbolState.DEPRECATED: "The name is there, and its owner says that it will go.",
        SymbolState.TOMBSTONE: "The name is there, but using it only raises an error.",
        SymbolState.ABSENT: "The name is not there.",
        SymbolState.UNDECIDED: "Reading could not tell.",
        SymbolState.NOT_RECORDED: "Nothing is recorded: no release that was read tells. The name may be there or not.",
    },
)
CHANGE_KIND = EnumType(
    "ChangeKind",
    "What happened to a package or to one of its names.",
    ChangeKind,
    {
        ChangeKind.RELEASE_PUBLISHED: "A release was published.",
        ChangeKind.RELEASE_YANKED: "A release was withdrawn by its owner; the date is that of its publication.",
        ChangeKind.SYMBOL_APPEARED: "A name came, or came back.",
        ChangeKind.SYMBOL_DEPRECATED: "The owner of a name says that it will go.",
        ChangeKind.SYMBOL_MOVED: "A name left its place and is elsewhere now.",
        ChangeKind.SYMBOL_GONE: "A name left its place, or only raises an error there.",
    },
)
SURVIVAL_SCOPE = EnumType(
    "SurvivalScope",
    "Whose survival was measured.",
    SurvivalScope,
    {
        SurvivalScope.MAPPED: "The names that mappings use.",
        SurvivalScope.PUBLIC: "All public names of the packages.",
    },
)
READING = EnumType(
    "Reading",
    "How much of the artifact of a release was read.",
    Reading,
    {
        Reading.WHOLE: "All of it.",
        Reading.PARTS: "The parts that could hold the names looked for.",
        Reading.UNREAD: "Nothing: it was not looked at.",
        Reading.NO_ARTIFACT: "Nothing: the release has no artifact that can be read without building it.",
        Reading.REFUSED: "Nothing: the artifact is damaged or not safe to read.",
    },
)
MOVE_BASIS = EnumType(
    "MoveBasis",
    "Why two names are taken for one that moved.",
    MoveBasis,
    {
        MoveBasis.SAME_OBJECT: "Both lead to the same object in a release that has both.",
        MoveBasis.SAME_TAIL: "Both end in the same path, under another module or package.",
    },
)
ENDING = EnumType(
    "Ending",
    "How a published id came to its end.",
    Ending,
    {
        Ending.RENAMED: "The same thing has another id now.",
        Ending.MERGED: "It became part of another.",
        Ending.SPLIT: "It became several.",
        Ending.WITHDRAWN: "It should not have been there, or is no longer.",
    },
)
DIRECTION = EnumType(
    "OrderDirection",
    "Which end of an order comes first.",
    Direction,
    {
        Direction.ASCENDING: "Lowest first: A before Z, few before many, worst state before best.",
        Direction.DESCENDING: "Highest first.",
    },
)
CATALOGUING = EnumType(
    "Cataloguing",
    "What the catalogue knows of a name that somebody asked about.",
    Cataloguing,
    {
        Cataloguing.MAPPED: "A mapping names it: `symbol` has all that is known.",
        Cataloguing.KNOWN: "A survey of the package found the name, and no mapping uses it. A survey sees that a name "
        "is there, not whether it is deprecated or only raises an error.",
        Cataloguing.NOT_CATALOGUED: "The catalogue does not know the name. That says nothing about whether it exists.",
    },
)

ENUMS = (
    CONCEPT_KIND,
    CONCEPT_STATUS,
    LEVEL,
    RELATION_ROLE,
    FRAMEWORK_KIND,
    NEED,
    COVERAGE,
    SYMBOL_KIND,
    FIT_BASIS,
    ECOSYSTEM,
    MAPPING_STATE,
    FINDING,
    SYMBOL_STATE,
    CHANGE_KIND,
    SURVIVAL_SCOPE,
    READING,
    MOVE_BASIS,
    ENDING,
    DIRECTION,
    CATALOGUING,
)
