"""`duramen path`, `fringe` and `gap`: text for people, the server's JSON for programs, one line for wrong usage."""

import json

import pytest

from tests.cli.running import duramen

pytestmark = pytest.mark.usefixtures("seeds")


def test_a_path_begins_with_the_next_steps_and_says_what_runs() -> None:
    ended = duramen("path", "retrieval")
    assert ended.code == 0
    assert ended.out.startswith("Next: ")
    assert "runs: " in ended.out
    assert "because: " in ended.out


def test_json_is_the_answer_of_the_server() -> None:
    answer = json.loads(duramen("path", "retrieval", "--format", "json", "--level", "aware").out)
    assert answer["slices"][-1]["steps"][-1]["concept"]["slug"] == "retrieval"
    assert isinstance(json.loads(duramen("fringe", "--format", "json").out), list)


def test_the_fringe_of_nothing_are_concepts_without_prerequisites() -> None:
    assert "has no prerequisites." in duramen("fringe").out


@pytest.mark.parametrize(
    "arguments", [("path",), ("path", "retrievel"), ("fringe", "--known", "nothing"), ("gap", "nobody"), ("gap",)]
)
def test_wrong_usage_exits_with_2(arguments: tuple[str, ...]) -> None:
    ended = duramen(*arguments)
    assert ended.code == 2
    assert ended.out == ""
