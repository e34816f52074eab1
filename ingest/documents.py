"""The documents of the YAML format: one strict pydantic model a kind of file, and the source of its JSON Schema.

The models say what a field may hold. What needs the rest of the tree (references, uniqueness, cycles, coverage) is
checked in `ingest.checks`, and the YAML subset itself in `ingest.yaml_subset`. Validate as JSON
(`model_validate_json`): strict JSON mode takes enumerations and dates as text, and coerces nothing else.
"""

import datetime
import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticKnownError

from graph.vocabulary import (
    ConceptKind,
    ConceptStatus,
    Coverage,
    FitBasis,
    FrameworkKind,
    Level,
    Need,
    RelationType,
    SymbolKind,
)

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
PURL_PATTERN = r"^pkg:(pypi/[a-z0-9]+(-[a-z0-9]+)*|npm/(%40[a-z0-9][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*)$"
REFERENCE_PATTERN = r"^[@A-Za-z0-9_./-]+:[A-Za-z_$][A-Za-z0-9_$]*(\.[A-Za-z_$][A-Za-z0-9_$]*)*$"


Slug = Annotated[str, Field(pattern=SLUG_PATTERN, max_length=64)]
Purl = Annotated[str, Field(pattern=PURL_PATTERN, max_length=128, description="A package URL without a version.")]
Reference = Annotated[
    str,
    Field(
        pattern=REFERENCE_PATTERN,
        max_length=200,
        description="An object reference `module:qualname`: exactly the import that a learner would write.",
    ),
]
Name = Annotated[str, Field(min_length=1, max_length=60)]
Phrase = Annotated[str, Field(min_length=1, max_length=120, description="A short noun phrase without a full stop.")]
Sentence = Annotated[str, Field(min_length=10, max_length=280, description="One sentence, ending in a full stop.")]
Prose = Annotated[str, Field(min_length=10, max_length=400, description="At most two sentences.")]
HttpsUrl = Annotated[str, Field(pattern=r"^https://[!-~]+$", max_length=300, description="An https address.")]
Version = Annotated[str, Field(pattern=r"^[0-9][0-9A-Za-z.+!-]*$", max_length=64)]
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(value: object) -> object:
    """Read ``YYYY-MM-DD`` alone, since pydantic takes a number of seconds since 1970 for a date too."""
    if not isinstance(value, str):
        return value
    try:
        if _DAY.fullmatch(value):
            return datetime.date.fromisoformat(value)
    except ValueError:  # not in the calendar
        pass
    raise PydanticKnownError("date_parsing", {"error": "not YYYY-MM-DD"})


Day = Annotated[datetime.date, BeforeValidator(_day)]


class Document(BaseModel):
    """The base of all documents: no coercion, no unknown key, frozen."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class FamilyDocument(Document):
    """`seeds/families/SLUG.yaml`: a family groups concepts that answer one kind of question."""

    name: Name = Field(description="What people call the family; unique among families.")
    summary: Sentence = Field(description="What the family is about, in one sentence.")
    order: Annotated[int, Field(ge=1, le=99)] = Field(description="Where the family stands among the families.")


class OutcomesDocument(Document):
    """What somebody can do at each level; each is one checkable sentence that names no tool."""

    aware: Sentence = Field(description="What somebody who knows of it can explain.")
    apply: Sentence = Field(description="What somebody who uses it can do.")
    design: Sentence = Field(description="What somebody who designs with it can decide.")


class RelationDocument(Document):
    """A relation from this concept to another; a symmetric one is written once, on the slug that sorts first."""

    type: RelationType = Field(description="How this concept stands to the other one.")
    concept: Slug = Field(description="Slug of the other concept.")


class SourceDocument(Document):
    """Where a concept is stated; exactly one of doi, arxiv, isbn, standard or url identifies it."""

    title: Annotated[str, Field(min_length=3, max_length=200)] = Field(
        description="Title of the publication, as it stands there."
    )
    year: Annotated[int, Field(ge=1900, le=2100)] = Field(description="Year of publication.")
    doi: Annotated[str, Field(pattern=r"^10\.[0-9]{4,9}/[!-~]+$", max_length=120)] | None = Field(
        default=None, description="Digital object identifier without https://doi.org/."
    )
    arxiv: Annotated[str, Field(pattern=r"^[0-9]{4}\.[0-9]{4,5}$")] | None = Field(
        default=None, description="arXiv identifier, in double quotes."
    )
    isbn: Annotated[str, Field(pattern=r"^97[89][0-9]{10}$")] | None = Field(
        default=None, description="ISBN-13 without hyphens, in double quotes."
    )
    standard: Annotated[str, Field(min_length=3, max_length=120)] | None = Field(
        default=None, description="Name of a standard, with its number."
    )
    url: HttpsUrl | None = Field(default=None, description="Address, where nothing more stable identifies it.")


class FadedDocument(Document):
    """Why a concept with the status `faded` is no longer taught."""

    date: Day = Field(description="The day from which it is no longer taught.")
    reason: Sentence = Field(description="Why, in one sentence.")
    replaced_by: list[Slug] = Field(
        max_length=8, description="Slugs of the concepts that took its place; may be empty."
    )


class ConceptDocument(Document):
    """`seeds/concepts/SLUG.yaml`: an idea that stays when the tools change."""

    name: Name = Field(description="What people call the concept; unique among names, aliases and terms of concepts.")
    family: Slug = Field(description="Slug of its family.")
    kind: ConceptKind = Field(description="Whether tools implement it or people do it.")
    status: ConceptStatus = Field(description="How settled it is.")
    aliases: list[Name] = Field(
        default=[], max_length=12, description="Other names in use for the same thing; unique in the catalogue."
    )
    terms: list[Name] = Field(
        default=[],
        max_length=12,
        description="Terms that lead to it without being its name: its kinds, parts, measures and neighbours; "
        "unique like aliases.",
    )
    definition: Sentence = Field(description="What it is, in one sentence without a product's name.")
    invariant: Prose = Field(description="What stays true whatever tool is used.")
    inputs: list[Phrase] = Field(
        min_length=1, max_length=8, description="What goes in: short noun phrases without a full stop."
    )
    outputs: list[Phrase] = Field(
        min_length=1, max_length=8, description="What comes out: short noun phrases without a full stop."
    )
    trade_offs: list[Sentence] = Field(
        min_length=1, max_length=6, description="What is gained and what it costs, one sentence each."
    )
    failure_modes: list[Sentence] = Field(
        min_length=1, max_length=8, description="How it goes wrong and how one notices, one sentence each."
    )
    recognition: Prose | None = Field(
        default=None,
        description="How to tell that a symbol implements it: its shape of input and output. Components only.",
    )
    outcomes: OutcomesDocument = Field(description="What somebody can do at each level.")
    example: Annotated[str, Field(min_length=20, max_length=4000)] | None = Field(
        default=None, description="The pattern itself in at most 40 lines of standard-library Python that runs offline."
    )
    prerequisites: list[Slug] = Field(default=[], max_length=8, description="Concepts to learn first.")
    relations: list[RelationDocument] = Field(
        default=[], max_length=16, description="How it stands to other concepts; each pair of concepts once."
    )
    sources: list[SourceDocument] = Field(
        default=[], max_length=6, description="Publications that state it; a practice needs at least one."
    )
    faded: FadedDocument | None = Field(
        default=None, description="When and why it faded, exactly where the status is faded."
    )


class SymbolPointerDocument(Document):
    """A symbol of this catalogue, named by its package and reference."""

    package: Purl = Field(description="Package URL of the symbol's package.")
    ref: Reference = Field(description="Object reference of the symbol.")


class QuotationDocument(Document):
    """What the owner's documentation says of a symbol, word for word, and where and when it was read."""

    text: Annotated[str, Field(min_length=3, max_length=280, description="A passage that names the symbol.")]
    url: HttpsUrl = Field(description="Where the passage stands.")
    read_on: Day = Field(description="The day on which it was read there.")


class SymbolDocument(Document):
    """A public name of a published package."""

    package: Purl = Field(description="Package URL of one of the framework's packages.")
    ref: Reference = Field(description="Object reference: exactly the import that a learner would write.")
    kind: SymbolKind = Field(description="What a program does with it: interface, implementation or configuration.")
    former: bool = Field(
        default=False, description="True for a name that resolved in an older release and is gone now."
    )
    seen_in: Version | None = Field(default=None, description="For a former name: a release in which it was found.")
    replaced_by: SymbolPointerDocument | None = Field(
        default=None, description="For a former name: the symbol of this catalogue that took its place."
    )
    quotation: QuotationDocument | None = Field(
        default=None, description="For a name that reading the package cannot decide: the owner's documentation."
    )


class FitDocument(Document):
    """The claim that the symbols fit the concept, and what it rests on."""

    basis: FitBasis = Field(description="What the claim rests on.")
    note: Sentence = Field(description="What was seen, in one sentence.")


class MappingDocument(Document):
    """How this framework expresses one concept."""

    concept: Slug = Field(description="Slug of the concept; each at most once in a framework.")
    coverage: Coverage = Field(description="How much of the concept it expresses, as its symbols show.")
    summary: Prose = Field(description="How this tool expresses the pattern, in at most two sentences.")
    symbols: list[SymbolDocument] = Field(min_length=1, max_length=12, description="The public names by which it does.")
    documentation: HttpsUrl | None = Field(default=None, description="The page of the owner's documentation about it.")
    caveat: Prose | None = Field(default=None, description="What is missing; required where the coverage is partial.")
    fit: FitDocument | None = Field(
        default=None, description="The claim that the symbols fit the concept's recognition rule, and what it rests on."
    )


class FrameworkDocument(Document):
    """`seeds/frameworks/SLUG.yaml`: a tool, its packages, and how it expresses the concepts."""

    name: Name = Field(description="What its owner calls it; unique among frameworks.")
    kind: FrameworkKind = Field(description="What it mainly is.")
    summary: Sentence = Field(description="What it does, in one sentence.")
    packages: list[Purl] = Field(
        min_length=1, max_length=12, description="Package URLs without a version; a package belongs to one framework."
    )
    repository: HttpsUrl = Field(description="Address of its source code.")
    documentation: HttpsUrl | None = Field(default=None, description="Address of its documentation.")
    licence: Annotated[str, Field(min_length=2, max_length=80)] = Field(description="An SPDX licence expression.")
    needs: list[Need] = Field(
        min_length=1, max_length=4, description="What a learner must have before it does anything useful."
    )
    successor: Slug | None = Field(
        default=None, description="The framework that took over when this one's time passed."
    )
    mappings: list[MappingDocument] = Field(
        default=[], max_length=60, description="How it expresses concepts, at most one each."
    )


class RequirementDocument(Document):
    """A concept that a role or a goal requires, how well, and why."""

    concept: Slug = Field(description="Slug of the concept.")
    level: Level = Field(description="How well it must be mastered.")
    reason: Sentence = Field(description="Why, in one sentence.")


class ExclusionDocument(Document):
    """A concept that a role does not require, and why."""

    concept: Slug = Field(description="Slug of the concept.")
    reason: Sentence = Field(description="Why not, in one sentence.")


class RoleDocument(Document):
    """`seeds/roles/SLUG.yaml`: what somebody in a role must master, and what not."""

    name: Name = Field(description="What people call the role; unique among roles.")
    summary: Sentence = Field(description="What somebody in the role does, in one sentence.")
    requires: list[RequirementDocument] = Field(
        min_length=1, max_length=40, description="What must be mastered, how well, and why."
    )
    excludes: list[ExclusionDocument] = Field(
        default=[], max_length=20, description="What need not be mastered, and why; nothing that is required."
    )


class SliceDocument(Document):
    """One step of a goal: concepts that together end in something that runs."""

    name: Name = Field(description="What the step is about.")
    concepts: list[Slug] = Field(
        min_length=1,
        max_length=12,
        description="Slugs of the concepts learnt in it; their prerequisites are in it or in earlier ones.",
    )
    runs: Sentence = Field(description="What runs at the end of this step.")


class WaiverDocument(Document):
    """A family that a goal does not cover although every goal should, and why."""

    family: Slug = Field(description="Slug of a family that every goal should cover.")
    reason: Sentence = Field(description="Why this goal does not, in one sentence.")


class GoalDocument(Document):
    """`seeds/goals/SLUG.yaml`: something to build, what it takes, and how a reviewer sees that it is done."""

    name: Name = Field(description="What people call it; unique among goals.")
    summary: Sentence = Field(description="What is built, in one sentence.")
    requires: list[RequirementDocument] = Field(
        min_length=1, max_length=30, description="What must be mastered, how well, and why."
    )
    acceptance: list[Sentence] = Field(
        min_length=5, max_length=8, description="What a reviewer could check in the repository, one sentence each."
    )
    slices: list[SliceDocument] = Field(
        min_length=2,
        max_length=8,
        description="Ordered steps that each end in something that runs; the first has at most six concepts.",
    )
    waives: list[WaiverDocument] = Field(
        default=[], max_length=5, description="Expected families that no required concept covers, each with its reason."
    )
