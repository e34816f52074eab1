# ruff: noqa: E501 - messages stand here as they are printed
"""Each rule about frameworks, mappings and symbols: content that breaks it, and exactly what is said."""

from pathlib import Path

import pytest

from ingest.suggestions import MAX_SUGGESTIONS
from tests.ingest.small_content import ALPHA, BETA, Edit, ErrorsAfter, appended, edited, found, with_change, write

CASES: dict[str, tuple[list[Edit], list[str]]] = {
    "DUR501: core coverage by interfaces": (
        [
            with_change(
                ALPHA,
                "ref: alpha.retrievers:VectorRetriever\n        kind: implementation",
                "ref: alpha.retrievers:VectorRetriever\n        kind: interface",
            )
        ],
        [
            "frameworks/alpha.yaml:10:15: error[DUR501]: core coverage of `retrieval` names no implementation that is there today"
        ],
    ),
    "DUR502: partial coverage without a caveat": (
        [with_change(ALPHA, "    caveat: The model must be brought along.\n", "")],
        [
            "frameworks/alpha.yaml:28:15: error[DUR502]: partial coverage of `embedding` has no caveat that says what is missing"
        ],
    ),
    "DUR503: a hook that implements": (
        [with_change(BETA, "kind: interface", "kind: implementation")],
        ["frameworks/beta.yaml:11:15: error[DUR503]: a hook for `retrieval` names an implementation"],
    ),
    "DUR504: a mapping to a practice": (
        [with_change(BETA, "concept: retrieval", "concept: threat-modelling")],
        ["frameworks/beta.yaml:10:14: error[DUR504]: `threat-modelling` is a practice"],
    ),
    "DUR505: a package of somebody else": (
        [with_change(ALPHA, "package: pkg:pypi/alpha-extra\n", "package: pkg:pypi/alpha-extras\n")],
        ["frameworks/alpha.yaml:31:18: error[DUR505]: `pkg:pypi/alpha-extras` is not among the packages of `alpha`"],
    ),
    "DUR506: one symbol of two kinds": (
        [
            with_change(
                ALPHA,
                "ref: alpha_extra:embed\n",
                "ref: alpha_extra:embed\n        kind: implementation\n      - package: pkg:pypi/alpha\n        ref: alpha.retrievers:Retriever\n",
            )
        ],
        [
            "frameworks/alpha.yaml:36:15: error[DUR506]: `kind` of `alpha.retrievers:Retriever` is `implementation` here, and frameworks/alpha.yaml:13 says `interface`"
        ],
    ),
    "DUR507: former without a release": (
        [with_change(ALPHA, "        seen_in: 1.2.0\n", "")],
        [
            "frameworks/alpha.yaml:22:17: error[DUR507]: `alpha:OldRetriever` is former, and no release is named that had it"
        ],
    ),
    "DUR508: history of a living symbol": (
        [with_change(ALPHA, "        former: true\n", "")],
        [
            "frameworks/alpha.yaml:22:9: error[DUR508]: `seen_in` stands on `alpha:OldRetriever`, which is not marked former",
            "frameworks/alpha.yaml:23:9: error[DUR508]: `replaced_by` stands on `alpha:OldRetriever`, which is not marked former",
        ],
    ),
    "DUR509: an unknown replacement": (
        [
            with_change(
                ALPHA,
                "          ref: alpha.retrievers:VectorRetriever\n",
                "          ref: alpha.retrievers:VectorRetreiver\n",
            )
        ],
        [
            "frameworks/alpha.yaml:26:16: error[DUR509]: no mapping names the symbol `alpha.retrievers:VectorRetreiver` of `pkg:pypi/alpha`"
        ],
    ),
    "DUR510: a former replacement": (
        [
            with_change(
                ALPHA, "          ref: alpha.retrievers:VectorRetriever\n", "          ref: alpha:OldRetriever\n"
            )
        ],
        ["frameworks/alpha.yaml:26:16: error[DUR510]: `alpha:OldRetriever` is former itself"],
    ),
    "DUR511: a hyphen in a module": (
        [with_change(ALPHA, "ref: alpha_extra:embed", "ref: alpha-extra:embed")],
        [
            "frameworks/alpha.yaml:32:14: error[DUR511]: `alpha-extra:embed` cannot be imported from `pkg:pypi/alpha-extra`"
        ],
    ),
    "DUR511: a keyword for a name": (
        [with_change(ALPHA, "ref: alpha_extra:embed", "ref: alpha_extra:class")],
        [
            "frameworks/alpha.yaml:32:14: error[DUR511]: `alpha_extra:class` cannot be imported from `pkg:pypi/alpha-extra`"
        ],
    ),
    "DUR511: a module of another package": (
        [with_change(BETA, '"@beta/core/retrievers:BaseRetriever"', '"@other/core:BaseRetriever"')],
        [
            "frameworks/beta.yaml:15:14: error[DUR511]: `@other/core:BaseRetriever` cannot be imported from `pkg:npm/%40beta/core`"
        ],
    ),
    "DUR521: a package of two frameworks": (
        [with_change(BETA, "packages: [pkg:npm/%40beta/core]", "packages: [pkg:npm/%40beta/core, pkg:pypi/alpha]")],
        ["frameworks/beta.yaml:4:34: error[DUR521]: `pkg:pypi/alpha` belongs to `alpha` (frameworks/alpha.yaml:4)"],
    ),
    "DUR522: a licence in plain words": (
        [with_change(ALPHA, "licence: Apache-2.0", "licence: Apache 2")],
        ["frameworks/alpha.yaml:6:10: error[DUR522]: `Apache 2` is no SPDX licence expression"],
    ),
    "DUR522: a licence in small letters": (
        [with_change(ALPHA, "licence: Apache-2.0", "licence: apache-2.0")],
        ["frameworks/alpha.yaml:6:10: error[DUR522]: `apache-2.0` is no SPDX licence expression"],
    ),
    "DUR523: nothing and something": (
        [with_change(ALPHA, "needs: [nothing]", "needs: [nothing, gpu]")],
        ["frameworks/alpha.yaml:7:8: error[DUR523]: `nothing` stands beside other needs"],
    ),
    "DUR531: a user name in an address": (
        [with_change(ALPHA, "https://github.com/alpha/alpha", "https://user@github.com/alpha")],
        ["frameworks/alpha.yaml:5:13: error[DUR531]: `https://user@github.com/alpha`: a user name before the host"],
    ),
    "DUR531: an IP address": (
        [with_change(ALPHA, "https://github.com/alpha/alpha", "https://127.0.0.1/alpha")],
        ["frameworks/alpha.yaml:5:13: error[DUR531]: `https://127.0.0.1/alpha`: an IP address for a host"],
    ),
    "DUR531: a port": (
        [with_change(ALPHA, "https://github.com/alpha/alpha", "https://github.com:8443/alpha")],
        ["frameworks/alpha.yaml:5:13: error[DUR531]: `https://github.com:8443/alpha`: a port"],
    ),
}


@pytest.mark.parametrize(("edits", "expected"), CASES.values(), ids=CASES)
def test_what_breaks_a_rule_is_reported_exactly(
    edits: list[Edit], expected: list[str], errors_after: ErrorsAfter
) -> None:
    assert errors_after(*edits) == expected


def test_all_replacements_that_are_not_there_are_told_and_the_first_get_suggestions(seeds: Path) -> None:
    former = """\
      - package: pkg:pypi/alpha
        ref: alpha:Old{0}
        kind: implementation
        former: true
        seen_in: 1.2.0
        replaced_by: {{package: pkg:pypi/alpha, ref: "alpha.retrievers:Retriever{0}"}}
"""
    mapping = """\
  - concept: concept-{0}
    coverage: core
    summary: A retriever takes a query and returns passages.
    symbols:
"""
    text = "".join(
        mapping.format(number) + "".join(former.format(number * 12 + at) for at in range(12)) for number in range(20)
    )
    write(seeds, edited(appended(ALPHA, text)))
    unknown = [one for one in found(seeds) if one.code == "DUR509"]
    suggested = [one for one in unknown if "did you mean" in str(one.help)]
    assert (len(unknown), len(suggested)) == (240, MAX_SUGGESTIONS)
