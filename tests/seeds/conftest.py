"""The curated content as it stands in this checkout, read once for all tests of it."""

from pathlib import Path

import pytest

from graph.records import Content
from ingest.building import load_tree

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="session")
def content() -> Content:
    """Return the curated content; a tree with problems fails here with their messages."""
    loaded = load_tree(SEEDS)
    assert loaded.content is not None, "\n".join(str(diagnostic) for diagnostic in loaded.diagnostics)
    return loaded.content
