"""Statements of module bodies and of functions.

A module body is evaluated as "may": where a test is unknown both branches run one after the other, so that a table
holds every name that it may hold. In a function an unknown test forks: what its branches return or raise is collected.
"""

import ast
import builtins
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ingest.resolver.python.evaluation.containers import spread
from ingest.resolver.python.evaluation.patterns import fits
from ingest.resolver.python.evaluation.values import (
    UNKNOWN,
    Exhausted,
    Frame,
    Function,
    GlobalsOf,
    Instance,
    ModuleValue,
    Named,
    Nothing,
    Raised,
    Value,
)
from ingest.resolver.python.scope import decided

if TYPE_CHECKING:
    from ingest.resolver.python.evaluation.evaluator import Evaluator

MAX_ITERATIONS = 20_000


class Returned:
    """A way out of a function: by ``return``."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        """Keep what is returned."""
        self.value = value


Exit = Returned | Raised


class Runner:
    """Runs one body in one frame; `exits` are the ways out of it that were met."""

    def __init__(self, evaluator: "Evaluator", frame: Frame) -> None:
        """Nothing has run yet."""
        self._evaluator = evaluator
        self._frame = frame
        self.exits: list[Exit] = []
        self._leaving: ast.stmt | None = None  # the ``break`` or ``continue`` on its way to its loop

    def block(self, body: Sequence[ast.stmt]) -> bool:
        """Run a block; tell whether its end may be reached."""
        for statement in body:
            handler = getattr(self, f"_{type(statement).__name__.lower()}", None)
            if handler is None:
                continue
            try:
                if not handler(statement):
                    return False
            except Raised as raised:
                if self._frame.is_module:
                    continue  # what a module does not survive it does not publish; the rest may still run
                raised.line = raised.line or statement.lineno
                self.exits.append(raised)
                return False
        return True

    def _return(self, node: ast.Return) -> bool:
        self.exits.append(Returned(self._evaluator.evaluate(node.value, self._frame) if node.value else None))
        return False

    def _raise(self, node: ast.Raise) -> bool:
        if not self._frame.is_module:
            kind, message = self._exception(node.exc)
            self.exits.append(Raised(kind, message, node.lineno))
        return self._frame.is_module

    def _exception(self, node: ast.expr | None) -> tuple[str, str]:
        arguments = node.args if isinstance(node, ast.Call) else []
        named = node.func if isinstance(node, ast.Call) else node
        kind = named.id if isinstance(named, ast.Name) else named.attr if isinstance(named, ast.Attribute) else ""
        message = self._evaluator.force(self._evaluator.evaluate(arguments[0], self._frame)) if arguments else ""
        return kind, message if isinstance(message, str) else ""

    def _expr(self, node: ast.Expr) -> bool:
        self._evaluator.evaluate(node.value, self._frame)
        return True

    def _assign(self, node: ast.Assign) -> bool:
        value = self._evaluator.evaluate(node.value, self._frame)
        for target in node.targets:
            self.bind(target, value)
        return True

    def _annassign(self, node: ast.AnnAssign) -> bool:
        if node.value is not None:
            self.bind(node.target, self._evaluator.evaluate(node.value, self._frame))
        return True

    def _augassign(self, node: ast.AugAssign) -> bool:
        as_expression = ast.BinOp(left=_loaded(node.target), op=node.op, right=node.value)
        self.bind(node.target, self._evaluator.evaluate(as_expression, self._frame))
        return True

    def bind(self, target: ast.expr, value: Value) -> None:
        """Assign a value to a target."""
        match target:
            case ast.Name(id=name):
                self._store(name, value)
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                self._unpack(elements, value)
            case ast.Starred(value=inner):
                self.bind(inner, UNKNOWN)
            case ast.Subscript(value=container, slice=key):
                self._item(
                    self._evaluator.force(self._evaluator.evaluate(container, self._frame)),
                    self._evaluator.force(self._evaluator.evaluate(key, self._frame)),
                    value,
                )
            case ast.Attribute(value=base, attr=attribute):
                self._set_attribute(
                    self._evaluator.force(self._evaluator.evaluate(base, self._frame)), attribute, value
                )

    def _store(self, name: str, value: Value) -> None:
        if name in self._frame.shared:
            self._evaluator.publish(self._frame.module, name, value)
        else:
            self._frame.names[name] = value

    def _unpack(self, elements: list[ast.expr], value: Value) -> None:
        value = self._evaluator.force(value)
        plain = isinstance(value, tuple | list) and len(value) == len(elements)
        for index, element in enumerate(elements):
            if plain:
                self.bind(element, value[index])
            else:
                self.bind(element, self._evaluator.element(value, index))

    def _item(self, container: Value, key: Value, value: Value) -> None:
        match container:
            case dict():
                try:
                    container[key] = value
                except TypeError:
                    container[UNKNOWN] = UNKNOWN
            case GlobalsOf(module=module):
                self._evaluator.publish(module, key, value)
            case Named(module="sys", name="modules"):
                self._evaluator.replace_module(self._frame.module, key, value)

    def _set_attribute(self, base: Value, attribute: str, value: Value) -> None:
        match base:
            case Instance():
                base.attributes[attribute] = value
            case ModuleValue(name=name):
                module = self._evaluator.world.module(name)
                if module is not None and attribute == "__class__":
                    self._evaluator.replace_class(module, value)
                elif module is not None:
                    self._evaluator.publish(module, attribute, value)
            case Nothing():
                raise Raised("AttributeError", f"'NoneType' object has no attribute {attribute!r}")

    def _if(self, node: ast.If) -> bool:
        match decided(node.test):
            case "typing":
                return self.block(node.orelse)
            case "runtime" | True:
                return self.block(node.body)
            case False:
                return self.block(node.orelse)
        truth = self._evaluator.truth(self._evaluator.evaluate(node.test, self._frame))
        if truth is not None:
            return self.block(node.body if truth else node.orelse)
        return self._either(node.body, node.orelse)

    def _match(self, node: ast.Match) -> bool:
        subject = self._evaluator.evaluate(node.subject, self._frame)
        for index, case in enumerate(node.cases):
            fitting = self._fits(case, subject)
            if fitting:
                return self.block(case.body)
            if fitting is None:
                others = ast.Match(node.subject, node.cases[index + 1 :])
                return self._either(case.body, [ast.copy_location(others, node)])
        return True

    def _fits(self, case: ast.match_case, subject: Value) -> bool | None:
        fitting = fits(self._evaluator, case.pattern, subject, self._frame)
        if fitting is False or case.guard is None:
            return fitting
        guard = self._evaluator.truth(self._evaluator.evaluate(case.guard, self._frame))
        return guard if fitting or guard is False else None

    def _either(self, body: Sequence[ast.stmt], other: Sequence[ast.stmt]) -> bool:
        """Run two blocks of which one would run, and nobody knows which."""
        if not self._frame.is_module:
            return self._fork(lambda: self.block(body), lambda: self.block(other))
        self._both(body, other)
        return True

    def _both(self, *branches: Sequence[ast.stmt]) -> None:
        """Run the branches of a test of a module body; a flag on which they disagree is not known afterwards."""
        reached = [dict(self._frame.names)]
        for branch in branches:
            self.block(branch)
            reached.append(dict(self._frame.names))
        self._leaving = None
        for name, value in reached[-1].items():
            values = [names[name] for names in reached if name in names]
            if any(one is not value for one in values) and any(isinstance(one, bool) for one in values):
                self._frame.names[name] = UNKNOWN

    def _fork(self, *branches: Callable[[], bool]) -> bool:
        """Run branches on copies of the local names and keep of them what they agree on."""
        before = dict(self._frame.names)
        reached: list[dict[str, Value]] = []
        for branch in branches:
            self._frame.names = dict(before)
            if branch() or self._leaving is not None:
                reached.append(self._frame.names)
            self._leaving = None
        if not reached:
            return False
        first, *others = reached
        for names in others:
            for name in {*first, *names}:
                if name not in first or name not in names or first[name] is not names[name]:
                    first[name] = UNKNOWN
        self._frame.names = first
        return True

    def _for(self, node: ast.For | ast.AsyncFor) -> bool:
        items = spread(self._evaluator.force(self._evaluator.evaluate(node.iter, self._frame)))
        if len(items) > MAX_ITERATIONS:
            raise Exhausted
        for item in items:
            self.bind(node.target, item)
            reached = self.block(node.body)
            leaving, self._leaving = self._leaving, None
            if isinstance(leaving, ast.Break):
                return True
            if not reached and leaving is None and not self._frame.is_module:
                return False
        return self.block(node.orelse)

    _asyncfor = _for

    def _leave(self, node: ast.Break | ast.Continue) -> bool:
        self._leaving = node
        return False

    _break = _continue = _leave

    def _while(self, node: ast.While) -> bool:
        self.block(node.body)
        self._leaving = None
        return True

    def _with(self, node: ast.With | ast.AsyncWith) -> bool:
        for item in node.items:
            if item.optional_vars is not None:
                self.bind(item.optional_vars, UNKNOWN)
        return self.block(node.body)

    _asyncwith = _with

    def _try(self, node: ast.Try | ast.TryStar) -> bool:
        if self._frame.is_module:
            self.block(node.body)
            for handler in node.handlers:
                self._fallback(handler)
            return self._leaving is None and self.block([*node.orelse, *node.finalbody])
        outer, self.exits = self.exits, []
        reached = self.block(node.body)
        tried, self.exits = self.exits, outer
        reached = reached and self.block(node.orelse)
        for way in tried:
            caught = _handler_of(node.handlers, way) if isinstance(way, Raised) else None
            if caught is None:
                self.exits.append(way)
                continue
            if caught.name:
                self._frame.names[caught.name] = UNKNOWN
            reached = self.block(caught.body) or reached
        return self.block(node.finalbody) and reached

    _trystar = _try

    def _fallback(self, handler: ast.ExceptHandler) -> None:
        """Run a handler of a module body for what it adds; what the ``try`` bound stays."""
        before = dict(self._frame.names)
        self.block(handler.body)
        self._frame.names.update(before)

    def _import(self, node: ast.Import) -> bool:
        for alias in node.names:
            top = alias.name.partition(".")[0]
            self._require(alias.name)
            self._frame.names[alias.asname or top] = ModuleValue(alias.name if alias.asname else top)
        return True

    def _importfrom(self, node: ast.ImportFrom) -> bool:
        module = self._frame.module.absolute(node)
        self._require(module)
        for alias in node.names:
            if alias.name != "*":
                self._store(alias.asname or alias.name, Named(module, alias.name))
        return True

    def _require(self, module: str) -> None:
        """Raise as Python would where a package that was read has no such module."""
        if (
            not self._frame.is_module
            and self._evaluator.world.owns(module)
            and not self._evaluator.world.module(module)
        ):
            raise Raised("ModuleNotFoundError", f"No module named {module!r}")

    def _functiondef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
        self._store(node.name, Function(node, self._frame))
        return True

    _asyncfunctiondef = _functiondef

    def _classdef(self, node: ast.ClassDef) -> bool:
        self._store(node.name, Named(self._frame.module.name, node.name) if self._frame.is_module else UNKNOWN)
        return True

    def _global(self, node: ast.Global) -> bool:
        self._frame.shared.update(node.names)
        return True

    def _delete(self, node: ast.Delete) -> bool:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self._frame.names.pop(target.id, None)
        return True


def _loaded(target: ast.expr) -> ast.expr:
    match target:
        case ast.Name(id=name):
            return ast.Name(id=name, ctx=ast.Load())
        case ast.Attribute(value=value, attr=attribute):
            return ast.Attribute(value=value, attr=attribute, ctx=ast.Load())
        case ast.Subscript(value=value, slice=key):
            return ast.Subscript(value=value, slice=key, ctx=ast.Load())
    return target


def _handler_of(handlers: list[ast.ExceptHandler], raised: Raised) -> ast.ExceptHandler | None:
    return next((handler for handler in handlers if _catches(handler.type, raised.kind)), None)


def _catches(caught: ast.expr | None, kind: str) -> bool:
    match caught:
        case None:
            return True
        case ast.Tuple(elts=elements):
            return any(_catches(element, kind) for element in elements)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            raised, wanted = getattr(builtins, kind, None), getattr(builtins, name, None)
            if isinstance(raised, type) and isinstance(wanted, type):
                return issubclass(raised, wanted)
            return kind == name or name in {"Exception", "BaseException"}
    return False
