"""Stand-ins, comparisons, migrations: a plug never replaces an implementation, and popularity ranks nothing."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.questions.choosing import CoverageChange, Wishes, compare, swap
from graph.questions.errors import BadQuestion, UnknownName
from graph.questions.migrating import Prospect, migrate, migrate_symbol
from graph.questions.reasons import Basis, framework_key
from graph.questions.upkeep import Upkeep, lasting_of, maintenance_of
from graph.records import Content, Package, PackageCheck, Release, Survival, SurvivalPoint
from graph.vocabulary import Coverage, Ecosystem, HistoryScope, MappingState, Need, SurvivalScope
from tests.contents import contents, framework, mapping, small_content, symbol
from tests.graph.questions.real import projection_of, real_projection

SMALL = projection_of(small_content())
TODAY = datetime.date(2026, 11, 1)


def survival(owner: str, same_path: float, at_risk: int = 50) -> Survival:
    point = SurvivalPoint(365, at_risk, same_path, 0.0, 1 - same_path)
    window = datetime.date(2024, 1, 1), TODAY
    return Survival(owner, SurvivalScope.PUBLIC, *window, (f"pkg:pypi/{owner}",), 60, 0, 1, False, "Care.", (point,))


def rivals() -> Content:
    """Return five frameworks that all rerank, and differ in one thing each."""
    slugs = ["calm", "dead", "hooked", "origin", "restless", "young"]
    symbols = [symbol(f"pkg:pypi/{slug}", f"{slug}:Ranker") for slug in slugs]
    days = dict.fromkeys(slugs, datetime.date(2026, 10, 1)) | {"dead": datetime.date(2025, 1, 1)}
    return replace(
        small_content(),
        frameworks=tuple(framework(slug) for slug in slugs),
        packages=(),
        symbols=tuple(symbols),
        mappings=tuple(
            mapping(slug, "reranking", one, coverage=Coverage.HOOK if slug == "hooked" else Coverage.CORE)
            for slug, one in zip(slugs, symbols, strict=True)
        ),
        releases=tuple(Release(f"pkg:pypi/{slug}", "1.0.0", day, yanked=False) for slug, day in days.items()),
        checks=tuple(PackageCheck(f"pkg:pypi/{slug}", TODAY, "1.0.0", HistoryScope.FULL) for slug in slugs),
        evidence=(),
        survival=(survival("calm", 0.9), survival("dead", 1.0), survival("restless", 0.4), survival("young", 1.0, 9)),
    )


def test_maintained_ones_come_first_then_the_longest_lasting_then_the_unknown_and_the_dead_last() -> None:
    found = swap(projection_of(rivals()), "origin")
    assert [one.framework for one in found] == ["calm", "restless", "young", "dead"]
    assert found[-1].because[0].text == "No release since 2025-01-01 (1.0.0), as of 2026-11-01."
    assert "unknown" in found[2].because[1].text
    assert found[0].because[1].text.startswith("Of its public names, 90 % stood at the same path after 365 days")


def test_a_place_to_plug_in_never_stands_in_for_an_implementation() -> None:
    projection = projection_of(rivals())
    assert "hooked" not in [one.framework for one in swap(projection, "origin")]
    assert "hooked" not in [one.framework for one in swap(projection, "calm")]
    assert [one.covers[0].change for one in swap(projection, "hooked")] == [CoverageChange.FULLER] * 5


def test_fuller_coverage_is_worth_more_than_lasting_names() -> None:
    content = rivals()
    thin = tuple(
        replace(one, coverage=Coverage.PARTIAL, caveat="Some.") if one.framework == "calm" else one
        for one in content.mappings
    )
    found = swap(projection_of(replace(content, mappings=thin)), "origin")
    assert [one.framework for one in found] == ["restless", "young", "calm", "dead"]
    assert found[2].covers[0].change is CoverageChange.THINNER


def named_successors(**successors: str) -> Content:
    content = rivals()
    return replace(
        content,
        frameworks=tuple(replace(one, successor=successors.get(one.slug)) for one in content.frameworks),
    )


def test_a_successor_comes_first_whatever_else_it_is_and_says_why() -> None:
    found = swap(projection_of(named_successors(origin="dead")), "origin")
    assert [one.framework for one in found] == ["dead", "calm", "restless", "young"]
    reason = found[0].because[0]
    assert (reason.basis, reason.text) == (Basis.SUCCESSOR, "Origin names Dead as its successor.")
    assert (reason.subject, reason.object) == (framework_key("origin"), framework_key("dead"))
    assert Basis.SUCCESSOR not in {reason.basis for one in found[1:] for reason in one.because}


def test_of_a_line_of_successors_the_last_comes_first_and_names_the_way() -> None:
    found = swap(projection_of(named_successors(origin="calm", calm="young")), "origin")
    assert [one.framework for one in found] == ["young", "restless", "dead", "calm"]
    assert [one.text for one in found[0].because[:2]] == [
        "Origin names Calm as its successor.",
        "Calm names Young as its successor.",
    ]


def test_a_successor_that_expresses_nothing_of_it_or_is_not_wished_for_is_no_stand_in() -> None:
    projection = projection_of(named_successors(origin="hooked"))
    assert [one.framework for one in swap(projection, "origin")] == ["calm", "restless", "young", "dead"]
    projection = projection_of(named_successors(origin="dead"))
    assert swap(projection, "origin", (), Wishes(ecosystem=Ecosystem.NPM)) == ()


def test_names_of_a_successor_are_the_first_counterparts() -> None:
    content = named_successors(origin="dead")
    content = replace(content, packages=(Package("pkg:pypi/origin", "origin"),))
    (item,) = migrate_symbol(projection_of(content), "origin:Ranker").items
    assert item.counterparts[0].framework == "dead"
    assert item.counterparts[0].because[-1].text == "Origin names Dead as its successor."
    assert Basis.SUCCESSOR not in {reason.basis for one in item.counterparts[1:] for reason in one.because}


def test_every_successor_of_the_catalogue_is_the_first_stand_in() -> None:
    projection = real_projection()
    succeeded = [one for one in projection.frameworks.values() if one.successor is not None]
    assert succeeded
    for one in succeeded:
        assert swap(projection, one.slug)[0].framework == one.successor


def test_wishes_keep_only_what_fits_all_of_them() -> None:
    content = rivals()
    frameworks = tuple(
        replace(one, needs=(Need.API_KEY,), licence="Apache-2.0") if one.slug == "calm" else one
        for one in content.frameworks
    )
    projection = projection_of(replace(content, frameworks=frameworks))

    def kept(wishes: Wishes) -> list[str]:
        return [one.framework for one in swap(projection, "origin", (), wishes)]

    assert kept(Wishes(licences=frozenset({"Apache-2.0"}))) == ["calm"]
    assert kept(Wishes(needs=frozenset({Need.NOTHING}))) == ["restless", "young", "dead"]
    assert kept(Wishes(needs=frozenset({Need.API_KEY}))) == ["calm", "restless", "young", "dead"]
    assert kept(Wishes(ecosystem=Ecosystem.NPM)) == []


def test_what_is_lost_and_gained_is_named() -> None:
    (found,) = swap(SMALL, "old-chain")
    assert (found.framework, found.lost, found.gained) == ("haystack", ("rag",), ("reranking",))
    assert [(one.concept, one.change) for one in found.covers] == [("retrieval", CoverageChange.FULLER)]
    assert swap(SMALL, "haystack") == ()  # all names of Old-chain are gone
    with pytest.raises(BadQuestion, match="no mapping of Haystack"):
        swap(SMALL, "haystack", ["chunking"])
    with pytest.raises(UnknownName, match="Did you mean 'haystack'"):
        swap(SMALL, "haystak")


def test_upkeep_is_judged_on_the_day_of_the_evidence() -> None:
    assert maintenance_of(SMALL, "haystack").upkeep is Upkeep.MAINTAINED
    assert maintenance_of(SMALL, "jslib").upkeep is Upkeep.UNKNOWN
    assert maintenance_of(SMALL, "old-chain").upkeep is Upkeep.SUCCEEDED
    assert lasting_of(SMALL, "haystack") is None


@given(contents(), st.data())
def test_stand_ins_never_include_the_origin_or_names_that_are_gone(content: Content, data: st.DataObject) -> None:
    projection = projection_of(content)
    origin = data.draw(st.sampled_from([one.slug for one in content.frameworks]))
    for one in swap(projection, origin):
        assert one.framework != origin
        assert one.covers
        for covered in one.covers:
            assert projection.state(projection.mappings[covered.theirs]) is not MappingState.BROKEN
            assert len(covered.because) == 2


def test_a_comparison_has_a_cell_for_every_pair() -> None:
    found = compare(SMALL, ["haystack", "jslib", "haystack"])
    assert [one.framework for one in found.frameworks] == ["haystack", "jslib"]
    table = {row.concept: [cell.coverage for cell in row.cells] for row in found.rows}
    assert table == {
        "chunking": [None, Coverage.CORE],
        "retrieval": [Coverage.CORE, Coverage.HOOK],
        "reranking": [Coverage.CORE, None],
    }
    assert found.shared == ("retrieval",)
    for asked in (["haystack"], ["haystack", "haystack"], ["haystack"] * 3 + list("abcdef")):
        with pytest.raises(BadQuestion):
            compare(SMALL, asked)


def test_a_dead_name_leads_to_its_replacement_and_to_names_of_its_kind() -> None:
    (item,) = migrate_symbol(SMALL, "old.chains:QA").items
    assert item.prospect is Prospect.REPLACED
    assert item.replaced_by is not None
    assert item.replaced_by.ref == "haystack.retrievers:Retriever"
    assert [one.symbol.ref for one in item.counterparts] == ["haystack.retrievers:Retriever"]
    assert "old.chains:QA is gone" in item.because[0].text


def test_a_class_to_subclass_is_no_counterpart_of_one_that_does_the_work() -> None:
    found = {item.symbol.ref: item for item in migrate(SMALL, "haystack", "jslib").items}
    retriever = found["haystack.retrievers:Retriever"]
    assert (retriever.prospect, retriever.counterparts) == (Prospect.NOTHING, ())
    assert "Jslib has no implementation that is known to express Retrieval." in retriever.because[-1].text
    (anywhere,) = migrate_symbol(SMALL, "haystack.rankers:Ranker").items
    assert anywhere.because[-1].text == "No implementation of another framework is known to express Reranking."


@given(contents(), st.data())
def test_counterparts_live_and_are_of_the_same_kind_and_concept(content: Content, data: st.DataObject) -> None:
    projection = projection_of(content)
    slugs = [one.slug for one in content.frameworks]
    if len(slugs) < 2:
        return
    origin, target = data.draw(st.lists(st.sampled_from(slugs), min_size=2, max_size=2, unique=True))
    found = migrate(projection, origin, target)
    assert {item.symbol for item in found.items} == {
        key for one in projection.mappings_of_framework.get(origin, ()) for key in one.symbols
    }
    for item in found.items:
        for one in item.counterparts:
            assert projection.symbols[one.symbol].kind is projection.symbols[item.symbol].kind
            assert not projection.symbols[one.symbol].former
            assert one.framework == target
            assert one.concept in item.concepts


def test_what_cannot_be_asked_is_told() -> None:
    with pytest.raises(BadQuestion, match="two different"):
        migrate(SMALL, "haystack", "haystack")
    with pytest.raises(UnknownName, match=r"Did you mean 'old\.chains:QA'"):
        migrate_symbol(SMALL, "old.chain:QA")


def test_every_dead_name_of_the_catalogue_has_a_fate() -> None:
    projection = real_projection()
    dead = [key for key, one in projection.symbols.items() if one.former]
    assert dead
    for key in dead:
        (item,) = migrate_symbol(projection, key.ref, key.package).items
        assert item.because, key
