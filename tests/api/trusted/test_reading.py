"""Lists of documents: each form that tools write is read; what is wrong is told with file, document and line."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from api.trusted import reading
from api.trusted.documents import trusted_documents
from api.trusted.reading import UnusableDocuments, read_documents
from graph.errors import StoreUnavailable
from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from graph.store import Pinned, Readiness
from schema.engine import Engine
from schema.limits import Limits
from tests.contents import small_content

ONE, TWO = "query One { snapshot { version } }", "{ concepts { nodes { slug } } }"
COSTLY = "{ frameworks { nodes { mappings { nodes { concept { mappings { totalCount } } } } } } }"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(MemoryStore(Snapshot.of(small_content())))


class Elsewhere:
    """A store that is not in memory, and out of reach."""

    async def pin(self) -> Pinned:
        raise StoreUnavailable("elsewhere")

    async def ready(self) -> Readiness:
        return Readiness(ready=False)

    async def close(self) -> None:
        pass


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("form", ["map", "manifest", "folder"])
def test_every_form_gives_the_same_documents(tmp_path: Path, form: str) -> None:
    if form == "map":
        path = written(tmp_path, "list.json", json.dumps({"one": ONE, "two": TWO}))
    elif form == "manifest":
        operations = [{"id": "one", "name": "One", "type": "query", "body": ONE}, {"id": "two", "body": TWO}]
        manifest = {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}
        path = written(tmp_path, "manifest.json", json.dumps(manifest))
    else:
        path = tmp_path
        (tmp_path / "below").mkdir()
        written(tmp_path, "one.graphql", ONE)
        written(tmp_path / "below", "two.gql", TWO)
        written(tmp_path, "README.md", "no document")
    assert sorted((one.identifier, one.text) for one in read_documents(path)) == [("one", ONE), ("two", TWO)]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.json", "[]", "not a JSON object"),
        ("a.json", "{}", "no document"),
        ("a.json", '{"a": 7}', "document 'a' is not a text"),
        ("a.json", '{"a": "{ a }", "a": "{ b }"}', "twice"),
        ("a.json", '{"a": "{ a }",}', "line 1, column"),
        ("a.json", '{"format": "apollo-persisted-query-manifest", "version": 2, "operations": []}', "version 1"),
        ("a.json", '{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{}]}', "operation 1"),
    ],
)
def test_what_is_no_list_is_refused_with_its_file(tmp_path: Path, name: str, text: str, told: str) -> None:
    path = written(tmp_path, name, text)
    with pytest.raises(UnusableDocuments) as caught:
        read_documents(path)
    assert str(path) in caught.value.lines[0]
    assert told in caught.value.lines[0]


def test_what_cannot_be_read_is_refused_with_its_file(tmp_path: Path) -> None:
    binary = tmp_path / "binary.json"
    binary.write_bytes(b'{"a": "\xff"}')
    for path in (tmp_path / "nothing", tmp_path, binary):
        with pytest.raises(UnusableDocuments, match=str(path)):
            read_documents(path)


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    written(tmp_path, "one.graphql", ONE)
    written(tmp_path / "below", "one.graphql", TWO)
    with pytest.raises(UnusableDocuments, match=r"one\.graphql: .*one\.graphql has the same name"):
        read_documents(tmp_path)


def test_a_list_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, "one.graphql", ONE)
    written(tmp_path, "two.graphql", TWO)
    many = written(tmp_path, "list.json", json.dumps({str(number): ONE for number in range(30)}))
    monkeypatch.setattr(reading, "MOST_DOCUMENTS", 20)
    with pytest.raises(UnusableDocuments, match="more than 20 documents"):
        read_documents(many)
    monkeypatch.setattr(reading, "MOST_BYTES", 40)
    for path in (tmp_path, many):
        with pytest.raises(UnusableDocuments, match="more than 40 bytes"):
            read_documents(path)
    letters = tmp_path / "letters"
    letters.mkdir()
    for number in range(3):  # each of 20 bytes, 11 letters
        written(letters, f"{number}.graphql", "#" + "é" * 9 + "\n")
    with pytest.raises(UnusableDocuments, match="its documents have more than 40 bytes"):
        read_documents(letters)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{\n  concepts { nodes { slugg } }\n}", "2:22: GRAPHQL_VALIDATION_FAILED"),
        ("{\n", "2:1: GRAPHQL_PARSE_FAILED"),
        ("mutation { a }", "1:1: GRAPHQL_VALIDATION_FAILED"),
        ("fragment F on Concept { slug }", "1:1: GRAPHQL_VALIDATION_FAILED"),
        ("{ concepts(first: 1000) { nodes { slug } } }", "1:19: BAD_PAGE_SIZE"),
        (f"{{ {' '.join(f'a{number}: __typename' for number in range(60))} }}", "1:1: TOO_MANY_ALIASES"),
        ("{ " + "a " * 3000 + "}", "1:1: TOO_MANY_TOKENS"),
        ('{ search(query: "' + "a" * 300 + '") { nodes { __typename } } }', "BAD_USER_INPUT"),
    ],
)
def test_a_document_that_could_never_run_is_told_by_file_document_and_line(
    tmp_path: Path, engine: Engine, text: str, told: str
) -> None:
    path = written(tmp_path, "list.json", json.dumps({"good": ONE, "bad": text}))
    for asked in (engine, Engine(Elsewhere())):
        with pytest.raises(UnusableDocuments) as caught:
            trusted_documents(path, (), asked)
        assert [line.startswith(f"{path}: document 'bad':") for line in caught.value.lines] == [True]
        assert told in caught.value.lines[0]


def test_all_problems_are_told_up_to_a_hundred(tmp_path: Path, engine: Engine) -> None:
    path = written(tmp_path, "list.json", json.dumps({f"bad{number}": f"{{ a{number} }}" for number in range(130)}))
    with pytest.raises(UnusableDocuments) as caught:
        trusted_documents(path, (), engine)
    assert len(caught.value.lines) == 101
    assert caught.value.lines[-1] == f"{path}: 30 more problems"


def test_plans_are_made_at_the_start_and_within_their_room(tmp_path: Path) -> None:
    fields = "name definition invariant kind status"
    documents = {
        f"d{number}": f"{{ concepts(first: {number % 50 + 1}) {{ nodes {{ a{number}: slug {fields} }} }} }}"
        for number in range(200)
    }
    path = written(tmp_path, "list.json", json.dumps(documents))
    limits = replace(Limits(), cached_bytes=1_000_000)
    engine = Engine(MemoryStore(Snapshot.of(small_content())), limits)
    trusted_documents(path, (), engine)
    planner = engine.planner
    assert planner is not None
    assert (planner.evicted, planner.answered) == (0, 0)
    assert 0.7 * limits.cached_bytes < planner.prepared_bytes < 0.8 * limits.cached_bytes
    assert planner.known(documents["d0"], None) is not None
    assert planner.known(documents["d199"], None) is None


def test_a_costly_document_is_refused_where_the_longest_lists_are_known(tmp_path: Path) -> None:
    limits = replace(Limits(), cost=3)
    path = written(tmp_path, "list.json", json.dumps({"costly": COSTLY}))
    with pytest.raises(UnusableDocuments, match="TOO_COSTLY"):
        trusted_documents(path, (), Engine(MemoryStore(Snapshot.of(small_content())), limits))
    assert COSTLY in trusted_documents(path, (), Engine(Elsewhere(), limits))
