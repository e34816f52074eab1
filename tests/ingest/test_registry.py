"""The registry of rules: codes are stable, every rule is described whole, and every rule has a test that breaks it."""

import re
from pathlib import Path

import pytest

from ingest.diagnostics import Rule, Severity
from ingest.rules import GROUPS, all_rules, rules_of

HERE = Path(__file__).parent


def test_codes_are_unique_and_of_one_form() -> None:
    rules = [rule for modules in GROUPS.values() for rule in rules_of(modules)]
    codes = [rule.code for rule in rules]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"DUR[0-9]{3}", code) for code in codes)


@pytest.mark.parametrize("rule", all_rules().values(), ids=lambda rule: rule.code)
def test_a_rule_is_described_whole(rule: Rule) -> None:
    assert rule.title[0].isupper() or rule.title.startswith("`") or rule.title.startswith("seen_in")
    assert not rule.title.endswith(".")
    assert rule.explanation.endswith(".")
    assert rule.fix.endswith(".")
    assert rule.bad


def test_every_rule_is_broken_by_some_test() -> None:
    text = "".join(path.read_text() for path in HERE.glob("test_*.py"))
    assert [code for code in all_rules() if code not in text] == []


def test_warnings_are_the_codes_from_951_on() -> None:
    warnings = [rule.code for rule in all_rules().values() if rule.severity is Severity.WARNING]
    assert warnings == [code for code in all_rules() if code >= "DUR951"]
