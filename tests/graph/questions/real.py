"""The projection of the real content, for questions that are judged on it."""

from functools import cache

from graph.canonical import version_of
from graph.questions.projection import Projection
from graph.records import Content
from ingest.building import built_snapshot, default_cache
from tests.docs.pages import ROOT


@cache
def real_projection() -> Projection:
    """Return the projection of what the catalogue holds today."""
    snapshot = built_snapshot(ROOT / "seeds", default_cache(ROOT / "seeds"))
    return Projection.of(snapshot.content, snapshot.version)


def projection_of(content: Content) -> Projection:
    """Return the projection of some content."""
    return Projection.of(content, version_of(content))
