"""The documentation as data: its pages, their links and fenced blocks, and the words after a block's fence.

The first word of a fence is its language, as editors and hosting platforms read it. The words after it are ours:

``run``       The shell block is run from the top of the checkout and must succeed. Python and TypeScript always are.
``server``    With ``run``: ``http://127.0.0.1:8000`` stands for a server that the test starts.
``external``  The block needs a program that is not ours, and is not run.
``answer``    The block is what the block before it gives, and is written by ``scripts/docs``.
``mapping``, ``framework``, ``concept``   The block is YAML of that document.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTED_ADDRESS = "http://127.0.0.1:8000"
_MARKDOWN = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class Block:
    """A fenced block: where it is, its language, our words after it, its text, and the lines of the page it covers."""

    page: Path
    language: str
    words: tuple[str, ...]
    text: str
    lines: tuple[int, int]

    def __str__(self) -> str:
        """Return where the block stands, for the names of tests."""
        return f"{self.page.relative_to(ROOT).as_posix()}:{self.lines[0]}"


def pages() -> list[Path]:
    """Return all Markdown files that a reader may open, the decisions included."""
    at_top = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "CODE_OF_CONDUCT.md")]
    below = [page for folder in ("docs", "examples", "seeds") for page in (ROOT / folder).rglob("*.md")]
    return sorted([*at_top, ROOT / "SECURITY.md", ROOT / ".github/PULL_REQUEST_TEMPLATE.md", *below])


def blocks(page: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a page in order."""
    for token in _tokens(page):
        if token.type == "fence" and token.map:
            language, *words = token.info.split() or [""]
            yield Block(page, language, tuple(words), token.content, (token.map[0] + 1, token.map[1]))


def all_blocks(language: str, word: str | None = None) -> list[Block]:
    """Return the blocks of all pages in this language that are ours, and with this word if one is given."""
    found = [block for page in pages() for block in blocks(page) if block.language == language]
    return [block for block in found if "external" not in block.words and (word is None or word in block.words)]


def answers() -> list[tuple[Block, Block]]:
    """Return each block that is an answer, after the block that it answers."""
    pairs = []
    for page in pages():
        before: Block | None = None
        for block in blocks(page):
            if "answer" in block.words:
                assert before is not None, f"{block}: nothing comes before this answer"
                pairs.append((before, block))
            before = block
    return pairs


def links(page: Path) -> Iterator[str]:
    """Yield the targets of all links and images of a page."""
    for token in _tokens(page):
        for child in token.children or ():
            target = child.attrGet("href") or child.attrGet("src")
            if target is not None:
                yield str(target)


def anchors(page: Path) -> set[str]:
    """Return the anchors that a hosting platform makes from the headings of a page."""
    tokens = _tokens(page)
    headings = [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def replaced(page_text: str, block: Block, text: str) -> str:
    """Return the text of a page with the body of one of its blocks replaced."""
    lines = page_text.splitlines(keepends=True)
    first, last = block.lines
    return "".join([*lines[:first], text, *lines[last - 1 :]])


def _tokens(page: Path) -> list[Token]:
    return _MARKDOWN.parse(page.read_text(encoding="utf-8"))
