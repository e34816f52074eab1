"""History in GraphQL: what is recorded on a day, since when, what changed; and never more round trips than levels."""

import datetime
from dataclasses import replace
from typing import Any

import orjson
import pytest

from graph.memory import MemoryStore
from graph.publications import with_version
from graph.records import Interval, PublishedVersion, Release
from graph.snapshot import Snapshot
from graph.vocabulary import Finding
from schema.engine import Engine
from tests.contents import small_content
from tests.schema.conftest import Ask, answer_of
from tests.schema.test_reading import calls_of, wide_content

HAYSTACK = "pkg:pypi/haystack-ai"
SMALL = small_content()


def answer(content: Any, document: str) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(answer_of(Engine(MemoryStore(Snapshot.of(content))), document).body)
    return found


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2024-12-31", "NOT_RECORDED"),
        ("2025-01-01", "ABSENT"),
        ("2025-12-31", "ABSENT"),
        ("2026-01-01", "PRESENT"),
        ("2030-01-01", "PRESENT"),
    ],
)
def test_a_name_has_the_state_of_the_day_asked_for(ask: Ask, day: str, state: str) -> None:
    found = ask(f'{{ symbol(ref: "haystack.rankers:Ranker") {{ then: state(asOf: "{day}") state }} }}')
    assert found["data"]["symbol"] == {"then": state, "state": "PRESENT"}


def test_nothing_is_recorded_of_a_name_that_nobody_looked_at(ask: Ask) -> None:
    fields = "state firstSeen { version } lastSeen { version } movedTo { ref } definedAt { file } signature"
    found = ask(f'{{ symbol(ref: "old.chains:QA") {{ {fields} }} }}')["data"]["symbol"]
    assert found.pop("state") == "NOT_RECORDED"
    assert set(found.values()) == {None}


def test_a_name_that_went_was_last_seen_in_the_release_before() -> None:
    day = datetime.date(2025, 1, 1)
    intervals = (
        Interval(Finding.PRESENT, "1.0.0", day, "1.5.0", datetime.date(2025, 9, 1), last_exact=False),
        Interval(Finding.TOMBSTONE, "2.0.0", datetime.date(2026, 1, 1), None, None, first_exact=False),
    )
    gone = replace(SMALL.evidence[0], finding=Finding.TOMBSTONE, intervals=intervals, file=None)
    document = """{ symbol(ref: "haystack.rankers:Ranker") {
        firstSeen { version date exact } lastSeen { version date exact } definedAt { file } } }"""
    assert answer(replace(SMALL, evidence=(gone,)), document)["data"]["symbol"] == {
        "firstSeen": {"version": "1.0.0", "date": "2025-01-01", "exact": True},
        "lastSeen": {"version": "1.5.0", "date": "2025-09-01", "exact": False},
        "definedAt": None,
    }


def test_the_last_release_is_the_newest_of_all_packages_that_was_not_withdrawn() -> None:
    releases = (
        Release("pkg:npm/%40js/core", "1.0.0", None, yanked=False),
        Release(HAYSTACK, "2.0.0", datetime.date(2026, 1, 1), yanked=False),
        Release(HAYSTACK, "1.9.9", datetime.date(2026, 3, 1), yanked=False),
        Release(HAYSTACK, "2.0.1", datetime.date(2026, 4, 1), yanked=True),
    )
    document = "{ frameworks { nodes { slug lastRelease { version date package { purl } } } } }"
    found = answer(replace(SMALL, releases=releases), document)["data"]["frameworks"]["nodes"]
    assert {one["slug"]: one["lastRelease"] and one["lastRelease"]["version"] for one in found} == {
        "haystack": "1.9.9",
        "jslib": "1.0.0",
        "old-chain": None,
    }


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        ("", 3),
        ("kinds: [SYMBOL_APPEARED]", 1),
        ("kinds: [SYMBOL_GONE, RELEASE_PUBLISHED]", 2),
        ("kinds: []", 0),
        ("kinds: null", 3),
        ('since: "2026-01-01"', 2),
        ('until: "2025-12-31"', 1),
        ('since: "2025-01-02", until: "2025-12-31"', 0),
        ('where: { concept: ["reranking"] }', 1),
        ('where: { framework: ["jslib"] }', 0),
        ('kinds: [RELEASE_PUBLISHED], where: { package: ["pkg:pypi/haystack-ai"] }, since: "2026-01-01"', 1),
    ],
)
def test_changes_are_chosen_by_kind_and_day(ask: Ask, arguments: str, count: int) -> None:
    given = f"({arguments})" if arguments else ""
    assert ask(f"{{ changes{given} {{ totalCount }} }}")["data"]["changes"]["totalCount"] == count


def test_since_the_version_that_is_served_nothing_has_changed(ask: Ask) -> None:
    version = ask("{ snapshot { version } }")["data"]["snapshot"]["version"]
    found = ask(f'{{ changes(sinceVersion: "{version}", kinds: [RELEASE_PUBLISHED]) {{ totalCount }} }}')
    assert found["data"]["changes"]["totalCount"] == 0


LATER = replace(
    SMALL,
    releases=(*SMALL.releases, Release(HAYSTACK, "3.0.0", datetime.date(2026, 6, 1), yanked=False)),
    published=with_version(
        (), PublishedVersion(1, "4-before", datetime.date(2026, 5, 1), ""), Snapshot.of(SMALL).changes
    ),
)


@pytest.mark.parametrize("plans", [True, False])
@pytest.mark.parametrize(
    ("arguments", "versions"),
    [("", ["3.0.0"]), (", kinds: [SYMBOL_GONE]", []), (', until: "2026-05-31"', []), (", first: 1", ["3.0.0"])],
)
def test_since_a_published_version_only_what_it_did_not_have_is_told(
    arguments: str, versions: list[str], plans: bool
) -> None:
    document = f'{{ changes(sinceVersion: "4-before"{arguments}) {{ nodes {{ version }} }} }}'
    engine = Engine(MemoryStore(Snapshot.of(LATER)), plans=plans)
    found = orjson.loads(answer_of(engine, document).body)
    assert found == {"data": {"changes": {"nodes": [{"version": one} for one in versions]}}}


def test_changes_since_a_version_that_is_not_kept_are_refused(ask: Ask) -> None:
    version = ask("{ snapshot { version } }")["data"]["snapshot"]["version"]
    (error,) = ask('{ changes(sinceVersion: "3-abc") { totalCount } }')["errors"]
    assert error["extensions"] == {"code": "UNKNOWN_VERSION", "version": version}
    assert "'3-abc'" in error["message"]
    assert "Ask by `since`" in error["message"]
    (error,) = ask(f'{{ changes(sinceVersion: "{"x" * 5000}") {{ totalCount }} }}')["errors"]
    assert len(error["message"]) < 500


def test_changes_are_read_page_by_page(ask: Ask) -> None:
    seen, cursor = [], ""
    for _ in range(3):
        page = ask(f"{{ changes(first: 1{cursor}) {{ nodes {{ kind date }} pageInfo {{ endCursor hasNextPage }} }} }}")
        page = page["data"]["changes"]
        seen += [one["kind"] for one in page["nodes"]]
        cursor = f', after: "{page["pageInfo"]["endCursor"]}"'
    assert seen == ["RELEASE_PUBLISHED", "SYMBOL_APPEARED", "RELEASE_PUBLISHED"]
    assert not page["pageInfo"]["hasNextPage"]


def test_what_lasted_is_told_for_one_and_for_all(ask: Ask) -> None:
    found = ask(
        """{ survival { framework { slug } scope } persistence { name concept { slug } }
        frameworks { nodes { survival { framework { slug } scope samePath } } }
        concept(slug: "retrieval") { persistence { name thenCount nowCount } } }"""
    )["data"]
    assert found["survival"] == [{"framework": None, "scope": "PUBLIC"}]
    assert found["persistence"] == [
        {"name": "Dense retrieval", "concept": {"slug": "retrieval"}},
        {"name": "Prompt chaining", "concept": None},
    ]
    assert [len(one["survival"]) for one in found["frameworks"]["nodes"]] == [1, 0, 0]
    assert found["concept"]["persistence"] == [{"name": "Dense retrieval", "thenCount": 2, "nowCount": 2}]


SEEN = "state firstSeen { version } lastSeen { version } movedTo { ref } definedAt { file } signature"


@pytest.mark.parametrize(
    ("document", "calls"),
    [
        (
            f"{{ mappings(first: 100) {{ nodes {{ evidence {{ line }} symbols {{ {SEEN} }} }} }} }}",
            3,
        ),
        ("{ frameworks(first: 100) { nodes { lastRelease { version } survival { names } } } }", 3),
        ("{ packages(first: 100) { nodes { releases(first: 5) { nodes { version package { purl } } } } } }", 3),
        ("{ concepts(first: 100) { nodes { persistence { name } } } }", 2),
        ("{ changes(first: 100) { nodes { package { purl } framework { slug } symbol { ref } } } }", 1),
        ("{ survival { names } persistence { name } }", 2),
    ],
)
def test_history_of_many_is_read_in_as_few_round_trips_as_that_of_one(document: str, calls: int) -> None:
    assert sum(calls_of(wide_content(9), document).values()) <= calls


def test_the_states_of_lists_are_those_of_the_day(ask: Ask) -> None:
    document = """{ mappings(asOf: "2024-06-01", where: { state: [NOT_RECORDED] }, orderBy: { field: STATE }) {
        nodes { framework { slug } concept { slug } state(asOf: "2024-06-01") } }
      concepts(asOf: "2024-06-01", where: { state: [NOT_RECORDED] }) { nodes { slug } }
      frameworks(asOf: "2024-06-01", where: { state: [NOT_RECORDED] }) { nodes { slug } } }"""
    found = ask(document)["data"]
    assert found["mappings"]["nodes"] == [
        {"framework": {"slug": "haystack"}, "concept": {"slug": "reranking"}, "state": "NOT_RECORDED"}
    ]
    assert found["concepts"]["nodes"] == [{"slug": "reranking"}]
    assert found["frameworks"]["nodes"] == [{"slug": "haystack"}]
