"""Whether the owner of a name says that it goes (deprecated), or that only the name is left (tombstone)."""

import ast
import inspect
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ingest.resolver.python.module import Module
from ingest.resolver.python.outcome import Found, Object, Raises

if TYPE_CHECKING:
    from ingest.resolver.python.finder import Finder

_DEPRECATING = re.compile(r"deprecat|obsolete", re.IGNORECASE)
_ABOUT_ARGUMENTS = re.compile(
    r"arg|param|kw|positional|field|option|keyword|value|input|signature|default|instance", re.IGNORECASE
)
_OF_SOMETHING_ELSE = re.compile(
    r"will be required|does not (?:implement|have|define)|default \S+ will change|as the (?:new )?default"
    r"|\b(?:argument|parameter|keyword|option)s?\b[^.]{0,30}? (?:is|are|was|were|has been|have been) deprecated",
    re.IGNORECASE,
)
_WARNS = re.compile(r"_*(?:warn|emit|issue|raise|show|give|log|print|send|deprecat\w*_(?:warn|notice))", re.IGNORECASE)
_DIRECTIVE = re.compile(r"^(?:\.\. deprecated::|!!! deprecated\b)[ \t]*(.*)$", re.MULTILINE)
_FIRST_LINE = re.compile(r"^\W*(?:\w+:\s*)?deprecated\b(?!\s+(?:arg|param|kwarg|field|option|value))", re.IGNORECASE)
_GONE = re.compile(
    r"removed|no longer|deprecat|moved to|has moved|migrat|replaced by|renamed|not supported any", re.IGNORECASE
)
_ABSTRACT = frozenset({"NotImplementedError"})
_MESSAGE_LENGTH = 200
Function = ast.FunctionDef | ast.AsyncFunctionDef


def deprecation_of(finder: "Finder", thing: Object) -> str | None:
    """Return what the owner says about the end of an object, or of the class that has it; null if nothing."""
    own = _deprecation(finder, thing)
    if own is None and thing.owner is not None:
        return deprecation_of(finder, thing.owner)
    return own


def module_deprecation(module: Module) -> str | None:
    """Return the deprecation warning that importing a module always gives."""
    return _warned_in(module.tree.body)


def _deprecation(finder: "Finder", thing: Object) -> str | None:
    node, module = thing.node, thing.module
    if module is None or module.is_standard or node is None or thing.outside is not None:
        return None
    if isinstance(node, ast.ClassDef | Function):
        said = _by_decorator(finder, module, node.decorator_list) or _by_docstring(node)
        if said is None and isinstance(node, ast.ClassDef):
            return _class_deprecation(finder, module, node)
        return said or (_warned_in(node.body) if isinstance(node, Function) else None)
    if isinstance(thing.value, ast.Call):
        return _by_decorator(finder, module, [thing.value.func, thing.value])
    return None


def _class_deprecation(finder: "Finder", module: Module, node: ast.ClassDef) -> str | None:
    for statement in node.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="__deprecated__")], value=ast.Constant(value=str(text))):
                return text[:_MESSAGE_LENGTH]
            case ast.FunctionDef(name="__init__" | "__new__" | "__post_init__") if not _is_overload(statement):
                said = _by_decorator(finder, module, statement.decorator_list) or _warned_in(statement.body)
                if said is not None:
                    return said
    return None


def _is_overload(node: ast.FunctionDef) -> bool:
    """Tell whether a function is one way of calling another: that this way goes says nothing of the whole."""
    return any(_last_name(one) == "overload" for one in node.decorator_list)


def _by_decorator(finder: "Finder", module: Module, decorators: Sequence[ast.expr]) -> str | None:
    for decorator in decorators:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = _last_name(target)
        if name is None or not _DEPRECATING.search(name) or _ABOUT_ARGUMENTS.search(name):
            continue
        if _only_arguments(finder, module, target):
            continue
        return _said(decorator) or f"marked by @{name}"
    return None


def _last_name(node: ast.expr) -> str | None:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None


def _said(decorator: ast.expr) -> str | None:
    if not isinstance(decorator, ast.Call):
        return None
    texts: list[ast.expr] = [one for one in decorator.args if isinstance(one, ast.Constant | ast.JoinedStr)]
    named = {keyword.arg: keyword.value for keyword in decorator.keywords}
    texts += [named[key] for key in ("message", "reason", "alternative", "details") if key in named]
    said = " ".join(filter(None, (_text(one) for one in texts)))
    return " ".join(said.split())[:_MESSAGE_LENGTH] or None


def _text(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_text(one) for one in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _text(left) + _text(right)
        case ast.Call(func=ast.Attribute(value=value, attr="format")):
            return _text(value)
    return ""


def _only_arguments(finder: "Finder", module: Module, target: ast.expr) -> bool:
    """Tell whether a decorator of the package warns only when certain arguments are given."""
    outcome = finder.expression(module, target)
    node = outcome.object.node if isinstance(outcome, Found) else None
    if not isinstance(node, Function):
        return False
    names = [one.arg for one in [*node.args.args, *node.args.kwonlyargs]]
    if any(name in {"old_arg", "argname", "arg", "arg_name", "old_name", "parameter", "args_name"} for name in names):
        return True
    warnings = [one for one in ast.walk(node) if isinstance(one, ast.Call) and _is_warning(one)]
    if not warnings:
        return False
    guarded = {inner for one in ast.walk(node) if _looks_at_arguments(one) for inner in ast.walk(one)}
    return all(one in guarded for one in warnings)


def _looks_at_arguments(node: ast.AST) -> bool:
    match node:
        case ast.If(test=looked) | ast.For(iter=looked):
            return any(isinstance(one, ast.Name) and one.id in {"kwargs", "kwds", "kw"} for one in ast.walk(looked))
    return False


def _by_docstring(node: ast.ClassDef | Function) -> str | None:
    text = ast.get_docstring(node)
    if not text:
        return None
    if directive := _DIRECTIVE.search(inspect.cleandoc(text)):
        return f"deprecated {directive[1]}".strip()[:_MESSAGE_LENGTH]
    first = text.strip().split("\n", 1)[0]
    return first[:_MESSAGE_LENGTH] if _FIRST_LINE.match(first) else None


def _warned_in(body: Sequence[ast.stmt]) -> str | None:
    """Return the deprecation warning that a body gives whatever its arguments are."""
    for statement in body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call) and _is_warning(statement.value):
            call = statement.value
            texts = [*call.args[:1], *(one.value for one in call.keywords if one.arg in {"message", "msg"})]
            said = " ".join(filter(None, (_text(one) for one in texts)))
            return " ".join(said.split())[:_MESSAGE_LENGTH] or "it gives a deprecation warning"
        if isinstance(statement, ast.Return | ast.Raise):
            return None
        if isinstance(statement, ast.With):
            inner = _warned_in(statement.body)
            if inner is not None:
                return inner
    return None


def _is_warning(call: ast.Call) -> bool:
    name = _last_name(call.func) or ""
    if name == "deprecate" or (_DEPRECATING.search(name) and _WARNS.match(name)):
        looks_at_values = bool(call.args) and all(isinstance(one, ast.Name) for one in call.args)
        return not looks_at_values and not _ABOUT_ARGUMENTS.search(name)
    if name not in {"warn", "warn_explicit"}:
        return False
    given = [*call.args[1:2], *(one.value for one in call.keywords if one.arg == "category")]
    said = _text(call.args[0]) if call.args else ""
    if any(re.search("Deprecat", _last_name(one) or "") for one in given):
        return _OF_SOMETHING_ELSE.search(said) is None
    return bool(re.search(r"\bdeprecated\b", said, re.IGNORECASE)) and not _is_logger(call.func)


def _is_logger(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and _last_name(node.value) in {"logger", "log", "logging", "_logger"}


def tombstone_of(finder: "Finder", found: Found) -> Raises | None:
    """Return what an object raises where that is all it does; null where it does anything else."""
    thing = found.object
    node, module = thing.node, thing.module
    if module is None or module.is_standard or thing.outside is not None:
        return None
    if isinstance(node, Function):
        return _raising_function(module, node, is_method=thing.owner is not None)
    if isinstance(node, ast.ClassDef):
        return _raising_class(module, node)
    return raising_instance_of(finder, thing)


def _raising_function(module: Module, node: Function, *, is_method: bool) -> Raises | None:
    if any(
        _last_name(one.func if isinstance(one, ast.Call) else one) == "abstractmethod" for one in node.decorator_list
    ):
        return None
    for statement in node.body:
        if isinstance(statement, ast.Raise):
            kind, message = _raised(statement)
            if kind in _ABSTRACT and not _GONE.search(message):
                return None
            if is_method and not _GONE.search(f"{message} {ast.get_docstring(node) or ''}"):
                return None
            return Raises(message or f"it raises {kind}", module, statement.lineno)
        if not _is_preparation(statement):
            return None
    return None


def _is_preparation(statement: ast.stmt) -> bool:
    """Tell whether a statement may stand before a raise without doing anything for the caller."""
    match statement:
        case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom() | ast.Pass() | ast.Delete():
            return True
        case ast.Expr(value=ast.Call() as call):
            return _is_warning(call)
        case ast.Assign(value=ast.Constant() | ast.JoinedStr() | ast.BinOp()):
            return True
    return False


def _raised(statement: ast.Raise) -> tuple[str, str]:
    error = statement.exc
    named = error.func if isinstance(error, ast.Call) else error
    kind = "" if named is None else _last_name(named) or ""
    texts = [_text(one) for one in error.args] if isinstance(error, ast.Call) else []
    return kind, " ".join(" ".join(texts).split())[:_MESSAGE_LENGTH]


def _raising_class(module: Module, node: ast.ClassDef) -> Raises | None:
    """A class is a tombstone when making one only raises, and it has no method that does anything else."""
    methods = [one for one in node.body if isinstance(one, Function)]
    made = next((one for one in methods if one.name in {"__init__", "__new__"}), None)
    if made is None:
        return None
    raising = [_raising_function(module, one, is_method=False) for one in methods]
    if any(one is None for one in raising):
        return None
    own = _raising_function(module, made, is_method=False)
    said = f"{own.reason if own else ''} {ast.get_docstring(node) or ''}"
    return own if _GONE.search(said) else None


def raising_instance_of(finder: "Finder", thing: Object) -> Raises | None:
    """Return what an object raises on use that is assigned a call of a class made for that."""
    if not isinstance(thing.value, ast.Call) or thing.module is None:
        return None
    if not isinstance(thing.value.func, ast.Name | ast.Attribute):
        return None
    outcome = finder.expression(thing.module, thing.value.func)
    return raising_instance(finder, outcome) if isinstance(outcome, Found) else None


def raising_instance(finder: "Finder", found: Found) -> Raises | None:
    """Return what objects of a class raise when they are called or asked for an attribute."""
    node, module = found.object.node, found.object.module
    if not isinstance(node, ast.ClassDef) or module is None:
        return None
    for method in _methods(finder, found, ("__call__", "__getattr__", "__getattribute__")):
        said = _raising_function(module, method, is_method=False)
        if said is not None:
            docs = f"{said.reason} {node.name} {ast.get_docstring(node) or ''}"
            return said if re.search(_GONE.pattern + "|remov|deprec", docs, re.IGNORECASE) else None
    return None


def _methods(finder: "Finder", found: Found, names: Sequence[str]) -> Iterator[Function]:
    for name in names:
        outcome = finder.member(found, name)
        if isinstance(outcome, Found) and isinstance(outcome.object.node, Function):
            yield outcome.object.node
