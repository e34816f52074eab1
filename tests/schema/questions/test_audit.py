"""`auditStack` by GraphQL: files as variables, bounded and checked, read by whoever serves, and kept nowhere."""

import asyncio
from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from graph.dependencies import Dependency, Import, Manifests
from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from graph.vocabulary import Ecosystem
from schema.engine import Answer, Engine, GraphQLRequest
from schema.limits import Limits
from schema.services import GivenManifest, Services
from tests.contents import small_content

AUDIT = """
query Audit($manifests: [ManifestInput!]!, $sources: [ManifestInput!], $goal: String) {
  auditStack(manifests: $manifests, sources: $sources, goal: $goal) {
    packages { name ecosystem specifier file line framework { slug } kind pinned }
    furtherPackages
    frameworks {
      framework { slug } packages { purl } used
      maintenance { upkeep because { text } } lasting { percent } because { text checkedOn subject { id } }
    }
    concepts { concept { slug } presence frameworks { slug } because { basis text version } }
    furtherConcepts
    findings {
      code severity message file line frameworks { slug } concepts { slug } symbols { ref }
      alternatives { framework { slug } covers { slug } because { text } } because { text }
    }
    furtherFindings
    progress { goal { slug } used { slug } available { slug } notSeen { slug } practices { slug } total text }
  }
}
"""
GIVEN = {"name": "requirements.txt", "text": "haystack-ai\nrequests\n"}


async def read_lines(manifests: Sequence[GivenManifest], sources: Sequence[GivenManifest]) -> Manifests:
    """Read each line of a manifest as a name, and each line of a source as an import."""
    return Manifests(
        tuple(
            Dependency(name, Ecosystem.PYPI, "", one.name, number)
            for one in manifests
            for number, name in enumerate(one.text.splitlines(), 1)
        ),
        tuple(
            Import(*_split(line), one.name, number)
            for one in sources
            for number, line in enumerate(one.text.splitlines(), 1)
        ),
        files=tuple(one.name for one in (*manifests, *sources)),
    )


def _split(line: str) -> tuple[str, tuple[str, ...]]:
    module, _, name = line.rpartition(".")
    return module, (name,)


@pytest.fixture
def engine() -> Engine:
    return Engine(MemoryStore(Snapshot.of(small_content())), services=Services(read_lines))


def answer_to(engine: Engine, variables: dict[str, Any], document: str = AUDIT) -> Answer:
    return asyncio.run(engine.answer(GraphQLRequest(document, variables)))


def test_everything_of_an_answer_fits_into_the_limits_and_leads_to_the_graph(engine: Engine) -> None:
    source = {"name": "app.py", "text": "haystack.rankers.Ranker"}
    answer = answer_to(engine, {"manifests": [GIVEN], "sources": [source], "goal": "chatbot"})
    found = orjson.loads(answer.body)["data"]["auditStack"]
    assert [(one["name"], one["line"], one["framework"]) for one in found["packages"]] == [
        ("haystack-ai", 1, {"slug": "haystack"}),
        ("requests", 2, None),
    ]
    assert [one["presence"] for one in found["concepts"][:3]] == ["USED", "AVAILABLE", "NOT_SEEN"]
    assert found["progress"]["used"] == [{"slug": "reranking"}]
    assert (found["furtherPackages"], found["furtherConcepts"], found["furtherFindings"]) == (0, 0, 0)
    assert answer.cost <= Limits().cost


def test_long_lists_are_cut_and_the_rest_is_counted(engine: Engine) -> None:
    document = "query A($m: [ManifestInput!]!) { auditStack(manifests: $m) { packages { name } furtherPackages } }"
    given = [{"name": "requirements.txt", "text": "requests\n" * 503}]
    found = orjson.loads(answer_to(engine, {"m": given}, document).body)["data"]["auditStack"]
    assert (len(found["packages"]), found["furtherPackages"]) == (500, 3)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.txt", "é" * 25_000, "`text` in `manifests` has more than 49152 bytes."),
        ("a.txt", "a\x1b[2J", "`text` in `manifests` has a control character other than newlines and tabs."),
        ("a\nb", "a", "`name` in `manifests` has a control character."),
        ("a" * 201, "a", "`name` in `manifests` has more than 200 characters."),
    ],
)
@pytest.mark.parametrize("literal", [False, True])
def test_what_is_no_manifest_is_refused_without_being_repeated(
    engine: Engine, name: str, text: str, says: str, *, literal: bool
) -> None:
    value = f"{{name: {orjson.dumps(name).decode()}, text: {orjson.dumps(text).decode()}}}" if literal else "$given"
    head = "" if literal else "query A($given: ManifestInput!) "
    document = f"{head}{{ auditStack(manifests: [{value}]) {{ furtherPackages }} }}"
    answer = answer_to(engine, {} if literal else {"given": {"name": name, "text": text}}, document)
    (error,) = orjson.loads(answer.body)["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["message"] == says


def test_a_text_may_have_newlines_and_tabs_and_a_size_at_the_limit(engine: Engine) -> None:
    given = {"name": "a.txt", "text": "\ta\r\n" + "b" * (48 * 1024 - 4)}
    assert answer_to(engine, {"manifests": [given]}).codes == ()


def test_a_goal_that_is_not_there_is_an_error_of_the_asker(engine: Engine) -> None:
    answer = answer_to(engine, {"manifests": [GIVEN], "goal": "chatbto"})
    assert answer.codes == ("BAD_USER_INPUT",)
    assert b"Did you mean 'chatbot'?" in answer.body


def test_where_nobody_reads_manifests_that_is_said() -> None:
    alone = Engine(MemoryStore(Snapshot.of(small_content())))
    (error,) = orjson.loads(answer_to(alone, {"manifests": [GIVEN]}).body)["errors"]
    assert (error["message"], error["extensions"]["code"]) == ("Manifests are not read here.", "BAD_USER_INPUT")


@pytest.mark.parametrize(
    ("document", "variables", "kept"),
    [
        (AUDIT, {"manifests": [GIVEN]}, 1),
        ('{ auditStack(manifests: [{name: "a", text: "b"}]) { furtherPackages } }', {}, 0),
        (
            'query A($t: ManifestText = "b") { auditStack(manifests: [{name: "a", text: $t}]) { furtherPackages } }',
            {},
            0,
        ),
        ('{ explainCode(text: "import os") { further } }', {}, 0),
        ('{ auditStack(manifests: [{name: "a", text: "b"}]) { nothing } }', {}, 0),
        ('query A { __typename } query B { explainCode(text: "import os") { further } }', {}, 0),
        ("query A($t: String!) { explainCode(text: $t) { further } }", {"t": "import os"}, 1),
    ],
)
def test_what_somebody_gave_stays_in_no_cache(
    engine: Engine, document: str, variables: dict[str, Any], kept: int
) -> None:
    answer = asyncio.run(engine.answer(GraphQLRequest(document, variables, "A" if "query B" in document else None)))
    assert answer.private
    assert len(engine.documents) == kept
    assert engine.planner is None or not engine.planner._prepared


def test_a_manifest_is_read_once_a_request(engine: Engine) -> None:
    calls = []

    async def read(manifests: Sequence[GivenManifest], sources: Sequence[GivenManifest]) -> Manifests:
        calls.append(manifests)
        return await read_lines(manifests, sources)

    engine.services = Services(read)
    answer_to(engine, {"manifests": [GIVEN]})
    answer_to(engine, {"manifests": [GIVEN]})
    assert len(calls) == 2
