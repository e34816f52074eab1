"""What is told of a definition: its kind, signature and the first line of its docstring."""

import ast

from ingest.resolver.python.outcome import Object
from ingest.resolver.resolution import ObjectKind

MAX_TEXT = 2000
_TYPE_MAKERS = frozenset(
    {
        "TypeVar",
        "NewType",
        "ParamSpec",
        "TypeVarTuple",
        "Literal",
        "Union",
        "Optional",
        "Annotated",
        "Callable",
        "TypeAliasType",
    }
)
_CLASS_MAKERS = frozenset(
    {"NamedTuple", "namedtuple", "TypedDict", "Enum", "IntEnum", "create_model", "make_dataclass", "type", "new_class"}
)
_FUNCTION_MAKERS = frozenset({"partial", "wraps", "partialmethod"})


def kind_of(thing: Object) -> ObjectKind | None:  # noqa: PLR0911 - one way out a case
    """Return the kind of an object; null where its definition was not read."""
    if thing.outside is not None:
        return None
    if thing.is_module:
        return ObjectKind.MODULE
    node = thing.node
    if isinstance(node, ast.ClassDef):
        return ObjectKind.CLASS
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        if thing.owner is None:
            return ObjectKind.FUNCTION
        return ObjectKind.CONSTANT if _is_property(node) else ObjectKind.METHOD
    if thing.value is None and node is None:
        return None
    return _kind_of_value(thing)


def _kind_of_value(thing: Object) -> ObjectKind:
    value = thing.value
    if thing.annotation is not None and _last_name(thing.annotation) == "TypeAlias":
        return ObjectKind.TYPE
    if isinstance(value, ast.Lambda):
        return ObjectKind.FUNCTION
    made = (
        _last_name(value.func)
        if isinstance(value, ast.Call)
        else _last_name(value.value)
        if isinstance(value, ast.Subscript)
        else None
    )
    if made in _TYPE_MAKERS or (
        isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr) and thing.annotation is None
    ):
        return ObjectKind.TYPE
    if made in _CLASS_MAKERS:
        return ObjectKind.CLASS
    return ObjectKind.FUNCTION if made in _FUNCTION_MAKERS else ObjectKind.CONSTANT


def _last_name(node: ast.expr | None) -> str | None:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None


def _is_property(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("property" in (_last_name(one) or "") for one in node.decorator_list)


def signature_of(thing: Object) -> str | None:
    """Return the parameters and the return annotation as they are written; of a class, those of its ``__init__``."""
    node = thing.node
    if isinstance(node, ast.ClassDef):
        made = [one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"]
        return _signature(made[-1]) if made else None
    return _signature(node) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else None


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str | None:
    try:
        parameters = ast.unparse(node.args)
        returns = f" -> {ast.unparse(node.returns)}" if node.returns is not None else ""
    except (RecursionError, ValueError):
        return None
    text = f"({parameters}){returns}"
    return text if len(text) <= MAX_TEXT else None


def doc_of(thing: Object) -> str | None:
    """Return the first line of the docstring."""
    node = thing.module.tree if thing.is_module and thing.module is not None else thing.node
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return None
    text = ast.get_docstring(node)
    return text.strip().split("\n", 1)[0][:MAX_TEXT] if text and text.strip() else None
