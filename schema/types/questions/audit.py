"""`auditStack`: what somebody's dependency manifests say, as far as an answer may be long."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from graph.dependencies import DependencyKind
from graph.questions.audit import (
    Audit,
    AuditedConcept,
    AuditedFramework,
    AuditedPackage,
    Presence,
    Progress,
    audit,
)
from graph.questions.audit_findings import (
    MOST_ALTERNATIVES,
    Alternative,
    Finding,
    FindingCode,
    Severity,
)
from graph.questions.errors import BadQuestion
from graph.questions.known_names import known_names
from graph.vocabulary import NodeKind
from schema.declare import Argument, Arguments, Column, EnumType, InputType, Link, LinkList, ObjectType, Question, Text
from schema.errors import BadUserInput
from schema.services import GivenManifest
from schema.types.questions.reason import BECAUSE

if TYPE_CHECKING:
    from schema.reading import Reader

_PACKAGES = 500
_FRAMEWORKS = 100
_CONCEPTS = 200
_FINDINGS = 100
_NAMES = 16
"""Names of one kind that one part of the answer has."""

PRESENCE = EnumType(
    "Presence",
    "What was seen of a concept in a project.",
    Presence,
    {
        Presence.USED: "An import of a mapped name was seen.",
        Presence.AVAILABLE: "A dependency could express it; no import was seen that does.",
        Presence.NOT_SEEN: "Nothing that was read expresses it. It may be own code: this never says that it lacks.",
    },
)
SEVERITY = EnumType(
    "Severity",
    "How much a finding matters.",
    Severity,
    {
        Severity.ERROR: "It does not work as it stands, or could not be read.",
        Severity.WARNING: "It will have to be dealt with.",
        Severity.NOTE: "Worth knowing.",
    },
)
FINDING_CODE = EnumType(
    "AuditFindingCode",
    "What an audit found.",
    FindingCode,
    {
        FindingCode.UNREADABLE: "A file, or a part of one, could not be read.",
        FindingCode.DYNAMIC_DEPENDENCIES: "There are dependencies that are not written where they could be read: "
        "computed by a program, in a file that was not followed, or without a name. That is never read as none.",
        FindingCode.READING_NOTE: "What was decided where a file leaves something open.",
        FindingCode.SYMBOL_GONE: "A name is imported that is not there in the version that the project gets.",
        FindingCode.SYMBOL_GOING: "A name is imported that its owner calls deprecated, or that later releases lack.",
        FindingCode.SYMBOLS_NOT_AT_PIN: "A package is held at a version that lacks names which mappings use.",
        FindingCode.PACKAGE_SUCCEEDED: "The owner of a package names a successor.",
        FindingCode.PACKAGE_NO_RELEASE: "A package had no release in the twelve months before it was looked at.",
        FindingCode.VERSION_YANKED: "The version that is held was withdrawn by its owner.",
        FindingCode.FAST_CHANGING: "Concepts hang on one framework alone, whose public names lasted less long than "
        "those of all packages that were measured.",
        FindingCode.SEVERAL_TOOLS: "There are several tools for one concept.",
        FindingCode.UNDECLARED: "A framework is imported that no manifest asks for.",
    },
)
DEPENDENCY_KIND = EnumType(
    "DependencyKind",
    "What a project needs a dependency for, as its manifest says.",
    DependencyKind,
    {
        DependencyKind.RUNTIME: "To run.",
        DependencyKind.DEVELOPMENT: "To be worked on.",
        DependencyKind.OPTIONAL: "For an extra that not everybody installs.",
        DependencyKind.PEER: "Whoever uses the project brings it.",
        DependencyKind.BUILD: "To be built.",
        DependencyKind.CONSTRAINT: "It is not asked for, only held at a version.",
        DependencyKind.LOCKED: "A lock file or a bill of materials names it.",
    },
)
PACKAGE = ObjectType(
    "AuditedPackage",
    "A direct dependency, at the line that asks for it.",
    (
        Column("name", "String!", "Its name: normalised as PEP 503 says (PyPI), or as it is published (npm)."),
        Column("ecosystem", "Ecosystem!", "The package index."),
        Column("specifier", "String!", "The versions that are allowed, as PEP 440 or npm writes them; empty for any."),
        Column("file", "String!", "The file, by the name that was given."),
        Column("line", "Int!", "The line in it, from 1."),
        Link(
            "framework",
            "Framework",
            "The framework whose package it is, by its exact name; null where the catalogue knows none.",
            kind=NodeKind.FRAMEWORK,
        ),
        Column("kind", "DependencyKind!", "What it is needed for."),
        Column("pinned", "Version", "The one version that the manifest or a lock file allows; null where several."),
    ),
    record=AuditedPackage,
)
FRAMEWORK = ObjectType(
    "AuditedFramework",
    "A framework of the project.",
    (
        Link("framework", "Framework!", "The framework.", kind=NodeKind.FRAMEWORK),
        LinkList(
            "packages",
            "[Package!]!",
            "Its packages that are asked for; none where it is imported only.",
            kind=NodeKind.PACKAGE,
            most=_NAMES,
        ),
        Column("used", "Boolean!", "Whether an import of one of its mapped names was seen."),
        Column("maintenance", "Maintenance!", "Whether it is kept up."),
        Column("lasting", "Lasting", "How long its names lasted; null where nobody measured."),
        BECAUSE,
    ),
    record=AuditedFramework,
)
CONCEPT = ObjectType(
    "AuditedConcept",
    "What was seen of a concept.",
    (
        Link("concept", "Concept!", "The concept.", kind=NodeKind.CONCEPT),
        Column("presence", "Presence!", "What was seen."),
        LinkList(
            "frameworks",
            "[Framework!]!",
            "The frameworks of the project that express it, 16 at most.",
            kind=NodeKind.FRAMEWORK,
            most=_NAMES,
        ),
        BECAUSE,
    ),
    record=AuditedConcept,
)
ALTERNATIVE = ObjectType(
    "Alternative",
    "A framework that can stand in; `swap` tells more.",
    (
        Link("framework", "Framework!", "The framework.", kind=NodeKind.FRAMEWORK),
        LinkList("covers", "[Concept!]!", "What it would cover, 16 at most.", kind=NodeKind.CONCEPT, most=_NAMES),
        BECAUSE,
    ),
    record=Alternative,
)
FINDING = ObjectType(
    "AuditFinding",
    "One thing that an audit found.",
    (
        Column("code", "AuditFindingCode!", "What it is."),
        Column("severity", "Severity!", "How much it matters."),
        Column("message", "String!", "The finding in words."),
        Column("file", "String!", "The file that it concerns, by the name that was given."),
        Column("line", "Int!", "The line in it, from 1."),
        LinkList(
            "frameworks", "[Framework!]!", "The frameworks concerned, 16 at most.", kind=NodeKind.FRAMEWORK, most=_NAMES
        ),
        LinkList("concepts", "[Concept!]!", "The concepts concerned, 16 at most.", kind=NodeKind.CONCEPT, most=_NAMES),
        LinkList("symbols", "[Symbol!]!", "The names concerned, 16 at most.", kind=NodeKind.SYMBOL, most=_NAMES),
        Column("alternatives", "[Alternative!]!", "What could stand in, best first.", most=MOST_ALTERNATIVES),
        BECAUSE,
    ),
    record=Finding,
)
PROGRESS = ObjectType(
    "GoalProgress",
    "How far a project is towards a goal. Only concepts that are used count.",
    (
        Link("goal", "Goal!", "The goal.", kind=NodeKind.GOAL),
        LinkList("used", "[Concept!]!", "Seen in use: these count.", kind=NodeKind.CONCEPT, most=_CONCEPTS),
        LinkList(
            "available",
            "[Concept!]!",
            "A dependency could express them: they do not count.",
            kind=NodeKind.CONCEPT,
            most=_CONCEPTS,
        ),
        LinkList("notSeen", "[Concept!]!", "Not seen; own code may do it.", kind=NodeKind.CONCEPT, most=_CONCEPTS),
        LinkList(
            "practices", "[Concept!]!", "Done by people: no file shows it.", kind=NodeKind.CONCEPT, most=_CONCEPTS
        ),
        Column("total", "Int!", "How many concepts are counted."),
        Column("text", "String!", "The progress in words."),
    ),
    record=Progress,
)


@dataclass(frozen=True, slots=True)
class AuditedStack:
    """An audit as far as it is shown."""

    packages: Sequence[AuditedPackage]
    further_packages: int
    frameworks: Sequence[AuditedFramework]
    concepts: Sequence[AuditedConcept]
    further_concepts: int
    findings: Sequence[Finding]
    further_findings: int
    progress: Progress | None


STACK = ObjectType(
    "AuditedStack",
    "What dependency manifests say about a project. `POST /audit` and `duramen audit` give all of it.",
    (
        Column("packages", "[AuditedPackage!]!", "Every direct dependency, 500 at most.", most=_PACKAGES),
        Column("furtherPackages", "Int!", "How many come after those that are shown."),
        Column("frameworks", "[AuditedFramework!]!", "The frameworks, 100 at most.", most=_FRAMEWORKS),
        Column(
            "concepts",
            "[AuditedConcept!]!",
            "All concepts, those that are used first, 200 at most.",
            most=_CONCEPTS,
        ),
        Column("furtherConcepts", "Int!", "How many come after those that are shown."),
        Column("findings", "[AuditFinding!]!", "What was found, worst first, 100 at most.", most=_FINDINGS),
        Column("furtherFindings", "Int!", "How many come after those that are shown."),
        Column("progress", "GoalProgress", "How far the project is towards the goal that was named."),
    ),
    record=AuditedStack,
)
MANIFEST = InputType(
    "ManifestInput",
    "A file that is handed in.",
    (
        Argument("name", "String!", "Its name, such as `pyproject.toml`: by it the format is known."),
        Argument("text", "ManifestText!", "What it holds.", text=Text.CODE),
    ),
)


def shown(found: Audit) -> AuditedStack:
    """Return as much of an audit as an answer may have."""
    return AuditedStack(
        found.packages[:_PACKAGES],
        max(0, len(found.packages) - _PACKAGES),
        [replace(one, packages=one.packages[:_NAMES]) for one in found.frameworks[:_FRAMEWORKS]],
        [replace(one, frameworks=one.frameworks[:_NAMES]) for one in found.concepts[:_CONCEPTS]],
        max(0, len(found.concepts) - _CONCEPTS),
        [_shortened(one) for one in found.findings[:_FINDINGS]],
        max(0, len(found.findings) - _FINDINGS),
        found.progress,
    )


def _shortened(one: Finding) -> Finding:
    return replace(
        one,
        frameworks=one.frameworks[:_NAMES],
        concepts=one.concepts[:_NAMES],
        symbols=one.symbols[:_NAMES],
        alternatives=tuple(replace(other, covers=other.covers[:_NAMES]) for other in one.alternatives),
    )


async def _audit(reader: "Reader", arguments: Arguments) -> AuditedStack:
    # whoever runs operations without waiting hands over here, before a reading is begun
    await asyncio.sleep(0)
    read = reader.services.read_manifests
    if read is None:
        raise BadUserInput("Manifests are not read here.")
    given = await read(_given(arguments["manifests"]), _given(arguments.get("sources") or ()))
    projection = await reader.projection(known_names)
    try:
        return shown(await asyncio.to_thread(audit, projection, given, arguments.get("goal")))
    except BadQuestion as problem:
        raise BadUserInput(str(problem)) from None


def _given(files: Sequence[Any]) -> list[GivenManifest]:
    return [GivenManifest(one["name"], one["text"]) for one in files]


FIELD = Question(
    "auditStack",
    "AuditedStack!",
    "What dependency manifests and lock files say: the packages, the frameworks and concepts that they lead to, and "
    "what is worth knowing of them. Give the files as variables. They are read, never run, kept or logged.",
    arguments=(
        Argument("manifests", "[ManifestInput!]!", "The manifests and lock files.", private=True),
        Argument(
            "sources", "[ManifestInput!]", "Python files: what they import tells use from availability.", private=True
        ),
        Argument("goal", "String", "The slug of a goal that the project is on its way to."),
    ),
    resolve=_audit,
)
TYPES = (
    *(STACK, PACKAGE, FRAMEWORK, CONCEPT, FINDING, ALTERNATIVE, PROGRESS, MANIFEST),
    *(PRESENCE, SEVERITY, FINDING_CODE, DEPENDENCY_KIND),
)
