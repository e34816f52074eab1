"""Settings: what the environment says is checked, and each is documented."""

import dataclasses

import msgspec
import pytest

from api.settings import Settings, WrongSetting
from schema.limits import Limits
from tests.api.settings_page import PAGE, meaning, settings_page


def test_the_reference_of_the_settings_has_not_drifted() -> None:
    assert PAGE.read_text(encoding="utf-8") == settings_page(), "run scripts/docs"


def test_every_setting_says_what_it_means() -> None:
    assert all(meaning(field) for field in msgspec.structs.fields(Settings))


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DURAMEN_MAX_BODY", "100")
    monkeypatch.setenv("DURAMEN_HOSTS", " Example.org, ,b.example ")
    monkeypatch.setenv("DURAMEN_LIMITS__COST", "7")
    settings = Settings.read()
    assert settings.max_body == 100
    assert settings.allowed_hosts == {"example.org", "b.example"}
    assert settings.limits == dataclasses.replace(Limits(), cost=7)


@pytest.mark.parametrize("value", ["", "  "])
def test_a_place_that_is_left_empty_is_not_said(value: str) -> None:
    places = {f"DURAMEN_{name}": value for name in ("CACHE", "PUBLIC_URL", "DOCUMENTS")}
    assert Settings.read(places) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAX_BODY", "0"),
        ("MAX_BODY", "many"),
        ("HEAD_SECONDS", "-1"),
        ("HEAD_SECONDS", "nan"),
        ("LIMITS__DEPTH", "0"),
        ("LIMITS__SECONDS", "nan"),
        ("LOG_FORMAT", "xml"),
        ("PLANS", "perhaps"),
        ("ANSWER_CACHE_BYTES", "9" * 30),
        ("METRICS", "a place"),
    ],
)
def test_a_value_that_cannot_be_right_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"DURAMEN_{name}", value)
    with pytest.raises(WrongSetting, match=f"^DURAMEN_{name}: "):
        Settings.read()


@pytest.mark.parametrize(("said", "meant"), [("on", True), ("Yes", True), ("1", True), ("off", False), ("F", False)])
def test_switches_are_read_in_the_usual_words(said: str, meant: bool) -> None:
    assert Settings.read({"DURAMEN_PLANS": said}).plans is meant


def test_what_is_given_beats_the_environment_whose_names_may_be_of_any_case() -> None:
    assert Settings.read({"duramen_max_body": " 7 "}).max_body == 7
    assert Settings.read({"DURAMEN_MAX_BODY": "7"}, max_body=8).max_body == 8
    assert Settings.read({}) == Settings()
