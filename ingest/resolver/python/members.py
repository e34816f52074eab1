"""Names below an object: attributes of classes with what they inherit, of instances, and of functions."""

import ast
import builtins
import importlib
import sys
import typing
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.resolver.python import foreign
from ingest.resolver.python.module import Module
from ingest.resolver.python.outcome import Found, Missing, Object, Open, Outcome, Raises
from ingest.resolver.python.scope import Binding, When, scope_of
from ingest.resolver.resolution import How

if TYPE_CHECKING:
    from ingest.resolver.python.finder import Finder

MAX_BASES = 60
_CLASS_ATTRIBUTES = frozenset(dir(type)) | frozenset(dir(object)) | {"__dict__", "__weakref__", "__module__"}
_FUNCTION_ATTRIBUTES = frozenset(dir(lambda: None))
_SPECIAL_FORMS: dict[str, type] = {
    **dict.fromkeys(("Generic", "Protocol", "Annotated", "Any", "ClassVar"), object),
    "TypedDict": dict,
    "NamedTuple": tuple,
}
_OF_TYPING = {
    name: origin for name in typing.__all__ if isinstance(origin := typing.get_origin(getattr(typing, name)), type)
}
"""What the names of `typing` stand for that only lead elsewhere, such as ``Mapping``."""
_TUPLE_FIELDS = frozenset({"_fields", "_field_defaults", "_make", "_asdict", "_replace"})


def is_builtin(name: str) -> bool:
    """Tell whether Python itself has the name."""
    return hasattr(builtins, name)


def builtin(module: Module, name: str) -> Found:
    """Return a builtin, as seen from a module."""
    return Found(Object(module, None, name, outside=f"builtins:{name}"))


def member(finder: "Finder", found: Found, name: str) -> Outcome:
    """Look a name up in what was found."""
    thing = found.object
    if thing.outside is not None:
        return _outside(finder, found, name)
    if thing.is_module and thing.module is not None:
        return _joined(found, finder.name(thing.module, name))
    match thing.node:
        case ast.ClassDef():
            return _joined(found, _Search(finder).in_class(thing, name))
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return _joined(found, _of_function(finder, thing, name))
    return _joined(found, _of_value(finder, found, name))


def _joined(found: Found, outcome: Outcome) -> Outcome:
    """Keep how the owner was reached."""
    if not isinstance(outcome, Found):
        return outcome
    how = (outcome.how | found.how) - ({How.DEFINITION} if len(outcome.how | found.how) > 1 else set())
    return Found(outcome.object, how, (*found.hops, *outcome.hops), outcome.deprecated or found.deprecated)


def _outside(finder: "Finder", found: Found, name: str) -> Outcome:
    origin, _, attribute = (found.object.outside or "").partition(":")
    if origin == "builtins":
        holder = getattr(builtins, attribute, None)
        if holder is not None and hasattr(holder, name):
            return Found(Object(found.object.module, None, name, outside=f"builtins:{attribute}.{name}"), found.how)
        return Missing(f"{attribute} has no {name}")
    if origin.partition(".")[0] in sys.stdlib_module_names and (origin in sys.modules or origin.startswith("_")):
        written_in_c = getattr(importlib.import_module(origin), attribute, None)
        if isinstance(written_in_c, type):
            known = hasattr(written_in_c, name)
            return Found(found.object, found.how) if known else Missing(f"{attribute} has no {name}")
    if not attribute:
        module = finder.world.reach(origin)
        if module is not None:
            return finder.name(module, name)
        return Found(
            Object(found.object.module, found.object.node, name, found.object.line, outside=f"{origin}:{name}"),
            found.how,
        )
    return Open(f"{found.object.outside} was not read")


class _Search:
    """One walk over a class and its bases, depth first; each class is visited once."""

    def __init__(self, finder: "Finder") -> None:
        self._finder = finder
        self._seen: set[ast.ClassDef] = set()
        self._open: Open | None = None
        self._on_instances: str | None = None

    def in_class(self, thing: Object, name: str) -> Outcome:
        """Look in the class, then in everything it inherits."""
        assert isinstance(thing.node, ast.ClassDef)
        found = self._class(thing, name)
        if found is not None:
            return found
        if name in _CLASS_ATTRIBUTES:
            return Found(Object(thing.module, None, name, thing.line, owner=thing), frozenset({How.INHERITED}))
        if self._open is not None:
            return self._open
        if self._on_instances is not None:
            return Open(self._on_instances)
        return Missing(f"{thing.qualname} has no {name}", tuple(sorted(_names_of(thing.node))))

    def _class(self, thing: Object, name: str) -> Outcome | None:
        node, module = thing.node, thing.module
        assert isinstance(node, ast.ClassDef)
        assert module is not None
        if node in self._seen or len(self._seen) > MAX_BASES:
            return None
        self._seen.add(node)
        found = self._own(thing, module, node, name)
        if found is not None:
            return found
        for base in [*node.bases, *(one.value for one in node.keywords if one.arg == "metaclass")]:
            outcome = self._base(module, base, name, is_meta=base not in node.bases)
            if outcome is not None:
                return outcome
        self._note(thing, module, node, name)
        return None

    def _own(self, thing: Object, module: Module, node: ast.ClassDef, name: str) -> Outcome | None:
        binding = scope_of(node.body, is_stub=module.is_stub).bindings.get(name)
        if binding is not None and binding.when is not When.TYPING:
            return self._bound(
                thing, module, binding.node, name, binding.value, annotated=binding.when is When.ANNOTATED
            )
        if binding is not None and not module.is_standard:
            self._open = self._open or Open(f"{module.place(node.lineno)} declares {name} for type checkers only")
        added = module.scope.attributes.get((node.name, name))
        if added is not None and thing.owner is None:
            made = Object(module, added, f"{thing.qualname}.{name}", added.lineno, thing, added.value)
            return Found(made, frozenset({How.DEFINITION}))
        return None

    def _bound(
        self, thing: Object, module: Module, node: ast.stmt, name: str, value: ast.expr | None, *, annotated: bool
    ) -> Outcome:
        annotation = None
        if isinstance(node, ast.AnnAssign):
            annotation = node.annotation
        elif isinstance(node, ast.FunctionDef) and _is_property(node):
            annotation = node.returns
        how = How.FIELD if annotated else How.DEFINITION
        if isinstance(node, ast.Import | ast.ImportFrom):
            alias = next(one for one in node.names if (one.asname or one.name) == name)
            return self._finder.follow(module, Binding(name, node, When.ALWAYS, alias=alias))
        made = Object(module, node, f"{thing.qualname}.{name}", node.lineno, thing, value, annotation)
        if isinstance(value, ast.Name | ast.Attribute):
            aliased = self._alias(thing, module, value)
            if aliased is not None:
                return aliased.by(How.ALIAS)
        return Found(made, frozenset({how}))

    def _alias(self, thing: Object, module: Module, value: ast.expr) -> Found | None:
        if isinstance(value, ast.Name) and isinstance(thing.node, ast.ClassDef):
            inner = scope_of(thing.node.body).runtime(value.id)
            if inner is not None:
                made = Object(module, inner.node, f"{thing.qualname}.{value.id}", inner.node.lineno, thing)
                return Found(made)
        outcome = self._finder.expression(module, value)
        return outcome if isinstance(outcome, Found) and outcome.object.node is not None else None

    def _base(self, module: Module, base: ast.expr, name: str, *, is_meta: bool) -> Outcome | None:
        if isinstance(base, ast.Subscript):
            base = base.value
        outcome = self._finder.expression(module, base)
        if isinstance(outcome, Found):
            return self._in_base(module, outcome, name, is_meta=is_meta)
        if not is_meta:
            self._open = self._open or Open(f"{module.place(base.lineno)} inherits from what cannot be followed")
        return None

    def _in_base(self, module: Module, base: Found, name: str, *, is_meta: bool) -> Outcome | None:
        thing = base.object
        if thing.outside is not None:
            outcome = self._outside(base, name)
            if isinstance(outcome, Open):
                self._open = self._open or outcome
                return None
            return outcome
        if isinstance(thing.node, ast.ClassDef):
            found = self._class(thing, name)
            if isinstance(found, Found):
                crossing = thing.module is not None and thing.module.distribution is not module.distribution
                other = crossing and thing.module is not None and not thing.module.is_standard
                return found.by(How.INHERITED, *([How.OTHER_DISTRIBUTION] if other else []))
            return found
        if thing.module is not None and thing.module.is_standard:
            return self._special(base, name)
        if not is_meta:
            self._open = self._open or Open(f"{thing.qualname} is a base class that is computed")
        return None

    def _special(self, base: Found, name: str) -> Found | None:
        """Look in a base of the standard library that is no class statement: forms of `typing`, classes in C."""
        form = base.object.qualname
        holder = _SPECIAL_FORMS.get(form) or _OF_TYPING.get(form, object)
        if hasattr(holder, name) or (form == "NamedTuple" and name in _TUPLE_FIELDS):
            return Found(
                Object(base.object.module, None, f"{form}.{name}", base.object.line), frozenset({How.INHERITED})
            )
        return None

    def _outside(self, base: Found, name: str) -> Outcome | None:
        origin, _, attribute = (base.object.outside or "").partition(":")
        known = foreign.known_base(origin, attribute)
        if known is not None:
            return known.look_up(base.object, name)
        if origin == "builtins" or attribute in _SPECIAL_FORMS:
            holder = _SPECIAL_FORMS.get(attribute, getattr(builtins, attribute, None))
            if hasattr(holder, name):
                return Found(
                    Object(base.object.module, None, name, outside=f"builtins:{attribute}.{name}"),
                    frozenset({How.INHERITED}),
                )
            return None
        return Open(f"it may be inherited from {base.object.outside}, which was not read")

    def _note(self, thing: Object, module: Module, node: ast.ClassDef, name: str) -> None:
        """Note what else could bring the name."""
        if _assigns_on_self(node, name):
            self._on_instances = f"only instances of {thing.qualname} have {name}"
        if module.is_standard:
            return
        if f"setattr({node.name},".encode() in module.text:
            self._open = self._open or Open(f"{module.path} sets attributes of {node.name} that it computes")
        for decorator in node.decorator_list:
            if self._adds(module, decorator, name):
                self._open = self._open or Open(f"a decorator of {node.name} adds attributes")

    def _adds(self, module: Module, decorator: ast.expr, name: str) -> bool:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        if not isinstance(target, ast.Name | ast.Attribute):
            return False
        outcome = self._finder.expression(module, target)
        node = outcome.object.node if isinstance(outcome, Found) else None
        if not isinstance(node, ast.FunctionDef) or (outcome.object.module and outcome.object.module.is_standard):  # type: ignore[union-attr]
            return False
        return any(_sets(one, name) for one in ast.walk(node))


def _sets(node: ast.AST, name: str) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="setattr"), args=[_, key, *_]):
            return not isinstance(key, ast.Constant) or key.value == name
        case ast.Attribute(attr=attribute, ctx=ast.Store()):
            return attribute == name
    return False


def _is_property(node: ast.FunctionDef) -> bool:
    return any("property" in ast.unparse(one) for one in node.decorator_list)


def _assigns_on_self(node: ast.ClassDef, name: str) -> bool:
    for method in node.body:
        if not isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for one in ast.walk(method):
            match one:
                case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=attribute, ctx=ast.Store()):
                    if attribute == name:
                        return True
    return False


def _names_of(node: ast.ClassDef) -> Iterator[str]:
    yield from scope_of(node.body).bindings


def _of_function(finder: "Finder", thing: Object, name: str) -> Outcome:
    node, module = thing.node, thing.module
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    assert module is not None
    added = module.scope.attributes.get((node.name, name))
    if added is not None:
        return Found(Object(module, added, f"{thing.qualname}.{name}", added.lineno, thing, added.value))
    if name in _FUNCTION_ATTRIBUTES:
        return Found(Object(module, None, f"{thing.qualname}.{name}", thing.line, thing))
    if isinstance(node, ast.FunctionDef) and _is_property(node) and node.returns is not None:
        outcome = finder.expression(module, _without_none(node.returns))
        return finder.member(outcome, name) if isinstance(outcome, Found) else outcome
    if node.decorator_list:
        return Open(f"a decorator may give {thing.qualname} attributes")
    return Missing(f"{thing.qualname} is a function and has no {name}")


def _of_value(finder: "Finder", found: Found, name: str) -> Outcome:  # noqa: PLR0911 - one way out a case
    """Look a name up in an object that is assigned: in the class that it is made of or declared as."""
    from ingest.resolver.python import retirement  # noqa: PLC0415 - the two look at each other's objects

    thing = found.object
    module = thing.module
    if module is None:
        return Open("it was not read")
    tombstone = retirement.raising_instance_of(finder, thing)
    if isinstance(tombstone, Raises):
        return tombstone
    made = thing.value.func if isinstance(thing.value, ast.Call) else None
    for node in (made, thing.annotation):
        if not isinstance(node, ast.expr):
            continue
        outcome = finder.expression(module, _without_none(node))
        if isinstance(outcome, Found) and isinstance(outcome.object.node, ast.ClassDef):
            inner = finder.member(outcome, name)
            if isinstance(inner, Missing) and b"__getattr__" in (outcome.object.module or module).text:
                return Open(f"an object of {outcome.object.qualname} may answer {name} itself")
            return inner
        if isinstance(outcome, Found) and outcome.object.outside is not None:
            return Open(f"{outcome.object.outside} was not read")
    lazily = _lazy_module(finder, thing)
    if lazily is not None:
        return finder.name(lazily, name)
    if isinstance(thing.value, ast.Constant):
        return (
            Open(f"{thing.qualname} is set at run time")
            if thing.value.value is None
            else Missing(f"a constant has no {name}")
        )
    return Open(f"what {thing.qualname} is made of cannot be followed")


def _lazy_module(finder: "Finder", thing: Object) -> Module | None:
    """Return the module that a lazy loader stands for: a call that is given the name of a module that exists."""
    if not isinstance(thing.value, ast.Call):
        return None
    for one in [*thing.value.args, *(keyword.value for keyword in thing.value.keywords)]:
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value.isascii() and "." in one.value:
            module = finder.world.module(one.value)
            if module is not None:
                return module
    return None


def _without_none(node: ast.expr) -> ast.expr:
    match node:
        case ast.BinOp(left=left, op=ast.BitOr(), right=ast.Constant(value=None)):
            return left
        case ast.Subscript(
            value=ast.Name(id="Optional" | "Final" | "ClassVar") | ast.Attribute(attr="Optional"), slice=inner
        ):
            return inner
    return node
