"""`duramen verify`: what it prints, what it writes, and what its exit code says."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.commands import application
from tests.ingest.indexes.fake_index import FakeIndex, served
from tests.ingest.small_content import good_files, write

LATER = {
    "alpha/__init__.py": "",
    "alpha/retrievers.py": "class Retriever: ...\nclass VectorRetriever(Retriever): ...\n",
}
EARLIER = {"alpha/__init__.py": "class OldRetriever: ...\n", "alpha/retrievers.py": LATER["alpha/retrievers.py"]}


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeIndex]:
    fake = FakeIndex()
    fake.publish("alpha", "1.2.0", "2025-01-01", EARLIER)
    fake.publish("alpha", "2.0.0", "2025-06-01", LATER)
    fake.publish("alpha-extra", "0.1", "2025-06-01", {"alpha_extra.py": "def embed(text): ...\n"})
    monkeypatch.setenv("DURAMEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_CERT", "")
    with served(fake):
        monkeypatch.setenv("PIP_INDEX_URL", fake.endpoint)
        yield fake


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return write(tmp_path / "seeds", good_files())


def run(seeds: Path, *arguments: str) -> tuple[int, str, str]:
    ended = CliRunner().invoke(application(), ["verify", "--seeds", str(seeds), *arguments])
    problem = "" if ended.exception is None else str(ended.exception)
    return ended.exit_code, ended.stdout, ended.stderr + problem


def test_a_framework_whose_names_are_there_is_verified(fake: FakeIndex, seeds: Path) -> None:
    code, out, _ = run(seeds, "alpha", "--date", "2026-01-01")
    assert code == 0
    assert "the content and the packages agree" in out
    assert '"checked_on":"2026-01-01"' in (seeds / "evidence/alpha.json").read_text()


def test_a_name_that_is_gone_is_said_and_ends_with_1(fake: FakeIndex, seeds: Path) -> None:
    fake.publish("alpha", "3.0.0", "2025-09-01", {"alpha/retrievers.py": "class Retriever: ...\n"})
    code, out, _ = run(seeds, "alpha", "--history")
    assert code == 1
    assert "alpha: pkg:pypi/alpha alpha.retrievers:VectorRetriever: it is absent in 3.0.0, last found in 2.0.0" in out


def test_json_tells_a_program_everything(fake: FakeIndex, seeds: Path) -> None:
    code, out, _ = run(seeds, "alpha", "--format", "json", "--date", "2026-01-01")
    report = json.loads(out)["frameworks"][0]
    assert (code, report["changed"], report["states"]) == (0, True, {"verified": 2})
    assert [package["newest"] for package in report["packages"]] == ["2.0.0", "0.1"]
    states = {symbol["ref"]: symbol["state"] for package in report["packages"] for symbol in package["symbols"]}
    assert states["alpha:OldRetriever"] == "absent"


def test_markdown_is_a_review_sheet(fake: FakeIndex, seeds: Path) -> None:
    code, out, _ = run(seeds, "alpha", "--format", "markdown")
    assert code == 0
    assert out.startswith("# Review sheet\n\n## Alpha\n")


def test_survival_writes_names_and_life_tables(fake: FakeIndex, seeds: Path) -> None:
    code, _, problems = run(seeds, "alpha", "--history", "--survival", "--date", "2026-01-01")
    assert (code, problems) == (0, "")
    names = (seeds / "names/alpha.tsv").read_text().splitlines()
    assert "alpha:OldRetriever\t1.2.0\t1.2.0\t" in names
    assert "alpha.retrievers:Retriever\t1.2.0\t\t" in names
    table = json.loads((seeds / "survival/alpha.json").read_text())["survival"]
    assert [(one["scope"], one["names"], one["gone"]) for one in table] == [("mapped", 4, 1), ("public", 4, 1)]
    assert json.loads((seeds / "survival/all.json").read_text())["persistence"]
    assert CliRunner().invoke(application(), ["check", "--seeds", str(seeds)]).exit_code == 0


def test_locked_agrees_with_what_was_written_and_notices_a_change(fake: FakeIndex, seeds: Path) -> None:
    run(seeds, "alpha", "--date", "2026-01-01")
    assert run(seeds, "alpha", "--locked")[0] == 0
    file = seeds / "evidence/alpha.json"
    file.write_text(file.read_text().replace('"line":1', '"line":7'))
    code, out, _ = run(seeds, "alpha", "--locked")
    assert code == 1
    assert "alpha: reading again gives other evidence than its file" in out


def test_an_index_that_is_down_ends_with_1_and_keeps_what_was_known(fake: FakeIndex, seeds: Path) -> None:
    run(seeds, "alpha", "--date", "2026-01-01")
    known = (seeds / "evidence/alpha.json").read_text()
    fake.projects.clear()
    code, out, _ = run(seeds, "alpha", "--date", "2026-01-02")
    assert code == 1
    assert "alpha: pkg:pypi/alpha: the index has no such package; what was known stays" in out
    assert (seeds / "evidence/alpha.json").read_text() == known


def test_offline_without_anything_kept_ends_with_1(fake: FakeIndex, seeds: Path) -> None:
    code, out, _ = run(seeds, "alpha", "--offline")
    assert code == 1
    assert "the network may not be used" in out
    assert fake.requests == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["gamma"], "there is no framework gamma"),
        (["--date", "2999-01-01"], "2999-01-01 is in the future"),
        (["--locked", "--history"], "leave out --history, --survival and --date"),
        (["--changed-from", "--output=x"], "git cannot compare"),
        (["--changed-from", "nowhere"], "git cannot compare: "),
    ],
)
def test_wrong_usage_ends_with_2_and_one_line(fake: FakeIndex, seeds: Path, arguments: list[str], said: str) -> None:
    ended = CliRunner().invoke(application(), ["verify", "--seeds", str(seeds), *arguments])
    assert said in str(ended.exception)
    assert type(ended.exception).__name__ == "UsageProblem"


def test_broken_content_is_reported_and_not_verified(fake: FakeIndex, seeds: Path) -> None:
    (seeds / "frameworks/beta.yaml").write_text("name: [")
    code, _, problems = run(seeds, "alpha")
    assert code == 1
    assert "beta.yaml:1" in problems
    assert fake.requests == []
