"""`explainCode`: imports are found in whatever a tutorial looks like, and hostile text costs nothing."""

import datetime
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.questions.code import MOST_BYTES, MOST_IMPORTS, MOST_PURPOSES, Knowledge, explain_code, imports_of
from graph.questions.errors import BadQuestion
from graph.records import SymbolKey
from graph.vocabulary import Finding, SymbolState
from tests.contents import concept, mapping, small_content, symbol
from tests.graph.questions.real import projection_of

SMALL = projection_of(small_content())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from a.b import c, d as e", ["a.b.c", "a.b.d"]),
        (">>> from a import (\n...     b,  # why\n...     c,\n... )", ["a.b", "a.c"]),
        ("In [3]: from a import b", ["a.b"]),
        ("    from a import \\\n        b", ["a.b"]),
        ("import a.b as x, c\nx.Y.z()\nc.D", ["a.b", "a.b.Y.z", "c", "c.D"]),
        ("!pip install a\nfrom a import *\nx = ...", ["a"]),
        ("from . import a\nfrom .b import c", []),
        ("from the shop import milk and bread\nimport this only if you must", []),
        ("def f(:\nfrom a import b", ["a.b"]),
        ('import { A, type B as C } from "@x/y";', ["@x/y.A", "@x/y.B"]),
        ("const { a: b } = require('x')", ["x.a"]),
        ("import x from 'y'\nimport z from './own'", ["y"]),
        ("from a import (b c\nfrom d import e", ["a", "d.e"]),
    ],
)
def test_imports_are_found_in_what_tutorials_look_like(text: str, expected: list[str]) -> None:
    assert [one.dotted for one in imports_of(text)] == expected


def test_a_name_that_is_gone_gets_its_concepts_and_what_took_its_place() -> None:
    (found,) = explain_code(SMALL, "# old\nfrom old.chains import QA").imports
    assert (found.line, found.knowledge, found.framework) == (2, Knowledge.MAPPED, "old-chain")
    assert set(found.concepts) == {"rag", "retrieval"}
    assert found.replaced_by is not None
    assert found.because[-1].text == "haystack.retrievers:Retriever took its place."


def test_a_day_is_looked_up_and_what_is_not_recorded_is_never_called_absent() -> None:
    code = "from haystack.rankers import Ranker\nfrom haystack.retrievers import Retriever"
    ranker, retriever = explain_code(SMALL, code, datetime.date(2025, 6, 1)).imports
    assert (ranker.state, ranker.state_as_of) == (SymbolState.PRESENT, SymbolState.ABSENT)
    assert (retriever.state, retriever.state_as_of) == (SymbolState.NOT_RECORDED, SymbolState.NOT_RECORDED)
    assert "is not recorded" in retriever.because[1].text


def test_what_is_not_known_is_told_as_such() -> None:
    code = "from haystack.x import Y\nimport os\nfrom @js import a\nfrom a import (b"
    assert [one.knowledge for one in explain_code(SMALL, code).imports] == [
        Knowledge.PACKAGE_KNOWN,
        Knowledge.UNKNOWN,
        Knowledge.UNREADABLE,
    ]


def test_what_people_say_took_the_place_comes_before_where_a_name_was_found_again() -> None:
    content = small_content()
    moved = SymbolKey("pkg:pypi/old-chain", "old.legacy:QA")
    evidence = replace(
        content.evidence[0], package="pkg:pypi/old-chain", ref="old.chains:QA", finding=Finding.ABSENT, moved_to=moved
    )
    (found,) = explain_code(projection_of(replace(content, evidence=(evidence,))), "from old.chains import QA").imports
    assert found.replaced_by == SymbolKey("pkg:pypi/haystack-ai", "haystack.retrievers:Retriever")


def test_a_name_that_only_a_survey_found_is_for_what_it_became() -> None:
    code = "from haystack.nodes import Old, Older"
    old, older = explain_code(SMALL, code, datetime.date(2025, 3, 1)).imports
    assert (old.knowledge, old.symbol, old.concepts) == (Knowledge.KNOWN, None, ("reranking",))
    assert (old.state, old.state_as_of) == (SymbolState.ABSENT, SymbolState.PRESENT)
    assert [one.text for one in old.because] == [
        "haystack.nodes:Old is absent in 2.0.0, as a survey of all names found.",
        "On 2025-03-01 it was present.",
        "haystack.rankers:Ranker took its place.",
    ]
    assert (older.concepts, older.replaced_by) == ((), None)
    assert older.state_as_of is SymbolState.NOT_RECORDED  # it went between two releases read, nobody knows when


def test_a_member_is_known_by_the_name_it_belongs_to() -> None:
    found = explain_code(SMALL, "import haystack.rankers as r\nr.Ranker.run()").imports
    assert [one.symbol.ref if one.symbol else None for one in found] == [None, "haystack.rankers:Ranker"]


@given(st.text(max_size=400))
def test_any_text_is_answered(text: str) -> None:
    explain_code(SMALL, text)


@pytest.mark.parametrize(
    "text",
    [
        "import a\n" * 4000,
        "from a import (" + "(" * 40_000,
        "import " + "a." * 20_000,
        "from a import b\\\n" * 2500,
        "import {" + "{" * 40_000,
        "const " * 8000,
        'import x from "' + "y" * 40_000,
        "\n".join(f"import m{number}" for number in range(3500)),
        "from x import " + ",".join(f"n{number}" for number in range(7000)),
    ],
    ids=lambda text: text[:12].strip(),
)
def test_hostile_text_is_bounded(text: str) -> None:
    begun = time.process_time()
    found = explain_code(SMALL, text)
    assert len(found.imports) <= MOST_IMPORTS
    print(f"{time.process_time() - begun:.3f} s")


def test_too_much_text_is_refused() -> None:
    with pytest.raises(BadQuestion, match="48 KiB"):
        explain_code(SMALL, "é" * MOST_BYTES)


def test_the_purposes_of_one_import_are_bounded() -> None:
    content = small_content()
    slugs = [f"purpose-{number:02}" for number in range(MOST_PURPOSES + 4)]
    splitter = symbol("pkg:pypi/haystack-ai", "haystack.everything:Everything")
    many = replace(
        content,
        concepts=tuple(sorted((*content.concepts, *map(concept, slugs)), key=lambda one: one.slug)),
        symbols=tuple(sorted((*content.symbols, splitter), key=lambda one: (one.package, one.ref))),
        mappings=tuple(
            sorted(
                (*content.mappings, *(mapping("haystack", slug, splitter) for slug in slugs)),
                key=lambda one: (one.framework, one.concept),
            )
        ),
    )
    found = explain_code(projection_of(many), "from haystack.everything import Everything")
    assert found.imports[0].concepts == tuple(slugs[:MOST_PURPOSES])
    assert set(found.concepts) <= set(slugs)
