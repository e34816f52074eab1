"""`duramen check`: what is printed in each format, what paths limit, and the exit codes."""

import json
from pathlib import Path

import pytest

from ingest.diagnostics import MAX_SHOWN_PER_FILE
from tests.cli.running import duramen
from tests.ingest.small_content import ALPHA, RETRIEVAL


def _break(seeds: Path) -> None:
    for file, old, new in ((RETRIEVAL, "[embedding]", "[embeding]"), (ALPHA, "name: Alpha", "nam: 100%")):
        path = seeds / file
        path.write_text(path.read_text().replace(old, new))


def test_good_content_ends_with_zero_and_says_how_much_was_read(seeds: Path) -> None:
    ended = duramen("check")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[-1] == "14 files checked: 0 errors, 3 warnings"


def test_people_read_each_problem_with_its_help_and_the_total(seeds: Path) -> None:
    _break(seeds)
    ended = duramen("check")
    assert ended.code == 1
    assert ended.out.splitlines() == [
        "seeds/concepts/retrieval.yaml:26:17: error[DUR301]: there is no concept `embeding`",
        "  help: did you mean `embedding`?",
        "seeds/frameworks/alpha.yaml:1:1: error[DUR201]: the key `nam` is unknown here",
        "  help: did you mean `name`?",
        "seeds/frameworks/alpha.yaml:2:1: error[DUR202]: the key `name` is missing near `kind`",
        "  help: what its owner calls it; unique among frameworks",
        "14 files checked: 3 errors, 0 warnings",
    ]


def test_paths_limit_what_is_reported_and_not_what_is_read(seeds: Path) -> None:
    _break(seeds)
    ended = duramen("check", seeds / RETRIEVAL)
    assert ended.code == 1
    assert "alpha" not in ended.out
    assert ended.out.splitlines()[-1] == "14 files checked: 1 error, 0 warnings (and 2 problems in other files)"
    assert duramen("check", seeds / "goals").code == 0


def test_the_content_is_found_from_a_path_and_from_inside(seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _break(seeds)
    root = seeds.absolute()
    monkeypatch.chdir("/")
    assert duramen("check", root).out.count("error[") == 3
    assert duramen("check", root / RETRIEVAL).out.count("error[") == 1
    monkeypatch.chdir(root / "concepts")
    assert duramen("check").out.count("error[") == 3


def test_a_long_list_is_cut_and_counted(seeds: Path) -> None:
    (seeds / RETRIEVAL).write_text("".join(f"k{number}: 1\n" for number in range(250)))
    ended = duramen("check")
    assert ended.out.count("error[") == MAX_SHOWN_PER_FILE
    assert "seeds/concepts/retrieval.yaml: and 161 more problems in this file" in ended.out
    assert "261 errors" in ended.out.splitlines()[-1]


def test_programs_read_json(seeds: Path) -> None:
    _break(seeds)
    ended = duramen("check", "--format", "json")
    report = json.loads(ended.out)
    assert (ended.code, report["errors"], report["warnings"]) == (1, 3, 0)
    assert report["diagnostics"][0] == {
        "path": "seeds/concepts/retrieval.yaml",
        "line": 26,
        "column": 17,
        "code": "DUR301",
        "severity": "error",
        "message": "there is no concept `embeding`",
        "help": "did you mean `embedding`?",
    }


def test_github_shows_problems_beside_the_lines(seeds: Path) -> None:
    _break(seeds)
    (seeds / "concepts" / "100%,x.yaml").write_text("name: x\n")
    lines = duramen("check", "--format", "github").out.splitlines()
    assert lines[1] == (
        "::error file=seeds/concepts/retrieval.yaml,line=26,col=17,title=DUR301::"
        "there is no concept `embeding`%0Ahelp: did you mean `embedding`?"
    )
    assert lines[0].startswith("::error file=seeds/concepts/100%25%2Cx.yaml,line=1,col=1,title=DUR004::")


def test_sarif_has_the_shape_of_2_1_0(seeds: Path) -> None:
    _break(seeds)
    (seeds / "concepts" / "a b.yaml").write_text("name: x\n")
    log = json.loads(duramen("check", "--format", "sarif").out)
    assert set(log) == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning"}
        assert result["message"]["text"]
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert region["startLine"] >= 1
        assert region["startColumn"] >= 1
        assert " " not in location["physicalLocation"]["artifactLocation"]["uri"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--seeds", "missing"), "missing: there is no such folder"),
        (("seeds/concepts/missing.yaml",), "seeds/concepts/missing.yaml: there is no such file or folder"),
        (("--seeds", "seeds", "/tmp"), "/tmp does not lie in the content folder seeds"),
    ],
)
def test_wrong_usage_is_one_line(arguments: tuple[str, ...], message: str, seeds: Path) -> None:
    ended = duramen("check", *arguments)
    assert (ended.code, ended.out, ended.err) == (2, "", f"error: {message}\n")


def test_nothing_is_coloured_where_nobody_looks(seeds: Path) -> None:
    _break(seeds)
    assert "\x1b" not in duramen("check").out
