"""What one declaration file declares, imports and exports, read from its syntax tree."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

_LANGUAGE = Language(tree_sitter_typescript.language_typescript())
_DECLARES = frozenset(
    {
        *("class_declaration", "abstract_class_declaration", "function_signature", "function_declaration"),
        *("generator_function_declaration", "interface_declaration", "type_alias_declaration", "enum_declaration"),
        *("lexical_declaration", "variable_declaration", "internal_module", "module", "import_alias"),
    }
)
_ANONYMOUS = frozenset({"class", "function_expression", "arrow_function", "object"})
_DEPRECATED = re.compile(r"@deprecated\b[ \t]*(.*)")
_DEFAULT = "default"
_IMPORT_TYPE = re.compile(rb"\bimport\((?:\"[^\"\n]*\"|'[^'\n]*')(?:,\s*\{[^{}\n]*(?:\{[^{}\n]*\})?[^{}\n]*\})?\)")
_PARAMETERS = re.compile(rb"\b(?:class|interface|type)\s+[\w$]{1,200}\s*<[^{=]{1,2000}")
_VARIANCE = re.compile(rb"([<,]\s*)(?:in\s+out|in|out)\s+(?=[A-Za-z_$])")


@dataclass(frozen=True, slots=True)
class Link:
    """A name that leads elsewhere: to `name` in the module `source`, or (without source) to a local name.

    `name` is null for the whole module.
    """

    name: str | None
    source: str | None
    line: int
    deprecated: str | None = None


@dataclass(slots=True)
class Declarations:
    """The names of one file, or of one namespace in it.

    Attributes:
        declared: By local name, the nodes that declare it, in order.
        imported: By local name, where it comes from.
        exported: By exported name, what it leads to.
        stars: The modules of ``export *``.
        assigned: The local name of ``export = name``.
        broken: Text of what could not be parsed.
    """

    declared: dict[str, list[Node]] = field(default_factory=dict)
    imported: dict[str, Link] = field(default_factory=dict)
    exported: dict[str, Link] = field(default_factory=dict)
    stars: list[tuple[str, int]] = field(default_factory=list)
    assigned: str | None = None
    broken: list[str] = field(default_factory=list)


def read_declarations(source: bytes) -> Declarations:
    """Read a declaration file; what cannot be parsed is kept as `broken`, the rest counts."""
    root = Parser(_LANGUAGE).parse(_simplified(source)).root_node
    found = declarations_in(root)
    if root.has_error:
        found.broken = [text_of(node) for node in _errors(root)]
    return found


def _simplified(source: bytes) -> bytes:
    """Blank out syntax that the grammar does not know and that says nothing about names; nothing changes its place.

    That is the type of another module with type arguments (``import("x").Y<Z>``), and variance (``<in T, out U>``).
    """
    without_imports = _IMPORT_TYPE.sub(lambda match: b"_" * len(match[0]), source)
    return _PARAMETERS.sub(lambda match: _VARIANCE.sub(_blank, match[0]), without_imports)


def _blank(match: re.Match[bytes]) -> bytes:
    return match[1] + b" " * (len(match[0]) - len(match[1]))


def declarations_in(body: Node) -> Declarations:
    """Read the statements of a file or of a namespace's body."""
    found = Declarations()
    explicit = False
    exported: list[str] = []
    for node in body.named_children:
        if node.type == "import_statement":
            _import(node, found)
        elif node.type == "export_statement":
            explicit = _export(node, found, exported) or explicit
        else:
            for name, declaration in _declared(node):
                found.declared.setdefault(name, []).append(declaration)
    if not explicit and body.type == "statement_block":
        exported = list(found.declared)  # in an ambient namespace everything is exported unless it says what is
    elif not explicit and exported:
        exported = list(found.declared)
    for name in exported:
        found.exported.setdefault(name, Link(name, None, line_of(found.declared[name][0])))
    return found


def _import(node: Node, found: Declarations) -> None:
    line = line_of(node)
    source = _string(node.child_by_field_name("source"))
    for clause in node.named_children:
        if clause.type == "import_require_clause":
            local = next(one for one in clause.named_children if one.type == "identifier")
            required = _string(clause.child_by_field_name("source"))
            found.imported[text_of(local)] = Link(None, required, line)
        elif clause.type == "import_clause":
            for one in clause.named_children:
                for local_name, name in _import_names(one):
                    found.imported[local_name] = Link(name, source, line)


def _import_names(node: Node) -> Iterator[tuple[str, str | None]]:
    if node.type == "identifier":
        yield text_of(node), _DEFAULT
    elif node.type == "namespace_import":
        yield text_of(node.named_children[0]), None
    elif node.type == "named_imports":
        for one in node.named_children:
            name = one.child_by_field_name("name")
            alias = one.child_by_field_name("alias")
            if name is not None:
                yield text_of(alias or name), _unquoted(name)


def _export(node: Node, found: Declarations, exported: list[str]) -> bool:
    """Read one export; tell whether it makes what is exported explicit."""
    source = _string(node.child_by_field_name("source"))
    line = line_of(node)
    declaration = node.child_by_field_name("declaration")
    clause = next((one for one in node.named_children if one.type == "export_clause"), None)
    if declaration is not None:
        return _export_declaration(node, declaration, found, exported)
    if clause is not None:
        for one in clause.named_children:
            _specifier(one, source, found)
        return True
    namespace = next((one for one in node.named_children if one.type == "namespace_export"), None)
    if namespace is not None:
        found.exported[_unquoted(namespace.named_children[0])] = Link(None, source, line)
    elif source is not None:
        found.stars.append((source, line))
    else:
        _export_value(node, found)
    return True


def _export_declaration(node: Node, declaration: Node, found: Declarations, exported: list[str]) -> bool:
    default = any(one.type == _DEFAULT for one in node.children)
    for name, inner in _declared(declaration):
        found.declared.setdefault(name, []).append(inner)
        if default:
            found.exported[_DEFAULT] = Link(name, None, line_of(inner))
        else:
            exported.append(name)
    if default and _DEFAULT not in found.exported:  # ``export default class { … }``
        found.declared[_DEFAULT] = [declaration]
        found.exported[_DEFAULT] = Link(_DEFAULT, None, line_of(declaration))
    return default


def _specifier(node: Node, source: str | None, found: Declarations) -> None:
    name = node.child_by_field_name("name")
    if node.type != "export_specifier" or name is None:
        return
    alias = node.child_by_field_name("alias")
    found.exported[_unquoted(alias or name)] = Link(_unquoted(name), source, line_of(node), deprecation_of(node))


def _export_value(node: Node, found: Declarations) -> None:
    value = node.child_by_field_name("value") or next(
        (one for one in node.named_children if one.type != "comment"), None
    )
    if value is None or any(one.type == "namespace" for one in node.children):
        return  # ``export {}``, ``export as namespace X``
    name = text_of(value)
    if value.type in _ANONYMOUS:
        found.declared[_DEFAULT] = [value]
        name = _DEFAULT
    if any(one.type == "=" for one in node.children):
        found.assigned = name
    else:
        found.exported[_DEFAULT] = Link(name, None, line_of(node))


def _declared(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield the names that a statement declares, each with the node that says most about it."""
    if node.type in {"ambient_declaration", "expression_statement"}:
        for inner in node.named_children:
            yield from _declared(inner)
        return
    if node.type not in _DECLARES:
        return
    if node.type in {"lexical_declaration", "variable_declaration"}:
        for one in node.named_children:
            name = one.child_by_field_name("name")
            if name is not None and name.type == "identifier":
                yield text_of(name), one
            elif name is not None:
                yield from ((text_of(part), one) for part in name.named_children)
        return
    name = node.child_by_field_name("name") or next(
        (one for one in node.named_children if one.type == "identifier"), None
    )
    if name is not None and name.type != "string":
        yield text_of(name).partition(".")[0], node


def _errors(node: Node) -> Iterator[Node]:
    if node.type == "ERROR" or node.is_missing:
        yield node
    elif node.has_error:
        for one in node.children:
            yield from _errors(one)


def text_of(node: Node) -> str:
    """Return the source of a node."""
    return (node.text or b"").decode(errors="replace")


def line_of(node: Node) -> int:
    """Return the line of a node, counted from 1."""
    return node.start_point[0] + 1


def _string(node: Node | None) -> str | None:
    return text_of(node)[1:-1] if node is not None else None


def _unquoted(node: Node) -> str:
    return text_of(node).strip("'\"")


def comment_of(node: Node) -> str | None:
    """Return the documentation comment before a declaration."""
    inner: Node | None = node
    while inner is not None and inner.type not in {"program", "class_body", "interface_body", "object_type"}:
        before = inner.prev_sibling
        while before is not None and before.type in {",", ";"}:
            before = before.prev_sibling
        if before is not None and before.type == "comment" and text_of(before).startswith("/**"):
            return text_of(before)
        if inner.type in {"export_specifier", "property_signature", "method_signature", "enum_assignment"}:
            return None
        if before is not None and inner.parent is not None and inner.parent.type in {"program", "statement_block"}:
            return None
        inner = inner.parent
    return None


def deprecation_of(node: Node) -> str | None:
    """Return what ``@deprecated`` says in the comment before a declaration; null without one."""
    comment = comment_of(node)
    said = _DEPRECATED.search(comment) if comment is not None else None
    if said is None:
        return None
    return said[1].removesuffix("*/").strip() or "marked @deprecated"


def doc_of(node: Node) -> str | None:
    """Return the first line of the documentation comment."""
    comment = comment_of(node)
    if comment is None:
        return None
    lines = [line.strip().lstrip("*").strip() for line in comment.removeprefix("/**").removesuffix("*/").splitlines()]
    return next((line for line in lines if line and not line.startswith("@")), None)
