"""Evidence files: what is written is read again, byte for byte, and what was edited is refused."""

import datetime
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from graph.records import Evidence, Interval, PackageCheck, Release, SignatureChange, SymbolKey
from graph.vocabulary import Finding, HistoryScope, MoveBasis, Reading
from ingest.evidence.files import EvidenceFile, EvidenceForm, encode, records_of
from ingest.machine import read_machine_files

DAY = datetime.date(2026, 1, 2)
PURL = "pkg:pypi/haystack-ai"
FILE = EvidenceFile(
    releases=(
        Release(PURL, "1.0", None, yanked=False, reading=Reading.NO_ARTIFACT),
        Release(PURL, "1.1", datetime.date(2025, 1, 1), yanked=True),
        Release(PURL, "2.0", datetime.date(2025, 6, 1), yanked=False, reading=Reading.WHOLE, sha256="ab" * 32),
    ),
    checks=(PackageCheck(PURL, DAY, "2.0", HistoryScope.SAMPLED),),
    evidence=(
        Evidence(
            PURL,
            "haystack:Ranker",
            DAY,
            "2.0",
            Finding.ABSENT,
            how=None,
            file=None,
            line=None,
            signature=None,
            reason="no module has it — „gone“",
            moved_to=SymbolKey(PURL, "haystack.rankers:Ranker"),
            intervals=(
                Interval(Finding.PRESENT, "1.0", None, "1.1", datetime.date(2025, 1, 1), last_exact=False),
                Interval(Finding.ABSENT, "2.0", datetime.date(2025, 6, 1), None, None, first_exact=False),
            ),
            moved_by=MoveBasis.SAME_TAIL,
            nearest=("haystack:Rank",),
            signature_changes=(
                SignatureChange("1.1", datetime.date(2025, 1, 1), exact=False, added=("top_k",), changed=("query",)),
            ),
        ),
    ),
)


def read(body: bytes) -> tuple[EvidenceFile | None, list[str]]:
    records, problems = read_machine_files(Path("seeds"), {"evidence/haystack.json": body})
    return records.evidence_files.get(Path("seeds/evidence/haystack.json")), [one.message for one in problems]


def test_what_was_written_is_read_again() -> None:
    assert read(encode(FILE)) == (FILE, [])
    assert read(encode(EvidenceFile())) == (EvidenceFile(), [])


def test_one_symbol_and_one_release_a_line_and_open_ends_are_written_as_null() -> None:
    lines = encode(FILE).decode().splitlines()
    assert sum('"ref":' in line for line in lines) == 1
    assert sum('"version":"1.0"' in line for line in lines) == 1
    assert '"last":null' in lines[-1]
    assert encode(FILE).decode().count("2026-01-02") == 1


@pytest.mark.parametrize(
    ("edited", "said"),
    [
        (lambda body: body.replace(b'"1.0"', b'"0.9"', 1), "not listed"),
        (
            lambda body: body.replace(b'"package":"pkg:pypi/haystack-ai","ref"', b'"package":"pkg:pypi/x","ref"'),
            "listed",
        ),
        (lambda body: body.replace(b"\n", b""), "not as `duramen verify` writes it"),
        (lambda body: body.replace(b'"finding":"absent"', b'"finding":"absent","finding":"present"', 1), "verify"),
        (lambda body: body.replace(b'"newest":"2.0"', b'"newest":"2.0","mine":1'), "mine"),
        (lambda body: body[:-5], "cut off"),
        (lambda body: b"[" * 100_000, "array"),
        (lambda body: b"\xff" + body, "UTF-8"),
        (lambda body: body.replace(b"present", b"sure"), "sure"),
        (lambda body: b"[]", "object"),
    ],
)
def test_a_file_that_was_edited_is_refused_with_a_reason(edited: Callable[[bytes], bytes], said: str) -> None:
    file, messages = read(edited(encode(FILE)))
    assert file is None
    assert len(messages) == 1
    assert said in messages[0]


def test_a_package_twice_is_refused() -> None:
    form = msgspec.json.decode(encode(FILE), type=EvidenceForm)
    with pytest.raises(ValueError, match="twice"):
        records_of(EvidenceForm([*form.packages, *form.packages], form.evidence))
