"""Patterns of ``match`` statements: whether a value fits one. Names, texts and numbers are compared, no structure."""

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.resolver.python.evaluation.values import UNKNOWN, Frame, Value

if TYPE_CHECKING:
    from ingest.resolver.python.evaluation.evaluator import Evaluator


def fits(evaluator: "Evaluator", pattern: ast.pattern, subject: Value, frame: Frame) -> bool | None:
    """Tell whether a value fits a pattern, null where that is not known; the names in it are bound unless it does not.

    The rules are those of PEP 634.
    """
    match pattern:
        case ast.MatchValue(value=wanted):
            return evaluator.same(subject, evaluator.evaluate(wanted, frame))
        case ast.MatchSingleton(value=wanted):
            return evaluator.same(subject, wanted)
        case ast.MatchOr(patterns=alternatives):
            found = {fits(evaluator, one, subject, frame) for one in alternatives}
            return True if True in found else None if None in found else False
        case ast.MatchAs(pattern=inner, name=name):
            fitting = fits(evaluator, inner, subject, frame) if inner is not None else True
            if name is not None and fitting is not False:
                _bind(evaluator, name, subject, frame)
            return fitting
        case ast.MatchSequence() | ast.MatchMapping() if isinstance(evaluator.force(subject), str):
            return False  # a text is no sequence here
    for name in _names_in(pattern):
        _bind(evaluator, name, UNKNOWN, frame)
    return None


def _bind(evaluator: "Evaluator", name: str, value: Value, frame: Frame) -> None:
    evaluator.bind(ast.Name(id=name, ctx=ast.Store()), value, frame)


def _names_in(pattern: ast.pattern) -> Iterator[str]:
    for node in ast.walk(pattern):
        name = node.rest if isinstance(node, ast.MatchMapping) else getattr(node, "name", None)
        if isinstance(node, ast.pattern) and name is not None:
            yield name
