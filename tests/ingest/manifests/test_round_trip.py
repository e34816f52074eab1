"""Whatever requirements a file is made of are read back from it, each at its line."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st
from packaging.markers import Marker
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.ingest.manifests.samples import reading

NAMES = st.from_regex(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,12}[A-Za-z0-9])?", fullmatch=True).filter(
    lambda name: not name.endswith((".tgz", ".zip", ".whl", ".tar"))
)
VERSIONS = st.from_regex(r"[0-9]{1,3}(?:\.[0-9]{1,3}){0,2}(?:(?:a|b|rc)[0-9])?", fullmatch=True)
CLAUSES = st.tuples(st.sampled_from([">=", "<=", "==", "!=", "<", ">", "==="]), VERSIONS).map("".join)
MARKERS = st.sampled_from(
    ["python_version < '3.12'", 'sys_platform == "linux" and python_version>="3.9"', "extra == 'gpu'"]
)
BETWEEN = st.sampled_from(["", "# a comment", "   ", "   # indented", "--no-index", "--pre # option"])
HASHES = st.lists(st.from_regex(r"--hash=sha256:[0-9a-f]{8}", fullmatch=True), max_size=2)


@dataclass(frozen=True)
class Written:
    """A requirement as it is written, and what it says."""

    text: str
    expected: tuple[str, str, str | None, tuple[str, ...]]


@st.composite
def requirements(draw: st.DrawFn) -> Written:
    name = draw(NAMES)
    extras = draw(st.lists(NAMES, max_size=2))
    clauses = draw(st.lists(CLAUSES, max_size=3))
    marker = draw(st.none() | MARKERS)
    space = draw(st.sampled_from(["", " "]))
    text = name + (f"[{','.join(extras)}]" if extras else "") + space + f"{space},{space}".join(clauses)
    text += f"{space} ; {marker}" if marker else ""
    expected = (
        canonicalize_name(name),
        str(SpecifierSet(",".join(clauses))),
        str(Marker(marker)) if marker else None,
        tuple(sorted({canonicalize_name(one) for one in extras})),
    )
    return Written(text, expected)


@given(st.lists(st.tuples(BETWEEN, requirements(), HASHES, st.sampled_from(["", "  # why", " #"])), max_size=8))
def test_a_generated_list_round_trips(parts: list[tuple[str, Written, list[str], str]]) -> None:
    lines: list[str] = []
    expected = []
    for between, requirement, hashes, comment in parts:
        lines.append(between)
        expected.append((*requirement.expected, len(lines) + 1))
        joined = [requirement.text, *(f"    {one}" for one in hashes)]
        lines += [f"{one} \\" for one in joined[:-1]] + [joined[-1] + comment]
    found = reading("requirements.txt", "\n".join(lines)).manifests
    assert found.problems == ()
    assert found.dynamic == ()
    assert [(one.name, one.specifier, one.marker, one.extras, one.line) for one in found.dependencies] == expected


@given(st.lists(requirements(), max_size=8))
def test_the_same_list_reads_alike_in_every_format(parts: list[Written]) -> None:
    texts = [one.text for one in parts]
    quoted = [f"    {_literal(one)}," for one in texts]
    files = {
        "requirements.txt": [*texts],
        "pyproject.toml": ["[project]", "dependencies = [", *quoted, "]"],
        "setup.py": ["from setuptools import setup", "setup(install_requires=[", *quoted, "])"],
        "setup.cfg": ["[options]", "install_requires =", *(f"    {one}" for one in texts)],
    }
    first = {"requirements.txt": 1, "setup.cfg": 3}
    expected = [one.expected for one in parts]
    for name, lines in files.items():
        found = reading(name, "\n".join(lines)).manifests
        assert found.problems == ()
        assert [(one.name, one.specifier, one.marker, one.extras) for one in found.dependencies] == expected
        begins = first.get(name, 3)
        assert [one.line for one in found.dependencies] == list(range(begins, begins + len(parts)))


def _literal(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


@given(st.text(max_size=300), st.sampled_from(["requirements.txt", "pyproject.toml", "setup.cfg", "setup.py", "x"]))
def test_any_text_is_read_without_a_fault_of_the_reader(text: str, name: str) -> None:
    found = reading(name, text).manifests
    assert all(one.code != "reader-failed" for one in found.problems)
    lines = text.count("\n") + 1
    assert all(1 <= one.line <= lines for one in (*found.dependencies, *found.problems, *found.dynamic, *found.notes))
    assert all(one.message.isprintable() for one in (*found.problems, *found.dynamic, *found.notes))
