"""Settings of the database: what the how-to says, what is read, and what is refused."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from api.database import DatabaseSettings, PasswordProblem

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "neo4j.md").read_text()


def test_the_how_to_lists_each_setting_with_its_default_and_meaning() -> None:
    rows = re.findall(r"^\| `DURAMEN_NEO4J_(\w+)` \|\s*`?([^|`]*?)`?\s*\| (.*) \|$", PAGE, re.MULTILINE)
    expected = [
        (name.upper(), "" if field.default in (None, "") else str(field.default), field.description)
        for name, field in DatabaseSettings.model_fields.items()
    ]
    assert rows == expected


def test_a_password_comes_from_a_file_without_its_last_newline(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("with space \n")
    assert DatabaseSettings(uri="bolt://x", password_file=file).resolved().password == "with space "


def test_a_password_is_given_once(tmp_path: Path) -> None:
    with pytest.raises(PasswordProblem, match="not both"):
        DatabaseSettings(uri="bolt://x", password="a", password_file=tmp_path / "b").resolved()  # type: ignore[arg-type]


def test_a_password_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PasswordProblem, match="password: No such file"):
        DatabaseSettings(uri="bolt://x", password_file=tmp_path / "password").resolved()


def test_no_password_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DURAMEN_NEO4J_PASSWORD", "secret")
    settings = DatabaseSettings(uri="bolt://x")
    assert "secret" not in f"{settings!r} {settings.resolved()!r}"


@pytest.mark.parametrize("wrong", [{"pool_size": 0}, {"call_seconds": 0}, {"query_seconds": "soon"}])
def test_what_can_not_be_meant_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        DatabaseSettings(**wrong)  # type: ignore[arg-type]
