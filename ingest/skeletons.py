"""Skeletons of new files: legal YAML with every key explained, in which `check` finds everything that is left to do."""

from collections.abc import Iterable

from graph.identity import MAX_SLUG_LENGTH, is_slug
from graph.vocabulary import FrameworkKind, NodeKind
from ingest.checks.examples import MAX_LINES
from ingest.diagnostics import quoted
from ingest.intended import intended_slug
from ingest.json_schemas import modeline
from ingest.sources import Catalogue

_CONCEPT = """\
name: TODO the name as people say it
# The slug of a family: {families}.
family: todo
# component: tools implement it; practice: people do it (needs a source, has no recognition and no mappings)
kind: component
# durable, emerging, or faded (then add `faded:` with date, reason and replaced_by)
status: durable
# Other names for the same thing, unique in the catalogue: aliases: [other name, second name]
# Terms of its kinds, parts, measures and neighbours, unique too: terms: [one kind, one measure]
definition: TODO say in one sentence what it is, without the name of a product.
invariant: TODO say what stays true whatever tool is used.
inputs:
  - TODO what goes in, as a short noun phrase without a full stop
outputs:
  - TODO what comes out
trade_offs:
  - TODO say what is gained and what it costs.
failure_modes:
  - TODO say how it goes wrong and how one notices.
recognition: TODO say how to tell that a symbol implements it, by its shape of input and output.
# What somebody can do at each level: one sentence that can be checked and names no tool.
outcomes:
  aware: TODO say what somebody who knows of it can explain.
  apply: TODO say what somebody who uses it can do.
  design: TODO say what somebody who designs with it can decide.
# At most {lines} lines of standard-library Python that run offline: `example: |` and the code, indented by two spaces.
# Slugs of concepts to learn first: prerequisites: [retrieval]
# relations:
#   - type: part-of   # refines, evaluates, alternative-to, complements
#     concept: retrieval-augmented-generation
# sources:   # each with exactly one of doi, arxiv, isbn, standard or url
#   - title: The title of the publication
#     year: 2020
#     arxiv: "2005.11401"
"""

_FRAMEWORK = """\
name: TODO the name as its owner writes it
# One of {kinds}.
kind: orchestration
summary: TODO say in one sentence what it does.
# Package URLs without a version: pkg:pypi/NAME or pkg:npm/NAME (pkg:npm/%40scope/name)
packages: [{package}]
repository: https://todo.example
# documentation: https://docs.todo.example
# An SPDX expression, such as Apache-2.0 or MIT
licence: TODO
# What a learner must have before it does anything: nothing, or some of api-key, account, server, gpu
needs: [nothing]
# The slug of the framework that took over, when the time of this one has passed: successor: other-slug
mappings:
  - concept: todo
    # core: an implementation does the whole of it; partial: needs a caveat; hook: interfaces and settings only
    coverage: core
    summary: TODO say in at most two sentences how this tool expresses the concept.
    symbols:
      - package: {package}
        # Exactly the import that a learner would write, module:name
        ref: todo:TODO
        # interface to subclass, implementation to use, configuration to set
        kind: implementation
        # former: true   # for a name that is gone, with seen_in and replaced_by
    # caveat: Say what is missing.
    # documentation: https://docs.todo.example/page
"""
_TEMPLATES = {NodeKind.CONCEPT: _CONCEPT, NodeKind.FRAMEWORK: _FRAMEWORK}


def skeleton(kind: NodeKind, slug: str, families: Iterable[str]) -> str:
    """Return the text of a new concept or framework; `why_not` says why there is none of another kind."""
    text = _TEMPLATES[kind].format(
        families=", ".join(sorted(families)),
        kinds=", ".join(FrameworkKind),
        package=f"pkg:pypi/{slug}",
        lines=MAX_LINES,
    )
    return f"{modeline(kind)}\n{text}"


def why_not(kind: NodeKind, slug: str, catalogue: Catalogue) -> str | None:
    """Return why a slug cannot be given to a new record of a kind, or null when it can."""
    if not is_slug(slug):
        near = intended_slug(slug)
        hint = f"; did you mean {near}?" if near else ""
        return (
            f"{quoted(slug)} is not a slug: small letters, digits and single hyphens, at most {MAX_SLUG_LENGTH}{hint}"
        )
    if slug in catalogue.slugs(kind):
        return f"there is a {kind} {quoted(slug)} already"
    if kind not in _TEMPLATES:
        return f"there is no {kind} {quoted(slug)}; only a {' or a '.join(_TEMPLATES)} can be begun"
    published = catalogue.published.get(f"{kind}:{slug}")
    if published is not None and published.retired is not None:
        end = published.retired
        return f"{quoted(published.id)} was {end.ending} on {end.date}, and an id is never used again"
    return None
