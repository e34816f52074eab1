"""`swap`, `compare` and `migrate` by GraphQL."""

import json

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


@pytest.mark.parametrize(
    ("licence", "fault"),
    [
        ("Apache 2", "is no SPDX licence expression"),
        ("", "is no SPDX licence expression"),
        ("(" * 200, "is no SPDX licence expression"),
        ("mit", "is an SPDX licence expression that is spelt `MIT`"),
        ("x" * 201, "has more than 200 characters"),
    ],
)
@pytest.mark.parametrize(
    "field",
    [
        'swap(framework: "haystack", where: {licence: ["MIT", %s]}) { lost { slug } }',
        "frameworks(where: {licence: [%s]}) { totalCount }",
        "concepts(where: {licence: [%s]}) { totalCount }",
    ],
)
def test_a_licence_that_is_none_is_told_and_answers_nothing(ask: Ask, field: str, licence: str, fault: str) -> None:
    by_literal = ask(f"{{ {field % json.dumps(licence)} }}")
    by_variable = ask(f"query Q($l: String!) {{ {field % '$l'} }}", {"l": licence})
    for answer in (by_literal, by_variable):
        (error,) = answer["errors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        assert error["message"].startswith("`licence` in `where` has ")
        assert fault in error["message"]
        assert error["locations"]


def test_a_licence_that_no_framework_has_is_no_error(ask: Ask) -> None:
    assert ask('{ frameworks(where: {licence: "0BSD"}) { totalCount } }') == {"data": {"frameworks": {"totalCount": 0}}}
    document = 'query Q($where: WishesInput) { swap(framework: "haystack", where: $where) { lost { slug } } }'
    assert ask(document, {"where": {"licence": ["0BSD"]}}) == {"data": {"swap": []}}
    assert ask(document, {"where": {"licence": ["0BDS"]}})["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
