"""`duramen audit`: each format, exit codes, and names from files that a terminal would obey."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from graph.snapshot import Snapshot
from tests.cli.running import duramen
from tests.contents import small_content


@pytest.fixture(autouse=True)
def project(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Stand in a project; build nothing: the small content stands for whatever the folder holds."""
    monkeypatch.setattr("ingest.building.built_snapshot", lambda _seeds, _cache: Snapshot.of(small_content()))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "requirements.txt").write_text("haystack-ai==1.0.0\nrequests>=2\nold-chain\n")
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text("import os\nfrom haystack.rankers import Ranker\n")
    return tmp_path


def test_json_has_exactly_the_promised_members() -> None:
    ended = duramen("audit", ".", "--format", "json")
    found = json.loads(ended.out)
    assert list(found) == ["packages", "frameworks", "concepts", "findings"]
    assert found["packages"] == [
        {
            "name": name,
            "ecosystem": "pypi",
            "specifier": specifier,
            "file": "requirements.txt",
            "line": line,
            "framework": framework,
        }
        for name, specifier, line, framework in (
            ("haystack-ai", "==1.0.0", 1, "haystack"),
            ("requests", ">=2", 2, None),
            ("old-chain", "", 3, "old-chain"),
        )
    ]
    assert ended.code == 0
    assert {one["code"] for one in found["findings"]} >= {"SYMBOLS_NOT_AT_PIN", "PACKAGE_SUCCEEDED"}
    for one in found["findings"]:
        assert list(one)[:5] == ["code", "severity", "message", "file", "line"]
        assert one["because"]


def test_a_source_tells_use_and_a_name_that_is_gone_ends_with_1() -> None:
    ended = duramen("audit", "requirements.txt", "--source", "src", "--goal", "chatbot", "--format", "json")
    found = json.loads(ended.out)
    assert ended.code == 1
    assert found["findings"][0]["code"] == "SYMBOL_GONE"
    assert (found["findings"][0]["file"], found["findings"][0]["line"]) == ("src/app.py", 2)
    assert found["progress"]["used"] == ["reranking"]
    assert "only these count" in found["progress"]["text"]


def test_people_get_a_table_and_one_line_a_finding() -> None:
    ended = duramen("audit", "requirements.txt", "--source", "src", "--goal", "chatbot")
    lines = ended.out.splitlines()
    assert lines[:2] == [
        "3 direct dependencies, 2 of frameworks that the catalogue knows.",
        "Frameworks: haystack, old-chain",
    ]
    assert lines[2].startswith("1 of 2 concepts that Chatbot requires were seen in use; only these count.")
    assert lines[3:5] == ["  used       reranking", "  not seen   rag"]
    table = duramen("audit", "requirements.txt", "--source", "src").out
    assert re.search(r"^Reranking +USED +haystack", table, re.MULTILINE)
    assert "error SYMBOL_GONE src/app.py:2  haystack.rankers.Ranker is absent in haystack-ai 1.0.0" in ended.out
    assert "instead: haystack" in ended.out


def test_a_project_without_anything_known_gets_a_plain_answer(project: Path) -> None:
    (project / "requirements.txt").write_text("requests\n")
    ended = duramen("audit", "requirements.txt")
    assert ended.code == 0
    assert ended.out.splitlines() == [
        "1 direct dependency, 0 of frameworks that the catalogue knows.",
        "No concept of the catalogue was seen; own code may express some.",
        "Nothing was found that needs attention.",
    ]


@pytest.mark.parametrize("output", ["human", "markdown"])
def test_dependencies_that_are_computed_never_read_as_none(project: Path, output: str) -> None:
    (project / "setup.py").write_text(
        "from setuptools import setup\nsetup(install_requires=open('x').read().split())\n"
    )
    ended = duramen("audit", "setup.py", "--format", output)
    assert ended.code == 0
    assert "0 direct dependencies" in ended.out
    assert "there are, or may be, others that could not be read" in ended.out
    assert "DYNAMIC_DEPENDENCIES" in ended.out


def test_an_unreadable_file_ends_with_1_and_the_others_are_audited(project: Path) -> None:
    (project / "package.json").write_text('{"dependencies": {')
    os.mkfifo(project / "Pipfile")
    ended = duramen("audit", "requirements.txt", "package.json", "Pipfile", "--format", "json")
    found = json.loads(ended.out)
    assert ended.code == 1
    assert len(found["packages"]) == 3
    unreadable = [one["file"] for one in found["findings"] if one["code"] == "UNREADABLE"]
    assert unreadable == ["Pipfile", "package.json"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("nowhere",),
        ("requirements.txt", "--goal", "chatbto"),
        (),
        ("requirements.txt", "--format", "xml"),
        ("--source",),
    ],
)
def test_wrong_usage_exits_with_2(arguments: tuple[str, ...]) -> None:
    ended = duramen("audit", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert "Traceback" not in ended.err


def test_sarif_has_the_shape_of_2_1_0() -> None:
    log = json.loads(duramen("audit", "requirements.txt", "--source", "src", "--format", "sarif").out)
    assert (log["version"], log["$schema"].endswith("sarif-2.1.0.json")) == ("2.1.0", True)
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"]
    assert driver["version"]
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(set(ids)) == len(ids)
    assert all(rule["shortDescription"]["text"] for rule in driver["rules"])
    assert run["results"]
    for result in run["results"]:
        assert_is_result(result, ids)


def assert_is_result(result: dict[str, Any], ids: list[str]) -> None:
    assert ids[result["ruleIndex"]] == result["ruleId"]
    assert result["level"] in {"none", "note", "warning", "error"}
    assert result["message"]["text"]
    (location,) = result["locations"]
    place = location["physicalLocation"]
    assert re.fullmatch(
        r"(?:file:///)?(?:[A-Za-z0-9._~!$&'()*+,;=@/-]|%[0-9A-F]{2})+", place["artifactLocation"]["uri"]
    )
    assert place["region"]["startLine"] >= 1


def test_a_file_with_a_strange_name_is_a_legal_address_in_sarif(project: Path) -> None:
    strange = project / "requirements ü#1.txt"
    strange.write_text("old-chain\n")
    log = json.loads(duramen("audit", strange.name, "--format", "sarif").out)
    (result,) = log["runs"][0]["results"]
    assert_is_result(result, [rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]])


def test_markdown_shows_what_came_from_files_letter_by_letter(project: Path) -> None:
    (project / "requirements-|x|.txt").write_text("old-chain\n")
    ended = duramen("audit", "requirements-|x|.txt", "requirements.txt", "--goal", "chatbot", "--format", "markdown")
    lines = ended.out.splitlines()
    assert lines[0] == "## Audit of dependencies"
    assert r"requirements\-\|x\|.txt:1" in ended.out
    table = [line for line in lines if line.startswith("| warning")]
    assert table
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 4 for line in table)
    assert "**chatbot**: 0 of 2 concepts" in ended.out


@pytest.mark.parametrize("output", ["human", "json", "sarif", "markdown"])
def test_signs_that_a_terminal_obeys_are_never_printed(project: Path, output: str) -> None:
    (project / "requirements-\x1b[31m\u202e\x9b.txt").write_text("old-chain\nevil\x1b]0;x\x07==1\n")
    (project / "src" / "\x1b[2Jb.py").write_text("from haystack.rankers import Ranker\n")
    ended = duramen("audit", ".", "--source", "src", "--format", output)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", ended.out + ended.err)
