"""Files that the hosting platform reads: templates are well formed, workflows are pinned and may do little."""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.docs.pages import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = sorted(path for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")


def _read(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
class TestWorkflow:
    def test_every_action_is_pinned_to_a_commit(self, path: Path) -> None:
        used = re.findall(r"uses: (\S+)", path.read_text(encoding="utf-8"))
        assert used
        assert [action for action in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action)] == []

    def test_it_may_read_the_code_and_nothing_else(self, path: Path) -> None:
        workflow = _read(path)
        assert workflow["permissions"] == {"contents": "read"}
        assert all("permissions" not in job for job in workflow["jobs"].values())

    def test_it_sees_no_secret_and_runs_no_foreign_code_with_rights(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert "secrets." not in text
        assert "pull_request_target" not in text
        assert text.count("actions/checkout@") == text.count("persist-credentials: false")

    def test_every_job_has_an_end(self, path: Path) -> None:
        assert all(job["timeout-minutes"] <= 60 for job in _read(path)["jobs"].values())

    def test_it_runs_scripts_that_exist(self, path: Path) -> None:
        scripts = re.findall(r"run: ((?:scripts|\.ci)/\S+)", path.read_text(encoding="utf-8"))
        assert scripts
        assert [script for script in scripts if not (ROOT / script).is_file()] == []


def test_a_change_of_content_alone_has_the_short_lane_and_no_other() -> None:
    full, short = _read(ROOT / ".github/workflows/ci.yml"), _read(ROOT / ".github/workflows/content.yml")
    assert full["on"]["pull_request"]["paths-ignore"] == short["on"]["pull_request"]["paths"] == ["seeds/**"]
    assert short["jobs"]["check"]["timeout-minutes"] == 3


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_a_form_for_issues_is_complete(path: Path) -> None:
    form = _read(path)
    assert set(form) == {"name", "description", "body"}
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    ids = [field["id"] for field in fields]
    assert len(ids) == len(set(ids))
    assert all(field["attributes"]["label"] for field in fields)
