"""One run over frameworks: files written and kept, reproduction by digests, work without a network."""

import datetime
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph.vocabulary import MappingState
from ingest.evidence.changed import NoSuchRevision, changed_frameworks
from ingest.evidence.frameworks import FrameworkResult, evidence_path
from ingest.evidence.reading import ReleaseReader, ReleaseReading
from ingest.evidence.reports import states_of
from ingest.evidence.review_sheet import review_sheet
from ingest.evidence.running import VerificationRun, content_to_verify
from ingest.indexes import python_index
from tests.ingest.evidence.scripted import ScriptedReader, indexes
from tests.ingest.indexes.fake_index import FakeIndex, served

DAY = datetime.date(2026, 1, 1)
NAMES = '{"alpha.retrievers:Retriever": {"doc": "Finds | `things`.", "signature": "(query)"}, %s}'
LATER = NAMES % '"alpha.retrievers:VectorRetriever": {"signature": "(query, top_k=10)"}'
EARLIER = NAMES % '"alpha:OldRetriever": {}'


@pytest.fixture
def fake() -> Iterator[FakeIndex]:
    fake = FakeIndex()
    fake.publish("alpha", "1.2.0", "2025-01-01", {"names.json": EARLIER})
    fake.publish(
        "alpha",
        "2.0.0",
        "2025-06-01",
        {"names.json": LATER},
        metadata="Project-URL: Source, https://github.com/Alpha/alpha.git\n",
    )
    fake.publish("alpha-extra", "0.1", "2025-06-01", {"names.json": '{"alpha_extra:embed": {}}'})
    with served(fake):
        yield fake


class Bench:
    def __init__(self, fake: FakeIndex, seeds: Path, cache: Path) -> None:
        self.fake, self.seeds, self.cache = fake, seeds, cache
        self.reader = ScriptedReader()

    def run(self, *, history: bool = False, offline: bool = False) -> VerificationRun:
        made = indexes(self.fake, self.cache, offline=offline)
        return VerificationRun(self.seeds, content_to_verify(self.seeds), made, DAY, history)

    def verify(self, **options: bool) -> FrameworkResult:
        return self.run(**options).verify("alpha", self.reader)


@pytest.fixture
def bench(fake: FakeIndex, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr(python_index, "RETRIES", python_index.RETRIES.new(backoff_factor=0))
    return Bench(fake, seeds, tmp_path / "cache")


def test_mappings_become_verified_and_the_content_says_so(bench: Bench) -> None:
    result = bench.verify()
    assert result.problems == {}
    assert not any(package.disagreements for package in result.results.values())
    content = content_to_verify(bench.seeds)
    assert states_of(content, result) == {"retrieval": MappingState.VERIFIED, "embedding": MappingState.VERIFIED}
    assert {one.checked_on for one in content.evidence} == {DAY}
    assert {one.purl for one in content.packages} > {check.package for check in content.checks} == set(result.results)


def test_the_same_run_writes_the_same_bytes_and_reports_no_change(bench: Bench) -> None:
    first = bench.run(history=True)
    first.verify("alpha", bench.reader)
    body = evidence_path(bench.seeds, "alpha").read_bytes()
    again = bench.run(history=True)
    again.verify("alpha", bench.reader)
    assert (first.changed, again.changed) == ({"alpha": True}, {"alpha": False})
    assert evidence_path(bench.seeds, "alpha").read_bytes() == body


def test_a_file_is_reproduced_from_its_digests(bench: Bench) -> None:
    bench.verify(history=True)
    bench.fake.publish("alpha", "3.0.0", "2025-12-01", {"names.json": "{}"})
    run = bench.run()
    result = run.reproduce("alpha", bench.reader)
    assert result.problems == {}
    assert run.changed == {"alpha": False}


def test_an_artifact_with_another_digest_is_not_reproduced(bench: Bench) -> None:
    bench.verify()
    files = bench.fake.projects["alpha"]
    files[1] = {**files[1], "hashes": {"sha256": "0" * 64}}
    result = bench.run().reproduce("alpha", bench.reader)
    assert list(result.problems) == ["pkg:pypi/alpha"]
    assert "digest" in result.problems["pkg:pypi/alpha"].fault


def test_an_edited_finding_is_not_reproduced(bench: Bench) -> None:
    bench.verify()
    path = evidence_path(bench.seeds, "alpha")
    path.write_bytes(path.read_bytes().replace(b'"signature":"(query)"', b'"signature":"(question)"'))
    run = bench.run()
    run.reproduce("alpha", bench.reader)
    assert run.changed == {"alpha": True}


def test_what_was_known_stays_with_its_date_where_an_index_gives_no_answer(bench: Bench) -> None:
    bench.verify()
    known = evidence_path(bench.seeds, "alpha").read_bytes()
    bench.fake.failing = 10_000
    bench.cache = bench.cache / "another"
    result = bench.verify()
    assert set(result.problems) == {"pkg:pypi/alpha", "pkg:pypi/alpha-extra"}
    assert evidence_path(bench.seeds, "alpha").read_bytes() == known


def test_evidence_of_a_symbol_that_left_the_content_goes_even_where_an_index_gives_no_answer(bench: Bench) -> None:
    bench.verify()
    file = bench.seeds / "frameworks/alpha.yaml"
    file.write_text(file.read_text().replace("ref: alpha_extra:embed", "ref: alpha_extra:embed_all"))
    bench.fake.failing = 10_000
    bench.cache = bench.cache / "another"
    assert "alpha_extra:embed" not in [one.ref for one in bench.verify().file.evidence]


def test_a_tarball_with_another_digest_is_not_reproduced(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that lists no digests is compared by the bytes that were read."""
    bench.verify()
    read = ReleaseReader.read

    def other_bytes(*arguments: Any, **options: Any) -> ReleaseReading:
        return replace(read(*arguments, **options), sha256="0" * 64)

    monkeypatch.setattr(ReleaseReader, "read", other_bytes)
    assert "digest" in bench.run().reproduce("alpha", bench.reader).problems["pkg:pypi/alpha"].fault


def test_a_name_that_is_in_no_list_and_resolves_is_not_gone(bench: Bench) -> None:
    listed = {"names.json": '{"alpha:Shown": {}, "alpha:Gone": {}}'}
    unlisted = {"names.json": '{"alpha:Shown": {"unlisted": ""}}'}
    bench.fake.publish("alpha", "3.0.0", "2025-08-01", listed)
    bench.fake.publish("alpha", "4.0.0", "2025-11-01", unlisted)
    names = bench.run().survey("alpha", bench.reader).names["pkg:pypi/alpha"]
    assert [(one.ref, one.last) for one in names.names if one.ref in {"alpha:Shown", "alpha:Gone"}] == [
        ("alpha:Gone", "3.0.0"),
        ("alpha:Shown", None),
    ]


def test_what_a_top_module_hands_on_without_a_list_is_a_public_name(bench: Bench) -> None:
    handed_on = {"names.json": '{"alpha.deep:Engine": {}, "alpha:Engine": {"unlisted": ""}, "alpha.deep:Other": {}}'}
    bench.fake.publish("alpha", "3.0.0", "2025-08-01", handed_on)
    names = bench.run().survey("alpha", bench.reader).names["pkg:pypi/alpha"].at(DAY)
    assert names is not None
    assert {"alpha.deep:Engine", "alpha:Engine", "alpha.deep:Other"} <= names
    assert "alpha:Other" not in names


def test_an_index_that_answers_from_memory_only_is_named(bench: Bench) -> None:
    bench.run().ask_indexes(["alpha"])
    bench.fake.failing = 10_000
    run = bench.run()
    run.ask_indexes(["alpha"])
    assert run.stale == ["pkg:pypi/alpha", "pkg:pypi/alpha-extra"]


def test_offline_a_run_uses_the_cache_and_no_network(bench: Bench) -> None:
    bench.verify()
    body = evidence_path(bench.seeds, "alpha").read_bytes()
    asked = len(bench.fake.requests)
    run = bench.run(offline=True)
    run.ask_indexes(["alpha"])
    assert run.verify("alpha", bench.reader).problems == {}
    assert (len(bench.fake.requests), run.stale) == (asked, [])
    assert evidence_path(bench.seeds, "alpha").read_bytes() == body


def test_malformed_evidence_is_written_anew(bench: Bench) -> None:
    path = evidence_path(bench.seeds, "alpha")
    path.parent.mkdir()
    path.write_text("[")
    assert content_to_verify(bench.seeds).evidence == ()
    bench.verify()
    assert len(content_to_verify(bench.seeds).evidence) == 4


def test_a_new_package_shows_its_age_and_whether_it_names_its_repository(bench: Bench) -> None:
    run = bench.run()
    run.verify("alpha", bench.reader)
    alpha, extra = run.newcomers["alpha"]
    assert (alpha.age_days, alpha.releases, alpha.names_repository, alpha.near_names) == (365, 2, True, ())
    assert extra.names_repository is False
    again = bench.run()
    again.verify("alpha", bench.reader)
    assert again.newcomers["alpha"] == []


def test_the_review_sheet_shows_what_was_found_and_lets_no_text_act_as_markup(bench: Bench) -> None:
    run = bench.run()
    result = run.verify("alpha", bench.reader)
    sheet = review_sheet(run.content, [result], run.newcomers)
    assert "### Retrieval: core, verified" in sheet
    assert "Recognise it by: It takes a query and returns passages." in sheet
    assert (
        "| `alpha.retrievers:Retriever` | interface | present; definition | `(query)` | `Finds \\| 'things'.` "
        "| `ranker.py:3` |" in sheet
    )
    assert "is **new to the catalogue**: 365 days old, 2 final releases" in sheet
    assert "- precedent: none, this would be the first" in sheet
    assert "- [ ] the coverage is core: it takes the concept's inputs and gives its outputs" in sheet


def test_docstrings_stand_in_no_evidence_file(bench: Bench) -> None:
    bench.verify()
    assert b"Finds" not in evidence_path(bench.seeds, "alpha").read_bytes()


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_only_frameworks_whose_file_differs_count_as_changed(seeds: Path) -> None:
    git(seeds, "init", "-q", "-b", "main")
    git(seeds, "add", ".")
    git(seeds, "commit", "-q", "-m", "first")
    git(seeds, "switch", "-q", "-c", "branch")
    (seeds / "frameworks/alpha.yaml").write_text("name: Alpha\n")
    (seeds / "frameworks/gamma.yaml").write_text("name: Gamma\n")
    (seeds / "frameworks/beta.yaml").unlink()
    (seeds / "concepts/retrieval.yaml").write_text("name: Retrieval\n")
    assert changed_frameworks(seeds, "main") == ["alpha", "gamma"]
    git(seeds, "add", ".")
    git(seeds, "commit", "-q", "-m", "second")
    assert changed_frameworks(seeds, "main") == ["alpha", "gamma"]
    assert changed_frameworks(seeds, "HEAD") == []


@pytest.mark.parametrize("revision", ["nowhere", "--output=/tmp/x", "", "a b", "main\n"])
def test_a_revision_that_git_does_not_know_is_an_error(seeds: Path, revision: str) -> None:
    git(seeds, "init", "-q", "-b", "main")
    with pytest.raises(NoSuchRevision):
        changed_frameworks(seeds, revision)
