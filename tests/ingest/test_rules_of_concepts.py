# ruff: noqa: E501 - messages stand here as they are printed
"""Each rule about concepts, examples and sources: content that breaks it, and exactly what is said."""

import pytest

from tests.ingest.small_content import PRACTICE, RETRIEVAL, Edit, ErrorsAfter, appended, with_change, with_text

CASES: dict[str, tuple[list[Edit], list[str]]] = {
    "DUR601: a practice without a source": (
        [with_text(PRACTICE, lambda text: text[: text.index("sources:")])],
        ["concepts/threat-modelling.yaml:3:7: error[DUR601]: a practice needs at least one source"],
    ),
    "DUR602: a practice with a recognition rule": (
        [with_change(PRACTICE, "outcomes:", "recognition: It can be recognised by its shape.\noutcomes:")],
        ["concepts/threat-modelling.yaml:15:1: error[DUR602]: a practice has no recognition rule"],
    ),
    "DUR603: a component without a recognition rule": (
        [with_change(RETRIEVAL, "recognition: It takes a query and returns passages.\n", "")],
        ["concepts/retrieval.yaml:4:7: error[DUR603]: a component needs a recognition rule"],
    ),
    "DUR604: faded without saying why": (
        [with_change(RETRIEVAL, "status: durable", "status: faded")],
        ["concepts/retrieval.yaml:5:9: error[DUR604]: the status is faded, and `faded` is missing"],
    ),
    "DUR604: saying why without being faded": (
        [
            appended(
                RETRIEVAL,
                "faded:\n  date: 2026-02-20\n  reason: It was replaced by another one.\n  replaced_by: [embedding]\n",
            )
        ],
        ["concepts/retrieval.yaml:27:1: error[DUR604]: `faded` stands on a concept whose status is `durable`"],
    ),
    "DUR611: an example of 43 lines": (
        [with_change(RETRIEVAL, "  import re\n", "  import re\n" + "  x = 1\n" * 40)],
        ["concepts/retrieval.yaml:63:3: error[DUR611]: the example has 43 lines; at most 40 allowed"],
    ),
    "DUR612: an example that is too wide": (
        [with_change(RETRIEVAL, "  import re\n", '  import re\n\n  x = "' + "y" * 96 + '"\n')],
        [
            "concepts/retrieval.yaml:25:103: error[DUR612]: this line of the example has 102 characters; at most 100 allowed"
        ],
    ),
    "DUR613: an example that is no Python": (
        [with_change(RETRIEVAL, "  import re\n", "  import re\n  x = = 1\n")],
        ["concepts/retrieval.yaml:24:7: error[DUR613]: the example does not parse: invalid syntax"],
    ),
    "DUR614: an example with a foreign import": (
        [with_change(RETRIEVAL, "  import re\n", "  import re\n  import numpy as np\n")],
        [
            "concepts/retrieval.yaml:24:3: error[DUR614]: the example imports `numpy`, which is not in the standard library"
        ],
    ),
    "DUR615: an example that reaches out": (
        [with_change(RETRIEVAL, "  import re\n", "  import re\n  from urllib.request import urlopen\n")],
        ["concepts/retrieval.yaml:24:3: error[DUR615]: the example imports `urllib.request`"],
    ),
    "DUR615: an example that loads code, or goes below the library": (
        [with_change(RETRIEVAL, "  import re\n", "  import re\n  import importlib.util, os.path\n  import _socket\n")],
        [
            "concepts/retrieval.yaml:24:3: error[DUR615]: the example imports `importlib.util`",
            "concepts/retrieval.yaml:25:3: error[DUR615]: the example imports `_socket`",
        ],
    ),
    "DUR615: an example that takes a module for networks from one that is allowed": (
        [with_change(RETRIEVAL, "  import re\n", "  import re\n  from http import HTTPStatus, client\n")],
        ["concepts/retrieval.yaml:24:3: error[DUR615]: the example imports `http.client`"],
    ),
    "DUR621: a source without an identifier": (
        [with_change(PRACTICE, '    isbn: "9781118809990"\n', "")],
        [
            "concepts/threat-modelling.yaml:20:5: error[DUR621]: `Threat Modeling: Designing for Security` has no identifier; exactly one is needed"
        ],
    ),
    "DUR621: a source with two identifiers": (
        [
            with_change(
                PRACTICE, '    isbn: "9781118809990"\n', '    isbn: "9781118809990"\n    url: https://example.org/x\n'
            )
        ],
        [
            "concepts/threat-modelling.yaml:20:5: error[DUR621]: `Threat Modeling: Designing for Security` has isbn, url; exactly one is needed"
        ],
    ),
    "DUR622: a misprinted ISBN": (
        [with_change(PRACTICE, "9781118809990", "9781118809991")],
        ["concepts/threat-modelling.yaml:22:11: error[DUR622]: the check digit of `9781118809991` is wrong"],
    ),
}


@pytest.mark.parametrize(("edits", "expected"), CASES.values(), ids=CASES)
def test_what_breaks_a_rule_is_reported_exactly(
    edits: list[Edit], expected: list[str], errors_after: ErrorsAfter
) -> None:
    assert errors_after(*edits) == expected
