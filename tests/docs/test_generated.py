"""Generated parts of the documentation say what the programs say today; `scripts/docs` writes them."""

import json
from pathlib import Path

import pytest

from tests.docs.generated import answer_to, reference_pages
from tests.docs.pages import ROOT, Block, answers, blocks


@pytest.mark.parametrize(("page", "text"), reference_pages().items(), ids=lambda value: getattr(value, "name", ""))
def test_a_page_that_is_made_from_the_code_has_not_drifted(page: Path, text: str) -> None:
    assert page.read_text(encoding="utf-8") == text, "run scripts/docs"


@pytest.mark.parametrize(("question", "answer"), answers(), ids=str)
def test_an_answer_on_a_page_is_the_real_one(question: Block, answer: Block) -> None:
    real = answer_to(question)
    if answer.language == "json":
        assert json.loads(answer.text) == json.loads(real), "run scripts/docs"
    else:
        assert answer.text == real, "run scripts/docs"


def test_the_readme_asks_one_question_and_shows_its_answer() -> None:
    languages = [block.language for block in blocks(ROOT / "README.md")]
    assert languages == ["sh", "graphql", "json"]


def test_the_readme_reaches_its_first_command_within_one_screen() -> None:
    first = next(blocks(ROOT / "README.md"))
    assert first.lines[0] <= 15
