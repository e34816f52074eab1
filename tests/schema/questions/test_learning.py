"""`learningPath`, `fringe` and `gap` by GraphQL: nodes behind slugs, errors of the question, and the public limits."""

import pytest

from tests.schema.conftest import Ask

PATH = """
query Path($goal: String, $role: String, $concepts: [String!], $known: [String!], $level: Level) {
  learningPath(goal: $goal, role: $role, concepts: $concepts, known: $known, level: $level) {
    goal { slug } role { slug } further
    next { concept { slug } }
    slices {
      number name runs
      steps {
        concept { name } level outcome example unlocks { slug }
        practise { framework { slug } mapping { coverage } because { text version checkedOn } }
        because { basis text subject { id } object { id } }
      }
    }
    skipped { concept { slug } family { slug } reason because { basis } }
  }
}
"""


def test_a_path_leads_to_nodes(ask: Ask) -> None:
    path = ask(PATH, {"goal": "chatbot", "known": ["chunking"], "level": "AWARE"})["data"]["learningPath"]
    assert path["goal"] == {"slug": "chatbot"}
    assert [step["concept"]["slug"] for step in path["next"]] == ["retrieval", "rag", "reranking"]
    assert path["slices"][0]["runs"] == "One question is answered."
    assert path["slices"][0]["steps"][0]["level"] == "AWARE"
    assert path["skipped"] == [
        {
            "concept": {"slug": "chunking"},
            "family": None,
            "reason": "You know it, or something that rests on it.",
            "because": [{"basis": "KNOWN"}],
        }
    ]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({}, "exactly one of `goal`, `role` and `concepts`"),
        ({"goal": "chatbott"}, "Did you mean 'chatbot'?"),
        ({"concepts": ["x"] * 201}, "more than 200 values"),
    ],
)
def test_a_question_that_makes_no_sense_is_bad_input(ask: Ask, asked: dict[str, object], says: str) -> None:
    (error,) = ask(PATH, asked)["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert says in error["message"]


def test_fringe_and_gap_answer_together(ask: Ask) -> None:
    data = ask(
        """{
          fringe(known: ["chunking"]) { concept { slug } unlocks { slug } because { text } }
          gap(role: "builder") {
            role { slug }
            missing { concept { slug } level reason before { slug } isReady }
            met { slug }
          }
        }"""
    )["data"]
    assert [one["concept"]["slug"] for one in data["fringe"]] == ["retrieval", "error-analysis", "evaluation"]
    assert data["fringe"][0]["unlocks"] == [{"slug": "rag"}, {"slug": "reranking"}]
    assert data["gap"]["missing"] == [
        {
            "concept": {"slug": "retrieval"},
            "level": "DESIGN",
            "reason": "Search is the product.",
            "before": [{"slug": "chunking"}],
            "isReady": False,
        }
    ]
