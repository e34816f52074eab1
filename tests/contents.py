"""Small contents for tests: one hand-made graph to work out by eye, and a strategy for any graph."""

import datetime
from dataclasses import replace

from hypothesis import strategies as st

from graph.records import (
    Concept,
    Content,
    Evidence,
    Exclusion,
    Family,
    Framework,
    Goal,
    Interval,
    Mapping,
    ModuleNames,
    NameSurvey,
    Outcomes,
    Package,
    Persistence,
    ReadRelease,
    Relation,
    Release,
    Requirement,
    RetiredId,
    Role,
    Source,
    Step,
    Survival,
    SurvivalPoint,
    Symbol,
    SymbolKey,
)
from graph.vocabulary import (
    ConceptKind,
    ConceptStatus,
    Coverage,
    Ending,
    Finding,
    FrameworkKind,
    Level,
    MappingState,
    Need,
    RelationType,
    SurvivalScope,
    SymbolKind,
)

__all__ = ["MappingState", "concept", "contents", "framework", "mapping", "small_content", "symbol"]


def concept(slug: str, *, family: str = "retrieval", prerequisites: tuple[str, ...] = (), **changes: object) -> Concept:
    """Return a complete concept; `changes` replace fields."""
    plain = Concept(
        slug=slug,
        name=slug.replace("-", " ").capitalize(),
        family=family,
        kind=ConceptKind.COMPONENT,
        status=ConceptStatus.DURABLE,
        aliases=(),
        terms=(),
        definition=f"What {slug} is.",
        invariant=f"What stays of {slug}.",
        inputs=("a query",),
        outputs=("passages",),
        trade_offs=("More costs more.",),
        failure_modes=("It can fail.",),
        recognition="Takes a query and returns passages.",
        outcomes=Outcomes("Names it.", "Uses it.", "Designs it."),
        example=None,
        prerequisites=prerequisites,
        sources=(Source("A paper", 2020, arxiv="2001.00001"),),
        faded=None,
    )
    return replace(plain, **changes)


def framework(slug: str, *packages: str, **changes: object) -> Framework:
    """Return a complete framework with the packages given, or one named like it."""
    plain = Framework(
        slug=slug,
        name=slug.capitalize(),
        kind=FrameworkKind.ORCHESTRATION,
        summary=f"What {slug} does.",
        packages=packages or (f"pkg:pypi/{slug}",),
        repository=f"https://example.org/{slug}",
        documentation=None,
        licence="MIT",
        needs=(Need.NOTHING,),
        successor=None,
    )
    return replace(plain, **changes)


def symbol(package: str, ref: str, kind: SymbolKind = SymbolKind.IMPLEMENTATION, **changes: object) -> Symbol:
    """Return a living symbol."""
    return replace(Symbol(package, ref, kind, former=False, seen_in=None, replaced_by=None), **changes)


def mapping(owner: str, of: str, *symbols: Symbol, coverage: Coverage = Coverage.CORE, **changes: object) -> Mapping:
    """Return a mapping of the framework `owner` to the concept `of`."""
    keys = tuple(SymbolKey(s.package, s.ref) for s in symbols)
    plain = Mapping(owner, of, coverage, f"How {owner} does {of}.", keys, documentation=None, caveat=None, fit=None)
    return replace(plain, **changes)


def small_content() -> Content:
    """Return a graph of six concepts and three frameworks, with every kind of record in it at least once."""
    ranker = symbol("pkg:pypi/haystack-ai", "haystack.rankers:Ranker")
    retriever = symbol("pkg:pypi/haystack-ai", "haystack.retrievers:Retriever")
    chain = symbol("pkg:pypi/old-chain", "old.chains:QA", former=True, seen_in="0.1.0")
    base = symbol("pkg:npm/%40js/core", "@js/core/retrievers:BaseRetriever", SymbolKind.INTERFACE)
    splitter = symbol("pkg:npm/%40js/core", "@js/core/splitters:Splitter")
    chain = replace(chain, replaced_by=SymbolKey(retriever.package, retriever.ref))
    day = datetime.date(2026, 11, 1)
    return Content(
        families=(
            Family("evaluation", "Evaluation", "Measuring quality before and after.", 2),
            Family("retrieval", "Retrieval", "Finding evidence for a query.", 1),
        ),
        concepts=(
            concept("chunking", aliases=("splitting",), terms=("overlap",)),
            concept("error-analysis", family="evaluation", kind=ConceptKind.PRACTICE, recognition=None),
            concept("evaluation", family="evaluation"),
            concept("rag", name="Retrieval-augmented generation", prerequisites=("retrieval", "chunking")),
            concept("reranking", prerequisites=("retrieval",)),
            concept("retrieval", prerequisites=("chunking",)),
        ),
        relations=(
            Relation("evaluation", RelationType.EVALUATES, "rag"),
            Relation("chunking", RelationType.COMPLEMENTS, "reranking"),
            Relation("retrieval", RelationType.PART_OF, "rag"),
        ),
        frameworks=(
            framework("haystack", "pkg:pypi/haystack-ai", licence="Apache-2.0"),
            framework("jslib", "pkg:npm/%40js/core", needs=(Need.API_KEY, Need.SERVER)),
            framework("old-chain", successor="haystack", kind=FrameworkKind.AGENT),
        ),
        packages=(
            Package("pkg:npm/%40js/core", "jslib"),
            Package("pkg:pypi/haystack-ai", "haystack"),
            Package("pkg:pypi/old-chain", "old-chain"),
        ),
        symbols=(base, splitter, ranker, retriever, chain),
        mappings=(
            mapping("haystack", "reranking", ranker),
            mapping("haystack", "retrieval", retriever),
            mapping("jslib", "chunking", splitter),
            mapping("jslib", "retrieval", base, coverage=Coverage.HOOK),
            mapping("old-chain", "rag", chain, coverage=Coverage.PARTIAL, caveat="Generation only."),
            mapping("old-chain", "retrieval", chain, coverage=Coverage.PARTIAL, caveat="Dense only."),
        ),
        roles=(
            Role(
                "builder",
                "Builder",
                "Builds search.",
                (Requirement("retrieval", Level.DESIGN, "Search is the product."),),
                (Exclusion("error-analysis", "Somebody else reads the errors."),),
            ),
        ),
        goals=(
            Goal(
                "chatbot",
                "Chatbot",
                "Answers from documents.",
                (Requirement("rag", Level.APPLY, "It answers."), Requirement("reranking", Level.AWARE, "It ranks.")),
                ("It answers.",),
                (Step("First answer", ("chunking", "retrieval", "rag"), "One question is answered."),),
                (),
            ),
        ),
        releases=(
            Release("pkg:pypi/haystack-ai", "1.0.0", datetime.date(2025, 1, 1), yanked=False),
            Release("pkg:pypi/haystack-ai", "2.0.0", datetime.date(2026, 1, 1), yanked=False),
        ),
        evidence=(
            Evidence(
                ranker.package,
                ranker.ref,
                day,
                "2.0.0",
                Finding.PRESENT,
                how="definition",
                file="haystack/rankers.py",
                line=12,
                signature="class Ranker",
                reason=None,
                moved_to=None,
                intervals=(
                    Interval(Finding.ABSENT, "1.0.0", datetime.date(2025, 1, 1), "1.0.0", datetime.date(2025, 1, 1)),
                    Interval(Finding.PRESENT, "2.0.0", datetime.date(2026, 1, 1), None, None),
                ),
            ),
        ),
        survival=(
            Survival(
                None,
                SurvivalScope.PUBLIC,
                datetime.date(2024, 1, 1),
                day,
                ("pkg:pypi/haystack-ai", "pkg:pypi/old-chain"),
                names=40,
                moved=4,
                gone=6,
                sampled=True,
                caution="A name that stays may behave otherwise than before.",
                points=(SurvivalPoint(365, 40, 0.75, 0.1, 0.15, 0.5, 0.875),),
            ),
            Survival(
                "haystack",
                SurvivalScope.MAPPED,
                datetime.date(2024, 1, 1),
                day,
                ("pkg:pypi/haystack-ai",),
                names=4,
                moved=1,
                gone=0,
                sampled=False,
                caution="Few names.",
                points=(SurvivalPoint(182, 4, 1.0, 0.0, 0.0), SurvivalPoint(365, 4, 0.75, 0.25, 0.0)),
            ),
        ),
        persistence=(
            Persistence(
                "Dense retrieval",
                "retrieval",
                Source("A survey", 2023, arxiv="2301.00001"),
                datetime.date(2023, 12, 31),
                day,
                followed=3,
                then_count=2,
                now_count=2,
                gained=("pkg:npm/%40js/core",),
                lost=("pkg:pypi/old-chain",),
            ),
            Persistence(
                "Prompt chaining",
                None,
                Source("A survey", 2023, arxiv="2301.00001"),
                datetime.date(2023, 12, 31),
                day,
                followed=3,
                then_count=3,
                now_count=1,
                gained=(),
                lost=("pkg:pypi/haystack-ai", "pkg:pypi/old-chain"),
            ),
        ),
        surveys=(
            NameSurvey(
                "pkg:pypi/haystack-ai",
                day,
                (
                    ReadRelease("1.0.0", datetime.date(2025, 1, 1)),
                    ReadRelease("1.4.0", datetime.date(2025, 6, 1)),
                    ReadRelease("2.0.0", datetime.date(2026, 1, 1)),
                ),
            ),
        ),
        names=(
            ModuleNames(
                "pkg:pypi/haystack-ai",
                "haystack.nodes",
                "Old\t1.0.0\t1.4.0\tpkg:pypi/haystack-ai#haystack.rankers:Ranker\n"
                "Older\t1.0.0\t1.0.0\t\n"
                "Returned\t1.0.0\t1.0.0\t\n"
                "Returned\t2.0.0\t\t\n",
            ),
            ModuleNames("pkg:pypi/haystack-ai", "haystack.rankers", "Other\t1.4.0\t\t\nRanker\t2.0.0\t\t\n"),
        ),
        retired=(
            RetiredId(
                "concept:semantic-search",
                Ending.RENAMED,
                datetime.date(2026, 1, 1),
                "It is retrieval by another name.",
                ("concept:retrieval",),
            ),
        ),
    )


SLUGS = [f"c{number}" for number in range(8)]
FRAMEWORKS = [f"f{number}" for number in range(5)]


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """Draw any small graph that fits together: prerequisites point to concepts that sort earlier, so none cycle."""
    slugs = draw(st.lists(st.sampled_from(SLUGS), unique=True, min_size=1).map(sorted))
    concepts = tuple(
        concept(
            slug,
            family=draw(st.sampled_from(["retrieval", "evaluation"])),
            name=draw(st.sampled_from(["Älpha", "alpha", "Beta", "βeta", "Gamma"])),
            prerequisites=tuple(
                draw(st.lists(st.sampled_from(slugs[:index]), unique=True, max_size=3)) if index else ()
            ),
        )
        for index, slug in enumerate(slugs)
    )
    owners = draw(st.lists(st.sampled_from(FRAMEWORKS), unique=True, min_size=1).map(sorted))
    symbols = tuple(
        symbol(
            f"pkg:pypi/{owner}", f"{owner}.m:S{number}", draw(st.sampled_from(SymbolKind)), former=draw(st.booleans())
        )
        for owner in owners
        for number in range(2)
    )
    pairs = draw(st.lists(st.tuples(st.sampled_from(owners), st.sampled_from(slugs)), unique=True).map(sorted))
    mappings = tuple(
        mapping(
            owner,
            slug,
            draw(st.sampled_from([s for s in symbols if s.package == f"pkg:pypi/{owner}"])),
            coverage=draw(st.sampled_from(Coverage)),
        )
        for owner, slug in pairs
    )
    return Content(
        families=small_content().families,
        concepts=concepts,
        frameworks=tuple(framework(owner, licence=draw(st.sampled_from(["MIT", "Apache-2.0"]))) for owner in owners),
        packages=tuple(Package(f"pkg:pypi/{owner}", owner) for owner in owners),
        symbols=symbols,
        mappings=mappings,
    )
