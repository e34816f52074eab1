"""What the tests of ingest share: folders of small content."""

from pathlib import Path

import pytest

from ingest.diagnostics import Severity, line_of
from tests.ingest.small_content import Edit, ErrorsAfter, edited, found, good_files, write


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """Return a folder of content that breaks no rule."""
    return write(tmp_path / "seeds", good_files())


@pytest.fixture
def errors_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ErrorsAfter:
    """Return a function that edits good content and gives the errors as they are printed."""

    def errors(*edits: Edit) -> list[str]:
        root = write(tmp_path / "content", edited(*edits))
        monkeypatch.chdir(root)
        return [line_of(one) for one in found(root) if one.severity is Severity.ERROR]

    return errors
