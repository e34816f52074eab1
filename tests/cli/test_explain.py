"""`duramen explain`: each code is explained, by its number in any spelling."""

import pytest

from ingest.rules import all_rules
from tests.cli.running import duramen


@pytest.mark.parametrize("code", all_rules())
def test_every_code_is_explained(code: str) -> None:
    rule, ended = all_rules()[code], duramen("explain", code.lower())
    assert ended.code == 0
    assert ended.out.startswith(f"{code}: {rule.title}")
    for part in (rule.explanation, rule.fix, *rule.bad.splitlines()):
        assert part in ended.out


def test_all_codes_are_listed() -> None:
    assert [line.split()[0] for line in duramen("explain").out.splitlines()] == list(all_rules())


def test_an_unknown_code_is_wrong_usage_with_a_suggestion() -> None:
    ended = duramen("explain", "DUR3O1")
    assert ended.code == 2
    assert "did you mean `DUR301`?" in ended.err
