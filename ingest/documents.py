"""The documents of the YAML format: one strict pydantic model a kind of file, and the source of its JSON Schema.

The models say what a field may hold. What needs the rest of the tree (references, uniqueness, cycles, coverage) is
checked in `ingest.checks`, and the YAML subset itself in `ingest.yaml_subset`. Validate as JSON
(`model_validate_json`): strict JSON mode takes enumerations and dates as text, and coerces nothing else.
"""

import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

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


class Document(BaseModel):
    """The base of all documents: no coercion, no unknown key, frozen."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class FamilyDocument(Document):
    """`seeds/families/SLUG.yaml`: a family groups concepts that answer one kind of question."""

    name: Name
    summary: Sentence = Field(description="What the family is about, in one sentence.")
    order: Annotated[int, Field(ge=1, le=99)] = Field(description="Where the family stands among the families.")


class OutcomesDocument(Document):
    """What somebody can do at each level; each is one checkable sentence that names no tool."""

    aware: Sentence
    apply: Sentence
    design: Sentence


class RelationDocument(Document):
    """A relation from this concept to another; a symmetric one is written once, on the slug that sorts first."""

    type: RelationType
    concept: Slug


class SourceDocument(Document):
    """Where a concept is stated; exactly one of doi, arxiv, isbn, standard or url identifies it."""

    title: Annotated[str, Field(min_length=3, max_length=200)]
    year: Annotated[int, Field(ge=1900, le=2100)]
    doi: Annotated[str, Field(pattern=r"^10\.[0-9]{4,9}/[!-~]+$", max_length=120)] | None = None
    arxiv: Annotated[str, Field(pattern=r"^[0-9]{4}\.[0-9]{4,5}$")] | None = None
    isbn: Annotated[str, Field(pattern=r"^97[89][0-9]{10}$")] | None = None
    standard: Annotated[str, Field(min_length=3, max_length=120)] | None = None
    url: HttpsUrl | None = None


class FadedDocument(Document):
    """Why a concept with the status `faded` is no longer taught."""

    date: datetime.date
    reason: Sentence
    replaced_by: list[Slug] = Field(max_length=8)


class ConceptDocument(Document):
    """`seeds/concepts/SLUG.yaml`: an idea that stays when the tools change."""

    name: Name
    family: Slug
    kind: ConceptKind
    status: ConceptStatus
    aliases: list[Name] = Field(default=[], max_length=12, description="Other names in use; unique in the catalogue.")
    definition: Sentence = Field(description="What it is, in one sentence without a product's name.")
    invariant: Prose = Field(description="What stays true whatever tool is used.")
    inputs: list[Phrase] = Field(min_length=1, max_length=8)
    outputs: list[Phrase] = Field(min_length=1, max_length=8)
    trade_offs: list[Sentence] = Field(min_length=1, max_length=6)
    failure_modes: list[Sentence] = Field(min_length=1, max_length=8)
    recognition: Prose | None = Field(
        default=None,
        description="How to tell that a symbol implements it: its shape of input and output. Components only.",
    )
    outcomes: OutcomesDocument
    example: Annotated[str, Field(min_length=20, max_length=4000)] | None = Field(
        default=None, description="The pattern itself in at most 40 lines of standard-library Python that runs offline."
    )
    prerequisites: list[Slug] = Field(default=[], max_length=8, description="Concepts to learn first.")
    relations: list[RelationDocument] = Field(default=[], max_length=16)
    sources: list[SourceDocument] = Field(default=[], max_length=6)
    faded: FadedDocument | None = None


class SymbolPointerDocument(Document):
    """A symbol of this catalogue, named by its package and reference."""

    package: Purl
    ref: Reference


class QuotationDocument(Document):
    """What the owner's documentation says of a symbol, word for word, and where and when it was read."""

    text: Annotated[str, Field(min_length=3, max_length=280, description="A passage that names the symbol.")]
    url: HttpsUrl
    read_on: datetime.date


class SymbolDocument(Document):
    """A public name of a published package."""

    package: Purl
    ref: Reference
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

    basis: FitBasis
    note: Sentence


class MappingDocument(Document):
    """How this framework expresses one concept."""

    concept: Slug
    coverage: Coverage
    summary: Prose = Field(description="How this tool expresses the pattern, in at most two sentences.")
    symbols: list[SymbolDocument] = Field(min_length=1, max_length=12)
    documentation: HttpsUrl | None = None
    caveat: Prose | None = Field(default=None, description="What is missing; required where the coverage is partial.")
    fit: FitDocument | None = None


class FrameworkDocument(Document):
    """`seeds/frameworks/SLUG.yaml`: a tool, its packages, and how it expresses the concepts."""

    name: Name
    kind: FrameworkKind
    summary: Sentence
    packages: list[Purl] = Field(min_length=1, max_length=12)
    repository: HttpsUrl
    documentation: HttpsUrl | None = None
    licence: Annotated[str, Field(min_length=2, max_length=80)] = Field(description="An SPDX licence expression.")
    needs: list[Need] = Field(min_length=1, max_length=4)
    successor: Slug | None = Field(
        default=None, description="The framework that took over when this one's time passed."
    )
    mappings: list[MappingDocument] = Field(default=[], max_length=60)


class RequirementDocument(Document):
    """A concept that a role or a goal requires, how well, and why."""

    concept: Slug
    level: Level
    reason: Sentence


class ExclusionDocument(Document):
    """A concept that a role does not require, and why."""

    concept: Slug
    reason: Sentence


class RoleDocument(Document):
    """`seeds/roles/SLUG.yaml`: what somebody in a role must master, and what not."""

    name: Name
    summary: Sentence
    requires: list[RequirementDocument] = Field(min_length=1, max_length=40)
    excludes: list[ExclusionDocument] = Field(default=[], max_length=20)


class SliceDocument(Document):
    """One step of a goal: concepts that together end in something that runs."""

    name: Name
    concepts: list[Slug] = Field(min_length=1, max_length=12)
    runs: Sentence = Field(description="What runs at the end of this step.")


class WaiverDocument(Document):
    """A family that a goal does not cover although every goal should, and why."""

    family: Slug
    reason: Sentence


class GoalDocument(Document):
    """`seeds/goals/SLUG.yaml`: something to build, what it takes, and how a reviewer sees that it is done."""

    name: Name
    summary: Sentence
    requires: list[RequirementDocument] = Field(min_length=1, max_length=30)
    acceptance: list[Sentence] = Field(min_length=5, max_length=8)
    slices: list[SliceDocument] = Field(min_length=2, max_length=8)
    waives: list[WaiverDocument] = Field(default=[], max_length=5)
