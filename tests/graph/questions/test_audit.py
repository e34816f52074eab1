"""`auditStack`: exact matches only, use is told from availability, and every finding says where and why."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet

from graph.dependencies import Dependency, DependencyKind, Import, ManifestProblem, ManifestProblemCode, Manifests
from graph.questions import audit_names
from graph.questions.audit import Audit, Presence, audit
from graph.questions.audit_findings import Finding, FindingCode, Severity
from graph.questions.audit_inventory import Declared
from graph.questions.errors import UnknownName
from graph.questions.projection import Projection
from graph.questions.reasons import Reason
from graph.records import Content, Interval, Package, PackageCheck, Release, Survival, SurvivalPoint
from graph.vocabulary import Coverage, Ecosystem, HistoryScope, SurvivalScope
from graph.vocabulary import Finding as Found
from tests.contents import concept, framework, mapping, small_content, symbol
from tests.graph.questions.real import projection_of

DAY = datetime.date(2026, 11, 1)
SMALL = projection_of(small_content())


def asks(name: str, specifier: str = "", line: int = 1, **more: object) -> Dependency:
    """Return a line of a requirements file."""
    pinned = specifier.removeprefix("==") if specifier.startswith("==") else None
    plain = Dependency(name, Ecosystem.PYPI, specifier, "requirements.txt", line, pinned)
    return replace(plain, **more)


def imports(module: str, *names: str, line: int = 1, file: str = "app.py") -> Import:
    return Import(module, names, file, line)


def audited(
    *given: Dependency | Import, projection: Projection = SMALL, goal: str | None = None, **more: object
) -> Audit:
    dependencies = tuple(one for one in given if isinstance(one, Dependency))
    imported = tuple(one for one in given if isinstance(one, Import))
    files = tuple(dict.fromkeys(one.file for one in given))
    return audit(projection, replace(Manifests(dependencies, imported, files=files), **more), goal)


def presence(found: Audit) -> dict[str, Presence]:
    return {one.concept: one.presence for one in found.concepts}


def codes(found: Audit) -> list[FindingCode]:
    return [one.code for one in found.findings]


def only(found: Audit, code: FindingCode) -> Finding:
    (finding,) = (one for one in found.findings if one.code is code)
    return finding


def test_every_direct_dependency_is_there_and_one_that_nobody_knows_has_no_framework() -> None:
    found = audited(asks("haystack-ai", ">=2"), asks("requests", line=2), asks("haystack-ai", line=9, group="dev"))
    assert [(one.name, one.specifier, one.line, one.framework) for one in found.packages] == [
        ("haystack-ai", ">=2", 1, "haystack"),
        ("requests", "", 2, None),
        ("haystack-ai", "", 9, "haystack"),
    ]


@given(st.text("haystck-_.i0 A", min_size=1, max_size=14) | st.sampled_from(["haystack", "haystack-a1", "haystackai"]))
def test_a_package_that_only_looks_similar_is_never_matched(name: str) -> None:
    exact = "-".join(part for part in name.lower().replace("_", "-").replace(".", "-").split("-")) == "haystack-ai"
    (package,) = audited(asks(name)).packages
    assert (package.framework == "haystack") is exact


def test_a_package_of_another_index_or_of_a_folder_of_the_project_is_another_package() -> None:
    given = (
        asks("haystack-ai", ecosystem=Ecosystem.NPM),
        asks("haystack-ai", source="workspace"),
        asks("haystack-ai", source="../haystack"),
        asks("haystack-ai", source="git+https://example.org/haystack"),
        asks("@js/core", ecosystem=Ecosystem.NPM),
    )
    assert [one.framework for one in audited(*given).packages] == [None, None, None, "haystack", "jslib"]


def test_a_dependency_makes_concepts_available_and_an_import_makes_them_used() -> None:
    found = audited(asks("haystack-ai"), imports("haystack.rankers", "Ranker", line=7))
    assert [(one.concept, one.presence) for one in found.concepts] == [
        ("reranking", Presence.USED),
        ("retrieval", Presence.AVAILABLE),
        *((slug, Presence.NOT_SEEN) for slug in ("chunking", "error-analysis", "evaluation", "rag")),
    ]
    used = found.concepts[0]
    assert used.frameworks == ("haystack",)
    assert [one.text for one in used.because] == [
        "app.py:7 imports haystack.rankers.Ranker.",
        "Haystack expresses Reranking (core; names verified in 2.0.0).",
    ]
    assert found.concepts[1].because[0].text == "requirements.txt:1 asks for haystack-ai."
    assert found.frameworks[0].used


def test_an_import_by_an_old_path_is_a_use_of_what_it_became() -> None:
    found = audited(asks("haystack-ai"), imports("haystack.nodes", "Old"))
    assert presence(found)["reranking"] is Presence.USED


@pytest.mark.parametrize(
    "given",
    [imports("haystack"), imports("haystack.rankers", "*"), imports("haystack.rankers", "Unheard"), imports("os")],
)
def test_an_import_that_names_nothing_mapped_uses_nothing(given: Import) -> None:
    assert Presence.USED not in presence(audited(asks("haystack-ai"), given)).values()


def test_a_folder_of_the_project_with_a_name_of_a_package_is_not_that_package() -> None:
    own = imports("haystack.rankers", "Ranker", file="src/haystack/app.py")
    assert presence(audited(asks("requests"), own))["reranking"] is Presence.NOT_SEEN
    assert presence(audited(asks("haystack-ai"), own))["reranking"] is Presence.USED


def test_progress_counts_what_is_used_and_says_so() -> None:
    without = audited(asks("haystack-ai"), goal="chatbot").progress
    assert without is not None
    assert (without.used, without.available, without.not_seen, without.total) == ((), ("reranking",), ("rag",), 2)
    assert "no source was read, and only use counts" in without.text
    found = audited(asks("haystack-ai"), imports("haystack.rankers", "Ranker"), goal="chatbot").progress
    assert found is not None
    assert found.used == ("reranking",)
    assert found.text.startswith("1 of 2 concepts that Chatbot requires were seen in use; only these count.")


def test_a_goal_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"There is no goal 'chatbto'\. Did you mean 'chatbot'\?"):
        audited(goal="chatbto")


def test_what_people_do_is_never_counted_as_progress() -> None:
    content = small_content()
    goal = replace(
        content.goals[0],
        requires=(*content.goals[0].requires, replace(content.goals[0].requires[0], concept="error-analysis")),
    )
    found = audited(projection=projection_of(replace(content, goals=(goal,))), goal="chatbot").progress
    assert found is not None
    assert (found.practices, found.total) == (("error-analysis",), 2)


def test_an_import_that_is_gone_at_the_pinned_version_is_an_error_with_both_lines() -> None:
    found = audited(asks("haystack-ai", "==1.0.0", line=3), imports("haystack.rankers", "Ranker", line=8))
    finding = only(found, FindingCode.SYMBOL_GONE)
    assert (finding.severity, finding.file, finding.line) == (Severity.ERROR, "app.py", 8)
    assert finding.message == "haystack.rankers.Ranker is absent in haystack-ai 1.0.0, the version that is pinned."
    assert [one.text for one in finding.because] == [
        "app.py:8 imports haystack.rankers.Ranker.",
        "haystack.rankers:Ranker is absent in 1.0.0.",
        "requirements.txt:3 asks for haystack-ai ==1.0.0.",
    ]
    assert finding.because[1].checked_on == DAY
    assert found.has_errors
    assert FindingCode.SYMBOLS_NOT_AT_PIN not in codes(found)


def test_a_lock_file_pins_what_the_manifest_leaves_open() -> None:
    locked = asks("haystack-ai", "==1.0.0", file="uv.lock", line=40, kind=DependencyKind.LOCKED)
    found = audited(asks("haystack-ai", ">=1"), locked, imports("haystack.rankers", "Ranker"))
    assert len(found.packages) == 1
    assert found.packages[0].pinned == "1.0.0"
    assert "locked to 1.0.0" in only(found, FindingCode.SYMBOL_GONE).because[-1].text


def test_a_lock_file_with_several_versions_pins_none() -> None:
    locked = [asks("haystack-ai", f"=={version}", kind=DependencyKind.LOCKED) for version in ("1.0.0", "2.0.0")]
    found = audited(asks("haystack-ai", ">=1"), *locked, imports("haystack.rankers", "Ranker"))
    assert found.packages[0].pinned is None
    assert FindingCode.SYMBOL_GONE not in codes(found)


def test_where_a_lock_file_alone_is_given_all_that_it_holds_counts() -> None:
    found = audited(asks("haystack-ai", "==2.0.0", kind=DependencyKind.LOCKED, direct=False))
    assert [one.framework for one in found.packages] == ["haystack"]
    beside = audited(asks("requests"), asks("haystack-ai", "==2.0.0", kind=DependencyKind.LOCKED, direct=False))
    assert [one.name for one in beside.packages] == ["requests"]


def test_a_constraint_is_no_dependency_and_pins_one() -> None:
    held = asks("haystack-ai", "==1.0.0", kind=DependencyKind.CONSTRAINT)
    assert audited(held).packages == ()
    assert only(audited(asks("haystack-ai"), held), FindingCode.SYMBOLS_NOT_AT_PIN).concepts == ("reranking",)


def aged(finding: Found) -> Projection:
    """Return the small content with a ranker of which the newest release says something else."""
    content = small_content()
    ranker = content.evidence[0]
    old = Interval(Found.PRESENT, "1.0.0", datetime.date(2025, 1, 1), "1.0.0", datetime.date(2025, 1, 1))
    new = Interval(finding, "2.0.0", datetime.date(2026, 1, 1), None, None)
    return projection_of(replace(content, evidence=(replace(ranker, finding=finding, intervals=(old, new)),)))


@pytest.mark.parametrize(
    ("specifier", "finding", "code", "severity"),
    [
        ("", Found.ABSENT, FindingCode.SYMBOL_GONE, Severity.ERROR),
        (">=1", Found.TOMBSTONE, FindingCode.SYMBOL_GONE, Severity.ERROR),
        ("<2", Found.ABSENT, FindingCode.SYMBOL_GOING, Severity.WARNING),
        ("==1.0.0", Found.ABSENT, FindingCode.SYMBOL_GOING, Severity.WARNING),
        ("==2.0.0", Found.ABSENT, FindingCode.SYMBOL_GONE, Severity.ERROR),
        ("", Found.DEPRECATED, FindingCode.SYMBOL_GOING, Severity.WARNING),
        ("", Found.UNDECIDED, None, None),
    ],
)
def test_a_name_is_judged_at_the_version_that_the_project_gets(
    specifier: str, finding: Found, code: FindingCode | None, severity: Severity | None
) -> None:
    given = (asks("haystack-ai", specifier), imports("haystack.rankers", "Ranker"))
    found = [one for one in audited(*given, projection=aged(finding)).findings if "symbol" in one.code.value]
    assert [(one.code, one.severity) for one in found] == ([] if code is None else [(code, severity)])


def test_a_locked_version_that_has_a_name_is_no_error_though_a_newer_one_is_allowed() -> None:
    locked = asks("haystack-ai", "==1.0.0", kind=DependencyKind.LOCKED)
    given = (asks("haystack-ai", ">=1"), locked, imports("haystack.rankers", "Ranker"))
    assert only(audited(*given, projection=aged(Found.ABSENT)), FindingCode.SYMBOL_GOING).severity is Severity.WARNING


def test_a_name_is_told_once_a_file() -> None:
    given = [imports("haystack.rankers", "Ranker", line=line, file=file) for file in "ab" for line in (1, 2)]
    found = audited(asks("haystack-ai", "==1.0.0"), *given)
    assert [(one.file, one.line) for one in found.findings if one.code is FindingCode.SYMBOL_GONE] == [
        ("a", 1),
        ("b", 1),
    ]


def test_without_sources_a_pinned_version_that_lacks_mapped_names_is_told_and_offers_less() -> None:
    found = audited(asks("haystack-ai", "==1.0.0", line=4))
    finding = only(found, FindingCode.SYMBOLS_NOT_AT_PIN)
    assert (finding.severity, finding.line, finding.concepts) == (Severity.WARNING, 4, ("reranking",))
    assert [one.ref for one in finding.symbols] == ["haystack.rankers:Ranker"]
    assert "1 of 2 names that the catalogue knows are not in haystack-ai 1.0.0" in finding.message
    assert presence(found)["reranking"] is Presence.NOT_SEEN
    assert presence(audited(asks("haystack-ai", "==2.0.0")))["reranking"] is Presence.AVAILABLE


def test_a_successor_a_year_without_release_and_a_withdrawn_version_are_told() -> None:
    content = small_content()
    stale = replace(
        content,
        releases=(
            Release("pkg:pypi/haystack-ai", "1.0.0", datetime.date(2025, 1, 1), yanked=False),
            Release("pkg:pypi/haystack-ai", "1.1.0", datetime.date(2026, 1, 1), yanked=True),
        ),
        checks=(PackageCheck("pkg:pypi/haystack-ai", DAY, "1.0.0", HistoryScope.FULL),),
    )
    found = audited(asks("haystack-ai", "==1.1.0"), asks("old-chain", line=2), projection=projection_of(stale))
    assert only(found, FindingCode.PACKAGE_NO_RELEASE).because[1].checked_on == DAY
    assert "since 2025-01-01 (1.0.0)" in only(found, FindingCode.PACKAGE_NO_RELEASE).message
    assert only(found, FindingCode.VERSION_YANKED).line == 1
    moved = only(found, FindingCode.PACKAGE_SUCCEEDED)
    assert (moved.line, moved.alternatives[0].framework) == (2, "haystack")
    kept = audited(asks("haystack-ai", "==1.0.0"))
    assert {FindingCode.PACKAGE_NO_RELEASE, FindingCode.VERSION_YANKED}.isdisjoint(codes(kept))


def changing(share: float, coverage: Coverage = Coverage.CORE) -> Content:
    """Return frameworks for one concept: ours was measured to keep a share of its names a year, one has no release."""
    ours, theirs, stale = (symbol(f"pkg:pypi/{name}", f"{name}:Split") for name in ("ours", "theirs", "stale"))
    content = small_content()
    measured = Survival(
        "ours",
        SurvivalScope.PUBLIC,
        datetime.date(2024, 1, 1),
        DAY,
        ("pkg:pypi/ours",),
        names=100,
        moved=0,
        gone=0,
        sampled=False,
        caution="It may behave otherwise.",
        points=(SurvivalPoint(365, 100, share, 0.0, 1 - share),),
    )
    return replace(
        content,
        concepts=(concept("chunking"), concept("other")),
        relations=(),
        frameworks=(framework("ours"), framework("stale"), framework("theirs")),
        packages=tuple(Package(f"pkg:pypi/{name}", name) for name in ("ours", "stale", "theirs")),
        symbols=(ours, stale, theirs),
        mappings=(
            mapping("ours", "chunking", ours),
            mapping("stale", "chunking", stale),
            mapping("theirs", "chunking", theirs, coverage=coverage),
        ),
        roles=(),
        goals=(),
        evidence=(),
        releases=(Release("pkg:pypi/theirs", "1.0", datetime.date(2026, 6, 1), yanked=False),),
        survival=(measured, content.survival[0]),
        surveys=(),
        names=(),
        retired=(),
        persistence=(),
        checks=(PackageCheck("pkg:pypi/theirs", DAY, "1.0", HistoryScope.FULL),),
    )


def test_what_hangs_on_one_fast_changing_package_is_told_with_maintained_alternatives() -> None:
    fast = projection_of(changing(0.4))
    finding = only(audited(asks("ours", line=6), projection=fast), FindingCode.FAST_CHANGING)
    assert (finding.line, finding.concepts, finding.frameworks) == (6, ("chunking",), ("ours",))
    assert finding.message == (
        "Chunking could be done by Ours alone, of whose public names 40 % stood at the same path after 365 days."
    )
    assert [(one.framework, one.covers) for one in finding.alternatives] == [("theirs", ("chunking",))]
    assert finding.because[-1].text == (
        "Over all 2 packages that were measured, 75 % of the public names did (40 followed)."
    )
    used = only(audited(asks("ours"), imports("ours", "Split"), projection=fast), FindingCode.FAST_CHANGING)
    assert used.message.startswith("Chunking hangs on Ours alone")


def test_a_framework_is_used_since_the_import_that_was_seen_first() -> None:
    given = (imports("haystack.rankers", "Ranker", line=7), imports("haystack.retrievers", "Retriever", line=9))
    found = audited(asks("haystack-ai"), *given)
    assert found.frameworks[0].because[-1].text == "app.py:7 imports haystack.rankers.Ranker."


def test_what_is_used_of_nothing_or_of_a_calm_package_or_of_two_is_not_told_to_hang_on_one() -> None:
    fast = projection_of(changing(0.4))
    calm = audited(asks("ours"), projection=projection_of(changing(0.8)))
    unused = audited(asks("ours"), imports("os", "path"), projection=fast)
    two = audited(asks("ours"), asks("theirs"), projection=fast)
    assert all(FindingCode.FAST_CHANGING not in codes(one) for one in (calm, unused, two))


def test_two_tools_for_one_concept_are_told_once_for_all_that_they_share() -> None:
    both = (asks("ours", line=1), asks("theirs", line=2))
    projection = projection_of(changing(0.8))
    finding = only(audited(*both, projection=projection), FindingCode.SEVERAL_TOOLS)
    assert (finding.severity, finding.line, finding.frameworks) == (Severity.NOTE, 2, ("ours", "theirs"))
    assert finding.message == "For Chunking there are several tools that could be used: Ours and Theirs."
    partly = projection_of(changing(0.8, Coverage.PARTIAL))
    assert FindingCode.SEVERAL_TOOLS not in codes(audited(*both, projection=partly))
    one_used = audited(*both, imports("ours", "Split"), projection=projection)
    assert FindingCode.SEVERAL_TOOLS not in codes(one_used)
    both_used = audited(*both, imports("ours", "Split"), imports("theirs", "Split"), projection=projection)
    assert "that are used" in only(both_used, FindingCode.SEVERAL_TOOLS).message


def test_what_could_not_be_read_is_an_error_and_what_is_computed_is_never_read_as_none() -> None:
    broken = ManifestProblem("package.json", 3, ManifestProblemCode.SYNTAX, "A comma is expected.")
    computed = ManifestProblem("setup.py", 12, ManifestProblemCode.DYNAMIC, "install_requires is computed.")
    decided = ManifestProblem("Pipfile", 2, ManifestProblemCode.IGNORED, "An index is named.")
    found = audited(problems=(broken,), dynamic=(computed,), notes=(decided,))
    assert [(one.code, one.severity, one.file, one.line) for one in found.findings] == [
        (FindingCode.UNREADABLE, Severity.ERROR, "package.json", 3),
        (FindingCode.DYNAMIC_DEPENDENCIES, Severity.WARNING, "setup.py", 12),
        (FindingCode.READING_NOTE, Severity.NOTE, "Pipfile", 2),
    ]
    assert found.has_errors
    assert not audited(dynamic=(computed,)).has_errors


def test_a_package_that_is_imported_and_not_asked_for_is_told_unless_the_manifests_leave_it_open() -> None:
    given = (asks("requests"), imports("haystack.rankers", "Ranker", line=5))
    finding = only(audited(*given), FindingCode.UNDECLARED)
    assert (finding.severity, finding.line, finding.frameworks) == (Severity.NOTE, 5, ("haystack",))
    computed = ManifestProblem("setup.py", 12, ManifestProblemCode.DYNAMIC, "install_requires is computed.")
    assert FindingCode.UNDECLARED not in codes(audited(*given, dynamic=(computed,)))
    assert FindingCode.UNDECLARED not in codes(audited(given[1]))
    locked = asks("haystack-ai", "==2.0.0", kind=DependencyKind.LOCKED, direct=False)
    assert FindingCode.UNDECLARED not in codes(audited(*given, locked))


NAMES = ["haystack-ai", "old-chain", "@js/core", "requests", "haystack"]
DEPENDENCIES = st.builds(
    Dependency,
    name=st.sampled_from(NAMES),
    ecosystem=st.sampled_from(Ecosystem),
    specifier=st.sampled_from(["", ">=1", "==1.0.0", "^2", "not one"]),
    file=st.sampled_from(["a.txt", "b.json"]),
    line=st.integers(1, 9),
    pinned=st.sampled_from([None, "1.0.0", "2.0.0", "nonsense"]),
    kind=st.sampled_from(DependencyKind),
    direct=st.booleans(),
)
IMPORTS = st.builds(
    Import,
    module=st.sampled_from(["haystack.rankers", "haystack.nodes", "old.chains", "haystack", "os", "@js/core"]),
    names=st.lists(st.sampled_from(["Ranker", "Old", "QA", "*", "rankers.Ranker"]), max_size=2).map(tuple),
    file=st.sampled_from(["app.py", "haystack.py"]),
    line=st.integers(1, 9),
)


@given(st.lists(DEPENDENCIES, max_size=6), st.lists(IMPORTS, max_size=4))
def test_every_finding_says_what_where_and_why_and_nothing_is_said_to_lack(
    dependencies: Sequence[Dependency], imported: Sequence[Import]
) -> None:
    found = audited(*dependencies, *imported, goal="chatbot")
    for one in found.findings:
        assert one.file
        assert one.line >= 1
        assert one.because
        assert len(one.because) <= 6
    assert found.progress is not None
    said = [found.progress.text, *(one.message for one in found.findings)]
    said += [reason.text for one in (*found.concepts, *found.findings) for reason in one.because]
    assert not any("missing" in text for text in said)
    assert set(presence(found)) == set(SMALL.concepts)


@given(st.lists(DEPENDENCIES, max_size=4), st.lists(IMPORTS, max_size=3), IMPORTS)
def test_another_import_never_takes_a_use_away(
    dependencies: Sequence[Dependency], imported: Sequence[Import], one: Import
) -> None:
    order = [Presence.NOT_SEEN, Presence.AVAILABLE, Presence.USED]
    files = ("app.py", "haystack.py")
    before = presence(audited(*dependencies, *imported, files=files))
    after = presence(audited(*dependencies, *imported, one, files=files))
    assert all(order.index(after[slug]) >= order.index(before[slug]) for slug in before)


def test_a_package_at_many_versions_is_told_for_the_first_few() -> None:
    found = audited(*(asks("haystack-ai", f"==1{'.0' * number}", line=number + 1) for number in range(50)))
    assert len(found.packages) == 50
    assert codes(found).count(FindingCode.SYMBOLS_NOT_AT_PIN) == 5


@pytest.mark.parametrize(
    ("specifier", "pinned"), [("==" + "9" * 5000, "9" * 5000), (">=" + "9" * 5000, None)], ids=["pinned", "range"]
)
def test_a_version_of_thousands_of_digits_is_one_that_nothing_is_recorded_of(
    specifier: str, pinned: str | None
) -> None:
    given = (asks("haystack-ai", specifier, pinned=pinned), imports("haystack.rankers", "Ranker"))
    found = audited(*given, projection=aged(Found.ABSENT))
    assert only(found, FindingCode.SYMBOL_GOING).severity is Severity.WARNING


def test_many_lines_of_one_package_and_many_names_are_not_multiplied(monkeypatch: pytest.MonkeyPatch) -> None:
    reads = Counter[str]()

    class CountedSet(SpecifierSet):
        def __init__(self, specifiers: str) -> None:
            reads["specifiers"] += 1
            super().__init__(specifiers)

    def reason(line: Declared) -> Reason:
        reads["reasons"] += 1
        return plain(line)

    plain = Declared.reason.fget  # type: ignore[attr-defined]
    monkeypatch.setattr(audit_names, "SpecifierSet", CountedSet)
    monkeypatch.setattr(Declared, "reason", property(reason))
    lines = [asks("haystack-ai", f">={number}", line=number) for number in range(1, 201)]
    names = [imports("haystack.rankers", "Ranker", file=f"app{number}.py") for number in range(100)]
    found = audited(*lines, *names, projection=aged(Found.ABSENT))
    assert sum(one.code is FindingCode.SYMBOL_GOING for one in found.findings) == 100
    assert reads["specifiers"] <= 200
    assert reads["reasons"] < 1000
