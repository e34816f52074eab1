"""From checked documents to records: each kind sorted by its key, shared symbols once, nothing else changed."""

from collections.abc import Iterable

from graph.records import (
    Concept,
    Content,
    Exclusion,
    Faded,
    Family,
    Fit,
    Framework,
    Goal,
    Mapping,
    Outcomes,
    Package,
    Quotation,
    Relation,
    Requirement,
    RetiredId,
    Role,
    Source,
    Step,
    Symbol,
    SymbolKey,
    Waiver,
)
from ingest.documents import (
    ConceptDocument,
    FadedDocument,
    FamilyDocument,
    FrameworkDocument,
    GoalDocument,
    MappingDocument,
    RequirementDocument,
    RoleDocument,
    SourceDocument,
    SymbolDocument,
)
from ingest.machine import MachineRecords
from ingest.sources import Catalogue


def content_of(catalogue: Catalogue, machine: MachineRecords) -> Content:
    """Return the content of a catalogue without errors and of what machines wrote about it."""
    frameworks = [(slug, source.document) for slug, source in sorted(catalogue.frameworks.items())]
    concepts = [(slug, source.document) for slug, source in sorted(catalogue.concepts.items())]
    packages = sorted(_packages(frameworks), key=lambda package: package.purl)
    purls = {package.purl for package in packages}
    symbols = _symbols(frameworks)
    return Content(
        families=tuple(_family(slug, source.document) for slug, source in sorted(catalogue.families.items())),
        concepts=tuple(_concept(slug, document) for slug, document in concepts),
        relations=tuple(sorted(_relations(concepts), key=lambda one: (one.subject, one.type, one.object))),
        frameworks=tuple(_framework(slug, document) for slug, document in frameworks),
        packages=tuple(packages),
        symbols=tuple(symbol for _, symbol in sorted(symbols.items())),
        mappings=tuple(sorted(_mappings(frameworks), key=lambda one: (one.framework, one.concept))),
        roles=tuple(_role(slug, source.document) for slug, source in sorted(catalogue.roles.items())),
        goals=tuple(_goal(slug, source.document) for slug, source in sorted(catalogue.goals.items())),
        releases=machine.releases(purls),
        checks=machine.checks(purls),
        evidence=machine.evidence(set(symbols)),
        survival=machine.survival(set(catalogue.frameworks)),
        persistence=machine.persistence(set(catalogue.concepts)),
        surveys=machine.surveys(purls),
        names=machine.names(purls),
        retired=tuple(sorted(_retired(catalogue), key=lambda one: one.id)),
        published=machine.published,
    )


def _family(slug: str, document: FamilyDocument) -> Family:
    return Family(slug, document.name, document.summary, document.order)


def _concept(slug: str, document: ConceptDocument) -> Concept:
    outcomes = document.outcomes
    return Concept(
        slug=slug,
        name=document.name,
        family=document.family,
        kind=document.kind,
        status=document.status,
        aliases=tuple(document.aliases),
        terms=tuple(document.terms),
        definition=document.definition,
        invariant=document.invariant,
        inputs=tuple(document.inputs),
        outputs=tuple(document.outputs),
        trade_offs=tuple(document.trade_offs),
        failure_modes=tuple(document.failure_modes),
        recognition=document.recognition,
        outcomes=Outcomes(outcomes.aware, outcomes.apply, outcomes.design),
        example=document.example,
        prerequisites=tuple(document.prerequisites),
        sources=tuple(_source(source) for source in document.sources),
        faded=_faded(document.faded),
    )


def _source(document: SourceDocument) -> Source:
    return Source(**document.model_dump())


def _faded(document: FadedDocument | None) -> Faded | None:
    return None if document is None else Faded(document.date, document.reason, tuple(document.replaced_by))


def _relations(concepts: Iterable[tuple[str, ConceptDocument]]) -> Iterable[Relation]:
    for slug, document in concepts:
        for relation in document.relations:
            yield Relation(slug, relation.type, relation.concept)


def _framework(slug: str, document: FrameworkDocument) -> Framework:
    return Framework(
        slug=slug,
        name=document.name,
        kind=document.kind,
        summary=document.summary,
        packages=tuple(document.packages),
        repository=document.repository,
        documentation=document.documentation,
        licence=document.licence,
        needs=tuple(document.needs),
        successor=document.successor,
    )


def _packages(frameworks: Iterable[tuple[str, FrameworkDocument]]) -> Iterable[Package]:
    return (Package(purl, slug) for slug, document in frameworks for purl in document.packages)


def _mappings(frameworks: Iterable[tuple[str, FrameworkDocument]]) -> Iterable[Mapping]:
    return (_mapping(slug, mapping) for slug, document in frameworks for mapping in document.mappings)


def _mapping(slug: str, document: MappingDocument) -> Mapping:
    return Mapping(
        framework=slug,
        concept=document.concept,
        coverage=document.coverage,
        summary=document.summary,
        symbols=tuple(SymbolKey(symbol.package, symbol.ref) for symbol in document.symbols),
        documentation=document.documentation,
        caveat=document.caveat,
        fit=Fit(document.fit.basis, document.fit.note) if document.fit else None,
    )


def _symbols(frameworks: Iterable[tuple[str, FrameworkDocument]]) -> dict[SymbolKey, Symbol]:
    """Return each symbol once; the checks saw to it that all places agree about it."""
    described = (symbol for _, document in frameworks for mapping in document.mappings for symbol in mapping.symbols)
    return {SymbolKey(document.package, document.ref): _symbol(document) for document in described}


def _symbol(document: SymbolDocument) -> Symbol:
    heir, said = document.replaced_by, document.quotation
    return Symbol(
        package=document.package,
        ref=document.ref,
        kind=document.kind,
        former=document.former,
        seen_in=document.seen_in,
        replaced_by=SymbolKey(heir.package, heir.ref) if heir else None,
        quotation=Quotation(said.text, said.url, said.read_on) if said else None,
    )


def _requirement(document: RequirementDocument) -> Requirement:
    return Requirement(document.concept, document.level, document.reason)


def _role(slug: str, document: RoleDocument) -> Role:
    return Role(
        slug=slug,
        name=document.name,
        summary=document.summary,
        requires=tuple(_requirement(one) for one in document.requires),
        excludes=tuple(Exclusion(one.concept, one.reason) for one in document.excludes),
    )


def _goal(slug: str, document: GoalDocument) -> Goal:
    return Goal(
        slug=slug,
        name=document.name,
        summary=document.summary,
        requires=tuple(_requirement(one) for one in document.requires),
        acceptance=tuple(document.acceptance),
        slices=tuple(Step(step.name, tuple(step.concepts), step.runs) for step in document.slices),
        waives=tuple(Waiver(one.family, one.reason) for one in document.waives),
    )


def _retired(catalogue: Catalogue) -> Iterable[RetiredId]:
    return (entry.retired for entry in catalogue.published.values() if entry.retired is not None)
