"""Files made to exhaust the reader: each ends with an error that names it, and the next one is read."""

from pathlib import Path

import pytest

from ingest.manifests.isolated import ManifestReader
from ingest.manifests.limits import MEBIBYTE, Limits
from ingest.manifests.messages import Request
from ingest.manifests.reading import read_files
from tests.ingest.manifests.samples import told

HOSTILE = {
    "a million lines": ("requirements.txt", "a\n" * 10**6, "too-many"),
    "one long line": ("requirements.txt", "a" * 10**7, "too-large"),
    "an endless quotation": ("requirements.txt", "-r '" + "x" * 10**7, "too-large"),
    "backslashes": ("requirements.txt", "a \\\n" * 150_000, "too-large"),
    "parentheses": ("requirements.txt", ("a;" + "(" * 1900 + "\n") * 4000, "too-many"),
    "deep JSON": ("package.json", "[" * 10**6, "too-deep"),
    "deep objects": ("package.json", '{"a":' * 10**5 + "1" + "}" * 10**5, "too-deep"),
    "one key many times": ("package.json", '{"a":1,' * 1 + '"a":1,' * 10**5 + '"a":1}', "duplicate-key"),
    "deep TOML": ("pyproject.toml", "a=" + "[" * 10**6, "too-deep"),
    "deep tables": ("pyproject.toml", "[" + ".".join("a" * 500) + "]\n", "too-deep"),
    "deep Python": ("setup.py", "x=" + "(" * 10**5, "syntax"),
    "many operators": ("setup.py", "setup(install_requires=" + "-" * 10**5 + "1)", "too-deep"),
    "a long sum": ("setup.py", "setup(install_requires=" + "+".join(["['a']"] * 50_000) + ")", "too-deep"),
    "digits": ("setup.py", "x=" + "9" * 10**6, "syntax"),
    "a million purls": ("purls.txt", "pkg:pypi/a@1\n" * 10**6, "too-many"),
    "a deep bill": ("bom.json", '{"bomFormat":1,"components":' * 99 + "1" + "}" * 99, "too-deep"),
}


@pytest.fixture(scope="module")
def reader() -> ManifestReader:
    """Return one reader for all cases, as for one audit."""
    return ManifestReader(Limits(total_seconds=3600, file_seconds=600, cpu_seconds=600))


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_a_problem_of_its_own(reader: ManifestReader, case: str) -> None:
    name, text, code = HOSTILE[case]
    with reader:
        found = reader.read(Request(name, name, text)).manifests
    assert [one.file for one in found.problems][:1] == [name]
    assert code in {str(one.code) for one in found.problems}
    assert all(len(one.message) < 400 for one in found.problems)


@pytest.mark.slow
def test_a_file_that_takes_too_long_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").write_text("a" + ".a" * 400_000 + " = 1\n")
    Path("requirements.txt").write_text("openai\n")
    found = read_files([Path()], None, Limits(file_seconds=6.0, cpu_seconds=600))
    assert [(one.file, one.code) for one in found.problems] == [("pyproject.toml", "reader-failed")]
    assert [one.name for one in found.dependencies] == ["openai"]


def test_a_file_that_takes_too_much_memory_costs_only_itself() -> None:
    with ManifestReader(Limits(memory_bytes=200 * MEBIBYTE)) as reader:
        found = reader.read(Request("package.json", "package.json", "[" + "[]," * 400_000 + "1]")).manifests
        assert told(found.problems) == [(1, "reader-failed")]
        assert "memory" in found.problems[0].message or "fail" in found.problems[0].message
        assert reader.read(Request("x.txt", "x.txt", "a\n")).manifests.problems == ()


@pytest.mark.slow
def test_a_file_that_takes_too_much_processor_time_costs_only_itself() -> None:
    with ManifestReader(Limits(cpu_seconds=1, file_seconds=600.0)) as reader:
        found = reader.read(Request("pyproject.toml", "pyproject.toml", "a" + ".a" * 400_000 + " = 1\n")).manifests
        assert [one.message for one in found.problems] == ["reading it takes too much processor time"]
        assert reader.read(Request("x.txt", "x.txt", "a\n")).manifests.problems == ()


def test_a_reading_ends_when_its_time_is_over() -> None:
    with ManifestReader(Limits(total_seconds=0.0)) as reader:
        found = reader.read(Request("x.txt", "x.txt", "a\n")).manifests
    assert told(found.problems) == [(1, "reader-failed")]


def test_a_reading_ends_when_too_many_files_make_the_reader_fail() -> None:
    with ManifestReader(Limits(file_seconds=0.0, failures=2)) as reader:
        messages = [reader.read(Request("x.txt", "x.txt", "a\n")).manifests.problems[0].message for _ in range(5)]
    assert messages[:3] == [messages[0]] * 3
    assert messages[3:] == ["not read, since too many files before it made the reader fail"] * 2


def test_the_child_cannot_write_or_see_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "hunter2")
    with ManifestReader() as reader:
        reader.read(Request("x.txt", "x.txt", "a\n"))
        child = reader._child._child
        assert child is not None
        environment = Path(f"/proc/{child.pid}/environ").read_bytes()
        limits = Path(f"/proc/{child.pid}/limits").read_text()
    assert b"hunter2" not in environment
    assert "Max file size             0                    0" in limits
