"""Every link inside the repository leads somewhere."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.docs.pages import ROOT, anchors, links, pages


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_inside_the_repository_resolve(page: Path) -> None:
    dead = [target for target in links(page) if not _resolves(page, target)]
    assert not dead


def test_the_map_lists_every_page_of_the_documentation() -> None:
    listed = {(ROOT / "docs" / target).resolve() for target in links(ROOT / "docs/README.md")}
    written = {page for page in (ROOT / "docs").rglob("*.md") if page.parent.name != "decisions"}
    assert written - listed - {ROOT / "docs/README.md"} == set()


def test_pictures_have_a_text_for_those_who_do_not_see_them() -> None:
    for page in pages():
        assert "![](" not in page.read_text(encoding="utf-8"), page


def _resolves(page: Path, target: str) -> bool:
    parts = urlsplit(target)
    if parts.scheme in {"http", "https"}:
        return True
    path = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not path.exists() or not path.is_relative_to(ROOT):
        return False
    return not parts.fragment or parts.fragment in anchors(path)
