"""Whole answers as clients see them, kept beside this file and small enough to read in a review."""

from dataclasses import replace
from typing import Any

import orjson
import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from graph.identity import NodeKey, to_global_id
from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from graph.vocabulary import NodeKind
from schema.engine import Engine
from tests.contents import small_content
from tests.schema.conftest import Ask, answer_of

QUERIES = {
    "concept": """{ concept(slug: "rag") {
        id slug name kind status aliases terms definition invariant inputs outputs tradeOffs failureModes recognition
        example depth family { slug name order } outcomes { aware apply design } sources { title year arxiv doi }
        faded { date }
        prerequisites { nodes { slug } } dependents { totalCount } allPrerequisites { nodes { slug depth } }
        relations { nodes { role concept { slug } } } frameworks { nodes { slug } }
        roles { totalCount } goals { nodes { slug } } persistence { name }
    } }""",
    "framework": """{ framework(slug: "haystack") {
        id name kind summary repository documentation licence needs successor { slug } predecessors { nodes { slug } }
        packages { purl ecosystem releases(first: 1) {
          totalCount nodes { version date yanked reading package { purl } } } }
        lastRelease { version date }
        survival { scope windowStart windowEnd packages names samePath moved gone sampled caution
          points { days atRisk samePath moved gone lower upper } }
        concepts { nodes { slug } } symbols { nodes { ref name kind former } }
        mappings { nodes { concept { slug } coverage state caveat fit { basis } symbols { ref }
          evidence { symbol { ref } version } } }
    } }""",
    "symbol": """{ living: symbol(ref: "haystack.rankers:Ranker") {
        package { purl } mappings { nodes { concept { slug } framework { slug } } } replaces { totalCount }
        quotation { url } state firstSeen { version date exact } lastSeen { version date exact }
        movedTo { ref } definedAt { package version file line } signature
        evidence { checkedOn version finding how file line signature reason movedTo { package ref } nearest
          intervals { finding first firstDate firstExact last lastDate lastExact } signatureChanges { version } }
      } former: symbol(ref: "old.chains:QA", package: "pkg:pypi/old-chain") {
        former seenIn replacedBy { ref package { framework { slug } } } evidence { version }
    } }""",
    "symbols": """{ symbols(refs: [
        { package: "pkg:pypi/old-chain", ref: "old.chains:QA" }
        { package: "pkg:pypi/nowhere", ref: "nothing:Here" }
        { package: "pkg:pypi/haystack-ai", ref: "haystack.rankers.Ranker", version: "1.0.0" }
        { package: "pkg:pypi/haystack-ai", ref: "haystack.nodes.Old.run", version: "1.2.0" }
    ]) { package ref version cataloguing found { package ref } beyond packageFound { framework { slug } }
      symbol { former mappings { nodes { state } } } state stateInVersion newest
      firstSeen { version date exact } lastSeen { version date exact } movedTo { package ref }
      concepts { slug } standIns { ref package { purl } } } }""",
    "changes": """{ changes { totalCount nodes { kind date version exact after package { purl } framework { slug }
        symbol { ref } movedTo { ref } } } }""",
    "lasting": """{ survival { scope names samePath moved gone points { days lower upper } }
      persistence { name concept { slug } source { title year } thenDate nowDate followed thenCount nowCount gained lost
      } }""",
    "role-and-goal": """{ role(slug: "builder") { name summary
        requires { level reason concept { slug } } excludes { reason concept { slug } } }
      goal(slug: "chatbot") { name summary requires { level concept { slug } } acceptance
        slices { name runs concepts { slug } } waives { reason family { slug } } }
    }""",
    "retired-and-snapshot": """{ retired(id: "concept:semantic-search") { id ending date reason successors }
      snapshot { evidenceNewest evidenceOldest licence attribution
        counts { families concepts frameworks mappings symbols packages roles goals } }
    }""",
    "what-is-not-there": """{ node(id: "nothing") { id } concept(slug: "nowhere") { name } family(slug: "x") { name }
      framework(slug: "reranking") { name } mapping(framework: "haystack", concept: "rag") { summary }
      symbol(ref: "nowhere:Nothing") { ref } package(purl: "pkg:pypi/nowhere") { purl } role(slug: "") { name }
      goal(slug: "reranking\\"") { name } retired(id: "concept:rag") { reason }
    }""",
}


@pytest.mark.parametrize("name", QUERIES)
def test_the_answer_is_as_kept(ask: Ask, snapshot: SnapshotAssertion, name: str) -> None:
    assert ask(QUERIES[name]) == snapshot(extension_class=JSONSnapshotExtension)


KEYS = {
    "Family": NodeKey(NodeKind.FAMILY, "retrieval"),
    "Concept": NodeKey(NodeKind.CONCEPT, "rag"),
    "Framework": NodeKey(NodeKind.FRAMEWORK, "jslib"),
    "Mapping": NodeKey(NodeKind.MAPPING, "jslib/retrieval"),
    "Symbol": NodeKey(NodeKind.SYMBOL, "pkg:npm/%40js/core#@js/core/splitters:Splitter"),
    "Package": NodeKey(NodeKind.PACKAGE, "pkg:npm/%40js/core"),
    "Role": NodeKey(NodeKind.ROLE, "builder"),
    "Goal": NodeKey(NodeKind.GOAL, "chatbot"),
}


def test_nodes_of_all_kinds_are_read_again_by_their_ids_in_the_order_asked(ask: Ask) -> None:
    ids = [to_global_id(key) for key in KEYS.values()]
    unknown = to_global_id(NodeKey(NodeKind.CONCEPT, "nowhere"))
    asked = [ids[0], "no id", *ids[1:], unknown, "", ids[0]]
    nodes: list[Any] = ask("query Q($i: [ID!]!) { nodes(ids: $i) { __typename id } }", {"i": asked})["data"]["nodes"]
    found = [None if node is None else (node["__typename"], node["id"]) for node in nodes]
    named = list(zip(KEYS, ids, strict=True))
    assert found == [named[0], None, *named[1:], None, None, named[0]]


def test_one_node_is_read_by_its_id_with_fields_of_its_type(ask: Ask) -> None:
    document = "query Q($i: ID!) { node(id: $i) { ... on Mapping { summary concept { slug } } } }"
    found = ask(document, {"i": to_global_id(KEYS["Mapping"])})["data"]["node"]
    assert found == {"summary": "How jslib does retrieval.", "concept": {"slug": "retrieval"}}


def test_a_name_in_several_packages_must_be_told_apart() -> None:
    content = small_content()
    ranker = next(one for one in content.symbols if one.ref == "haystack.rankers:Ranker")
    twin = replace(ranker, package="pkg:pypi/old-chain")
    engine = Engine(MemoryStore(Snapshot.of(replace(content, symbols=(*content.symbols, twin)))))
    answer = orjson.loads(answer_of(engine, '{ symbol(ref: "haystack.rankers:Ranker") { ref } }').body)
    assert answer["data"] == {"symbol": None}
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert "pkg:pypi/haystack-ai, pkg:pypi/old-chain" in answer["errors"][0]["message"]
    given = '{ symbol(ref: "haystack.rankers:Ranker", package: "pkg:pypi/old-chain") { package { purl } } }'
    assert answer_of(engine, given).codes == ()


def test_keys_come_in_the_order_of_the_question(ask: Ask) -> None:
    answer = ask('{ z: concept(slug: "rag") { slug b: name a: slug } a: __typename }')
    assert orjson.dumps(answer) == (
        b'{"data":{"z":{"slug":"rag","b":"Retrieval-augmented generation","a":"rag"},"a":"Query"}}'
    )


def test_fields_asked_twice_are_merged(ask: Ask) -> None:
    answer = ask(
        '{ concept(slug: "rag") { family { slug } } concept(slug: "rag") { ...F family { order } } }'
        " fragment F on Concept { family { name } }"
    )
    assert answer["data"]["concept"]["family"] == {"slug": "retrieval", "name": "Retrieval", "order": 1}


@pytest.mark.parametrize(("yes", "keys"), [(True, {"name"}), (False, {"slug"})])
def test_conditions_are_kept(ask: Ask, yes: bool, keys: set[str]) -> None:
    document = 'query Q($b: Boolean!) { concept(slug: "rag") { name @include(if: $b) slug @skip(if: $b) } }'
    assert ask(document, {"b": yes})["data"]["concept"].keys() == keys
