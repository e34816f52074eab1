"""A small content folder that breaks no rule, and ways to break it."""

from collections.abc import Callable, Mapping
from pathlib import Path

from ingest.building import load_tree
from ingest.diagnostics import Diagnostic

Files = dict[str, str | bytes]
Edit = Callable[[Files], None]
ErrorsAfter = Callable[..., list[str]]

ALPHA = "frameworks/alpha.yaml"
BETA = "frameworks/beta.yaml"
EMBEDDING = "concepts/embedding.yaml"
RETRIEVAL = "concepts/retrieval.yaml"
RERANKING = "concepts/reranking.yaml"
PRACTICE = "concepts/threat-modelling.yaml"
ROLE = "roles/search-engineer.yaml"
GOAL = "goals/manual-search.yaml"

_FAMILY = """\
name: {name}
summary: What this family of concepts is about.
order: {order}
"""

_COMPONENT = """\
# yaml-language-server: $schema=../.schema/concept.json
name: {name}
family: retrieval
kind: component
status: durable
aliases: [{alias}]
definition: Something that is defined in one sentence.
invariant: What stays true whatever is used. It may take two sentences.
inputs:
  - The query
outputs:
  - Passages in order
trade_offs:
  - More of this costs more of that.
failure_modes:
  - The input is empty and nobody notices.
recognition: It takes a query and returns passages.
outcomes:
  aware: Explains what it does.
  apply: Applies it to a set of questions.
  design: Designs it within a budget.
example: |
  import re

  print(re.findall("a", "banana"))
prerequisites: [{prerequisites}]
"""

_PRACTICE = """\
name: Threat modelling
family: security
kind: practice
status: durable
definition: Something that people do before others do it to them.
invariant: Somebody has to think like an attacker.
inputs:
  - A plan
outputs:
  - A list of threats
trade_offs:
  - It takes time before anything is built.
failure_modes:
  - It is done once and never again.
outcomes:
  aware: Explains what a threat is.
  apply: Lists the threats of a small system.
  design: Decides which threats to accept.
sources:
  - title: "Threat Modeling: Designing for Security"
    year: 2014
    isbn: "9781118809990"
"""

_ALPHA = """\
name: Alpha
kind: orchestration
summary: A library of parts that can be connected.
packages: [pkg:pypi/alpha, pkg:pypi/alpha-extra]
repository: https://github.com/alpha/alpha
licence: Apache-2.0
needs: [nothing]
mappings:
  - concept: retrieval
    coverage: core
    summary: A retriever takes a query and returns passages.
    symbols:
      - package: pkg:pypi/alpha
        ref: alpha.retrievers:Retriever
        kind: interface
      - package: pkg:pypi/alpha
        ref: alpha.retrievers:VectorRetriever
        kind: implementation
      - package: pkg:pypi/alpha
        ref: alpha:OldRetriever
        kind: implementation
        former: true
        seen_in: 1.2.0
        replaced_by:
          package: pkg:pypi/alpha
          ref: alpha.retrievers:VectorRetriever
  - concept: embedding
    coverage: partial
    summary: A helper calls a model.
    symbols:
      - package: pkg:pypi/alpha-extra
        ref: alpha_extra:embed
        kind: implementation
    caveat: The model must be brought along.
"""

_BETA = """\
name: Beta
kind: agent
summary: A library for another language.
packages: [pkg:npm/%40beta/core]
repository: https://github.com/beta/beta
documentation: https://docs.beta.dev/start
licence: MIT OR Apache-2.0
needs: [api-key, account]
mappings:
  - concept: retrieval
    coverage: hook
    summary: An interface to write a retriever for.
    symbols:
      - package: pkg:npm/%40beta/core
        ref: "@beta/core/retrievers:BaseRetriever"
        kind: interface
"""

_ROLE = """\
name: Search engineer
summary: Somebody who makes things findable.
requires:
  - concept: retrieval
    level: design
    reason: It is what the role is about.
excludes:
  - concept: threat-modelling
    reason: Somebody else does it.
"""

_GOAL = """\
name: Search in a manual
summary: A manual that answers questions.
requires:
  - concept: retrieval
    level: apply
    reason: Passages must be found.
  - concept: threat-modelling
    level: aware
    reason: The manual is confidential.
acceptance:
  - A question gets an answer.
  - An answer names its page.
  - A wrong question gets no answer.
  - The threats are listed in the repository.
  - The service starts with one command.
slices:
  - name: First answer
    concepts: [embedding, retrieval]
    runs: A question gets an answer on the command line.
  - name: Safe answer
    concepts: [threat-modelling]
    runs: The same, with the threats listed.
waives:
  - family: evaluation
    reason: Nobody measures it yet.
  - family: observability
    reason: It runs on one machine.
  - family: reliability
    reason: It may fail now and then.
  - family: performance-and-cost
    reason: It costs next to nothing.
"""


def good_files() -> Files:
    """Return the content: its files by their paths."""
    return {
        "families/retrieval.yaml": _FAMILY.format(name="Retrieval", order=1),
        "families/security.yaml": _FAMILY.format(name="Security", order=2),
        "families/evaluation.yaml": _FAMILY.format(name="Evaluation", order=3),
        "families/observability.yaml": _FAMILY.format(name="Observability", order=4),
        "families/reliability.yaml": _FAMILY.format(name="Reliability", order=5),
        "families/performance-and-cost.yaml": _FAMILY.format(name="Performance and cost", order=6),
        "concepts/embedding.yaml": _COMPONENT.format(name="Embedding", alias="vectors", prerequisites=""),
        "concepts/retrieval.yaml": _COMPONENT.format(name="Retrieval", alias="search", prerequisites="embedding"),
        "concepts/reranking.yaml": _COMPONENT.format(name="Reranking", alias="re-ranking", prerequisites="retrieval"),
        "concepts/threat-modelling.yaml": _PRACTICE,
        "frameworks/alpha.yaml": _ALPHA,
        "frameworks/beta.yaml": _BETA,
        "roles/search-engineer.yaml": _ROLE,
        "goals/manual-search.yaml": _GOAL,
    }


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder, and return the folder."""
    for name, body in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body if isinstance(body, bytes) else body.encode())
    return root


def with_change(file: str, old: str, new: str) -> Edit:
    """Return an edit that replaces the one place where `old` stands in a file."""

    def edit(files: Files) -> None:
        text = files[file]
        assert isinstance(text, str)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        files[file] = text.replace(old, new)

    return edit


def with_file(file: str, body: str | bytes) -> Edit:
    """Return an edit that adds or replaces a file."""
    return lambda files: files.__setitem__(file, body)


def with_text(file: str, change: Callable[[str], str]) -> Edit:
    """Return an edit that makes a new text of a file's text."""
    return lambda files: files.__setitem__(file, change(str(files[file])))


def appended(file: str, text: str) -> Edit:
    """Return an edit that adds text at the end of a file."""
    return lambda files: files.__setitem__(file, f"{files[file]!s}{text}")


def edited(*edits: Edit) -> Files:
    """Return the good files after some edits."""
    files = good_files()
    for edit in edits:
        edit(files)
    return files


def found(root: Path) -> list[Diagnostic]:
    """Return what is wrong with a folder."""
    return list(load_tree(root).diagnostics)
