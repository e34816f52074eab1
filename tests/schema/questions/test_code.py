"""`explainCode` by GraphQL: code may have newlines and tabs, and is bounded."""

import pytest

from tests.schema.conftest import Ask

EXPLAIN = """
query Explain($text: String!, $asOf: Date) {
  explainCode(text: $text, asOf: $asOf) {
    imports {
      line name knowledge symbol { ref } framework { slug } concepts { slug } state stateAsOf replacedBy { package ref }
      because { text }
    }
    concepts { slug }
    further
  }
}
"""


def test_imports_lead_to_symbols_and_concepts(ask: Ask) -> None:
    code = "\tfrom haystack.rankers import Ranker\r\nfrom old.chains import QA\n"
    found = ask(EXPLAIN, {"text": code, "asOf": "2025-06-01"})["data"]["explainCode"]
    assert [one["symbol"]["ref"] for one in found["imports"]] == ["haystack.rankers:Ranker", "old.chains:QA"]
    assert found["imports"][0]["stateAsOf"] == "ABSENT"
    assert found["imports"][1]["replacedBy"]["ref"] == "haystack.retrievers:Retriever"


@pytest.mark.parametrize(("text", "says"), [("a\x1b[31m", "control character"), ("é" * 25_000, "49152 bytes")])
def test_what_is_no_code_is_refused_without_being_repeated(ask: Ask, text: str, says: str) -> None:
    (error,) = ask(EXPLAIN, {"text": text})["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert says in error["message"]
    assert text not in error["message"]


RECOGNISE = """
query Both($text: String!, $refs: [SymbolReferenceInput!]!) {
  explainCode(text: $text) { imports { symbol { ref } state replacedBy { ref } } }
  symbols(refs: $refs) { symbol { ref } state movedTo { ref } }
}
"""


@pytest.mark.parametrize(
    ("package", "name"),
    [
        ("pkg:pypi/haystack-ai", "haystack.rankers.Ranker"),
        ("pkg:pypi/haystack-ai", "haystack.rankers.Other"),
        ("pkg:pypi/haystack-ai", "haystack.nodes.Old"),
        ("pkg:pypi/haystack-ai", "haystack.nodes.Older"),
        ("pkg:pypi/haystack-ai", "haystack.retrievers.Retriever"),
        ("pkg:pypi/old-chain", "old.chains.QA"),
    ],
)
def test_explained_code_and_symbols_recognise_the_same_names(ask: Ask, package: str, name: str) -> None:
    module, _, last = name.rpartition(".")
    code = f"from {module} import {last}"
    found = ask(RECOGNISE, {"text": code, "refs": [{"package": package, "ref": name}]})["data"]
    (explained,), (answered,) = found["explainCode"]["imports"], found["symbols"]
    answered["replacedBy"] = answered.pop("movedTo")
    assert explained == answered
    assert explained["state"] is not None
