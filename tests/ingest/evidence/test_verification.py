"""Verifying a package: what is read, what is taken from the file, and what is said about each symbol."""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.records import Interval, PackageCheck, SignatureChange, Symbol, SymbolKey
from graph.vocabulary import Finding, HistoryScope, MoveBasis, Reading
from ingest.evidence import selection
from ingest.evidence.files import EvidenceFile
from ingest.evidence.findings import Fault
from ingest.evidence.reading import ReleaseReader
from ingest.evidence.verification import Assignment, PackageResult, PackageVerifier
from ingest.indexes.errors import IndexProblem, UnknownRelease
from tests.ingest.evidence.scripted import NOTHING, PURL, ScriptedReader, indexes, says, symbol
from tests.ingest.indexes.fake_index import FakeIndex, served

TODAY = datetime.date(2026, 1, 1)


@pytest.fixture
def fake() -> Iterator[FakeIndex]:
    with served(FakeIndex()) as index:
        yield index


class Bench:
    """Verifies symbols of ``ranker`` against the fake index."""

    def __init__(self, fake: FakeIndex, cache: Path) -> None:
        self.fake = fake
        self.cache = cache
        self.reader = ScriptedReader()

    def verify(
        self,
        *symbols: Symbol,
        known: EvidenceFile = NOTHING,
        history: bool = False,
        on: datetime.date = TODAY,
        siblings: tuple[str, ...] = (),
    ) -> PackageResult:
        self.reader.asked.clear()
        verifier = PackageVerifier(ReleaseReader(indexes(self.fake, self.cache), self.reader), on, history)
        return verifier.verify(Assignment(PURL, symbols, siblings), known)


@pytest.fixture
def bench(fake: FakeIndex, tmp_path: Path) -> Bench:
    return Bench(fake, tmp_path)


def file_of(result: PackageResult) -> EvidenceFile:
    return EvidenceFile(result.releases, (result.check,), result.evidence)


def publish(fake: FakeIndex, number: int, **names: str) -> None:
    fake.publish("ranker", f"{number}.0", f"2025-{number:02d}-01", says(**names))


def test_without_history_the_newest_release_alone_is_read(bench: Bench) -> None:
    publish(bench.fake, 1, Rank="()")
    publish(bench.fake, 2, Rank="(query)")
    result = bench.verify(symbol("Rank"))
    assert bench.reader.files == ["ranker-2.0-py3-none-any.whl"]
    assert result.check == PackageCheck(PURL, TODAY, "2.0", HistoryScope.NEWEST)
    evidence = result.evidence[0]
    assert (evidence.finding, evidence.version, evidence.file, evidence.line) == (
        Finding.PRESENT,
        "2.0",
        "ranker.py",
        3,
    )
    first = datetime.date(2025, 2, 1)
    assert evidence.intervals == (Interval(Finding.PRESENT, "2.0", first, None, None, first_exact=False),)
    assert [(one.version, one.reading) for one in result.releases] == [("1.0", Reading.UNREAD), ("2.0", Reading.WHOLE)]
    assert result.disagreements == ()


def test_with_history_each_end_is_exact(bench: Bench) -> None:
    publish(bench.fake, 1, Other="()")
    publish(bench.fake, 2, Rank="(query)")
    publish(bench.fake, 3, Rank="(query, top_k=10)")
    publish(bench.fake, 4, Other="()")
    evidence = bench.verify(symbol("Rank"), history=True).evidence[0]
    assert [(i.finding, i.first, i.last, i.first_exact, i.last_exact) for i in evidence.intervals] == [
        (Finding.ABSENT, "1.0", "1.0", True, True),
        (Finding.PRESENT, "2.0", "3.0", True, True),
        (Finding.ABSENT, "4.0", None, True, True),
    ]
    changed = SignatureChange("3.0", datetime.date(2025, 3, 1), exact=True, added=("top_k",))
    assert evidence.signature_changes == (changed,)


def test_a_release_that_cannot_be_read_makes_the_end_beside_it_inexact(bench: Bench) -> None:
    publish(bench.fake, 1, Rank="()")
    bench.fake.publish("ranker", "2.0", "2025-02-01", sdist=True)
    bench.fake.publish("ranker", "3.0", "2025-03-01", {"evil": ""})
    publish(bench.fake, 4, Other="()")
    result = bench.verify(symbol("Rank"), history=True)
    assert [(i.first, i.last, i.first_exact, i.last_exact) for i in result.evidence[0].intervals] == [
        ("1.0", "1.0", True, False),
        ("4.0", None, False, True),
    ]
    assert [one.reading for one in result.releases] == [
        Reading.WHOLE,
        Reading.NO_ARTIFACT,
        Reading.REFUSED,
        Reading.WHOLE,
    ]
    assert result.refused == ("3.0: a member leads outside",)


def test_a_newest_release_that_cannot_be_read_decides_nothing(bench: Bench) -> None:
    publish(bench.fake, 1, Rank="()")
    bench.fake.publish("ranker", "2.0", "2025-02-01", sdist=True)
    evidence = bench.verify(symbol("Rank")).evidence[0]
    assert (evidence.finding, evidence.reason) == (Finding.UNDECIDED, "2.0 was published as source archive only")


def test_the_releases_are_those_of_the_day(bench: Bench) -> None:
    publish(bench.fake, 1, Rank="()")
    publish(bench.fake, 2, Other="()")
    result = bench.verify(symbol("Rank"), on=datetime.date(2025, 1, 15))
    assert (result.check.newest, result.evidence[0].finding) == ("1.0", Finding.PRESENT)
    assert [one.version for one in result.releases] == ["1.0"]


def test_what_an_earlier_run_read_is_not_read_again(bench: Bench) -> None:
    for number in (1, 2, 3):
        publish(bench.fake, number, Rank="()")
    known = file_of(bench.verify(symbol("Rank"), history=True))
    publish(bench.fake, 4, Rank="(query)")
    publish(bench.fake, 5, Other="()")
    bench.fake.requests.clear()
    result = bench.verify(symbol("Rank"), known=known)
    assert sorted(path for path, _ in bench.fake.requests if path.startswith("/files/")) == [
        "/files/ranker-4.0-py3-none-any.whl",
        "/files/ranker-5.0-py3-none-any.whl",
    ]
    assert sorted(bench.reader.files) == ["ranker-4.0-py3-none-any.whl", "ranker-5.0-py3-none-any.whl"]
    assert result.check.history is HistoryScope.FULL
    afresh = bench.verify(symbol("Rank"), history=True)
    assert file_of(result) == file_of(afresh)


def test_a_symbol_that_is_new_in_the_content_gets_its_history_too(bench: Bench) -> None:
    publish(bench.fake, 1, Rank="()", Sort="()")
    publish(bench.fake, 2, Rank="()", Sort="(key)")
    known = file_of(bench.verify(symbol("Rank"), history=True))
    result = bench.verify(symbol("Rank"), symbol("Sort"), known=known)
    assert ("ranker-1.0-py3-none-any.whl", ("ranker:Sort",)) in bench.reader.asked
    assert [one.version for one in result.evidence[1].signature_changes] == ["2.0"]
    assert file_of(result) == file_of(bench.verify(symbol("Rank"), symbol("Sort"), history=True))


def test_the_same_run_twice_gives_the_same(bench: Bench) -> None:
    publish(bench.fake, 1, Rank="()")
    publish(bench.fake, 2, Sort="()")
    known = file_of(bench.verify(symbol("Rank"), symbol("Sort"), history=True))
    assert file_of(bench.verify(symbol("Rank"), symbol("Sort"), known=known, history=True)) == known


def test_a_sampled_history_still_finds_exact_ends(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "FULL_UP_TO_RELEASES", 3)
    monkeypatch.setattr(selection, "sample", lambda line: [line[0], line[-1]])
    monkeypatch.setattr("ingest.evidence.verification.sample", lambda line: [line[0], line[-1]])
    for number in range(1, 12):
        publish(bench.fake, number, **({"Rank": "()"} if number < 5 else {"Other": "()"}))
    result = bench.verify(symbol("Rank"), history=True)
    assert result.check.history is HistoryScope.SAMPLED
    assert [(i.first, i.last, i.last_exact) for i in result.evidence[0].intervals] == [
        ("1.0", "4.0", True),
        ("5.0", None, True),
    ]
    assert len(bench.reader.files) < 11


def test_a_living_symbol_that_is_gone_is_a_fault_that_names_where_it_was(bench: Bench) -> None:
    publish(bench.fake, 1, Rank="()")
    publish(bench.fake, 2, Near="()")
    gone = bench.verify(symbol("Rank"), history=True).disagreements
    assert [(one.fault, one.text) for one in gone] == [
        (Fault.GONE, "it is absent in 2.0, last found in 1.0; did you mean ranker:Near?")
    ]


def test_a_symbol_that_never_was_there_is_a_fault_of_the_content(bench: Bench) -> None:
    publish(bench.fake, 1, Near="()")
    assert [one.fault for one in bench.verify(symbol("Rank"), history=True).disagreements] == [Fault.NEVER_THERE]
    assert [one.fault for one in bench.verify(symbol("Rank")).disagreements] == [Fault.GONE]


def test_a_former_symbol_must_have_been_there_and_be_gone(bench: Bench) -> None:
    publish(bench.fake, 1, Rank="()", Stays="()")
    publish(bench.fake, 2, Stays="()")
    result = bench.verify(symbol("Rank", seen_in="1.0"), symbol("Stays", seen_in="1.0"), symbol("Never", seen_in="1.0"))
    assert [(one.ref, one.fault) for one in result.disagreements] == [
        ("ranker:Stays", Fault.NOT_FORMER),
        ("ranker:Never", Fault.NOT_SEEN),
    ]


def test_a_former_symbol_seen_in_a_release_that_does_not_exist_is_a_fault(bench: Bench) -> None:
    publish(bench.fake, 2, Other="()")
    result = bench.verify(symbol("Rank", seen_in="1.0"))
    assert [one.text for one in result.disagreements] == [
        "it is said to have been seen in 1.0, and that release cannot be read"
    ]


def test_a_name_that_is_gone_is_looked_for_under_the_same_path_of_a_sibling(bench: Bench) -> None:
    publish(bench.fake, 1, Rank="()")
    publish(bench.fake, 2, Other="()")
    # the sibling passes it on from a package of its own
    there = {"ranker_classic:Rank": {"signature": "()", "package": "ranker-core"}}
    bench.fake.publish("ranker-classic", "1.0", "2025-02-01", {"names.json": json.dumps(there)})
    evidence = bench.verify(symbol("Rank", seen_in="1.0"), siblings=("pkg:pypi/ranker-classic",)).evidence[0]
    assert evidence.moved_to == SymbolKey("pkg:pypi/ranker-classic", "ranker_classic:Rank")
    assert evidence.moved_by is MoveBasis.SAME_TAIL


def test_a_package_without_a_final_release_is_no_package_yet(bench: Bench) -> None:
    bench.fake.publish("ranker", "1.0rc1", "2025-01-01", says(Rank="()"))
    with pytest.raises(UnknownRelease):
        bench.verify(symbol("Rank"))


def test_artifacts_are_removed_once_they_were_read(bench: Bench, tmp_path: Path) -> None:
    publish(bench.fake, 1, Rank="()")
    bench.verify(symbol("Rank"), history=True)
    assert not list(tmp_path.rglob("*.whl"))


def test_an_index_that_gives_no_answer_is_a_problem_of_the_package(bench: Bench) -> None:
    with pytest.raises(IndexProblem):
        bench.verify(symbol("Rank"))
