"""An audit as Markdown, for the comment of a pull request; whatever came from files is written as plain text."""

import re
from collections.abc import Iterable, Iterator

from graph.questions.audit import Audit, Presence
from graph.questions.audit_findings import Finding
from graph.questions.projection import Projection

_SIGNS = re.compile(r"([\\`*_{}\[\]<>()#+!|~@&$-])")
_MOST_CONCEPTS = 30


def as_markdown(projection: Projection, found: Audit) -> str:
    """Return findings, concepts, and packages that lead to a framework."""
    return "\n".join([*_findings(found), *_progress(found), *_concepts(projection, found), *_packages(found)]) + "\n"


def plain(text: str) -> str:
    """Return a text as Markdown shows it letter by letter: no markup, no links, no line breaks, no mentions."""
    visible = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)
    return _SIGNS.sub(r"\\\1", visible)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    titles = list(head)
    yield f"| {' | '.join(titles)} |"
    yield f"|{'---|' * len(titles)}"
    yield from (f"| {' | '.join(cells)} |" for cells in rows)
    yield ""


def _findings(found: Audit) -> Iterator[str]:
    yield "## Audit of dependencies"
    yield ""
    if not found.findings:
        yield "Nothing was found that needs attention."
        yield ""
        return
    rows = (
        (one.severity.value, plain(f"{one.file}:{one.line}"), f"{one.code.name}: {_said(one)}")
        for one in found.findings
    )
    yield from _table(("", "where", "what"), rows)


def _said(one: Finding) -> str:
    instead = ", ".join(other.framework for other in one.alternatives)
    return plain(one.message) + (f" Instead: {instead}." if instead else "")


def _progress(found: Audit) -> Iterator[str]:
    if found.progress is not None:
        yield f"**{found.progress.goal}**: {plain(found.progress.text)}"
        yield ""
        parts = (
            ("used", found.progress.used),
            ("at hand", found.progress.available),
            ("not seen", found.progress.not_seen),
            ("by people", found.progress.practices),
        )
        yield from (f"- {head}: {', '.join(slugs)}" for head, slugs in parts if slugs)
        yield ""


def _concepts(projection: Projection, found: Audit) -> Iterator[str]:
    seen = [one for one in found.concepts if one.presence is not Presence.NOT_SEEN]
    if not seen:
        return
    rows = (
        (plain(projection.concepts[one.concept].name), one.presence.name, ", ".join(one.frameworks))
        for one in seen[:_MOST_CONCEPTS]
    )
    yield from _table(("concept", "", "by"), rows)
    if len(seen) > _MOST_CONCEPTS:
        yield f"{len(seen) - _MOST_CONCEPTS} more concepts."
        yield ""


def _packages(found: Audit) -> Iterator[str]:
    known = [one for one in found.packages if one.framework is not None]
    yield f"{found.summary}."
    yield ""
    if known:
        rows = (
            (plain(f"{one.name} {one.specifier}".rstrip()), plain(f"{one.file}:{one.line}"), str(one.framework))
            for one in known
        )
        yield from _table(("package", "where", "framework"), rows)
