"""Names as programs have them: recognised however they are written, with what became of them, in few round trips."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson
import pytest

from graph.memory import MemoryStore
from graph.recognition import Spelling, spellings_of
from graph.records import Content, Evidence, Interval, SymbolKey
from graph.snapshot import Snapshot
from graph.vocabulary import Finding, SymbolKind
from schema.engine import Engine
from tests.contents import mapping, small_content, symbol
from tests.schema.conftest import Ask, answer_of
from tests.schema.test_reading import CountingStore

HAYSTACK = "pkg:pypi/haystack-ai"
SMALL = small_content()


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("a:b", ["a:b"]),
        ("a.b:C.d", ["a.b:C.d", "a.b:C|d"]),
        ("a.b.C", ["a.b:C", "a:b.C", "a:b|C"]),
        ("a.b", ["a:b"]),
        ("a", []),
        ("", [""]),
        ("a..b", ["a..b"]),
        ("a:", ["a:"]),
        (".".join("abcdefghijklm"), [".".join("abcdefghijklm")]),
    ],
)
def test_a_dotted_name_is_split_in_all_ways_the_likeliest_first(ref: str, expected: Sequence[str]) -> None:
    assert spellings_of(ref) == [
        Spelling(*text.split("|")) if "|" in text else Spelling(text, None) for text in expected
    ]


def asked(engine: Engine, fields: str, *names: tuple[str, str, str | None]) -> list[dict[str, Any]]:
    refs = [{"package": package, "ref": ref, "version": version} for package, ref, version in names]
    document = f"query Q($r: [SymbolReferenceInput!]!) {{ symbols(refs: $r) {{ {fields} }} }}"
    answer = answer_of(engine, document, {"r": refs})
    assert answer.codes == ()
    found: list[dict[str, Any]] = orjson.loads(answer.body)["data"]["symbols"]
    return found


def engine_of(content: Content) -> Engine:
    return Engine(MemoryStore(Snapshot.of(content)))


@pytest.mark.parametrize(
    ("ref", "cataloguing", "found", "beyond"),
    [
        ("haystack.rankers:Ranker", "MAPPED", "haystack.rankers:Ranker", None),
        ("haystack.rankers.Ranker", "MAPPED", "haystack.rankers:Ranker", None),
        ("haystack.rankers.Ranker.run", "MAPPED", "haystack.rankers:Ranker", "run"),
        ("haystack.rankers:Ranker.run", "MAPPED", "haystack.rankers:Ranker", "run"),
        ("haystack.nodes.Older", "KNOWN", "haystack.nodes:Older", None),
        ("haystack.nodes.Older.a.b", "KNOWN", "haystack.nodes:Older", "a.b"),
        ("haystack.nodes.Older.a.b.c", "NOT_CATALOGUED", None, None),
        ("haystack.nodes", "NOT_CATALOGUED", None, None),
        ("old.chains.QA", "MAPPED", "old.chains:QA", None),
        ("'; DROP", "NOT_CATALOGUED", None, None),
        ("", "NOT_CATALOGUED", None, None),
    ],
)
def test_a_name_is_recognised_however_it_is_written(
    engine: Engine, ref: str, cataloguing: str, found: str | None, beyond: str | None
) -> None:
    (answer,) = asked(engine, "ref cataloguing found { ref } beyond", (HAYSTACK, ref, None))
    assert answer == {"ref": ref, "cataloguing": cataloguing, "found": found and {"ref": found}, "beyond": beyond}


def test_answers_stand_in_the_order_asked(engine: Engine) -> None:
    names = [(HAYSTACK, ref, None) for ref in ("x.y", "haystack.nodes.Old", "haystack.rankers:Ranker", "x.y")]
    found = asked(engine, "ref cataloguing", *names)
    assert [one["ref"] for one in found] == [ref for _, ref, _ in names]
    assert [one["cataloguing"] for one in found] == ["NOT_CATALOGUED", "KNOWN", "MAPPED", "NOT_CATALOGUED"]


@pytest.mark.parametrize(
    ("ref", "version", "state", "then"),
    [
        ("haystack.rankers.Ranker", "2.0.0", "PRESENT", "PRESENT"),
        ("haystack.rankers.Ranker", "1.0.0", "PRESENT", "ABSENT"),
        ("haystack.rankers.Ranker", "0.1", "PRESENT", "NOT_RECORDED"),
        ("haystack.rankers.Ranker", "9.9", "PRESENT", "NOT_RECORDED"),
        ("haystack.rankers.Ranker", "no version", "PRESENT", "NOT_RECORDED"),
        ("haystack.rankers.Ranker", None, "PRESENT", None),
        ("haystack.rankers.Ranker.run", "2.0.0", "NOT_RECORDED", "NOT_RECORDED"),
        ("haystack.nodes.Old", "1.2.0", "ABSENT", "PRESENT"),
        ("haystack.nodes.Old.run", "2.0.0", "ABSENT", "ABSENT"),
        ("old.chains.QA", "2.0.0", "NOT_RECORDED", "NOT_RECORDED"),
        ("nowhere.Nothing", "2.0.0", "NOT_RECORDED", "NOT_RECORDED"),
    ],
)
def test_a_state_is_told_for_the_newest_release_and_for_the_version_asked_about(
    engine: Engine, ref: str, version: str | None, state: str, then: str | None
) -> None:
    (answer,) = asked(engine, "state stateInVersion", (HAYSTACK, ref, version))
    assert answer == {"state": state, "stateInVersion": then}


def test_a_name_that_moved_leads_to_its_concept_and_to_what_stands_in_for_it(engine: Engine) -> None:
    fields = "lastSeen { version date } movedTo { ref symbol { kind } } concepts { slug } standIns { ref }"
    (answer,) = asked(engine, fields, (HAYSTACK, "haystack.nodes.Old", None))
    assert answer == {
        "lastSeen": {"version": "1.4.0", "date": "2025-06-01"},
        "movedTo": {"ref": "haystack.rankers:Ranker", "symbol": {"kind": "IMPLEMENTATION"}},
        "concepts": [{"slug": "reranking"}],
        "standIns": [{"ref": "haystack.rankers:Ranker"}],
    }


def living(package: str, ref: str) -> Evidence:
    intervals = (Interval(Finding.PRESENT, "2.0.0", None, None, None),)
    return replace(SMALL.evidence[0], package=package, ref=ref, intervals=intervals)


def test_stand_ins_are_living_names_of_the_same_kind_own_framework_first() -> None:
    others = [symbol(HAYSTACK, f"haystack.retrievers:R{number}") for number in range(5)]
    own = [symbol("pkg:pypi/old-chain", f"old.retrievers:R{number}") for number in range(3)]
    withered = symbol("pkg:pypi/old-chain", "old.retrievers:Gone", former=True, seen_in="0.1.0")
    base = symbol(HAYSTACK, "haystack.retrievers:Base", SymbolKind.INTERFACE)
    content = replace(
        SMALL,
        symbols=(*SMALL.symbols, base, *others, *own, withered),
        mappings=(
            mapping("haystack", "retrieval", base, *others),
            mapping("old-chain", "retrieval", withered, *own),
        ),
        evidence=tuple(living(one.package, one.ref) for one in (*others, *own, base)),
    )
    (answer,) = asked(engine_of(content), "standIns { ref }", ("pkg:pypi/old-chain", "old.retrievers.R1", None))
    refs = [one["ref"] for one in answer["standIns"]]
    assert refs == [own[0].ref, own[2].ref, *(one.ref for one in others[:3])]


def test_a_name_that_another_package_of_the_catalogue_has_is_found_there() -> None:
    fields = "cataloguing found { package } state stateInVersion packageFound { purl }"
    (answer,) = asked(engine_of(SMALL), fields, ("pkg:pypi/haystack-core", "haystack.rankers.Ranker", "2.0.0"))
    assert answer == {
        "cataloguing": "MAPPED",
        "found": {"package": HAYSTACK},
        "state": "PRESENT",
        "stateInVersion": "NOT_RECORDED",
        "packageFound": None,
    }


def test_a_name_that_is_not_known_is_told_names_that_are_called_alike(engine: Engine) -> None:
    names = [(HAYSTACK, "haystack.ranking.Rankers", None), (HAYSTACK, "q.Z", None), ("pkg:pypi/x", "a.Ranker", None)]
    found = asked(engine, "nearest { ref }", *names)
    assert [[one["ref"] for one in answer["nearest"]] for answer in found] == [["haystack.rankers:Ranker"], [], []]


def test_two_hundred_names_take_no_more_round_trips_than_two() -> None:
    fields = """cataloguing symbol { ref } packageFound { framework { slug } } movedTo { ref } concepts { slug }
        standIns { ref } nearest { ref }"""
    refs = ["haystack.rankers.Ranker", "haystack.nodes.Old", "old.chains.QA.run", "no.such.Name"]
    calls = []
    for size in (2, 200):
        store = CountingStore(Snapshot.of(SMALL))
        asked(Engine(store), fields, *((HAYSTACK, f"{refs[at % 4]}", "2.0.0") for at in range(size)))
        calls.append(sum(store.calls.values()))
    assert calls[1] <= 15
    assert calls[1] - calls[0] <= 4  # two names do not need each kind of follow-up


def test_more_than_two_hundred_names_are_refused(ask: Ask) -> None:
    document = "query Q($r: [SymbolReferenceInput!]!) { symbols(refs: $r) { cataloguing } }"
    refs = [{"package": HAYSTACK, "ref": "a.b"}] * 201
    assert ask(document, {"r": refs})["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert len(ask(document, {"r": refs[:200]})["data"]["symbols"]) == 200


def test_what_evidence_says_of_a_move_comes_before_what_people_wrote() -> None:
    moved = SymbolKey("pkg:npm/%40js/core", "@js/core/splitters:Splitter")
    evidence = replace(living("pkg:pypi/old-chain", "old.chains:QA"), finding=Finding.ABSENT, moved_to=moved)
    content = replace(SMALL, evidence=(*SMALL.evidence, evidence))
    (answer,) = asked(
        engine_of(content), "movedTo { ref } concepts { slug }", ("pkg:pypi/old-chain", "old.chains.QA", None)
    )
    assert answer["movedTo"] == {"ref": moved.ref}
    assert {"slug": "chunking"} in answer["concepts"]
