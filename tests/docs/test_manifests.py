"""The reference of manifests is complete: every format and every code."""

from graph.dependencies import ManifestProblemCode
from ingest.manifests.formats import FORMATS
from ingest.manifests.limits import LIMITS
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "reference" / "manifests.md").read_text(encoding="utf-8")


def test_every_format_has_a_row() -> None:
    assert {one.title for one in FORMATS if f"\n| {one.title} | " not in PAGE} == set()


def test_every_code_has_a_row() -> None:
    assert {code.value for code in ManifestProblemCode if f"\n| `{code.value}` | " not in PAGE} == set()


def test_the_limits_are_those_that_hold() -> None:
    said = [
        f"| {LIMITS.file_bytes // 1024**2} MiB |",
        f"| {LIMITS.source_bytes // 1024**2} MiB |",
        f"| {LIMITS.manifests}, {LIMITS.sources:,} |",
        f"| {LIMITS.dependencies:,} |",
        f"| {LIMITS.text:,} |",
        f"| {LIMITS.lines:,}, {LIMITS.line:,} |",
        f"| {LIMITS.nesting} |",
        f"| {LIMITS.problems} |",
        f"| {LIMITS.file_seconds:.0f} s, {LIMITS.total_seconds:.0f} s |",
        f"| {LIMITS.cpu_seconds} s, {LIMITS.memory_bytes // 1024**3} GiB |",
    ]
    assert [one for one in said if one not in PAGE] == []
