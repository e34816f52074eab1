"""Settings: what the environment says is checked, and each is documented."""

import dataclasses

import pytest
from pydantic import ValidationError

from api.settings import Settings
from schema.limits import Limits
from tests.api.settings_page import PAGE, settings_page


def test_the_reference_of_the_settings_has_not_drifted() -> None:
    assert PAGE.read_text(encoding="utf-8") == settings_page(), "run scripts/docs"


def test_every_setting_says_what_it_means() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DURAMEN_MAX_BODY", "100")
    monkeypatch.setenv("DURAMEN_HOSTS", " Example.org, ,b.example ")
    monkeypatch.setenv("DURAMEN_LIMITS__COST", "7")
    settings = Settings()
    assert settings.max_body == 100
    assert settings.allowed_hosts == {"example.org", "b.example"}
    assert settings.limits == dataclasses.replace(Limits(), cost=7)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAX_BODY", "0"),
        ("MAX_BODY", "many"),
        ("HEAD_SECONDS", "-1"),
        ("HEAD_SECONDS", "nan"),
        ("LIMITS__DEPTH", "0"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_value_that_cannot_be_right_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"DURAMEN_{name}", value)
    with pytest.raises(ValidationError):
        Settings()
