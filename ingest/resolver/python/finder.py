"""Looks names up: in modules, through imports, star imports and lazy tables, and in classes and what they inherit."""

import ast
import re
from dataclasses import replace

from ingest.resolver.python import lazy, members
from ingest.resolver.python.evaluation.evaluator import Evaluator
from ingest.resolver.python.evaluation.values import UNKNOWN, Called, Exhausted, Value
from ingest.resolver.python.module import Distribution, Module
from ingest.resolver.python.outcome import Found, Missing, Object, Open, Outcome, Raises
from ingest.resolver.python.scope import RUNTIME, Binding, Definition, Scope, When
from ingest.resolver.python.world import World
from ingest.resolver.resolution import How

MODULE_ATTRIBUTES = frozenset({"__name__", "__doc__", "__file__", "__spec__", "__package__", "__loader__", "__dict__"})
MAX_DEPTH = 120
_REPLACES_ITSELF = re.compile(rb"\bmodules\s*\[[^\]\n]*\]\s*=[^=]|\bmodules\.(?:update|setdefault|__setitem__)\b")


class Finder:
    """Answers whether a name is there; answers are kept for the life of one world."""

    def __init__(self, world: World) -> None:
        """Nothing is looked up yet."""
        self.world = world
        self.evaluator = Evaluator(world, self)
        self._known: dict[tuple[Module, str], Outcome] = {}
        self._active: set[tuple[Module, str]] = set()
        self._cycles = 0
        self._folders: dict[tuple[Distribution, str], dict[str, list[str]]] = {}

    def name(self, module: Module, name: str) -> Outcome:
        """Look a name up in a module, as ``from module import name`` would."""
        key = (module, name)
        if key in self._known:
            return self._known[key]
        if key in self._active:
            self._cycles += 1
            return Missing(f"{module.name} imports {name} in a circle")
        if len(self._active) > MAX_DEPTH:
            return Open(f"{name} passes through more than {MAX_DEPTH} names")
        self._active.add(key)
        cycles = self._cycles
        try:
            outcome = self._name(module, name)
        except Exhausted:
            outcome = Open(f"what {module.path} binds takes too long to evaluate")
        finally:
            self._active.discard(key)
        if cycles == self._cycles or not self._active or isinstance(outcome, Found):
            self._known[key] = outcome
        return outcome

    def _name(self, module: Module, name: str) -> Outcome:
        scope = module.scope
        if scope.raises is not None:
            return Raises(lazy.message_of(scope.raises), module, scope.raises.lineno)
        if _REPLACES_ITSELF.search(module.text):
            replaced = lazy.in_replacement(self, module, name)
            if replaced is not None:
                return self._or_submodule(module, name, replaced)
        binding = scope.runtime(name)
        if binding is not None:
            return self._bound(module, name, binding)
        return self._or_submodule(module, name, self._unbound(module, name, scope))

    def _bound(self, module: Module, name: str, binding: Binding) -> Outcome:
        certain = name in module.scope.certain
        outcome = None if certain else self._replaced(module, name, binding)
        if outcome is not None:
            return outcome
        outcome = self.follow(module, binding)
        if isinstance(outcome, Missing | Open) and not certain:
            for other in module.scope.alternatives[name]:
                if other is not binding and other.when in RUNTIME:
                    second = self.follow(module, other)
                    if isinstance(second, Found):
                        outcome = second
                        break
        if isinstance(outcome, Missing) and certain and name not in MODULE_ATTRIBUTES:
            if self.world.module(f"{module.name}.{name}") is not None:
                return self._submodule(module, name)
            return Open(f"{module.place(binding.node.lineno)} binds {name} to what is not there: {outcome.reason}")
        if isinstance(outcome, Found) and not certain:
            return outcome.by(How.CONDITIONAL)
        return outcome

    def _replaced(self, module: Module, name: str, binding: Binding) -> Outcome | None:
        """Look for what a definition in one branch stands in for where a star import in another brings the name."""
        conditional = any(when not in {When.ALWAYS, When.TYPING} for _, when in module.scope.stars)
        if not conditional or not isinstance(binding.node, Definition):
            return None
        outcome = self._starred(module, name)
        return outcome.by(How.CONDITIONAL) if isinstance(outcome, Found) else None

    def _unbound(self, module: Module, name: str, scope: Scope) -> Outcome:  # noqa: PLR0911 - one way out a case
        """Look for what is not bound by a plain statement; the first that says more than `Missing` answers."""
        if name in MODULE_ATTRIBUTES or (name == "__path__" and module.file.is_package):
            return Found(Object(module, None, name, 1), frozenset({How.DEFINITION}))
        worst: Outcome | None = None
        for attempt in (self._starred, self._served, self._dynamic, self._shared, self._stubbed):
            outcome = attempt(module, name)
            if isinstance(outcome, Found | Raises):
                return outcome
            if isinstance(outcome, Open):
                worst = worst or outcome
            elif isinstance(outcome, Missing) and not isinstance(worst, Open):
                worst = outcome
        if isinstance(worst, Open):
            return worst
        if module.unreadable is not None:
            return Open(module.unreadable)
        declared = scope.bindings.get(name)
        if declared is not None and declared.when is When.ANNOTATED:
            return Open(f"{module.place(declared.node.lineno)} declares {name} and gives it no value")
        if declared is not None and worst is None:
            return Missing(f"{module.place(declared.node.lineno)} binds {name} for type checkers only")
        return worst or Missing(f"{module.name} has no {name}")

    def _or_submodule(self, module: Module, name: str, outcome: Outcome) -> Outcome:
        if isinstance(outcome, Found):
            return outcome
        if self.world.module(f"{module.name}.{name}") is not None:
            return self._submodule(module, name)
        return outcome

    def _submodule(self, module: Module, name: str) -> Found:
        inner = self.world.module(f"{module.name}.{name}")
        if module.is_stub and inner is not None and inner.stub is not None:
            inner = inner.stub
        how = How.DEFINITION
        if inner is not None and inner.distribution is not module.distribution:
            how = How.OTHER_DISTRIBUTION
        return Found(Object(inner, line=1), frozenset({how}))

    # --- following a binding

    def follow(self, module: Module, binding: Binding) -> Outcome:
        """Follow one binding to what it binds."""
        node = binding.node
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            how = How.STUB if module.is_stub else How.DEFINITION
            return Found(Object(module, node, binding.name, node.lineno), frozenset({how}))
        if isinstance(node, ast.Import):
            return self._imported_module(module, node, binding.alias)
        if isinstance(node, ast.ImportFrom):
            return self._imported(module, node, binding.alias)
        return self._assigned(module, binding)

    def _imported_module(self, module: Module, node: ast.Import, alias: ast.alias | None) -> Outcome:
        assert alias is not None
        target = alias.name if alias.asname else alias.name.partition(".")[0]
        found = self.world.module(target)
        if found is None:
            return self._outside(module, node, target, "")
        return Found(Object(found, line=1)).by(*self._crossing(module, found), hop=module.place(node.lineno))

    def _imported(self, module: Module, node: ast.ImportFrom, alias: ast.alias | None) -> Outcome:
        assert alias is not None
        target = module.absolute(node)
        origin = self.world.reach(target)
        hop = module.place(node.lineno)
        if origin is None:
            return self._unreached(module, node, target, alias.name)
        if module.is_stub and origin.stub is not None:
            origin = origin.stub
        if origin is module and self.world.module(f"{target}.{alias.name}") is not None:
            return self._submodule(module, alias.name)  # ``from . import x`` in a package
        outcome = self.name(origin, alias.name)
        if isinstance(outcome, Missing):
            inner = self.world.reach(f"{target}.{alias.name}")
            if inner is not None:
                return Found(Object(inner, line=1)).by(*self._crossing(module, inner), hop=hop)
            if origin.is_standard:  # the library of another Python than the one that runs this
                return self._outside(module, node, target, alias.name)
        if isinstance(outcome, Found):
            return outcome.by(*self._crossing(module, origin), hop=hop)
        return outcome

    def _unreached(self, module: Module, node: ast.ImportFrom, target: str, name: str) -> Outcome:
        if self.world.owns(target) and not self.world.unread(target) and not self.world.is_shared(target):
            return Missing(f"{module.place(node.lineno)} imports from {target}, which is not there")
        return self._outside(module, node, target, name)

    def _outside(self, module: Module, node: ast.stmt, target: str, name: str) -> Found:
        outside = f"{target}:{name}" if name else target
        place = Object(module, node, line=node.lineno, outside=outside)
        return Found(place, frozenset({How.OTHER_DISTRIBUTION}), (module.place(node.lineno),))

    def _crossing(self, module: Module, origin: Module) -> tuple[How, ...]:
        if origin.distribution is module.distribution or origin.is_standard:
            return (How.RE_EXPORT,)
        return (How.RE_EXPORT, How.OTHER_DISTRIBUTION)

    def _assigned(self, module: Module, binding: Binding) -> Outcome:
        line = binding.node.lineno
        if binding.wraps is not None:
            outcome = self.follow(module, binding.wraps)
            if isinstance(outcome, Found):
                return outcome
        if isinstance(binding.value, ast.Name | ast.Attribute):
            outcome = self.expression(module, binding.value)
            if isinstance(outcome, Found | Raises):
                return outcome.by(How.ALIAS, hop=module.place(line)) if isinstance(outcome, Found) else outcome
        annotation = binding.node.annotation if isinstance(binding.node, ast.AnnAssign) else None
        how = How.STUB if module.is_stub else How.DEFINITION
        made = Object(module, binding.node, binding.name, line, value=binding.value, annotation=annotation)
        return Found(made, frozenset({how}))

    def expression(self, module: Module, node: ast.expr) -> Outcome:
        """Look up what a plain or dotted name in the source of a module is bound to."""
        match node:
            case ast.Name(id=name):
                outcome = self.name(module, name)
                if not isinstance(outcome, Found) and members.is_builtin(name):
                    return members.builtin(module, name)
                return outcome
            case ast.Attribute(value=value, attr=attribute):
                outcome = self.expression(module, value)
                return self._attribute(outcome, attribute) if isinstance(outcome, Found) else outcome
            case ast.Subscript(value=value):
                return self.expression(module, value)
            case ast.Constant(value=str(text)):
                return self._quoted(module, text)
        return Open(f"{module.place(getattr(node, 'lineno', None))} computes it")

    def _attribute(self, found: Found, name: str) -> Outcome:
        outcome = self.member(found, name)
        if isinstance(outcome, Open) and found.object.outside is not None:  # it can still be told what it is called
            colon = "." if ":" in found.object.outside else ":"
            return Found(
                replace(found.object, qualname=name, outside=f"{found.object.outside}{colon}{name}"), found.how
            )
        return outcome

    def _quoted(self, module: Module, text: str) -> Outcome:
        """Look up a type that is written as a string; names for type checkers only count here."""
        try:
            parsed = ast.parse(text, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return Open("an annotation cannot be parsed")
        return Open("an annotation is empty") if isinstance(parsed, ast.Constant) else self.expression(module, parsed)

    def folder_index(self, distribution: Distribution, folder: str) -> dict[str, list[str]]:
        """Return the names that the modules of a folder export, each with its modules."""
        key = (distribution, folder)
        if key not in self._folders:
            self._folders[key] = lazy.exports_by_name(distribution, folder)
        return self._folders[key]

    def member(self, found: Found, name: str) -> Outcome:
        """Look a name up in what was found: a module, a class, or an object."""
        return members.member(self, found, name)

    # --- what is not bound by a plain statement

    def _starred(self, module: Module, name: str) -> Outcome | None:
        worst: Outcome | None = None
        for node, when in reversed(module.scope.stars):
            if when is When.TYPING:
                continue
            outcome = self._from_star(module, node, name)
            if isinstance(outcome, Found):
                return outcome if when is When.ALWAYS else outcome.by(How.CONDITIONAL)
            if isinstance(outcome, Raises):
                return outcome
            if isinstance(outcome, Open):
                worst = worst or outcome
        return worst

    def _from_star(self, module: Module, node: ast.ImportFrom, name: str) -> Outcome:  # noqa: PLR0911 - one way out a case
        target = module.absolute(node)
        origin = self.world.reach(target)
        hop = module.place(node.lineno)
        if origin is None:
            if self.world.owns(target) and not self.world.unread(target):
                return Missing(f"{hop} imports from {target}, which is not there")
            return Open(f"{hop} imports all names of {target}, which was not read")
        if origin is module:
            return Missing(f"{hop} imports itself")
        if origin.is_standard and not origin.text:
            return Open(f"{hop} imports all names of {target}, which was not read")
        exported = self.exported(origin)
        if exported is None:
            return self._public(module, origin, name, hop)
        if name in exported:
            outcome = self.name(origin, name)
            return outcome.by(*self._crossing(module, origin), hop=hop) if isinstance(outcome, Found) else outcome
        if UNKNOWN not in exported:
            return Missing(f"{name} is not in __all__ of {target}")
        outcome = self.name(origin, name)
        return outcome if isinstance(outcome, Missing) else Open(f"__all__ of {origin.path} cannot be read")

    def _public(self, module: Module, origin: Module, name: str, hop: str) -> Outcome:
        """Look up what a star import brings where there is no ``__all__``."""
        if name.startswith("_"):
            return Missing(f"{name} is private")
        if origin.unreadable is not None:
            return Open(origin.unreadable)
        if origin.scope.runtime(name) is not None:
            outcome: Outcome | None = self.name(origin, name)
        elif name in _imported_submodules(origin) and self.world.module(f"{origin.name}.{name}") is not None:
            outcome = self._submodule(origin, name)
        else:  # names that are only served when asked for, and modules that nobody imported, do not count here
            outcome = self._left_behind(origin, name)
        if isinstance(outcome, Found):
            return outcome.by(*self._crossing(module, origin), hop=hop)
        return outcome or Missing(f"{origin.name} binds no {name}")

    def _left_behind(self, module: Module, name: str) -> Outcome | None:
        """Look up a name that no statement of a module binds, and that is there all the same once it was imported."""
        key = (module, f"* {name}")
        if key in self._active:
            self._cycles += 1
            return None  # star imports in a circle
        self._active.add(key)
        try:
            outcome = self._starred(module, name) or self._dynamic(module, name)
        finally:
            self._active.discard(key)
        return (self._stubbed(module, name) or outcome) if isinstance(outcome, Open) else outcome

    def exported(self, module: Module) -> set[Value] | None:
        """Return the names in ``__all__``, with `UNKNOWN` for what cannot be read; null without an ``__all__``."""
        scope = module.scope
        if scope.runtime("__all__") is None and (scope.stars == [] or b"__all__" not in module.text):
            return None
        value = self.evaluator.force(self.evaluator.frame_of(module).names.get("__all__"))
        if value is None:
            return None
        if isinstance(value, Called):
            return lazy.names_in_call(self, module, value)
        if isinstance(value, list | tuple | set | frozenset):
            return {
                self.evaluator.force(one) if not isinstance(one, str) else str(one) for one in value if _hashable(one)
            }
        return {UNKNOWN}

    def _served(self, module: Module, name: str) -> Outcome | None:
        return lazy.served(self, module, name)

    def _dynamic(self, module: Module, name: str) -> Outcome | None:
        return lazy.dynamic(self, module, name)

    def _shared(self, module: Module, name: str) -> Outcome | None:
        """Look for a function of the module that declares the name ``global`` and binds it."""
        node = module.shared.get(name)
        if node is None:
            return None
        made = Object(module, node, name, node.lineno)
        return Found(made, frozenset({How.CONDITIONAL, How.DEFINITION}), (module.place(node.lineno),))

    def _stubbed(self, module: Module, name: str) -> Outcome | None:
        if module.stub is None:
            return None
        outcome = self.name(module.stub, name)
        if not isinstance(outcome, Found):
            return None
        if module in self.evaluator.opened or b"attach_stub" in module.text:
            return outcome.by(How.STUB)  # the names that the source computes are those that its stub declares
        return Open(f"only the stub {module.stub.path} has {name}")


def _imported_submodules(module: Module) -> set[str]:
    """Return the submodules that importing a package imports on the way."""
    names: set[str] = set()
    for bindings in module.scope.alternatives.values():
        for one in bindings:
            if isinstance(one.node, ast.ImportFrom):
                names.add(_below(module.absolute(one.node), module.name))
    names.update(_below(module.absolute(node), module.name) for node, _ in module.scope.stars)
    return names


def _below(name: str, package: str) -> str:
    return name[len(package) + 1 :].partition(".")[0] if name.startswith(f"{package}.") else ""


def _hashable(value: Value) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True
