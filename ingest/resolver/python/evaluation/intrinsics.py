"""Functions outside the package whose meaning the evaluator knows: imports, attributes, paths, warnings."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ingest.resolver.python.evaluation.values import (
    NOTHING,
    UNKNOWN,
    Called,
    FilePath,
    FolderNames,
    Frame,
    GlobalsOf,
    Instance,
    ModuleValue,
    Named,
    Raised,
    Value,
)
from ingest.resolver.python.module import absolute_name

if TYPE_CHECKING:
    from ingest.resolver.python.evaluation.evaluator import Evaluator

Arguments = tuple[Value, ...]
Keywords = dict[str, Value]
Intrinsic = Callable[["Evaluator", Arguments, Keywords, Frame], Value]


def _import_module(evaluator: "Evaluator", arguments: Arguments, keywords: Keywords, frame: Frame) -> Value:
    name = _wanted_module(evaluator, arguments, keywords, frame)
    if name is None or (_is_missing(evaluator, name) and evaluator.world.unread(name)):
        return UNKNOWN
    if _is_missing(evaluator, name):
        raise Raised("ModuleNotFoundError", f"No module named {name!r}")
    return ModuleValue(name)


def _find_spec(evaluator: "Evaluator", arguments: Arguments, keywords: Keywords, frame: Frame) -> Value:
    """Like `_import_module`, for code that only looks: the parent must be there, the module itself need not."""
    name = _wanted_module(evaluator, arguments, keywords, frame)
    if name is not None and _is_missing(evaluator, name) and not evaluator.world.unread(name):
        parent = name.rpartition(".")[0]
        if parent and _is_missing(evaluator, parent):
            raise Raised("ModuleNotFoundError", f"No module named {parent!r}")
        return NOTHING
    return Called(Named("importlib", "util.find_spec"), arguments, keywords, 0)


def _wanted_module(evaluator: "Evaluator", arguments: Arguments, keywords: Keywords, frame: Frame) -> str | None:
    """Return the name of the module that a call asks for, with its dots resolved; null where it is not known."""
    name = evaluator.force(arguments[0] if arguments else keywords.get("name", UNKNOWN))
    package = evaluator.force(arguments[1] if len(arguments) > 1 else keywords.get("package", frame.module.package))
    if not isinstance(name, str):
        return None
    if not name.startswith("."):
        return str(name)
    level = len(name) - len(name.lstrip("."))
    return absolute_name(package, name[level:], level) if isinstance(package, str) else None


def _is_missing(evaluator: "Evaluator", name: str) -> bool:
    return evaluator.world.owns(name) and evaluator.world.reach(name) is None


def _import(evaluator: "Evaluator", arguments: Arguments, keywords: Keywords, frame: Frame) -> Value:
    """Without a list of names, ``__import__`` gives the top-level package."""
    module = _import_module(evaluator, arguments[:1], {}, frame)
    if isinstance(module, ModuleValue) and "fromlist" not in keywords and len(arguments) <= 3:  # noqa: PLR2004
        return ModuleValue(module.name.partition(".")[0])
    return module


def _getattr(evaluator: "Evaluator", arguments: Arguments, _keywords: Keywords, _frame: Frame) -> Value:
    if len(arguments) < 2 or not isinstance(name := evaluator.force(arguments[1]), str):  # noqa: PLR2004
        return UNKNOWN
    target = evaluator.force(arguments[0])
    try:
        value = evaluator.attribute(target, name)
        # what a module is asked for by name is wanted as the object that it is, not as its value
        return Named(target.name, str(name)) if isinstance(target, ModuleValue) and _is_plain(value) else value
    except Raised:
        if len(arguments) > 2:  # noqa: PLR2004 - the default
            return arguments[2]
        raise


def _is_plain(value: Value) -> bool:
    return value is None or isinstance(value, str | int | float | list | tuple | dict | set | frozenset | Called)


def _hasattr(evaluator: "Evaluator", arguments: Arguments, keywords: Keywords, frame: Frame) -> Value:
    try:
        value = _getattr(evaluator, arguments, keywords, frame)
    except Raised:
        return False
    return UNKNOWN if value is UNKNOWN else True


def _setattr(evaluator: "Evaluator", arguments: Arguments, _keywords: Keywords, _frame: Frame) -> Value:
    if len(arguments) == 3:  # noqa: PLR2004 - object, name, value
        target, name = evaluator.force(arguments[0]), evaluator.force(arguments[1])
        module = evaluator.world.module(target.name) if isinstance(target, ModuleValue) else None
        if module is not None:
            evaluator.publish(module, name, arguments[2])
        elif isinstance(target, Instance) and isinstance(name, str):
            target.attributes[name] = arguments[2]
    return None


def _globals(_evaluator: "Evaluator", _arguments: Arguments, _keywords: Keywords, frame: Frame) -> Value:
    return GlobalsOf(frame.module)


def _locals(_evaluator: "Evaluator", _arguments: Arguments, _keywords: Keywords, frame: Frame) -> Value:
    return GlobalsOf(frame.module) if frame.is_module else UNKNOWN


def _vars(evaluator: "Evaluator", arguments: Arguments, keywords: Keywords, frame: Frame) -> Value:
    if not arguments:
        return _locals(evaluator, arguments, keywords, frame)
    target = evaluator.force(arguments[0])
    module = evaluator.world.module(target.name) if isinstance(target, ModuleValue) else None
    return GlobalsOf(module) if module is not None else UNKNOWN


def _dir(evaluator: "Evaluator", arguments: Arguments, _keywords: Keywords, frame: Frame) -> Value:
    target = evaluator.force(arguments[0]) if arguments else ModuleValue(frame.module.name)
    module = evaluator.world.module(target.name) if isinstance(target, ModuleValue) else None
    if module is None:
        return [UNKNOWN]
    names: list[Value] = sorted({*evaluator.frame_of(module).names, *module.scope.bindings})
    return [*names, UNKNOWN] if module.scope.stars else names


def _warn(evaluator: "Evaluator", arguments: Arguments, keywords: Keywords, _frame: Frame) -> Value:
    message = evaluator.force(arguments[0] if arguments else keywords.get("message", UNKNOWN))
    category = arguments[1] if len(arguments) > 1 else keywords.get("category")
    text = message if isinstance(message, str) else ""
    named = category.name if isinstance(category, Named) else ""
    if "Deprecat" in named or "deprecated" in text.lower():
        evaluator.warned = text or "a deprecation warning"
    return None


def _path(evaluator: "Evaluator", arguments: Arguments, _keywords: Keywords, _frame: Frame) -> Value:
    first = evaluator.force(arguments[0]) if arguments else UNKNOWN
    return first if isinstance(first, FilePath) else UNKNOWN


def _folder(evaluator: "Evaluator", arguments: Arguments, keywords: Keywords, frame: Frame) -> Value:
    path = _path(evaluator, arguments, keywords, frame)
    return FilePath(path.path.rpartition("/")[0]) if isinstance(path, FilePath) else UNKNOWN


def _join(evaluator: "Evaluator", arguments: Arguments, keywords: Keywords, frame: Frame) -> Value:
    path = _path(evaluator, arguments, keywords, frame)
    if not isinstance(path, FilePath) or not all(isinstance(one, str) for one in arguments[1:]):
        return UNKNOWN
    return FilePath("/".join([path.path, *arguments[1:]]))


def _first(_evaluator: "Evaluator", arguments: Arguments, _keywords: Keywords, _frame: Frame) -> Value:
    return arguments[0] if arguments else UNKNOWN


def _second(_evaluator: "Evaluator", arguments: Arguments, _keywords: Keywords, _frame: Frame) -> Value:
    return arguments[1] if len(arguments) > 1 else UNKNOWN


def _exec(evaluator: "Evaluator", _arguments: Arguments, _keywords: Keywords, frame: Frame) -> Value:
    if frame.is_module:
        evaluator.publish(frame.module, UNKNOWN, UNKNOWN)
    return None


def globals_method(
    evaluator: "Evaluator", receiver: GlobalsOf, name: str, arguments: Arguments, keywords: Keywords
) -> Value:
    """Perform a method of the dictionary of a module's names."""
    first = evaluator.force(arguments[0]) if arguments else None
    match name:
        case "update":
            pairs = first if isinstance(first, dict) else {} if first is None else {UNKNOWN: UNKNOWN}
            for key, value in {**pairs, **keywords}.items():
                evaluator.publish(receiver.module, key, value)
            return None
        case "setdefault" if len(arguments) > 1:
            evaluator.publish(receiver.module, first, arguments[1])
            return arguments[1]
        case "get" if isinstance(first, str):
            try:
                return evaluator.subscript(receiver, first)
            except Raised:
                return arguments[1] if len(arguments) > 1 else None
        case "keys" | "copy":
            return sorted(evaluator.frame_of(receiver.module).names) if name == "keys" else receiver
    return Called(receiver, arguments, keywords, 0)


FOLDER_SCANNERS = frozenset({"define_import_structure"})
"""Functions of `transformers`, and of what copies it, that list a folder's files and read what they export."""


def folder_table(path: Value) -> Value:
    """Return the table that scanning a folder gives: one entry that stands for all names of its modules."""
    if not isinstance(path, FilePath):
        return UNKNOWN
    folder = path.path.rpartition("/")[0] if path.path.endswith(".py") else path.path
    return {frozenset(): {FolderNames(folder): None}}


KNOWN: dict[tuple[str, str], Intrinsic] = {
    ("importlib", "import_module"): _import_module,
    ("importlib", "util.find_spec"): _find_spec,
    ("importlib.util", "find_spec"): _find_spec,
    ("builtins", "__import__"): _import,
    ("builtins", "getattr"): _getattr,
    ("builtins", "hasattr"): _hasattr,
    ("builtins", "setattr"): _setattr,
    ("builtins", "globals"): _globals,
    ("builtins", "locals"): _locals,
    ("builtins", "vars"): _vars,
    ("builtins", "dir"): _dir,
    ("builtins", "exec"): _exec,
    ("builtins", "eval"): lambda *_: UNKNOWN,
    ("typing", "cast"): _second,
    ("types", "MappingProxyType"): _first,
    ("copy", "copy"): _first,
    ("copy", "deepcopy"): _first,
    ("warnings", "warn"): _warn,
    ("warnings", "warn_explicit"): _warn,
    ("pathlib", "Path"): _path,
    ("os", "path.dirname"): _folder,
    ("os.path", "dirname"): _folder,
    ("os", "path.join"): _join,
    ("os.path", "join"): _join,
    ("os", "path.abspath"): _path,
    ("os.path", "abspath"): _path,
}
