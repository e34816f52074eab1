"""Packages, licences and needs of a framework."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from boolean.boolean import ParseError  # type: ignore[import-untyped]
from license_expression import ExpressionError, get_spdx_licensing  # type: ignore[import-untyped]

from graph.licences import is_licence
from graph.vocabulary import Need
from ingest.diagnostics import Diagnostic, Place, Rule, displayed, quoted
from ingest.sources import Catalogue
from ingest.suggestions import did_you_mean

PACKAGE_TAKEN = Rule(
    "DUR521",
    "A package of two frameworks",
    "A package belongs to one framework, so that a dependency leads to one place.",
    "packages: [pkg:pypi/openai]   # which another framework lists too",
    "Keep it at the framework that publishes it.",
)
UNKNOWN_LICENCE = Rule(
    "DUR522",
    "A licence that is no SPDX expression",
    "Licences are SPDX identifiers in their official spelling, joined by AND, OR and WITH, or LicenseRef- names.",
    "licence: Apache 2",
    "Look the identifier up at spdx.org/licenses.",
)
NEEDS_NOTHING_AND_MORE = Rule(
    "DUR523",
    "A framework that needs nothing and something",
    "`nothing` stands alone.",
    "needs: [nothing, api-key]",
    "Delete `nothing`, or the rest.",
)


def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Report packages, licences and needs that break a rule."""
    yield from _packages(catalogue)
    for source in catalogue.frameworks.values():
        problem = licence_problem(source.document.licence)
        if problem is not None:
            message = f"{quoted(source.document.licence)} is no SPDX licence expression"
            yield UNKNOWN_LICENCE.at(source.value("licence"), message, problem)
        if Need.NOTHING in source.document.needs and len(source.document.needs) > 1:
            message = "`nothing` stands beside other needs"
            yield NEEDS_NOTHING_AND_MORE.at(source.value("needs"), message, NEEDS_NOTHING_AND_MORE.fix)


def _packages(catalogue: Catalogue) -> Iterator[Diagnostic]:
    first: dict[str, tuple[str, Place]] = {}
    for slug, source in sorted(catalogue.frameworks.items()):
        for index, purl in enumerate(source.document.packages):
            place = source.value("packages", index)
            owner, there = first.setdefault(purl, (slug, place))
            if owner != slug:
                where = f"{displayed(there.path)}:{there.line}"
                yield PACKAGE_TAKEN.at(place, f"{quoted(purl)} belongs to {quoted(owner)} ({where})", PACKAGE_TAKEN.fix)


# a name for a licence that is not in the list (SPDX 2.3, Annex D): it stands where an identifier of the list would
_OWN_LICENCE = re.compile(r"(?<![^\s()])LicenseRef-[A-Za-z0-9.-]+(?![^\s()])")


@cache
def _licensing() -> Any:
    return get_spdx_licensing()


@lru_cache(maxsize=1000)
def licence_problem(expression: str) -> str | None:
    """Return what is wrong with a licence expression, as a line of help; null for a good one."""
    if not is_licence(expression):  # the parser below fails on some, such as `( )`, without saying so
        return did_you_mean(expression, _licensing().known_symbols, UNKNOWN_LICENCE.fix)
    known, own = _OWN_LICENCE.subn("MIT", expression)
    try:
        parsed = _licensing().parse(known, validate=True, strict=True)
    except (ExpressionError, ParseError):
        return did_you_mean(expression, _licensing().known_symbols, UNKNOWN_LICENCE.fix)
    canonical = str(parsed)
    return None if canonical == known else f"write {quoted(canonical)}" if not own else UNKNOWN_LICENCE.fix
