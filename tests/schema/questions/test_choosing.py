"""`swap`, `compare` and `migrate` by GraphQL."""

import pytest

from tests.schema.conftest import Ask


def test_a_stand_in_comes_with_its_mappings_and_reasons(ask: Ask) -> None:
    (found,) = ask(
        """{ swap(framework: "old-chain", concepts: ["retrieval"], where: {licence: ["Apache-2.0"], needs: [NOTHING]}) {
          framework { slug } lost { slug } gained { slug }
          covers { concept { slug } change ours { coverage } theirs { caveat } because { basis subject { id } } }
          maintenance { upkeep since successor { slug } because { text } } lasting { percent }
          because { text object { id } }
        } }"""
    )["data"]["swap"]
    assert found["framework"] == {"slug": "haystack"}
    assert found["covers"][0]["change"] == "FULLER"
    assert found["maintenance"]["upkeep"] == "MAINTAINED"
    assert found["lasting"] is None


def test_a_comparison_is_a_matrix(ask: Ask) -> None:
    found = ask(
        """{ compare(frameworks: ["haystack", "jslib"], concepts: ["retrieval"]) {
          frameworks { framework { slug } maintenance { upkeep } }
          rows { concept { slug } cells { framework { slug } coverage state mapping { symbols { ref } } } }
          shared { slug }
        } }"""
    )["data"]["compare"]
    (row,) = found["rows"]
    assert [cell["coverage"] for cell in row["cells"]] == ["CORE", "HOOK"]
    assert found["shared"] == [{"slug": "retrieval"}]


def test_a_dead_symbol_leads_to_living_ones(ask: Ask) -> None:
    found = ask(
        """{ migrate(symbol: "old.chains:QA") {
          from { slug } to { slug } further
          items {
            symbol { ref former } prospect concepts { slug } replacedBy { ref }
            counterparts { symbol { ref } framework { slug } concept { slug } because { text } } because { text }
          }
        } }"""
    )["data"]["migrate"]
    assert (found["from"], found["to"]) == ({"slug": "old-chain"}, None)
    assert found["items"][0]["replacedBy"] == {"ref": "haystack.retrievers:Retriever"}


@pytest.mark.parametrize(
    "field",
    [
        'swap(framework: "nobody") { lost { slug } }',
        'compare(frameworks: ["haystack"]) { shared { slug } }',
        'migrate(from: "haystack") { further }',
        'migrate(from: "haystack", to: "haystack") { further }',
        'migrate(from: "haystack", to: "jslib", symbol: "a:b") { further }',
        "migrate { further }",
    ],
)
def test_what_cannot_be_asked_is_bad_input(ask: Ask, field: str) -> None:
    (error,) = ask(f"{{ {field} }}")["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
