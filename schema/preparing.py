"""Plans made before they are asked for: for documents that are known at the start."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import OperationDefinitionNode

from schema.documents import Document
from schema.engine import Engine
from schema.measure import measure
from schema.plans.costs import Costs

_SHARE = 0.75
"""Of the room for prepared operations; the rest is for those whose name a request gives as well."""


def prepare(engine: Engine, text: str) -> bool:
    """Make the plans of a valid document; return whether there is room for more.

    An operation with conditions gets its plans when they are decided; one about what its sender gives has none.
    """
    planner = engine.planner_now
    if planner is None:
        return False
    document = engine.documents.read(text)
    operations = [one for one in document.node.definitions if isinstance(one, OperationDefinitionNode)]
    for operation in operations:
        measured = measure(document.node, operation, {}, planner.pinned.longest, engine.limits)
        if measured.private or measured.holds_private:
            continue
        name = None if len(operations) == 1 or operation.name is None else operation.name.value
        planner.prepare((text, name), document, operation, Costs(measured.uses, _cost(engine, document, operation)))
    return planner.prepared_bytes < _SHARE * engine.limits.cached_bytes


def _cost(engine: Engine, document: Document, operation: OperationDefinitionNode) -> Callable[[Mapping[str, Any]], int]:
    limits, longest = engine.limits, engine.longest_at_once
    return lambda given: measure(document.node, operation, given, longest, limits).selected.cost
