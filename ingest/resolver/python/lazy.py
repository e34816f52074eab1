"""Names that a module serves when they are asked for: ``__getattr__``, objects in its place, tables for lazy loaders.

`served` and `in_replacement` run what the package does on one name in the evaluator; where that leads into a library
that is not read (`lazy_loader`, `lazy_imports`), the tables among its arguments say which names there are.
"""

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.resolver.python.evaluation.evaluator import Answer
from ingest.resolver.python.evaluation.values import (
    NOTHING,
    UNKNOWN,
    Called,
    Exhausted,
    FilePath,
    FolderNames,
    Function,
    Instance,
    ModuleValue,
    Named,
    Unknown,
    Value,
)
from ingest.resolver.python.module import Distribution, Module, absolute_name
from ingest.resolver.python.outcome import Found, Missing, Object, Open, Outcome, Raises
from ingest.resolver.resolution import How

if TYPE_CHECKING:
    from ingest.resolver.python.finder import Finder

_ABSENCE = frozenset({"AttributeError", "KeyError"})
_IMPORT_FAILURE = frozenset({"ImportError", "ModuleNotFoundError"})
_EXPORT_LIST = re.compile(rb"^__all__\s*(?::[^=\n]*)?=\s*[\[(](.*?)[\])]", re.DOTALL | re.MULTILINE)
_SEPARATOR = re.compile(r"[.:]")
_QUOTED = re.compile(rb"[\"']([A-Za-z_][A-Za-z0-9_]*)[\"']")


def message_of(node: ast.Raise) -> str:
    """Return what a ``raise`` says, as far as it is written there."""
    arguments = node.exc.args if isinstance(node.exc, ast.Call) else []
    for one in arguments:
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            return " ".join(one.value.split())[:200]
    return "it only raises"


def served(finder: "Finder", module: Module, name: str) -> Outcome | None:
    """Ask the module's ``__getattr__`` for a name; null where it has none."""
    if b"__getattr__" not in module.text:
        return None
    if module.scope.runtime("__getattr__") is None:
        return None
    frame = finder.evaluator.frame_of(module)
    function = finder.evaluator.force(frame.names.get("__getattr__", UNKNOWN))
    if isinstance(function, Called):
        return _from_tables(finder, module, function, name)
    if not isinstance(function, Function):
        return _declared(finder, module, name, f"{module.path} takes __getattr__ from what was not read")
    return _ask(finder, module, function, name)


def _ask(finder: "Finder", module: Module, function: Function, name: str) -> Outcome:
    evaluator = finder.evaluator
    line = function.node.lineno
    try:
        answer = evaluator.ask(function, name, evaluator.frame_of(module))
    except Exhausted:
        return Open(f"what __getattr__ of {module.path} does takes too long to follow")
    if answer.raised is not None:
        return _refused(module, name, answer, line)
    outcome = _value(finder, module, name, answer.value, line)
    # a name that the module does not even contain is forwarded out of what was read, as any other would be
    forwarded = isinstance(outcome, Found) and outcome.object.outside is not None and name.encode() not in module.text
    by_chance = answer.uncertain and not answer.recognised  # what is returned may be for other names
    if isinstance(outcome, Found) and not forwarded and not (by_chance and not _bears(outcome.object, name)):
        return outcome.by(How.LAZY_TABLE, hop=module.place(line), deprecated=answer.warned)
    if answer.recognised and not isinstance(outcome, Missing):
        made = Object(module, None, name, line)
        return Found(made, frozenset({How.LAZY_TABLE}), (module.place(line),), answer.warned)
    if isinstance(outcome, Missing) and not answer.uncertain:
        return outcome
    return _declared(finder, module, name, f"__getattr__ of {module.path} cannot be followed for {name}")


def _bears(thing: Object, name: str) -> bool:
    """Whether an object is called what was asked for, as one that was looked up by that name is."""
    called = thing.outside or thing.qualname or (thing.module.name if thing.module is not None else "")
    return _SEPARATOR.split(called)[-1] == name


def _refused(module: Module, name: str, answer: Answer, line: int) -> Outcome:
    raised = answer.raised
    assert raised is not None
    if raised.kind in _ABSENCE or (raised.kind in _IMPORT_FAILURE and not answer.recognised):
        return Missing(raised.message or f"__getattr__ of {module.name} knows no {name}")
    if raised.kind in _IMPORT_FAILURE and "No module named" in raised.message:
        return Open(f"{module.place(line)} serves {name} from a module that is not there")
    return Raises(" ".join(raised.message.split())[:200] or f"it raises {raised.kind}", module, raised.line or line)


def _value(finder: "Finder", module: Module, name: str, value: Value, line: int) -> Outcome:  # noqa: PLR0911 - one way out a case
    """Find what a served value is."""
    value = finder.evaluator.force(value) if not isinstance(value, Named) else value
    match value:
        case Named(module=origin, name=base):
            return _named(finder, module, value, origin, base, line)
        case ModuleValue(name=target):
            inner = finder.world.reach(target)
            if inner is not None:
                return Found(Object(inner, line=1))
            if finder.world.owns(target) and not finder.world.unread(target):
                return Missing(f"there is no module {target}")
            return Found(Object(module, None, name, line, outside=target), frozenset({How.OTHER_DISTRIBUTION}))
        case Function(node=ast.FunctionDef() | ast.AsyncFunctionDef() as node, closure=closure):
            return Found(Object(closure.module, node, node.name, node.lineno), frozenset({How.DEFINITION}))
        case Instance(node=node, module=owner):
            return Found(Object(owner, None, name, node.lineno))
    return Open(f"{module.place(line)} computes {name}")


def _named(finder: "Finder", module: Module, value: Named, origin: str, base: str, line: int) -> Outcome:
    source = finder.world.reach(origin)
    if source is None:
        if finder.world.owns(origin) and not finder.world.unread(origin):
            return Missing(f"{origin} is not there")
        outside = Object(module, None, base, line, outside=f"{origin}:{base}")
        return Found(outside, frozenset({How.OTHER_DISTRIBUTION}))
    outcome: Outcome = Found(Object(source, line=1))
    for part in base.split("."):
        outcome = (
            finder.member(outcome, part) if isinstance(outcome, Found) else outcome
        )  # a class reached through its module, then its member
    if isinstance(outcome, Found) and source.distribution is not module.distribution and not source.is_standard:
        return outcome.by(How.OTHER_DISTRIBUTION)
    return outcome if not isinstance(outcome, Found) else outcome.by(How.RE_EXPORT)


def _declared(finder: "Finder", module: Module, name: str, reason: str) -> Outcome:
    """Take a name as served where the owner declares it twice: for type checkers, and in ``__all__``."""
    binding = module.scope.bindings.get(name)
    exported = finder.exported(module) or set()
    if binding is not None and name in exported:
        outcome = finder.follow(module, binding)
        if isinstance(outcome, Found):
            return outcome.by(How.LAZY_TABLE)
    return Open(reason)


def dynamic(finder: "Finder", module: Module, name: str) -> Outcome | None:  # noqa: PLR0911 - one way out a case
    """Look for a name that the module's body binds by other means, such as ``globals()[…] = …``."""
    if not any(
        mark in module.text
        for mark in (b"globals()", b"locals()", b"vars(", b"setattr(", b"global ", b"exec(", b"__class__")
    ):
        return None
    evaluator = finder.evaluator
    frame = evaluator.frame_of(module)
    if name in frame.names:
        value = frame.names[name]
        outcome = _value(finder, module, name, value, 1)
        if isinstance(outcome, Found):
            return outcome.by(How.LAZY_TABLE)
        tombstone = _raising_instance(finder, value)
        if tombstone is not None:
            return tombstone
        line = value.line if isinstance(value, Called) else 1
        return Found(Object(module, None, name, line), frozenset({How.LAZY_TABLE}), (module.place(line),))
    if module in evaluator.classes:
        return _in_class(finder, module, evaluator.classes[module], name)
    if module in evaluator.opened:
        return Open(evaluator.opened[module])
    return None


def _raising_instance(finder: "Finder", value: Value) -> Outcome | None:
    from ingest.resolver.python import retirement  # noqa: PLC0415 - the two look at each other's objects

    if not isinstance(value, Called) or not isinstance(value.function, Named):
        return None
    source = finder.world.module(value.function.module)
    if source is None:
        return None
    outcome = finder.name(source, value.function.name)
    return retirement.raising_instance(finder, outcome) if isinstance(outcome, Found) else None


def _in_class(finder: "Finder", module: Module, value: Value, name: str) -> Outcome | None:
    """Look a name up in the class that a module gave itself."""
    instance = instantiate(finder, module, value)
    if instance is None:
        return Open(f"{module.path} replaces its class by what was not read")
    return _of_instance(finder, module, instance, name)


def in_replacement(finder: "Finder", module: Module, name: str) -> Outcome | None:  # noqa: PLR0911 - one way out a case
    """Look a name up in the object that a module puts in its place; null where the module stays what it is."""
    finder.evaluator.frame_of(module)
    value = finder.evaluator.replaced.get(module)
    if value is None:
        return None
    value = finder.evaluator.force(value)
    if isinstance(value, ModuleValue) and value.name != module.name:
        other = finder.world.reach(value.name)
        return finder.name(other, name) if other is not None else Open(f"{module.path} is replaced by {value.name}")
    if isinstance(value, Called):
        outcome = _from_tables(finder, module, value, name)
        if isinstance(outcome, Found):
            return outcome
        instance = instantiate(finder, module, value)
        tables = list(_tables(value))
        if instance is not None and not tables:
            return _of_instance(finder, module, instance, name) or Missing(f"{module.name} has no {name}")
        if module.scope.runtime(name) is not None and isinstance(outcome, Missing):
            return Open(f"{module.path} replaces itself; whether {name} stays is not known")
        return outcome
    return Open(f"{module.path} replaces itself by what cannot be followed")


def instantiate(finder: "Finder", module: Module, value: Value) -> Instance | None:
    """Return an object of a class of the package, for a class or a call of it."""
    function = finder.evaluator.force(value.function if isinstance(value, Called) else value)
    if not isinstance(function, Named):
        return None
    source = finder.world.module(function.module)
    binding = source.scope.runtime(function.name) if source is not None else None
    outcome = finder.follow(source, binding) if source is not None and binding is not None else None
    if not isinstance(outcome, Found) or not isinstance(outcome.object.node, ast.ClassDef):
        return None
    assert outcome.object.module is not None
    return Instance(
        outcome.object.node, outcome.object.module, {"__name__": module.name, "__dict__": {UNKNOWN: UNKNOWN}}
    )


def _of_instance(finder: "Finder", module: Module, instance: Instance, name: str) -> Outcome | None:
    found = Found(Object(instance.module, instance.node, instance.node.name, instance.node.lineno))
    member = finder.member(found, name)
    if isinstance(member, Found) and not name.startswith("__") and How.INHERITED not in member.how:
        return member.by(How.LAZY_TABLE)
    getter = next(
        (one for one in instance.node.body if isinstance(one, ast.FunctionDef) and one.name == "__getattr__"), None
    )
    if getter is None:
        return None
    return _ask(finder, module, Function(getter, finder.evaluator.frame_of(instance.module), instance), name)


# --- tables among the arguments of a call that is not followed


def _from_tables(finder: "Finder", module: Module, call: Called, name: str) -> Outcome:
    opened = False
    for table in _tables(call):
        opened = opened or UNKNOWN in table
        outcome = _in_folders(finder, module, table, name)
        if outcome is not None:
            return outcome
        target = _in_table(module, table, name)
        if target is not None:
            outcome = _value(finder, module, name, target, call.line)
            if isinstance(outcome, Found):
                return outcome.by(How.LAZY_TABLE, hop=module.place(call.line))
            return _unkept(module, name, target, outcome)
    if any(isinstance(one, FilePath) and _attaches_stub(call) for one in call.arguments):
        return _from_stub(finder, module, name)
    if opened or not _is_lazy_loader(call):
        return _declared(finder, module, name, f"{module.place(call.line)} hands its names to what cannot be followed")
    return Missing(f"the lazy table of {module.name} has no {name}")


def _unkept(module: Module, name: str, target: Value, outcome: Outcome) -> Outcome:
    if isinstance(outcome, Missing):
        return Open(f"the lazy table of {module.name} names {name}, but {outcome.reason}")
    return outcome


def _is_lazy_loader(call: Called) -> bool:
    function = call.function
    named = function.name if isinstance(function, Named) else ""
    return any(mark in named.lower() for mark in ("lazy", "attach")) or any(True for _ in _tables(call))


def _attaches_stub(call: Called) -> bool:
    return isinstance(call.function, Named) and call.function.name.endswith("attach_stub")


def _from_stub(finder: "Finder", module: Module, name: str) -> Outcome:
    if module.stub is None:
        return Open(f"{module.path} takes its names from a stub that is not there")
    outcome = finder.name(module.stub, name)
    return outcome.by(How.LAZY_TABLE) if isinstance(outcome, Found) else outcome


def _in_folders(finder: "Finder", module: Module, table: dict[Value, Value], name: str) -> Outcome | None:
    """Find a name in the folders that a table stands for."""
    for folder in table:
        if not isinstance(folder, FolderNames):
            continue
        for target in finder.folder_index(module.distribution, folder.folder).get(name, ()):
            source = finder.world.module(target)
            outcome = finder.name(source, name) if source is not None and source is not module else None
            if isinstance(outcome, Found):
                return outcome.by(How.LAZY_TABLE, How.RE_EXPORT)
    return None


def exports_by_name(distribution: Distribution, folder: str) -> dict[str, list[str]]:
    """Return the names that the source files of a folder export, read by pattern as the package itself does."""
    found: dict[str, list[str]] = {}
    for one in distribution.layout.modules.values():
        if one.path is None or not one.path.startswith(f"{folder}/") or not one.path.endswith(".py"):
            continue
        for listed in _EXPORT_LIST.findall(distribution.source(one.path)):
            for name in _QUOTED.findall(listed):
                found.setdefault(name.decode(), []).append(one.name)
    return found


def _tables(call: Called) -> Iterator[dict[Value, Value]]:
    for one in [*call.arguments, *call.keywords.values()]:
        if isinstance(one, dict):
            yield one
            yield from (inner for inner in one.values() if isinstance(inner, dict))
        elif isinstance(one, set | frozenset | list) and one and all(isinstance(name, str | Unknown) for name in one):
            yield dict.fromkeys(one)


def _in_table(module: Module, table: dict[Value, Value], name: str) -> Value | None:
    """Find a name in a table of one of the usual shapes and return what it stands for."""
    if name in table:
        served_by = _target(module, name, table[name])
        if served_by is not None:
            return served_by
    # loaders turn such tables round, so that of several modules with one name the last one serves it
    serving = [
        key
        for key, held in reversed(table.items())
        if isinstance(key, str) and isinstance(held, list | tuple | set | frozenset) and name in held
    ]
    if not serving:
        return None
    return Named(_module_name(module, min(serving, key=_is_of_stand_ins)), str(name))


def _is_of_stand_ins(path: str) -> bool:
    """Whether a module holds what some packages serve where an optional one is missing: ``dummy_pt_objects``."""
    return path.rpartition(".")[2].startswith("dummy_")


def _target(module: Module, name: str, held: Value) -> Value | None:
    match held:
        case str():
            return _named_by_text(module, name, held)
        case (str() as path, str() as attribute):
            return Named(_module_name(module, path), attribute)
        case (str() as path, None):
            return ModuleValue(_module_name(module, path))
        case None | list() | set() | tuple() | frozenset():
            return ModuleValue(f"{module.name}.{name}")  # a submodule, with or without names of its own
    return held if isinstance(held, Named | ModuleValue | Function) else None


def _named_by_text(module: Module, name: str, text: str) -> Value:
    path, colon, attribute = text.partition(":")
    return Named(_module_name(module, path), attribute if colon else name)


def _module_name(module: Module, text: str) -> str:
    if text.startswith("."):
        level = len(text) - len(text.lstrip("."))
        return absolute_name(module.package, text[level:], level)
    top = module.name.partition(".")[0]
    return text if text == top or text.startswith(f"{top}.") else f"{module.package}.{text}"


def names_in_call(finder: "Finder", module: Module, call: Called) -> set[Value]:
    """Return the names of all tables among the arguments of a call."""
    names: set[Value] = set()
    for table in _tables(call):
        for key, held in table.items():
            if isinstance(key, FolderNames):
                names |= set(finder.folder_index(module.distribution, key.folder))
            else:
                names.add(key)
            if isinstance(held, list | tuple | set | frozenset):
                names.update(held)
    return names or {UNKNOWN}


def table_of_replacement(finder: "Finder", module: Module) -> set[Value] | None:
    """Return the names in the tables of what a module puts in its place; null where it stays what it is."""
    if b"sys.modules" not in module.text:
        return None
    finder.evaluator.frame_of(module)
    value = finder.evaluator.force(finder.evaluator.replaced.get(module))
    return names_in_call(finder, module, value) if isinstance(value, Called) else None


def asks_finder(finder: "Finder", module: Module, name: str) -> str | None:
    """Ask import hooks that a module defines whether they claim a module; return what claims it, or null."""
    for node in module.tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        method = next((one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "find_spec"), None)
        if method is None:
            continue
        frame = finder.evaluator.frame_of(module)
        function = Function(method, frame, Instance(node, module, {}))
        try:
            answer = finder.evaluator.ask(function, name, frame)
            claimed = answer.raised is not None or not (answer.value is None or answer.value is NOTHING)
        except Exhausted:
            claimed = True
        if claimed:
            return f"{module.path}:{node.lineno} hooks into imports and may serve {name}"
    return None
