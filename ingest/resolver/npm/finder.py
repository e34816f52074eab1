"""Follows exports through files and packages, and names below them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tree_sitter import Node

from ingest.resolver.npm.declarations import (
    Declarations,
    Link,
    declarations_in,
    deprecation_of,
    line_of,
    read_declarations,
    text_of,
)
from ingest.resolver.npm.packages import Package, Packages
from ingest.resolver.npm.standard import has_member
from ingest.resolver.resolution import How

MAX_HOPS = 60
_VALUES = (
    "class_declaration",
    "abstract_class_declaration",
    "function_signature",
    "function_declaration",
    "variable_declarator",
)
_TYPED = frozenset({"variable_declarator", "public_field_definition", "property_signature", "required_parameter"})
_TYPE_WRAPPERS = frozenset({"type_annotation", "parenthesized_type", "readonly_type"})


@dataclass(frozen=True, slots=True, eq=False)
class File:
    """A declaration file, or a namespace inside one: then `scope` is its name, and `outer` what it stands in."""

    package: Package
    path: str
    declarations: Declarations
    scope: str = ""
    outer: "File | None" = None


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """An export that is there: the nodes that declare it, or a whole module, or what lies outside."""

    file: File
    nodes: tuple[Node, ...] = ()
    name: str = ""
    how: frozenset[How] = frozenset()
    hops: tuple[str, ...] = ()
    deprecated: str | None = None
    outside: str | None = None

    @property
    def node(self) -> Node | None:
        """Return the declaration that says most: a value before a type."""
        return min(self.nodes, key=lambda one: one.type not in _VALUES, default=None)

    def by(self, *how: How, hop: str | None = None, deprecated: str | None = None) -> "Found":
        """Return the same, reached by one more hop."""
        hops = (hop, *self.hops) if hop is not None else self.hops
        return replace(self, how=self.how | frozenset(how), hops=hops, deprecated=deprecated or self.deprecated)


@dataclass(frozen=True, slots=True)
class Missing:
    """The export is not there."""

    reason: str


@dataclass(frozen=True, slots=True)
class Open:
    """Whether it is there cannot be decided."""

    reason: str


Outcome = Found | Missing | Open


class NpmFinder:
    """Finds exports of one package and what it re-exports from others."""

    def __init__(self, packages: Packages) -> None:
        """Look into `packages`."""
        self._packages = packages
        self._files: dict[tuple[Package, str], File] = {}

    def file(self, package: Package, path: str) -> File:
        """Return a parsed declaration file."""
        key = (package, path)
        if key not in self._files:
            self._files[key] = File(package, path, read_declarations(package.artifact.read(path)))
        return self._files[key]

    def entry(self, package: Package, module: str, importer: Package | None = None) -> File | Missing | Open:
        """Return the declaration file of an entry point, as `importer` sees it, or whoever installs the package."""
        name = package_of(module)
        subpath = "." + module[len(name) :]
        path = package.manifest.declarations_of(subpath)
        if path is not None:
            return self.file(package, path)
        if not package.manifest.exports_anything(subpath):
            return Missing(f"{package.named} has no entry point {module}")
        types = self._packages.types_of(name, importer or package, package)
        path = types.manifest.declarations_of(subpath) if types is not None else None
        if types is not None and path is not None:
            return self.file(types, path)
        return Open(f"{module} has no declaration file")

    def export(self, file: File, name: str, seen: frozenset[tuple[str, str, str]] = frozenset()) -> Outcome:
        """Return what a file exports under a name."""
        key = (file.package.named, f"{file.path} {file.scope}", name)
        if key in seen or len(seen) > MAX_HOPS:
            return Missing(f"{file.path} exports {name} in a circle")
        seen |= {key}
        declarations = file.declarations
        if name in declarations.exported:
            return self._followed(file, name, declarations.exported[name], seen)
        if declarations.assigned is not None:
            return self._assigned(file, declarations.assigned, name, seen)
        return self._starred(file, name, seen)

    def _followed(self, file: File, name: str, link: Link, seen: frozenset[tuple[str, str, str]]) -> Outcome:
        hop = f"{file.path}:{link.line}"
        if link.source is not None:
            return self._from(file, link, seen, hop)
        assert link.name is not None
        outcome = self.local(file, link.name, seen)
        if isinstance(outcome, Found):
            how = () if outcome.how or name in {link.name, "default"} else (How.ALIAS,)
            return outcome.by(*how, hop=hop, deprecated=link.deprecated)
        return outcome

    def local(self, file: File, name: str, seen: frozenset[tuple[str, str, str]] = frozenset()) -> Outcome:
        """Return what a name means inside a file."""
        head, _, rest = name.partition(".")
        if head in file.declarations.declared:
            nodes = tuple(file.declarations.declared[head])
            if nodes[0].type == "import_alias":
                return self.local(file, text_of(nodes[0].named_children[-1]), seen)
            outcome: Outcome = Found(file, nodes, head)
        elif head in file.declarations.imported:
            link = file.declarations.imported[head]
            outcome = self._from(file, link, seen, f"{file.path}:{link.line}")
        elif file.outer is not None:
            return self.local(file.outer, name, seen)
        elif file.declarations.broken:
            return Open(f"{file.path} cannot be parsed as a whole")
        else:
            return Missing(f"{file.path} does not declare {head}")
        for part in rest.split(".") if rest else ():
            outcome = self.member(_as_namespace(outcome), part) if isinstance(outcome, Found) else outcome
        return outcome

    def _from(self, file: File, link: Link, seen: frozenset[tuple[str, str, str]], hop: str) -> Outcome:
        assert link.source is not None
        origin = self._module(file, link.source)
        if isinstance(origin, Missing):
            return Open(f"{hop} names {link.source}: {origin.reason}")
        if not isinstance(origin, File):
            outside = f"{link.source}:{link.name}" if link.name else link.source
            how = frozenset({How.OTHER_DISTRIBUTION})
            return Found(file, (), link.name or "", how, (hop,), link.deprecated, outside)
        crossing = _crossing(file, origin)
        if link.name is None:
            return Found(origin, name="*", hops=(hop,), how=frozenset({How.RE_EXPORT, *crossing}))
        outcome = self.export(origin, link.name, seen)
        if isinstance(outcome, Missing) and link.name == "default":
            outcome = self._whole(origin, seen) or outcome
        if isinstance(outcome, Found):
            return outcome.by(How.RE_EXPORT, *crossing, hop=hop, deprecated=link.deprecated)
        if isinstance(outcome, Missing):
            where = f" ({origin.package.named})" if crossing else ""
            return Open(f"{hop} names {link.name} in {link.source}{where}, which does not export it")
        return outcome

    def _module(self, file: File, source: str) -> File | Missing | Open:
        """Return the declaration file behind an import; open where what it leads to cannot be looked into."""
        package = file.package
        if source.startswith((".", "#")):
            internal = source.startswith("#")
            path = package.manifest.internal(source) if internal else package.manifest.relative(file.path, source)
            return self.file(package, path) if path is not None else Missing("it is not there")
        name = package_of(source)
        found = self._packages.behind(name, package)
        if isinstance(found, Package):
            return self.entry(found, source, package)
        types = self._packages.types_of(name, package, None)
        if types is not None:
            return self.entry(types, source)
        return Open(f"{found.name} {found.reason}")

    def _starred(self, file: File, name: str, seen: frozenset[tuple[str, str, str]]) -> Outcome:
        opened: Open | None = None
        for source, line in file.declarations.stars if name != "default" else ():
            hop = f"{file.path}:{line}"
            origin = self._module(file, source)
            if not isinstance(origin, File):
                opened = opened or Open(f"{hop} exports all names of {source}, which was not read: {origin.reason}")
                continue
            outcome = self.export(origin, name, seen)
            if isinstance(outcome, Found):
                return outcome.by(How.RE_EXPORT, *_crossing(file, origin), hop=hop)
            if isinstance(outcome, Missing) and origin.package.of_others:
                outcome = Open(f"{hop} exports all names of {source}, and {origin.package.named} may not declare all")
            if isinstance(outcome, Open):
                opened = opened or outcome
        if opened is not None:
            return opened
        if any(name in text for text in file.declarations.broken):
            return Open(f"{file.path} cannot be parsed where it names {name}")
        return Missing(f"{file.path} does not export {name}")

    def _whole(self, file: File, seen: frozenset[tuple[str, str, str]]) -> Outcome | None:
        """Return what an import of a CommonJS module's default gives: all that it assigns to its exports."""
        if file.declarations.assigned is not None:
            return self.local(file, file.declarations.assigned, seen)
        return Found(file, name="*") if file.package.manifest.is_commonjs(file.path) else None

    def _assigned(self, file: File, assigned: str, name: str, seen: frozenset[tuple[str, str, str]]) -> Outcome:
        outcome = self.local(file, assigned, seen)
        if not isinstance(outcome, Found):
            return outcome
        return outcome if name == "default" else self.member(outcome, name)

    # --- names below an export

    def member(self, found: Found, name: str) -> Outcome:
        """Look a name up in what was found: a module, a namespace, a class, an interface, an enumeration."""
        if found.outside is not None:
            return Open(f"{found.outside} was not read")
        if not found.nodes:
            outcome = self.export(found.file, name)
            return outcome.by(*found.how) if isinstance(outcome, Found) else outcome
        opened: Open | None = None
        for node in found.nodes:
            outcome = self._member_of(found, node, name, 0)
            if isinstance(outcome, Found):
                return outcome.by(*found.how)
            if isinstance(outcome, Open):
                opened = opened or outcome
        return opened or Missing(f"{found.name} has no {name}")

    def _member_of(self, found: Found, node: Node, name: str, depth: int) -> Outcome:
        if depth > MAX_HOPS:
            return Open(f"{found.name} inherits in a circle")
        body = node.child_by_field_name("body")
        if node.type in {"internal_module", "module"} and body is not None:
            scope = f"{found.file.scope}.{found.name}"
            inner = File(found.file.package, found.file.path, declarations_in(body), scope, found.file)
            outcome = self.export(inner, name)
            return outcome if not isinstance(outcome, Missing) else Missing(f"{found.name} has no {name}")
        if node.type in _TYPED:
            return self._of_variable(found, node, name)
        if node.type == "type_alias_declaration":
            body = node.child_by_field_name("value")
            if body is not None and body.type != "object_type":
                return Open(f"{found.name} is a type that is computed")
        if body is not None:
            own = _in_body(body, name)
            if own:
                return replace(found, nodes=own, name=f"{found.name}.{name}", how=frozenset(), hops=())
        return self._inherited(found, node, name, depth)

    def _inherited(self, found: Found, node: Node, name: str, depth: int) -> Outcome:
        for base in _bases(node):
            outcome = self.local(found.file, base)
            if isinstance(outcome, Open) or (isinstance(outcome, Found) and outcome.outside is not None):
                return Open(f"{found.name} inherits from {base}, which was not read")
            if not isinstance(outcome, Found):
                has = has_member(base, name)
                if has is None:
                    return Open(f"{found.name} inherits from {base}, which is not declared here")
                if has:
                    hop = f"{found.file.path}:{line_of(node)}"
                    return Found(found.file, (), name, frozenset({How.INHERITED}), (hop,), outside=f"{base}.{name}")
                continue
            for one in outcome.nodes:
                inner = self._member_of(outcome, one, name, depth + 1)
                if not isinstance(inner, Missing):
                    return inner.by(How.INHERITED) if isinstance(inner, Found) else inner
        return Missing(f"{found.name} has no {name}")

    def _of_variable(self, found: Found, node: Node, name: str) -> Outcome:
        kind = node.child_by_field_name("type")
        while kind is not None and kind.type in _TYPE_WRAPPERS:
            kind = kind.named_children[-1]
        if kind is not None and kind.type == "object_type":
            return self._of_object(found, kind, name)
        if kind is not None and kind.type == "generic_type":
            kind = kind.child_by_field_name("name")
        if kind is not None and kind.type in {"type_identifier", "nested_type_identifier"}:
            outcome = self.local(found.file, text_of(kind))
            return (
                self.member(outcome, name)
                if isinstance(outcome, Found)
                else Open(f"the type of {found.name} was not read")
            )
        return Open(f"the type of {found.name} is computed")

    def _of_object(self, found: Found, kind: Node, name: str) -> Outcome:
        """Look a name up in a type that is written out; one that can be constructed has what it makes, too."""
        own = _in_body(kind, name)
        if own:
            return replace(found, nodes=own, name=f"{found.name}.{name}")
        outcome: Outcome = Missing(f"{found.name} has no {name}")
        for node in kind.named_children:
            if node.type == "index_signature":
                return Open(f"{found.name} may have more than what is written out")
            if node.type == "construct_signature" and isinstance(outcome, Missing):
                outcome = self._of_variable(found, node, name)
        return outcome

    def names(self, file: File, seen: set[tuple[str, str]] | None = None) -> set[str]:
        """Return the names that a file exports, as far as they can be listed."""
        seen = seen if seen is not None else set()
        key = (file.package.named, file.path)
        if key in seen:
            return set()
        seen.add(key)
        names = set(file.declarations.exported)
        for source, _ in file.declarations.stars:
            origin = self._module(file, source)
            if isinstance(origin, File):
                names |= self.names(origin, seen) - {"default"}
        return names


def package_of(specifier: str) -> str:
    """Return the package that an import names."""
    parts = specifier.split("/")
    return "/".join(parts[:2]) if specifier.startswith("@") else parts[0]


def _as_namespace(found: Found) -> Found:
    """Return the namespaces alone of what shares its name with a value or a type: only they have names in types."""
    inner = tuple(node for node in found.nodes if node.type in {"internal_module", "module"})
    return replace(found, nodes=inner) if inner else found


def _crossing(file: File, origin: File) -> tuple[How, ...]:
    return (How.OTHER_DISTRIBUTION,) if origin.package is not file.package else ()


def _in_body(body: Node, name: str) -> tuple[Node, ...]:
    found: list[Node] = []
    for node in body.named_children:
        named = node if node.type == "property_identifier" else node.child_by_field_name("name")
        if named is not None and text_of(named).strip("'\"") == name:
            found.append(node)
    return tuple(found)


def _bases(node: Node) -> Iterator[str]:
    for clause in node.named_children:
        if clause.type == "class_heritage":
            for inner in clause.named_children:
                value = inner.child_by_field_name("value") if inner.type == "extends_clause" else None
                if value is not None:
                    yield text_of(value)
        elif clause.type == "extends_type_clause":
            for inner in clause.named_children:
                named = inner.child_by_field_name("name") if inner.type == "generic_type" else inner
                yield text_of(named or inner)


def deprecation(found: Found) -> str | None:
    """Return what the owner says about the end of an export; of overloads all must say so."""
    if found.deprecated is not None:
        return found.deprecated
    said = [deprecation_of(one) for one in found.nodes]
    return said[0] if said and all(said) else None


def place_of(found: Found) -> tuple[str, int]:
    """Return file and line of the declaration."""
    node = found.node
    return found.file.path, line_of(node) if node is not None else 1
