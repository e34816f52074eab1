"""The same document gives the same bytes from memory and from Neo4j: examples, pages of the explorer, and any other."""

import gc
import re
from pathlib import Path

import msgspec
import pytest
from graphql import OperationDefinitionNode, parse

from graph.memory import MemoryStore
from graph.records import Content
from graph.snapshot import Snapshot
from schema.build import executable_schema
from schema.engine import Answer, Engine, GraphQLRequest, Outcome
from schema.limits import Limits
from tests.contents import small_content
from tests.neo4j.documents import DATES, Documents
from tests.neo4j.servers import Server

ROOT = Path(__file__).parents[2]
WRITTEN = sorted([*(ROOT / "examples").glob("*.graphql"), *(ROOT / "api" / "explorer" / "queries").glob("*.graphql")])
GENERATED = 220
# what is compared is the answers, not how fast a loaded machine gives them
PATIENT = Limits(seconds=120)


class Both:
    """One engine over memory and one over a server, with the same content."""

    def __init__(self, server: Server, snapshot: Snapshot) -> None:
        self.server = server
        self.snapshot = snapshot
        self.memory = Engine(MemoryStore(snapshot), PATIENT)
        self.database = Engine(server.serving(snapshot.content), PATIENT)

    def ask(self, document: str, variables: dict[str, object] | None = None) -> Answer:
        """Return the answer of both, after comparing them."""
        request = GraphQLRequest(document, variables)
        answers = (self.server.run(engine.answer(request)) for engine in (self.memory, self.database))
        # only memory has plans: why one left an answer to the executor is for the log, and part of no answer
        expected, found = (msgspec.structs.replace(answer, handed_over=None) for answer in answers)
        assert found == expected, document
        return expected


@pytest.fixture
def both(server: Server, curated: Snapshot) -> Both:
    return Both(server, curated)


def cursors_in(answer: Answer) -> list[str]:
    return re.findall(r'"(?:start|end)?[cC]ursor":"([^"]+)"', answer.body.decode())


@pytest.mark.parametrize("file", WRITTEN, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_query_of_the_project_has_the_same_answer(both: Both, file: Path) -> None:
    text = file.read_text()
    documents = Documents(executable_schema(), both.snapshot.content, seed=1)
    (operation,) = (one for one in parse(text).definitions if isinstance(one, OperationDefinitionNode))
    answer = both.ask(text, documents.variables(operation.variable_definitions or ()))
    assert answer.outcome in (Outcome.ANSWERED, Outcome.REFUSED)


# graphql-core drops fields that it will not need after an error without having run them
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore:coroutine 'Executor")
@pytest.mark.usefixtures("dropped_fields")
@pytest.mark.parametrize("which", ["curated", "small"])
def test_any_document_has_the_same_answer(server: Server, curated: Snapshot, which: str) -> None:
    both = Both(server, curated if which == "curated" else Snapshot.of(small_content()))
    documents = Documents(executable_schema(), both.snapshot.content, seed=20)
    asked: set[str] = set()
    data = codes = 0
    while len(asked) < GENERATED:
        document = documents.document()
        if document in asked:
            continue
        asked.add(document)
        answer = both.ask(document)
        codes += bool(answer.codes)
        data += answer.outcome is Outcome.ANSWERED and not answer.codes
        documents.cursors = [*documents.cursors, *cursors_in(answer)][-40:]
    gc.collect()
    print(f"{which}: {len(asked)} documents, {data} answered without errors, {codes} with errors, all alike")
    # the comparison is worth something only where most documents are answered and some are refused
    assert data > GENERATED * 0.5
    assert codes > 0


@pytest.mark.parametrize("state", ["BROKEN", "UNVERIFIED", "DOCUMENTED", "DEPRECATED", "VERIFIED"])
def test_states_on_any_date_are_the_same(both: Both, state: str) -> None:
    for day in (None, *DATES):
        on = "" if day is None else f', asOf: "{day}"'
        both.ask(
            f"""{{
  mappings(first: 100, where: {{state: [{state}]}}, orderBy: {{field: STATE, direction: DESCENDING}}{on}) {{
    totalCount nodes {{ id state }}
  }}
  concepts(first: 100, where: {{state: [{state}], coverage: [CORE]}}{on}) {{ totalCount nodes {{ slug }} }}
  frameworks(first: 100, where: {{state: [{state}]}}{on}) {{ totalCount nodes {{ slug }} }}
}}"""
        )


@pytest.mark.parametrize("end", ["first", "last"])
@pytest.mark.parametrize("order", ["", ', orderBy: {field: STATE}, asOf: "2026-02-03"'], ids=["curated", "by state"])
def test_pages_are_the_same_from_either_end(both: Both, end: str, order: str) -> None:
    cursor, pages = "", 0
    while True:
        answer = both.ask(
            f"{{ mappings({end}: 60{cursor}{order}) {{ nodes {{ id }} "
            "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"
        )
        pages += 1
        page = dict(re.findall(r'"(\w+)":(true|"[^"]+")', answer.body.decode()))
        if ("hasNextPage" if end == "first" else "hasPreviousPage") not in page:
            break
        cursor = f", after: {page['endCursor']}" if end == "first" else f", before: {page['startCursor']}"
    assert pages > 2


def test_what_is_empty_is_empty_on_both(server: Server) -> None:
    both = Both(server, Snapshot.of(Content()))
    both.ask("{ concepts { totalCount nodes { slug } } snapshot { version counts { concepts } } }")
    both.ask('{ concept(slug: "chunking") { name } }')
