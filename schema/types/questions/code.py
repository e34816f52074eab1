"""`explainCode`: what the imports of a tutorial are, and what became of them."""

from graph.questions.code import MOST_IMPORTS, MOST_PURPOSES, ExplainedCode, ExplainedImport, Knowledge, explain_code
from graph.questions.known_names import known_names
from graph.vocabulary import NodeKind
from schema.declare import Argument, Column, EnumType, Link, LinkList, ObjectType, Question, Text
from schema.types.questions.asking import answered_by
from schema.types.questions.reason import BECAUSE

KNOWLEDGE = EnumType(
    "Knowledge",
    "What the catalogue knows of an import.",
    Knowledge,
    {
        Knowledge.MAPPED: "A mapping names it: its concepts are known.",
        Knowledge.KNOWN: "A survey of its package found it, and no mapping names it.",
        Knowledge.PACKAGE_KNOWN: "Its framework is known and this name is not, which says nothing about it.",
        Knowledge.UNKNOWN: "Nothing is known of it.",
        Knowledge.UNREADABLE: "The statement could not be read.",
    },
)
EXPLAINED_IMPORT = ObjectType(
    "ExplainedImport",
    "One import of some code. States say that a name exists, not that it works well.",
    (
        Column("line", "Int!", "Its line, from 1."),
        Column("name", "String!", "What is imported, dotted."),
        Column("knowledge", "Knowledge!", "What is known of it."),
        Link("symbol", "Symbol", "The symbol that it is, or is a member of.", kind=NodeKind.SYMBOL),
        Link("framework", "Framework", "The framework that it comes from.", kind=NodeKind.FRAMEWORK),
        LinkList("concepts", "[Concept!]!", "What it is for, 16 at most.", kind=NodeKind.CONCEPT, most=MOST_PURPOSES),
        Column("state", "SymbolState", "What the newest release read says."),
        Column("stateAsOf", "SymbolState", "What is recorded for the day that was asked about."),
        Column("replacedBy", "SymbolName", "What took its place, or where it moved."),
        BECAUSE,
    ),
    record=ExplainedImport,
)
EXPLAINED_CODE = ObjectType(
    "ExplainedCode",
    "What the imports of some code are, and what became of them.",
    (
        Column("imports", "[ExplainedImport!]!", "The imports, in their order, 200 at most.", most=MOST_IMPORTS),
        LinkList(
            "concepts", "[Concept!]!", "All concepts that they express.", kind=NodeKind.CONCEPT, longest="concepts"
        ),
        Column("further", "Int!", "How many imports come after those that are shown."),
    ),
    record=ExplainedCode,
)
FIELD = Question(
    "explainCode",
    "ExplainedCode!",
    "Paste the code of a tutorial, Python or JavaScript, whole or in part: each import gets its concept, its state "
    "today and on a day, and what took its place. The code is not run, kept or logged; give it as a variable.",
    arguments=(
        Argument("text", "String!", "The code, at most 48 KiB.", text=Text.CODE, private=True),
        Argument("asOf", "Date", "A day on which names are looked for too, such as that of the tutorial."),
    ),
    resolve=answered_by(
        lambda projection, arguments: explain_code(projection, arguments["text"], arguments.get("asOf")), known_names
    ),
)
TYPES = (EXPLAINED_CODE, EXPLAINED_IMPORT, KNOWLEDGE)
