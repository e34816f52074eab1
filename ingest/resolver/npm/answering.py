"""One reference into an npm package after another: reads it, follows it, and words the finding."""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process
from tree_sitter import Node

from graph.vocabulary import Finding
from ingest.artifacts.artifact import Artifact
from ingest.artifacts.errors import ArtifactProblem
from ingest.resolver.npm.declarations import doc_of, text_of
from ingest.resolver.npm.finder import File, Found, Missing, NpmFinder, Open, Outcome, deprecation, place_of
from ingest.resolver.npm.packages import Fetch, Packages
from ingest.resolver.references import parse_export
from ingest.resolver.resolution import How, ObjectKind, PublicName, Resolution

MAX_NEAREST = 3
MAX_ENTRY_POINTS = 200
MAX_TEXT = 2000
_LIKENESS = 75
_KINDS = {
    "class_declaration": ObjectKind.CLASS,
    "abstract_class_declaration": ObjectKind.CLASS,
    "class": ObjectKind.CLASS,
    "function_signature": ObjectKind.FUNCTION,
    "function_declaration": ObjectKind.FUNCTION,
    "generator_function_declaration": ObjectKind.FUNCTION,
    "interface_declaration": ObjectKind.TYPE,
    "type_alias_declaration": ObjectKind.TYPE,
    "internal_module": ObjectKind.MODULE,
    "module": ObjectKind.MODULE,
    "method_signature": ObjectKind.METHOD,
    "method_definition": ObjectKind.METHOD,
    "abstract_method_signature": ObjectKind.METHOD,
}
_SPACE = re.compile(r"\s+")


class NpmResolver:
    """Resolves references against one tarball and those at hand."""

    def __init__(self, artifacts: Sequence[Artifact], fetch: Fetch | None = None) -> None:
        """Nothing is followed yet."""
        self._packages = Packages(artifacts, fetch)
        self._package = self._packages.asked
        self._finder = NpmFinder(self._packages)

    def resolve(self, ref: str) -> Resolution:
        """Return the finding for one reference.

        Raises:
            BadReference: If it is not ``module:name``.
        """
        export = parse_export(ref)
        try:
            outcome = self._look(export.module, export.names)
        except RecursionError:
            outcome = Open("the declarations are nested too deeply")
        except (ArtifactProblem, MemoryError):
            raise
        except Exception as fault:  # noqa: BLE001 - one name that the reader trips over must not hide the others
            outcome = Open(f"the reader failed on it ({type(fault).__name__})")
        match outcome:
            case Found():
                return self._found(ref, outcome)
            case Open(reason=reason):
                return Resolution(ref, Finding.UNDECIDED, reason=_plain(reason))
            case Missing(reason=reason):
                return self._missing(ref, export.module, export.names[0], reason)

    def _look(self, module: str, names: tuple[str, ...]) -> Outcome:
        own = self._package.manifest.name
        if module != own and not module.startswith(f"{own}/"):
            return Missing(f"{module} is not an entry point of {own}")
        entry = self._finder.entry(self._package, module)
        if not isinstance(entry, File):
            return entry
        outcome = self._finder.export(entry, names[0])
        for name in names[1:]:
            if not isinstance(outcome, Found):
                break
            outcome = self._finder.member(outcome, name)
        if isinstance(outcome, Missing) and entry.package.of_others:
            return Open(f"{own} has no declarations of its own, and {entry.package.named} may not declare all")
        return outcome

    def _found(self, ref: str, found: Found) -> Resolution:
        said = deprecation(found)
        file, line = place_of(found)
        node = found.node
        if found.outside is not None:
            file, _, number = found.hops[-1].rpartition(":")
            line = int(number)
        read = found.outside is None
        artifact = found.file.package.artifact
        elsewhere = found.file.package is not self._package
        known = read or elsewhere  # also where another package hands on what nobody read
        how = found.how | {How.OTHER_DISTRIBUTION} if elsewhere else found.how
        return Resolution(
            ref=ref,
            state=Finding.PRESENT if said is None else Finding.DEPRECATED,
            how=next((one for one in How if one in how), How.DEFINITION),
            kind=_kind(found) if read else None,
            file=file,
            line=line,
            signature=_signature(node) if node is not None else None,
            doc=doc_of(node) if node is not None else None,
            reason=_plain(said) if said is not None else None,
            target=found.outside or f"{artifact.name}/{file}:{found.name}",
            package=artifact.name if known else None,
            version=artifact.version if known else None,
            chain=found.hops,
        )

    def _missing(self, ref: str, module: str, name: str, reason: str) -> Resolution:
        self._packages.fetching = False  # hints are worth no download
        moved = self._moved(module, name)
        near = [moved] if moved is not None else []
        entry = self._finder.entry(self._package, module)
        if isinstance(entry, File):
            names = sorted(self._finder.names(entry))
            hits = process.extract(name, names, scorer=fuzz.ratio, limit=MAX_NEAREST, score_cutoff=_LIKENESS)
            near += [f"{module}:{hit}" for hit, _, _ in hits if hit != name]
        self._packages.fetching = True
        nearest = tuple(dict.fromkeys(near))[:MAX_NEAREST]
        return Resolution(ref, Finding.ABSENT, reason=_plain(reason), nearest=nearest, moved_to=moved)

    def _moved(self, module: str, name: str) -> str | None:
        """Return the one other entry point that exports the name; null where there is none or more than one."""
        found: list[str] = []
        for point in self._package.manifest.entry_points()[:MAX_ENTRY_POINTS]:
            entry = self._finder.entry(self._package, point) if point != module else None
            if isinstance(entry, File) and isinstance(self._finder.export(entry, name), Found):
                found.append(f"{point}:{name}")
        return found[0] if len(found) == 1 else None

    def public_names(self) -> Iterator[PublicName]:
        """Yield the exports of every entry point, sorted by reference."""
        for point in self._package.manifest.entry_points():
            entry = self._finder.entry(self._package, point)
            for name in sorted(self._finder.names(entry)) if isinstance(entry, File) else ():
                assert isinstance(entry, File)
                outcome = self._finder.export(entry, name)
                if isinstance(outcome, Found):
                    yield PublicName(f"{point}:{name}", self._found(f"{point}:{name}", outcome).target)


def _kind(found: Found) -> ObjectKind:
    node = found.node
    if node is None:
        return ObjectKind.MODULE
    if node.type == "variable_declarator" and _function_type(node) is not None:
        return ObjectKind.FUNCTION
    return _KINDS.get(node.type, ObjectKind.CONSTANT)


def _function_type(node: Node) -> Node | None:
    annotation = node.child_by_field_name("type")
    inner = annotation.named_children[-1] if annotation is not None and annotation.named_children else None
    return inner if inner is not None and inner.type == "function_type" else None


def _signature(node: Node) -> str | None:
    if node.type == "variable_declarator":
        inner = _function_type(node)
        return _text(inner) if inner is not None else None
    if node.type in {"class_declaration", "abstract_class_declaration"}:
        body = node.child_by_field_name("body")
        made = [one for one in body.named_children if _is_constructor(one)] if body is not None else []
        node = made[-1] if made else node
    parameters = node.child_by_field_name("parameters")
    returns = node.child_by_field_name("return_type")
    if parameters is None:
        return None
    text = _text(parameters)
    returned = _text(returns) if returns is not None else None
    return f"{text}{returned}" if text is not None and returned is not None else text


def _is_constructor(node: Node) -> bool:
    name = node.child_by_field_name("name")
    return name is not None and text_of(name) == "constructor"


def _text(node: Node) -> str | None:
    text = _SPACE.sub(" ", _without_comments(node)).strip()
    return text if len(text) <= MAX_TEXT else None


def _without_comments(node: Node) -> str:
    """Return the source of a node; what its authors explain inside it is not part of a signature."""
    source = node.text or b""
    pending, comments = [node] if b"/*" in source or b"//" in source else [], []
    while pending:
        inner = pending.pop()
        if inner.type == "comment":
            comments.append((inner.start_byte - node.start_byte, inner.end_byte - node.start_byte))
        pending += inner.children
    for start, end in sorted(comments, reverse=True):
        source = source[:start] + b" " + source[end:]
    return source.decode(errors="replace")


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
