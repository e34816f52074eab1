"""From records back to documents: the catalogue that a served graph was made from, without its files and positions.

What assembling it again gives is the same records. Places in it say the file and nothing closer.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import orjson
from pydantic import ValidationError

from graph import records
from graph.vocabulary import NodeKind
from ingest import nodes
from ingest.documents import Document
from ingest.ids import PublishedId
from ingest.sources import DOCUMENT_OF, Catalogue, Source
from ingest.tree import FOLDER_OF

Values = dict[str, Any]

_NOWHERE = nodes.Mark(1, 1)
_NO_TREE = nodes.Mapping((), flow=False, start=_NOWHERE, end=_NOWHERE)


def catalogue_of(content: records.Content, root: Path) -> Catalogue:
    """Return the documents of a content. Of published ids it knows those that have ended.

    A record that the format no longer allows, such as one that an older release published, counts as broken: it is
    there, and nothing is said of what it may lack.

    Args:
        content: What is served.
        root: The folder that the files are said to lie in.

    Cost: linear in the records, some 50 ms for the curated graph.
    """
    catalogue = Catalogue(root)
    for kind, slug, values in _documents(content):
        try:
            document = document_of(kind, values)
        except ValidationError:
            catalogue.broken.add((kind, slug))
        else:
            catalogue.of(kind)[slug] = Source(file_of(root, kind, slug), kind, slug, _NO_TREE, document)
    catalogue.published = {one.id: PublishedId(one.id, one.date, one) for one in content.retired}
    return catalogue


def file_of(root: Path, kind: NodeKind, slug: str) -> Path:
    """Return where the file of a record lies."""
    return root / FOLDER_OF[kind] / f"{slug}.yaml"


def document_of(kind: NodeKind, values: Values) -> Document:
    """Return values as a document of a kind.

    Raises:
        pydantic.ValidationError: If they have another shape.
    """
    return DOCUMENT_OF[kind].model_validate_json(orjson.dumps(values))


def values_of(content: records.Content, kind: NodeKind, slug: str) -> Values | None:
    """Return what the file of a record says; null where there is no such record."""
    return next((values for of, name, values in _documents(content) if (of, name) == (kind, slug)), None)


def _documents(content: records.Content) -> Iterator[tuple[NodeKind, str, Values]]:
    relations: dict[str, list[Values]] = defaultdict(list)
    for one in content.relations:
        relations[one.subject].append({"type": one.type.value, "concept": one.object})
    mappings: dict[str, list[records.Mapping]] = defaultdict(list)
    for mapping in content.mappings:
        mappings[mapping.framework].append(mapping)
    symbols = {records.SymbolKey(one.package, one.ref): one for one in content.symbols}
    for family in content.families:
        yield NodeKind.FAMILY, family.slug, _values(family)
    for concept in content.concepts:
        yield NodeKind.CONCEPT, concept.slug, {**_values(concept), "relations": relations[concept.slug]}
    for framework in content.frameworks:
        written = [_mapping(one, symbols) for one in mappings[framework.slug]]
        yield NodeKind.FRAMEWORK, framework.slug, {**_values(framework), "mappings": written}
    for role in content.roles:
        yield NodeKind.ROLE, role.slug, _values(role)
    for goal in content.goals:
        yield NodeKind.GOAL, goal.slug, _values(goal)


def _mapping(mapping: records.Mapping, symbols: Mapping[records.SymbolKey, records.Symbol]) -> Values:
    values = _values(mapping)
    del values["framework"]
    return {**values, "symbols": [_symbol(symbols[key]) for key in mapping.symbols]}


def _symbol(symbol: records.Symbol) -> Values:
    heir = symbol.replaced_by
    replaced_by = {"package": heir.package, "ref": heir.ref} if heir else None
    return _said({**_values(symbol), "replaced_by": replaced_by})


def _values(record: object) -> Values:
    """Return what a record says as its file would: without its slug and without what is null."""
    values: Values = msgspec.to_builtins(record)
    values.pop("slug", None)
    return _said(values)


def _said(values: Values) -> Values:
    return {key: _deep(value) for key, value in values.items() if value is not None}


def _deep(value: object) -> object:
    if isinstance(value, dict):
        return _said(value)
    return [_deep(one) for one in value] if isinstance(value, Sequence) and not isinstance(value, str) else value
