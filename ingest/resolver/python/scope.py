"""The names that a module or class body binds, by which statement, and under which condition. Nothing is evaluated."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

TARGET_PYTHON = (3, 12)
"""The version of Python that tests of ``sys.version_info`` are decided for."""


class When(IntEnum):
    """Under which condition a binding happens when the body runs."""

    ALWAYS = 0
    SOMETIMES = 1
    FALLBACK = 2
    """In an ``except`` or ``else`` branch, where another branch may bind the name better."""
    ANNOTATED = 3
    """Declared by an annotation without a value."""
    TYPING = 4
    """For type checkers only."""


RUNTIME = (When.ALWAYS, When.SOMETIMES, When.FALLBACK)
Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """One statement that binds a name; `alias` is set for imports, `value` for assignments of one value."""

    name: str
    node: ast.stmt
    when: When
    alias: ast.alias | None = None
    value: ast.expr | None = None
    wraps: "Binding | None" = None
    """What the name was bound to before, where the value is made from it (``f = decorate(f)``)."""


@dataclass(slots=True)
class Scope:
    """All bindings of one body.

    Attributes:
        bindings: By name, the binding that counts at the end of the body.
        alternatives: By name, all bindings in order.
        certain: Names that are bound whichever branches run.
        stars: ``from x import *`` statements with their condition, in order.
        raises: The ``raise`` that ends the body whatever happens.
        attributes: Assignments to ``name.attribute``.
    """

    bindings: dict[str, Binding] = field(default_factory=dict)
    alternatives: dict[str, list[Binding]] = field(default_factory=dict)
    certain: set[str] = field(default_factory=set)
    stars: list[tuple[ast.ImportFrom, When]] = field(default_factory=list)
    raises: ast.Raise | None = None
    attributes: dict[tuple[str, str], ast.Assign] = field(default_factory=dict)

    def runtime(self, name: str) -> Binding | None:
        """Return the binding of a name that is there when the program runs."""
        binding = self.bindings.get(name)
        return binding if binding is not None and binding.when in RUNTIME else None


def scope_of(body: Sequence[ast.stmt], *, is_stub: bool = False) -> Scope:
    """Collect the bindings of a body; in a stub every declaration counts."""
    collector = _Collector(is_stub)
    collector.scope.certain = collector.block(body, When.ALWAYS)
    return collector.scope


class _Collector:
    def __init__(self, is_stub: bool) -> None:
        self.scope = Scope()
        self._is_stub = is_stub

    def block(self, body: Sequence[ast.stmt], when: When) -> set[str]:
        """Collect a block and return the names that are certainly bound when it ends."""
        certain: set[str] = set()
        for statement in body:
            if isinstance(statement, ast.Raise):
                if when is When.ALWAYS:
                    self.scope.raises = statement
                break
            certain |= self._statement(statement, when)
            if isinstance(statement, ast.Delete):
                certain -= self._delete(statement, when)
        return certain

    def _statement(self, node: ast.stmt, when: When) -> set[str]:  # noqa: C901, PLR0911, PLR0912 - one way out a case
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                return self._definition(node, when)
            case ast.Import() | ast.ImportFrom():
                return self._import(node, when)
            case ast.Assign():
                return self._assign(node, when)
            case ast.AnnAssign(target=ast.Name(id=name)):
                if node.value is None and not self._is_stub:
                    when = max(when, When.ANNOTATED)
                return self._bind(Binding(name, node, when, value=node.value))
            case ast.If():
                return self._if(node, when)
            case ast.Try() | ast.TryStar():
                return self._try(node, when)
            case ast.With() | ast.AsyncWith():
                for item in node.items:
                    self._targets(item.optional_vars, node, when)
                return self.block(node.body, when)
            case ast.For() | ast.AsyncFor():
                self._targets(node.target, node, max(when, When.SOMETIMES))
                self.block(node.body, max(when, When.SOMETIMES))
                return self.block(node.orelse, when)
            case ast.While():
                self.block(node.body, max(when, When.SOMETIMES))
            case ast.Match():
                for case in node.cases:
                    self.block(case.body, max(when, When.SOMETIMES))
        return set()

    def _bind(self, binding: Binding) -> set[str]:
        name = binding.name
        self.scope.alternatives.setdefault(name, []).append(binding)
        before = self.scope.bindings.get(name)
        if before is None or _replaces(binding, before):
            self.scope.bindings[name] = binding
        return {name} if binding.when in RUNTIME else set()

    def _definition(self, node: Definition, when: When) -> set[str]:
        if node.name in self.scope.bindings and any(_extends(one, node.name) for one in node.decorator_list):
            return set()  # the setter of a property, one more form of a generic function
        return self._bind(Binding(node.name, node, when))

    def _import(self, node: ast.Import | ast.ImportFrom, when: When) -> set[str]:
        bound: set[str] = set()
        for alias in node.names:
            if alias.name == "*" and isinstance(node, ast.ImportFrom):
                self.scope.stars.append((node, when))
                continue
            name = alias.asname or (alias.name.partition(".")[0] if isinstance(node, ast.Import) else alias.name)
            bound |= self._bind(Binding(name, node, when, alias=alias))
        return bound

    def _assign(self, node: ast.Assign, when: When) -> set[str]:
        bound: set[str] = set()
        for target in node.targets:
            match target:
                case ast.Name(id=name):
                    before = self.scope.bindings.get(name)
                    wraps = before if before is not None and _mentions(node.value, name) else None
                    bound |= self._bind(Binding(name, node, when, value=node.value, wraps=wraps))
                case ast.Attribute(value=ast.Name(id=base), attr=attribute):
                    self.scope.attributes[base, attribute] = node
                case _:
                    bound |= self._targets(target, node, when)
        return bound

    def _targets(self, target: ast.expr | None, node: ast.stmt, when: When) -> set[str]:
        """Bind every name of a target that takes parts of a value."""
        match target:
            case ast.Name(id=name):
                return self._bind(Binding(name, node, when))
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                pairs = _pairs(target, node)
                bound: set[str] = set()
                for index, element in enumerate(elements):
                    if pairs is not None and isinstance(element, ast.Name):
                        bound |= self._bind(Binding(element.id, node, when, value=pairs[index]))
                    else:
                        bound |= self._targets(element, node, when)
                return bound
            case ast.Starred(value=value):
                return self._targets(value, node, when)
        return set()

    def _if(self, node: ast.If, when: When) -> set[str]:  # noqa: PLR0911 - one way out a case
        match decided(node.test):
            case True:
                return self.block(node.body, when)
            case False:
                return self.block(node.orelse, when)
            case "typing":
                if self._is_stub:
                    return self.block(node.body, when)
                self.block(node.body, When.TYPING)
                return self.block(node.orelse, when)
            case "runtime":
                self.block(node.orelse, When.TYPING)
                return self.block(node.body, when)
        inner = max(when, When.SOMETIMES)
        certain = self.block(node.body, inner)
        other = self.block(node.orelse, max(when, When.FALLBACK))
        if _leaves(node.body):
            return other
        return certain if node.orelse and _leaves(node.orelse) else certain & other

    def _try(self, node: ast.Try | ast.TryStar, when: When) -> set[str]:
        safe = all(_leaves(handler.body) for handler in node.handlers)
        inner = when if safe else max(when, When.SOMETIMES)
        before, self.scope.stars = self.scope.stars, []
        certain = self.block(node.body, inner) | self.block(node.orelse, inner)
        tried, self.scope.stars = self.scope.stars, before
        for handler in node.handlers:
            caught = self.block(handler.body, max(when, When.FALLBACK))
            if not _leaves(handler.body):
                certain &= caught
        self.scope.stars += tried  # the last star import answers first: a handler's only where what was tried does not
        return certain | self.block(node.finalbody, when)

    def _delete(self, node: ast.Delete, when: When) -> set[str]:
        gone = {target.id for target in node.targets if isinstance(target, ast.Name)}
        if when is When.ALWAYS:
            for name in gone:
                self.scope.bindings.pop(name, None)
        return gone


def _replaces(binding: Binding, before: Binding) -> bool:
    """Tell whether the later of two bindings is the better witness of what the name is."""
    if before.when not in RUNTIME:
        return binding.when <= before.when
    if binding.when is When.SOMETIMES and before.when is When.ALWAYS:
        return isinstance(before.value, ast.Constant)  # ``X = None`` before an optional import of X
    return binding.when in {When.ALWAYS, When.SOMETIMES}


def decided(test: ast.expr) -> bool | str | None:
    """Decide a test without running it: true, false, ``typing`` or ``runtime`` (who takes the branch), or null."""
    match test:
        case ast.Constant(value=value):
            return bool(value)
        case ast.Name(id="TYPE_CHECKING" | "MYPY") | ast.Attribute(attr="TYPE_CHECKING"):
            return "typing"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = decided(operand)
            flipped: dict[bool | str | None, bool | str] = {
                True: False, False: True, "typing": "runtime", "runtime": "typing",
            }  # fmt: skip
            return flipped.get(inner)
        case ast.BoolOp(op=ast.And(), values=values):
            parts = [decided(value) for value in values]
            return "typing" if "typing" in parts else False if False in parts else None
        case ast.Compare(left=left, ops=[operator], comparators=[right]) if _is_version(left):
            return _version_test(operator, right)
    return None


def _is_version(node: ast.expr) -> bool:
    if isinstance(node, ast.Subscript):
        node = node.value
    return isinstance(node, ast.Attribute) and node.attr == "version_info"


def _version_test(operator: ast.cmpop, right: ast.expr) -> bool | None:  # noqa: PLR0911 - one way out a case
    try:
        wanted = ast.literal_eval(right)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    if not isinstance(wanted, tuple) or not all(isinstance(part, int) for part in wanted):
        return None
    ours = (*TARGET_PYTHON, *[0] * (len(wanted) - len(TARGET_PYTHON)))
    match operator:
        case ast.GtE():
            return ours >= wanted
        case ast.Gt():
            return ours > wanted
        case ast.Lt():
            return ours < wanted
        case ast.LtE():
            return ours <= wanted
    return None


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Tell whether a block never reaches its end."""
    if not body:
        return False
    last = body[-1]
    if isinstance(last, ast.Raise):
        return True
    return (
        isinstance(last, ast.Expr)
        and isinstance(last.value, ast.Call)
        and ast.unparse(last.value.func) in {"sys.exit", "exit", "os._exit"}
    )


def _extends(decorator: ast.expr, name: str) -> bool:
    match decorator:
        case ast.Call(func=func):
            return _extends(func, name)
        case ast.Attribute(value=ast.Name(id=base), attr="setter" | "deleter" | "getter" | "register"):
            return base == name
    return False


def _pairs(target: ast.Tuple | ast.List, node: ast.stmt) -> list[ast.expr] | None:
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Tuple | ast.List):
        return None
    values = node.value.elts
    plain = not any(isinstance(one, ast.Starred) for one in [*values, *target.elts])
    return values if plain and len(values) == len(target.elts) else None


def _mentions(value: ast.expr, name: str) -> bool:
    return isinstance(value, ast.Call) and any(
        isinstance(one, ast.Name) and one.id == name for one in [value.func, *value.args]
    )
