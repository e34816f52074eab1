"""Days in options: what is no day is told in words, and by every command alike."""

import pytest

from tests.cli.running import duramen

pytestmark = pytest.mark.usefixtures("seeds")


@pytest.mark.parametrize("command", [("check", "--today"), ("publish", "--date"), ("verify", "--date")])
@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "20260220", "2026-W08-5", "24.11.2026", ""])
def test_what_is_no_day_is_told_with_the_form(command: tuple[str, ...], day: str) -> None:
    ended = duramen(*command, day)
    assert ended.code == 2
    assert "YYYY-MM-DD" in ended.err


def test_a_day_is_taken() -> None:
    assert duramen("check", "--today", "2026-02-28").code == 0
