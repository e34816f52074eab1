"""CycloneDX and lists of purls."""

import pytest

from graph.vocabulary import Ecosystem
from tests.ingest.manifests.samples import manifests, row, told

BILL = """
    {
      "bomFormat": "CycloneDX", "specVersion": "1.6",
      "metadata": {"component": {"bom-ref": "root", "name": "rag-service"}},
      "components": [
        {"bom-ref": "one", "name": "LangChain", "version": "0.3", "purl": "pkg:pypi/LangChain_Core@0.3.1"},
        {
          "bom-ref": "two",
          "purl": "pkg:npm/%40langchain/core@1.0.0",
          "components": [{"name": "unnamed"}, {"purl": "pkg:maven/a/b@1"}]
        }
      ],
      "dependencies": [{"ref": "root", "dependsOn": ["one"]}, {"ref": "one", "dependsOn": ["two"]}]
    }
    """


def test_a_bill_tells_what_its_subject_depends_on() -> None:
    found = manifests("bom.json", BILL)
    assert [(row(one), one.ecosystem, one.direct) for one in found.dependencies] == [
        (("langchain-core", "==0.3.1", 5, "locked"), Ecosystem.PYPI, True),
        (("@langchain/core", "1.0.0", 8, "locked"), Ecosystem.NPM, False),
    ]
    assert sorted(told(found.notes)) == [(1, "ignored"), (9, "other-ecosystem")]


def test_a_bill_without_dependencies_does_not_tell() -> None:
    found = manifests("x.cdx.json", '{"bomFormat": "CycloneDX", "components": [{"purl": "pkg:pypi/a@1"}]}')
    assert found.dependencies[0].direct
    assert told(found.notes) == [(1, "direct-unknown")]


@pytest.mark.parametrize(
    "text",
    ["# ours\npkg:pypi/Open_AI@1.0\n\npkg:npm/%40x/y\n", '[\n"pkg:pypi/Open_AI@1.0",\n\n"pkg:npm/%40x/y"]'],
)
def test_a_list_of_purls_is_read_line_by_line(text: str) -> None:
    found = manifests("purls.txt", text).dependencies
    assert [(row(one), one.ecosystem) for one in found] == [
        (("open-ai", "==1.0", 2, "locked"), Ecosystem.PYPI),
        (("@x/y", "", 4, "locked"), Ecosystem.NPM),
    ]
    assert [one.pinned for one in found] == ["1.0", None]


def test_what_is_no_purl_or_of_another_ecosystem_is_said() -> None:
    found = manifests("purls.txt", "pkg:golang/x@v1\nnope\npkg:pypi/a%20b@1\npkg:npm/%1b@1\npkg:pypi/a\n")
    assert [one.name for one in found.dependencies] == ["a"]
    assert told(found.problems) == [(2, "bad-requirement"), (3, "bad-name"), (4, "bad-name")]
    assert told(found.notes) == [(1, "other-ecosystem")]


@pytest.mark.parametrize(
    ("name", "text"), [("purls.txt", "[NaN]"), ("bom.json", '{"bomFormat": 1, "components": [NaN]}')]
)
def test_numbers_that_json_does_not_have_are_no_json(name: str, text: str) -> None:
    found = manifests(name, text)
    assert [(str(one.code), one.message) for one in found.problems] == [("syntax", "not JSON: it has no NaN")]
