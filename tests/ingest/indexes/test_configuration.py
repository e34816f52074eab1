"""The index is the one that pip is configured for."""

import pytest
from pypi_simple import PYPI_SIMPLE_ENDPOINT

from ingest.indexes import configuration
from ingest.indexes.configuration import PythonIndexSettings, python_index_settings


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PIP_INDEX_URL", "PIP_CERT"):
        monkeypatch.delenv(name, raising=False)


def says(monkeypatch: pytest.MonkeyPatch, listed: str) -> None:
    class Listed:
        stdout = listed

    monkeypatch.setattr(configuration.subprocess, "run", lambda *_, **__: Listed)


def test_without_configuration_it_is_the_default_of_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    says(monkeypatch, "")
    assert python_index_settings() == PythonIndexSettings(PYPI_SIMPLE_ENDPOINT, None)


def test_the_files_of_pip_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    says(
        monkeypatch,
        "global.cert='/etc/ca.pem'\nglobal.index-url='https://mirror.test/simple'\n:env:.timeout='3'\nfreeze.all='x'\n",
    )
    assert python_index_settings() == PythonIndexSettings("https://mirror.test/simple", "/etc/ca.pem")


def test_the_environment_comes_before_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    says(monkeypatch, "global.index-url='https://mirror.test/simple'\n")
    monkeypatch.setenv("PIP_INDEX_URL", "https://other.test/simple")
    assert python_index_settings().endpoint == "https://other.test/simple"


def test_a_pip_that_fails_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(configuration.subprocess, "run", fail)
    assert python_index_settings().endpoint == PYPI_SIMPLE_ENDPOINT
