"""Files that machines write: what they say reaches the content, what is stray or old is warned of."""

import dataclasses
import datetime
from pathlib import Path

import pytest

from graph.canonical import canonical_json
from graph.records import Evidence, PackageCheck, Release, Survival, SurvivalPoint
from graph.vocabulary import Finding, HistoryScope, SurvivalScope
from ingest.building import load_tree
from ingest.diagnostics import Severity, line_of
from ingest.evidence.files import EvidenceFile, encode
from tests.ingest.small_content import write

DAY = datetime.date(2026, 11, 1)
PURL = "pkg:pypi/alpha"


def _evidence(ref: str) -> Evidence:
    return Evidence(
        package=PURL,
        ref=ref,
        checked_on=DAY,
        version="2.0.0",
        finding=Finding.PRESENT,
        how="definition",
        file="alpha/retrievers.py",
        line=3,
        signature=None,
        reason=None,
        moved_to=None,
        intervals=(),
    )


def _file(*refs: str) -> bytes:
    return encode(
        EvidenceFile(
            releases=(Release(PURL, "2.0.0", DAY, yanked=False),),
            checks=(PackageCheck(PURL, DAY, "2.0.0", HistoryScope.NEWEST),),
            evidence=tuple(_evidence(ref) for ref in refs),
        )
    )


def _said(seeds: Path, today: datetime.date | None = None) -> list[str]:
    diagnostics = load_tree(seeds, today).diagnostics
    return [line_of(one) for one in diagnostics if one.place.path.suffix == ".json"]


def test_evidence_reaches_the_content(seeds: Path) -> None:
    write(seeds, {"evidence/alpha.json": _file("alpha.retrievers:Retriever")})
    loaded = load_tree(seeds)
    assert _said(seeds) == []
    assert loaded.content is not None
    assert [one.ref for one in loaded.content.evidence] == ["alpha.retrievers:Retriever"]
    assert [one.version for one in loaded.content.releases] == ["2.0.0"]


def test_evidence_about_nothing_is_warned_of_and_left_out(seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(seeds)
    write(seeds, {"evidence/alpha.json": _file("alpha.retrievers:Gone", "alpha.retrievers:Retriever")})
    assert _said(seeds) == [
        "evidence/alpha.json:1:1: warning[DUR953]: 1 symbol is in no mapping, such as `alpha.retrievers:Gone`"
    ]
    content = load_tree(seeds).content
    assert content is not None
    assert [one.ref for one in content.evidence] == ["alpha.retrievers:Retriever"]


@pytest.mark.parametrize(("days", "stale"), [(90, False), (91, True)])
def test_old_evidence_is_warned_of(days: int, stale: bool, seeds: Path) -> None:
    write(seeds, {"evidence/alpha.json": _file("alpha.retrievers:Retriever")})
    said = _said(seeds, DAY + datetime.timedelta(days=days))
    assert len(said) == stale
    assert not stale or said[0].endswith("warning[DUR952]: checked on 2026-11-01, 91 days ago")


def test_one_symbol_has_one_record_of_evidence(seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(seeds)
    write(seeds, {f"evidence/{name}.json": _file("alpha.retrievers:Retriever") for name in ("alpha", "beta")})
    assert _said(seeds) == [
        "evidence/beta.json:1:1: error[DUR902]: the check of `pkg:pypi/alpha` `2.0.0` is there twice",
        "evidence/beta.json:1:1: error[DUR902]: the evidence of `pkg:pypi/alpha` `alpha.retrievers:Retriever` is there twice",  # noqa: E501
        "evidence/beta.json:1:1: error[DUR902]: the release of `pkg:pypi/alpha` `2.0.0` is there twice",
    ]


def test_a_file_about_what_others_are_about_is_one_problem_a_kind(seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(seeds)
    refs = [f"alpha.retrievers:Retriever{number}" for number in range(50)]
    write(seeds, {f"evidence/{name}.json": _file(*refs) for name in ("alpha", "beta")})
    (said,) = [line for line in _said(seeds) if "the evidence of" in line]
    assert said.endswith("`pkg:pypi/alpha` `alpha.retrievers:Retriever0` is there twice, and 49 more of this file")


def test_survival_reaches_the_content(seeds: Path) -> None:
    pooled = Survival(
        framework=None,
        scope=next(iter(SurvivalScope)),
        window_start=DAY,
        window_end=DAY,
        packages=(PURL,),
        names=3,
        moved=1,
        gone=1,
        sampled=False,
        caution="It says little.",
        points=(SurvivalPoint(0, 3, 1.0, 0.0, 0.0),),
    )
    stray = dataclasses.replace(pooled, framework="gamma")
    write(seeds, {"survival/all.json": canonical_json({"survival": [pooled, stray], "persistence": []})})
    content = load_tree(seeds).content
    assert content is not None
    assert content.survival == (pooled,)


@pytest.mark.parametrize("folder", ["evidence", "survival"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b"\xff\xfe",
        b'{"evidence": NaN}',
        b'{"unknown": 1}',
        b'{"evidence":' + b"[" * 100_000,
        b'{"survival":' + b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"\\u0065vidence": []}',
        '{"survival": "\u202e"}'.encode(),
        b"9" * 100_000,
    ],
    ids=range(13),
)
def test_hostile_json_is_refused_with_its_place(folder: str, body: bytes, seeds: Path) -> None:
    write(seeds, {f"{folder}/alpha.json": body})
    (said,) = [one for one in load_tree(seeds).diagnostics if one.severity is Severity.ERROR]
    assert said.code == "DUR901"
    assert said.place.path == seeds / folder / "alpha.json"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            '{"survival": [],\n "é": "\u200b"}\n',
            "2:8: error[DUR901]: the character U+200B ZERO WIDTH SPACE is not allowed",
        ),
        ('{"survival": [],\n é}\n', "2:2: error[DUR901]: the file is not JSON from here on"),
        ('{"survival": [],\n', "2:1: error[DUR901]: the file is cut off"),
    ],
)
def test_the_place_of_what_is_wrong_counts_characters(
    body: str, said: str, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(seeds)
    write(seeds, {"survival/alpha.json": body})
    assert _said(seeds) == [f"survival/alpha.json:{said}"]


def test_a_file_of_another_name_does_not_belong_there(seeds: Path) -> None:
    write(seeds, {"evidence/Alpha.json": b"{}", "evidence/alpha.txt": b"", "survival/x/y.json": b"{}"})
    codes = [one.code for one in load_tree(seeds).diagnostics if one.severity is Severity.ERROR]
    assert codes == ["DUR003"] * 3


def _errors(seeds: Path) -> set[str]:
    return {one.code for one in load_tree(seeds).diagnostics if one.severity is Severity.ERROR}


NAMES = (
    "# package\t{package}\n# checked_on\t2026-11-01\n# read\t1.0.0 2025-01-01\t2.0.0 2026-01-01\n"
    "ref\tfirst\tlast\tmoved_to\n"
    "alpha.old:Gone\t1.0.0\t1.0.0\tpkg:pypi/alpha#alpha:New\nalpha:New\t2.0.0\t\t\nalpha:Old\t1.0.0\t\t\n"
)


def test_public_names_reach_the_content_as_a_table_a_module(seeds: Path) -> None:
    write(seeds, {"names/alpha.tsv": NAMES.format(package=PURL).encode()})
    content = load_tree(seeds).content
    assert content is not None
    assert [(one.module, one.names) for one in content.names] == [
        ("alpha", "New\t2.0.0\t\t\nOld\t1.0.0\t\t\n"),
        ("alpha.old", "Gone\t1.0.0\t1.0.0\tpkg:pypi/alpha#alpha:New\n"),
    ]
    assert [one.version for one in content.surveys[0].read] == ["1.0.0", "2.0.0"]


def test_names_of_a_package_that_no_framework_has_are_left_out(seeds: Path) -> None:
    write(seeds, {"names/other.tsv": NAMES.format(package="pkg:pypi/other").encode()})
    content = load_tree(seeds).content
    assert content is not None
    assert (content.names, content.surveys) == ((), ())


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff", NAMES.format(package=PURL).encode() + b"x", NAMES.replace("2.0.0\t\t", "3.0.0\t\t").encode()],
    ids=["empty", "no text", "a torn line", "an unknown release"],
)
def test_names_that_are_not_as_they_are_written_are_refused(seeds: Path, raw: bytes) -> None:
    write(seeds, {"names/alpha.tsv": raw})
    assert _errors(seeds) == {"DUR901"}


def test_a_table_of_names_that_is_there_twice_is_refused(seeds: Path) -> None:
    raw = NAMES.format(package=PURL).encode()
    write(seeds, {"names/alpha.tsv": raw, "names/js--alpha.core.tsv": raw})
    assert _errors(seeds) == {"DUR902"}
