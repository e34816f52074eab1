"""`Mapping`: the claim that a framework expresses a concept through named symbols."""

from graph.identity import mapping_key
from graph.records import Fit, Mapping
from graph.vocabulary import NodeKind
from schema.declare import Argument, Batched, Column, Link, LinkList, ObjectType
from schema.reading import read_evidence

FIT = ObjectType(
    "Fit",
    "The claim that the symbols fit the concept, and what it rests on. No state of a mapping says so.",
    (
        Column("basis", "FitBasis!", "What the claim rests on."),
        Column("note", "String!", "The reasoning, in a sentence."),
    ),
    record=Fit,
)
MAPPING = ObjectType(
    "Mapping",
    "How one framework expresses one concept; there is at most one for each pair.",
    (
        Link("framework", "Framework!", "The framework.", kind=NodeKind.FRAMEWORK),
        Link("concept", "Concept!", "The concept.", kind=NodeKind.CONCEPT),
        Column("summary", "String!", "How this tool expresses the pattern."),
        Column("coverage", "Coverage!", "How much of the concept it expresses."),
        Column("caveat", "String", "What is missing or surprising."),
        Column("documentation", "URL", "Where the owner describes it."),
        LinkList("symbols", "[Symbol!]!", "The public names by which it is used.", kind=NodeKind.SYMBOL),
        Batched(
            "evidence",
            "[Evidence!]!",
            "What reading the packages said about its public names, in their order; names not looked at are left out.",
            longest="mapping.symbols",
            key=lambda mapping: mapping.symbols,
            load=read_evidence,
            many=True,
        ),
        Column("fit", "Fit", "Why the symbols fit the concept; null where nobody judged it yet."),
        Batched(
            "state",
            "MappingState!",
            "What is known about its names. It says that names exist, not that the tool does it well.",
            arguments=(
                Argument("asOf", "Date", "As the releases stood on that day; by the newest evidence if left out."),
            ),
            key=lambda mapping: mapping_key(mapping.framework, mapping.concept),
            load=lambda pinned, keys, arguments: pinned.states(keys, arguments.get("asOf")),
        ),
    ),
    record=Mapping,
    kind=NodeKind.MAPPING,
)
