"""The evaluator: expressions to values, calls into functions of the package, names to what they are bound to."""

import ast
import builtins
from dataclasses import dataclass
from typing import Protocol

from ingest.resolver.python.evaluation import intrinsics
from ingest.resolver.python.evaluation.containers import PLAIN_BUILTINS, plain_builtin
from ingest.resolver.python.evaluation.expressions import Expressions
from ingest.resolver.python.evaluation.statements import Returned, Runner
from ingest.resolver.python.evaluation.values import (
    NOTHING,
    UNKNOWN,
    Asked,
    Called,
    Exhausted,
    FilePath,
    Frame,
    Function,
    GlobalsOf,
    Instance,
    ModuleValue,
    Named,
    Nothing,
    Raised,
    TooLong,
    Value,
    contains,
    is_opaque,
    leave_open,
)
from ingest.resolver.python.module import Module
from ingest.resolver.python.outcome import Found, Missing, Outcome
from ingest.resolver.python.world import World

MAX_STEPS = 200_000
MAX_CALL_STEPS = 20_000
"""For one call and all that it calls: what serves names is short, what is longer does other things."""
MAX_DEPTH = 24


class Lookup(Protocol):
    """What the evaluator asks the resolver: whether a module has a name."""

    def name(self, module: Module, name: str) -> Outcome:
        """Look a name up in a module."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a function that serves names gave for one.

    Attributes:
        value: What it returned; `UNKNOWN` where it raised.
        raised: What it raised instead.
        warned: What it said in a deprecation warning.
        recognised: Whether it compared the name with one that it knows.
        uncertain: Whether it could be left by more than one way.
    """

    value: Value
    raised: Raised | None
    warned: str | None
    recognised: bool
    uncertain: bool


class Evaluator:
    """Evaluates module bodies and functions of the distributions of one world.

    Attributes:
        warned: What the deprecation warning said that was met last.
        replaced: What modules put into `sys.modules` in their own place.
        classes: What modules replaced their ``__class__`` with.
        aliases: Modules that were put into `sys.modules` under another name.
        opened: Modules whose names are also set by something that cannot be followed, and what that is.
    """

    def __init__(self, world: World, lookup: Lookup) -> None:
        """Nothing is evaluated yet."""
        self.world = world
        self.lookup = lookup
        self.warned: str | None = None
        self._recognised = False
        self._uncertain = False
        self.replaced: dict[Module, Value] = {}
        self.classes: dict[Module, Value] = {}
        self.aliases: dict[str, Value] = {}
        self.opened: dict[Module, str] = {}
        self._steps = 0
        self._depth = 0
        self._call_ends = 0
        self._answering: dict[Module, dict[str, Value]] | None = None
        self._frames: dict[Module, Frame] = {}
        self._expressions = Expressions(self)

    def frame_of(self, module: Module) -> Frame:
        """Return the names that the body of a module leaves behind, as far as they are known."""
        if module not in self._frames:
            frame = Frame(module, is_module=True)
            self._frames[module] = frame  # kept at once: a module may be asked for while its body is evaluated
            frame.names["__name__"] = module.name
            frame.names["__package__"] = module.package
            frame.names["__file__"] = FilePath(module.path or "")
            answering, self._answering = self._answering, None
            steps, self._steps = self._steps, 0
            try:
                Runner(self, frame).block(module.tree.body)
            except Exhausted:
                self.opened[module] = f"what {module.path} binds takes too long to evaluate"
            finally:
                self._answering = answering
                self._steps = steps
            for name in module.filled_by_functions:
                leave_open(frame.names.get(name))
        return self._frames[module]

    def ask(self, function: Value, name: str, frame: Frame) -> Answer:
        """Run a function that serves names on one name.

        What it stores in its module meanwhile is forgotten, so that questions do not see each other.

        Raises:
            Exhausted: If it runs for too long.
        """
        before = (self.warned, self._recognised, self._uncertain, self._answering)
        self.warned, self._recognised, self._uncertain, self._answering = None, False, False, {}
        value: Value = UNKNOWN
        raised: Raised | None = None
        try:
            value = self.call(function, (Asked(name),), {}, frame)
        except Raised as problem:
            raised = problem
        finally:
            answer = Answer(value, raised, self.warned, self._recognised, self._uncertain)
            self.warned, self._recognised, self._uncertain, self._answering = before
        return answer

    def publish(self, module: Module, name: Value, value: Value) -> None:
        """Bind a name in a module, from anywhere."""
        name = self.force(name)
        if not isinstance(name, str):
            if self._answering is None:
                self.opened[module] = f"{module.path} binds names that it computes"
        elif self._answering is not None:
            self._answering.setdefault(module, {})[name] = value
        else:
            self.frame_of(module).names[name] = value

    def replace_module(self, module: Module, name: Value, value: Value) -> None:
        """Note that a module stores something in `sys.modules`."""
        if name == module.name:
            self.replaced[module] = value
        elif isinstance(name, str):
            self.aliases[name] = value

    def replace_class(self, module: Module, value: Value) -> None:
        """Note that a module changes its class."""
        self.classes[module] = value

    def element(self, value: Value, _index: int) -> Value:
        """Return one part of a value that is unpacked; of a call that is not followed, the call."""
        return value if isinstance(value, Called) else UNKNOWN

    def bind(self, target: ast.expr, value: Value, frame: Frame) -> None:
        """Assign a value to a target."""
        Runner(self, frame).bind(target, value)

    def force(self, value: Value) -> Value:
        """Follow a name to what it is bound to, where that is a plain value or a function."""
        for _ in range(MAX_DEPTH):
            if not isinstance(value, Named):
                return value
            module = self.world.module(value.module)
            if module is None or module.is_standard:
                return value
            found = self.frame_of(module).names.get(value.name)
            if found is None or found is value:
                found = self._elsewhere(module, value.name)
            if found is None:
                return value
            value = found
        return value

    def _elsewhere(self, module: Module, name: str) -> Value | None:
        """Return what a name is that a module does not bind itself: a submodule, or from a star import."""
        if self.world.module(f"{module.name}.{name}") is not None:
            return ModuleValue(f"{module.name}.{name}")
        for star, _ in module.scope.stars:
            origin = self.world.module(module.absolute(star))
            if origin is not None and origin is not module and name in self.frame_of(origin).names:
                return Named(origin.name, name)
        return None

    def evaluate(self, node: ast.expr | None, frame: Frame) -> Value:
        """Return the value of an expression."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise Exhausted
        if self._depth and self._steps > self._call_ends:
            raise TooLong
        return self._expressions.value(node, frame)

    def named(self, name: str, frame: Frame) -> Value:
        """Return the value of a plain name."""
        inner: Frame | None = frame
        while inner is not None:
            if name in inner.names:
                return inner.names[name]
            inner = inner.outer
        return self._global(name, frame.module)

    def _global(self, name: str, module: Module) -> Value:
        for names in ((self._answering or {}).get(module, {}), self.frame_of(module).names):
            if name in names:
                return names[name]
        if name == "__path__":
            return [FilePath((module.path or "").rpartition("/")[0])]
        if name == "__spec__":
            return ModuleValue(module.name)
        if hasattr(builtins, name):
            return Named("builtins", name)
        return Named(module.name, name) if module.scope.stars else UNKNOWN

    def truth(self, value: Value) -> bool | None:
        """Tell whether a value is true; null where that is not known."""
        value = self.force(value)
        if isinstance(value, Named) or is_opaque(value):
            return None
        if isinstance(value, ModuleValue | Function | GlobalsOf):
            return True
        return bool(value)

    def same(self, left: Value, right: Value) -> bool | None:
        """Tell whether two values are equal; null where that is not known."""
        return self.truth(self._expressions.same(left, right))

    def attribute(self, value: Value, name: str) -> Value:  # noqa: PLR0911 - one way out a case
        """Return an attribute of a value; raises where a module that was read does not have it."""
        value = self.force(value)
        match value:
            case ModuleValue():
                return self._module_attribute(value, name)
            case Instance():
                return self._instance_attribute(value, name)
            case FilePath(path=path) if name == "parent":
                return FilePath(path.rpartition("/")[0])
            case Nothing():
                raise Raised("AttributeError", f"'NoneType' object has no attribute {name!r}")
            case Function() if name == "__name__" and isinstance(value.node, ast.FunctionDef):
                return value.node.name
            case Named(module=origin, name=base):
                return Named(origin, f"{base}.{name}")
            case Called(function=Named(), keywords=keywords) if name in keywords:
                return keywords[name]  # a record: what it is made of is what it has
        return UNKNOWN

    def _module_attribute(self, value: ModuleValue, name: str) -> Value:  # noqa: PLR0911 - one way out a case
        module = self.world.module(value.name)
        if name == "__name__":
            return value.name
        if name == "parent":  # of a module's specification
            return module.package if module is not None else UNKNOWN
        if name == "__dict__" and module is not None:
            return GlobalsOf(module)
        if module is None or module.is_standard:
            return Named(value.name, name)
        known = self.frame_of(module).names
        if name in known:
            return known[name]
        match self.lookup.name(module, name):
            case Missing():
                raise Raised("AttributeError", f"module {value.name!r} has no attribute {name!r}")
            case Found():
                return Named(value.name, name)
        return UNKNOWN

    def _instance_attribute(self, value: Instance, name: str) -> Value:
        if name in value.attributes:
            return value.attributes[name]
        for statement in value.node.body:
            if isinstance(statement, ast.FunctionDef) and statement.name == name:
                return Function(statement, self.frame_of(value.module), receiver=value)
            if isinstance(statement, ast.Assign) and any(
                isinstance(one, ast.Name) and one.id == name for one in statement.targets
            ):
                return self.evaluate(statement.value, self.frame_of(value.module))
        return UNKNOWN

    def subscript(self, value: Value, key: Value) -> Value:
        """Return an item of a value; raises as Python would where the container is fully known."""
        value = self.force(value)
        match value:
            case GlobalsOf(module=module) if isinstance(key, str):
                names = {**self.frame_of(module).names, **(self._answering or {}).get(module, {})}
                return names[key] if key in names else self._module_attribute(ModuleValue(module.name), str(key))
            case dict():
                if contains(value, key) is True:
                    self.recognise(key)
                    return value[key]
                if contains(value, key) is False:
                    raise Raised("KeyError", str(key))
            case list() | tuple() | str() if isinstance(key, int):
                if -len(value) <= key < len(value):
                    return value[key]
                raise Raised("IndexError")
            case Named(module="sys", name="modules"):
                return ModuleValue(str(key)) if isinstance(key, str) else UNKNOWN
        return UNKNOWN

    def recognise(self, key: Value) -> None:
        """Note that a test named what is looked up."""
        if isinstance(key, Asked):
            self._recognised = True

    def call(
        self, function: Value, arguments: tuple[Value, ...], keywords: dict[str, Value], frame: Frame, line: int = 0
    ) -> Value:
        """Return what a call gives; functions of the package are followed."""
        function = self.force(function)
        if isinstance(function, Function):
            return self._run(function, arguments, keywords)
        if isinstance(function, Named):
            if function.module == "builtins" and function.name in PLAIN_BUILTINS:
                forced = tuple(self.force(one) for one in arguments)
                return plain_builtin(function.name, forced, keywords)
            if function.name in intrinsics.FOLDER_SCANNERS:
                return intrinsics.folder_table(self.force(arguments[0]) if arguments else UNKNOWN)
            known = intrinsics.KNOWN.get((function.module, function.name))
            if known is not None:
                return known(self, arguments, keywords, frame)
        self._hand_over(function, [*arguments, *keywords.values()])
        return Called(function, arguments, keywords, line)

    def _hand_over(self, function: Value, arguments: list[Value]) -> None:
        """Note that a function that is not followed gets hold of a module's names."""
        name = function.name if isinstance(function, Named) else ""
        for one in arguments:
            if isinstance(one, GlobalsOf) and "lazy" not in name.lower() and self._answering is None:
                self.opened[one.module] = f"{one.module.path} hands its names to {name or 'a function'}"

    def _run(self, function: Function, arguments: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
        node = function.node
        if not isinstance(node, ast.Lambda) and _warns(node.name):
            said = [*arguments, keywords.get("message")]
            self.warned = self.warned or next((str(one) for one in said if isinstance(one, str)), node.name)
            return UNKNOWN
        if not isinstance(node, ast.Lambda) and node.name in intrinsics.FOLDER_SCANNERS:
            return intrinsics.folder_table(self.force(arguments[0]) if arguments else UNKNOWN)
        if self._depth >= MAX_DEPTH:
            return UNKNOWN
        frame = Frame(function.closure.module, _bind(self, function, arguments, keywords), outer=_enclosing(function))
        if isinstance(node, ast.Lambda):
            return self.evaluate(node.body, frame)
        if self._depth == 0:
            self._call_ends = self._steps + MAX_CALL_STEPS
        self._depth += 1
        try:
            runner = Runner(self, frame)
            if runner.block(node.body):
                runner.exits.append(Returned(None))
        except TooLong:
            if self._depth > 1:
                raise
            return UNKNOWN
        finally:
            self._depth -= 1
        return self._way_out(runner.exits)

    def _way_out(self, exits: list[Returned | Raised]) -> Value:
        """Return or raise what the ways out of a function agree on; a value is preferred, and the choice is noted."""
        values = [way.value for way in exits if isinstance(way, Returned)]
        if not values:
            raise next(way for way in exits if isinstance(way, Raised))
        if len(exits) > 1:
            self._uncertain = True
        return next((one for one in values if one is not UNKNOWN and one is not None and one is not NOTHING), values[0])


def _bind(
    evaluator: Evaluator, function: Function, arguments: tuple[Value, ...], keywords: dict[str, Value]
) -> dict[str, Value]:
    """Bind arguments to parameters; what is not given takes its default."""
    spec = function.node.args
    values = (function.receiver, *arguments) if function.receiver is not None else arguments
    parameters = [*spec.posonlyargs, *spec.args]
    names: dict[str, Value] = {}
    defaults = dict(
        zip([one.arg for one in parameters[len(parameters) - len(spec.defaults) :]], spec.defaults, strict=True)
    )
    defaults.update({one.arg: value for one, value in zip(spec.kwonlyargs, spec.kw_defaults, strict=True) if value})
    for parameter in [*parameters, *spec.kwonlyargs]:
        names[parameter.arg] = UNKNOWN
        if parameter.arg in defaults:
            names[parameter.arg] = evaluator.evaluate(defaults[parameter.arg], function.closure)
    names.update(zip([one.arg for one in parameters], values, strict=False))
    named = {*names}
    names.update({key: value for key, value in keywords.items() if key in named})
    if spec.vararg:
        names[spec.vararg.arg] = tuple(values[len(parameters) :])
    if spec.kwarg:
        names[spec.kwarg.arg] = {key: value for key, value in keywords.items() if key not in named}
    return names


def _enclosing(function: Function) -> Frame | None:
    return None if function.closure.is_module else function.closure


def _warns(name: str) -> bool:
    return "deprecat" in name.lower() and "warn" in name.lower()
