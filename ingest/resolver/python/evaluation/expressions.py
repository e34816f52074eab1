"""Expressions: one method a kind of node, found by the name of its class; what has none is unknown."""

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from ingest.resolver.python.evaluation import intrinsics
from ingest.resolver.python.evaluation.containers import MAX_LENGTH, method_of, plain_builtin, spread
from ingest.resolver.python.evaluation.values import (
    NOTHING,
    UNKNOWN,
    Exhausted,
    FilePath,
    Frame,
    Function,
    GlobalsOf,
    Named,
    Value,
    contains,
    is_opaque,
)

if TYPE_CHECKING:
    from ingest.resolver.python.evaluation.evaluator import Evaluator


class Expressions:
    """Evaluates expressions for one evaluator, which knows what names mean and follows calls."""

    def __init__(self, evaluator: "Evaluator") -> None:
        """Keep the evaluator."""
        self._evaluator = evaluator

    def value(self, node: ast.expr | None, frame: Frame) -> Value:
        """Return the value of an expression."""
        handler = getattr(self, f"_{type(node).__name__.lower()}", None)
        return handler(node, frame) if handler is not None else UNKNOWN

    def _constant(self, node: ast.Constant, _frame: Frame) -> Value:
        return node.value

    def _name(self, node: ast.Name, frame: Frame) -> Value:
        return self._evaluator.named(node.id, frame)

    def _attribute(self, node: ast.Attribute, frame: Frame) -> Value:
        return self._evaluator.attribute(self._evaluator.evaluate(node.value, frame), node.attr)

    def _subscript(self, node: ast.Subscript, frame: Frame) -> Value:
        return self._evaluator.subscript(
            self._evaluator.evaluate(node.value, frame),
            self._evaluator.force(self._evaluator.evaluate(node.slice, frame)),
        )

    def _list(self, node: ast.List, frame: Frame) -> Value:
        return self._arguments(node.elts, frame)

    def _tuple(self, node: ast.Tuple, frame: Frame) -> Value:
        return tuple(self._arguments(node.elts, frame))

    def _set(self, node: ast.Set, frame: Frame) -> Value:
        return plain_builtin("set", (self._arguments(node.elts, frame),), {})

    def _lambda(self, node: ast.Lambda, frame: Frame) -> Value:
        return Function(node, frame)

    def _call(self, node: ast.Call, frame: Frame) -> Value:
        arguments = tuple(self._arguments(node.args, frame))
        keywords: dict[str, Value] = {}
        for keyword in node.keywords:
            value = self._evaluator.evaluate(keyword.value, frame)
            if keyword.arg is not None:
                keywords[keyword.arg] = value
            elif isinstance(value, dict):
                keywords.update({str(key): one for key, one in value.items()})
        if isinstance(node.func, ast.Attribute):
            receiver = self._evaluator.force(self._evaluator.evaluate(node.func.value, frame))
            plain = method_of(receiver, node.func.attr)
            if plain is not None:
                if node.func.attr in {"get", "pop"} and arguments and contains(receiver, arguments[0]) is True:
                    self._evaluator.recognise(arguments[0])
                return plain(*(self._evaluator.force(one) for one in arguments), **keywords)
            if isinstance(receiver, GlobalsOf):
                return intrinsics.globals_method(self._evaluator, receiver, node.func.attr, arguments, keywords)
            return self._evaluator.call(
                self._evaluator.attribute(receiver, node.func.attr), arguments, keywords, frame, node.lineno
            )
        return self._evaluator.call(self._evaluator.evaluate(node.func, frame), arguments, keywords, frame, node.lineno)

    def _arguments(self, nodes: list[ast.expr], frame: Frame) -> list[Value]:
        values: list[Value] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                values += spread(self._evaluator.force(self._evaluator.evaluate(node.value, frame)))
            else:
                values.append(self._evaluator.evaluate(node, frame))
        return values

    def _dict(self, node: ast.Dict, frame: Frame) -> Value:
        made: dict[Value, Value] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if key is not None:
                _store(
                    made,
                    self._evaluator.force(self._evaluator.evaluate(key, frame)),
                    self._evaluator.evaluate(value, frame),
                )
                continue
            other = self._evaluator.force(self._evaluator.evaluate(value, frame))
            if isinstance(other, dict):
                made.update(other)
            else:
                made[UNKNOWN] = UNKNOWN
        return made

    def _compare(self, node: ast.Compare, frame: Frame) -> Value:
        left = self._evaluator.evaluate(node.left, frame)
        if len(node.ops) != 1:
            return UNKNOWN
        right = self._evaluator.evaluate(node.comparators[0], frame)
        match node.ops[0]:
            case ast.In() | ast.NotIn():
                held = self._holds(right, self._evaluator.force(left))
                return held if not isinstance(held, bool) or isinstance(node.ops[0], ast.In) else not held
            case ast.Eq() | ast.Is():
                return self.same(left, right)
            case ast.NotEq() | ast.IsNot():
                same = self.same(left, right)
                return not same if isinstance(same, bool) else same
        return UNKNOWN

    def _holds(self, container: Value, item: Value) -> Value:
        container = self._evaluator.force(container)
        if isinstance(container, GlobalsOf):
            return item in self._evaluator.frame_of(container.module).names if isinstance(item, str) else UNKNOWN
        if isinstance(container, Named):
            return UNKNOWN
        held = contains(container, item)
        if held is True:
            self._evaluator.recognise(item)
        return held

    def same(self, left: Value, right: Value) -> Value:
        """Compare two values, and note where one of them is the name that is looked up."""
        left, right = (None if one is NOTHING else one for one in map(self._evaluator.force, (left, right)))
        if left is None or right is None:
            other = right if left is None else left
            return other is None if not (is_opaque(other) or isinstance(other, Named)) else UNKNOWN
        if isinstance(left, str | int | tuple) and isinstance(right, str | int | tuple):
            if left == right:
                self._evaluator.recognise(left)
                self._evaluator.recognise(right)
            return left == right
        return UNKNOWN

    def _boolop(self, node: ast.BoolOp, frame: Frame) -> Value:
        stop = isinstance(node.op, ast.Or)
        unknown = False
        value: Value = UNKNOWN
        for part in node.values:
            value = self._evaluator.evaluate(part, frame)
            truth = self._evaluator.truth(value)
            if truth is stop:
                return UNKNOWN if unknown else value
            unknown = unknown or truth is None
        return UNKNOWN if unknown else value

    def _binop(self, node: ast.BinOp, frame: Frame) -> Value:  # noqa: PLR0911 - one way out a case
        left, right = (
            self._evaluator.force(self._evaluator.evaluate(node.left, frame)),
            self._evaluator.force(self._evaluator.evaluate(node.right, frame)),
        )
        match node.op, left, right:
            case (ast.Add(), str(), str()) | (ast.Add(), list(), list()) | (ast.Add(), tuple(), tuple()):
                if len(left) + len(right) > MAX_LENGTH:
                    raise Exhausted
                return left + right
            case (ast.BitOr(), dict(), dict()) | (ast.BitOr(), set(), set()):
                return left | right
            case ast.Sub(), set(), set():
                return left - right
            case ast.Add(), list(), _:
                return [*left, UNKNOWN]
            case ast.Add(), _, list():
                return [UNKNOWN, *right]
            case ast.Div(), FilePath(path=path), str():
                return FilePath(f"{path}/{right}")
        return UNKNOWN

    def _joinedstr(self, node: ast.JoinedStr, frame: Frame) -> Value:
        parts: list[str] = []
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                value = self._evaluator.force(self._evaluator.evaluate(part.value, frame))
                if part.format_spec is not None or not isinstance(value, str | int):
                    return UNKNOWN
                parts.append(str(value))
            elif isinstance(part, ast.Constant):
                parts.append(str(part.value))
        made = "".join(parts)
        if len(made) > MAX_LENGTH:
            raise Exhausted
        return made

    def _ifexp(self, node: ast.IfExp, frame: Frame) -> Value:
        truth = self._evaluator.truth(self._evaluator.evaluate(node.test, frame))
        if truth is None:
            value = self._evaluator.evaluate(node.body, frame)
            return value if value == self._evaluator.evaluate(node.orelse, frame) else UNKNOWN
        return self._evaluator.evaluate(node.body if truth else node.orelse, frame)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, frame: Frame) -> Value:
        inner = Frame(frame.module, {}, outer=frame)
        made: list[Value] = []

        def add() -> None:
            if isinstance(node, ast.DictComp):
                made.append((self._evaluator.evaluate(node.key, inner), self._evaluator.evaluate(node.value, inner)))
            else:
                made.append(self._evaluator.evaluate(node.elt, inner))

        self._generate(node.generators, inner, add)
        if isinstance(node, ast.DictComp):
            return plain_builtin("dict", (made,), {})
        return plain_builtin("set", (made,), {}) if isinstance(node, ast.SetComp) else made

    _listcomp = _setcomp = _generatorexp = _dictcomp = _comprehension

    def _generate(self, generators: list[ast.comprehension], frame: Frame, add: Callable[[], None]) -> None:
        if not generators:
            add()
            return
        first, *rest = generators
        for item in spread(self._evaluator.force(self._evaluator.evaluate(first.iter, frame))):
            self._evaluator.bind(first.target, item, frame)
            if all(self._evaluator.truth(self._evaluator.evaluate(test, frame)) is not False for test in first.ifs):
                self._generate(rest, frame, add)

    def _namedexpr(self, node: ast.NamedExpr, frame: Frame) -> Value:
        value = self._evaluator.evaluate(node.value, frame)
        self._evaluator.bind(node.target, value, frame)
        return value

    def _unaryop(self, node: ast.UnaryOp, frame: Frame) -> Value:
        if not isinstance(node.op, ast.Not):
            return UNKNOWN
        truth = self._evaluator.truth(self._evaluator.evaluate(node.operand, frame))
        return UNKNOWN if truth is None else not truth


def _store(made: dict[Value, Value], key: Value, value: Value) -> None:
    try:
        made[key] = value
    except TypeError:
        made[UNKNOWN] = UNKNOWN
