"""Ideas looked for in names: by whole words, by framework, then and now."""

import datetime

import pytest

from ingest.evidence.names import NamesFile, name_intervals
from ingest.evidence.persistence import IDEAS, PATTERNS, THEN, Idea, persistence_of, words_of

NOW = datetime.date(2026, 11, 24)
CACHE = Idea("Caching", "response-caching", PATTERNS, r"cach(e|ed|ing)")


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ("lib.mod:SemanticCache", "semantic cache"),
        ("lib:FewShotPrompt.from_examples", "from examples"),
        ("lib:LLMGuard2", "llm guard 2"),
        ("lib:HTMLReader", "html reader"),
        ("lib:set_llm_cache", "set llm cache"),
        ("lib:FINE_TUNE", "fine tune"),
    ],
)
def test_a_name_is_split_into_words(ref: str, words: str) -> None:
    assert words_of(ref) == words


def names(package: str, then: list[str], now: list[str], since: datetime.date = THEN) -> NamesFile:
    found = [("1", then), ("2", now)]
    return NamesFile(package, NOW, (("1", since), ("2", datetime.date(2026, 1, 1))), name_intervals(found, {}))


def test_frameworks_are_counted_then_and_now_over_all_their_packages() -> None:
    files = [
        names("a", ["a:LLMCache"], []),
        names("a-core", [], ["a_core:cached"]),
        names("b", ["b:cache"], ["b:other"]),
        names("c", ["c:x"], ["c:Caching"]),
        names("d", ["d:Cacheable"], ["d:y"]),
        names("late", [], ["late:cache"], since=datetime.date(2025, 1, 1)),
    ]
    owners = {"a": "a", "a-core": "a", "b": "b", "c": "c", "d": "d", "late": "late"}
    found = persistence_of(files, owners, NOW, [CACHE])[0]
    assert (found.followed, found.then_count, found.now_count) == (4, 2, 2)
    assert (found.gained, found.lost) == (("c",), ("b",))


def test_ideas_that_are_no_concepts_today_are_followed_too() -> None:
    assert {idea.name for idea in IDEAS if idea.concept is None} >= {"Playground", "Plugins", "Prompt tuning"}
    assert all(idea.source.year == 2023 for idea in IDEAS)
