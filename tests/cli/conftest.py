"""What the tests of the command line share: a folder of small content, with the working folder above it."""

from pathlib import Path

import pytest

from tests.ingest.small_content import good_files, write


@pytest.fixture
def seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return ``seeds`` below the working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DURAMEN_CACHE", str(tmp_path / "cache"))
    return write(tmp_path / "seeds", good_files()).relative_to(tmp_path)
