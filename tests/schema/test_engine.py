"""The engine's answers: the main question end to end, and what becomes of requests that can't be run."""

from tests.schema.conftest import Ask


def test_the_main_question_is_answered(ask: Ask) -> None:
    document = """{ concept(slug: "reranking") {
        name invariant prerequisites { nodes { slug } }
        mappings(first: 50) { totalCount nodes { state framework { slug } symbols { ref } } }
    } }"""
    assert ask(document) == {
        "data": {
            "concept": {
                "name": "Reranking",
                "invariant": "What stays of reranking.",
                "prerequisites": {"nodes": [{"slug": "retrieval"}]},
                "mappings": {
                    "totalCount": 1,
                    "nodes": [
                        {
                            "state": "VERIFIED",
                            "framework": {"slug": "haystack"},
                            "symbols": [{"ref": "haystack.rankers:Ranker"}],
                        }
                    ],
                },
            }
        }
    }
