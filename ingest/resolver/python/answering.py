"""One reference after another: reads it, looks it up, and words the finding."""

import re
from collections.abc import Callable, Iterator, Sequence

from packaging.requirements import Requirement

from graph.vocabulary import Finding
from ingest.artifacts.artifact import Artifact
from ingest.artifacts.errors import ArtifactProblem
from ingest.resolver.python import describing, lazy, neighbours, retirement
from ingest.resolver.python.evaluation.values import Exhausted, ModuleValue, Named
from ingest.resolver.python.finder import Finder
from ingest.resolver.python.layout import Form
from ingest.resolver.python.module import Module
from ingest.resolver.python.outcome import Found, Missing, Object, Open, Outcome, Raises
from ingest.resolver.python.world import World
from ingest.resolver.references import Reference, parse_reference
from ingest.resolver.resolution import How, PublicName, Resolution

_PRIVATE = re.compile(r"(?:^|\.)_")


class PythonResolver:
    """Resolves references against one wheel and those at hand; what it has read it keeps for the next reference."""

    def __init__(
        self, artifacts: Sequence[Artifact], fetch: Callable[[Requirement], Artifact | None] | None = None
    ) -> None:
        """Nothing is read yet."""
        self.world = World(artifacts, fetch)
        self.finder = Finder(self.world)

    def resolve(self, ref: str) -> Resolution:
        """Return the finding for one reference."""
        reference = parse_reference(ref)
        try:
            return self._worded(ref, reference, *self._look(reference))
        except RecursionError:
            return Resolution(ref, Finding.UNDECIDED, reason="the source is nested too deeply")
        except Exhausted:
            return Resolution(ref, Finding.UNDECIDED, reason="the source takes too long to follow")
        except (ArtifactProblem, MemoryError):
            raise
        except Exception as fault:  # noqa: BLE001 - one name that the reader trips over must not hide the others
            return Resolution(ref, Finding.UNDECIDED, reason=f"the reader failed on it ({type(fault).__name__})")

    # --- looking

    def _look(self, reference: Reference) -> tuple[Module | None, tuple[str, ...], Outcome]:
        """Return the module that the reference was split at, the names in it, and what was found."""
        first: tuple[Module, tuple[str, ...], Outcome] | None = None
        for name, names in reference.splits():
            module = self.world.reach(name)
            if module is None:
                continue
            if first is not None and (not names or module.scope.runtime(names[0]) is None):
                continue
            outcome = self._in_module(module, names)
            if isinstance(outcome, Found | Raises):
                return module, names, outcome
            first = first or (module, names, outcome)
        if first is None:
            return None, (), self._no_module(reference.module, None)
        module, names, outcome = first
        headless = isinstance(outcome, Missing) and not isinstance(self.finder.name(module, names[0]), Found)
        if headless and not reference.names and len(names) > 1:
            outcome = self._no_module(".".join([module.name, *names[:-1]]), module)
        elif headless and module.file.form is Form.NAMESPACE:
            outcome = self._unread(f"{module.name}.{names[0]}") or outcome
        return module, names, outcome

    def _in_module(self, module: Module, names: tuple[str, ...]) -> Outcome:
        if not names:
            return self._module_itself(module)
        outcome = self.finder.name(module, names[0])
        for name in names[1:]:
            if not isinstance(outcome, Found):
                return outcome
            said = outcome.deprecated or retirement.deprecation_of(self.finder, outcome.object)
            outcome = self.finder.member(outcome, name)
            if isinstance(outcome, Found):
                outcome = outcome.by(deprecated=said)
        return outcome

    def _module_itself(self, module: Module) -> Outcome:
        parent = self.world.module(module.name.rpartition(".")[0])
        if parent is not None and parent.scope.runtime(module.name.rpartition(".")[2]) is not None:
            outcome = self.finder.name(parent, module.name.rpartition(".")[2])
            if isinstance(outcome, Found) and not outcome.object.is_module:
                return outcome  # a name that a package binds hides its module of the same name
        if module.scope.raises is not None:
            raising = module.scope.raises
            return Raises(lazy.message_of(raising), module, raising.lineno)
        crossing = module.distribution is not self.world.primary
        return Found(Object(module, line=1), frozenset({How.OTHER_DISTRIBUTION} if crossing else {How.DEFINITION}))

    def _no_module(self, name: str, ancestor: Module | None) -> Outcome:
        """Word that there is no module of this name, unless something that was not read may bring it."""
        if self.world.primary.layout.is_empty or not self.world.owns(name) or self.world.is_shared(name):
            unread = self._unread(name)
            if unread is not None:
                return unread
        parts = name.split(".")
        for end in range(2, len(parts) + 1):
            claimed = self._claimed(".".join(parts[:end]))
            if claimed is not None:
                return claimed
        holder = ancestor.name if ancestor is not None else self.world.primary.artifact.name
        return Missing(f"there is no module {name} in {holder}")

    def _unread(self, name: str) -> Open | None:
        unread = self.world.unread(name)
        return Open(f"{', '.join(unread)} may have {name} and was not read") if unread else None

    def _claimed(self, name: str) -> Outcome | None:
        """Look for what replaces modules at run time: import hooks, and entries in `sys.modules`."""
        if self.world.module(name) is not None:
            return None
        for module in self._rewriting_modules(name.partition(".")[0]):
            frame = self.finder.evaluator.frame_of(module)
            alias = self.finder.evaluator.aliases.get(name)
            if alias is not None:
                return Open(f"{module.path} puts {name} into sys.modules", _target_of(alias))
            said = lazy.asks_finder(self.finder, module, name) if b"meta_path" in module.text else None
            if said is not None:
                hint = next(
                    (one.get(name) for one in frame.names.values() if isinstance(one, dict) and name in one), None
                )
                return Open(said, hint if isinstance(hint, str) else None)
        return None

    def _rewriting_modules(self, top: str) -> Iterator[Module]:
        for distribution in self.world.distributions:
            if top not in distribution.layout.modules:
                continue
            for one in distribution.layout.modules.values():
                if one.form is Form.SOURCE and one.path is not None and not _is_test(one.name):
                    text = distribution.source(one.path)
                    if b"sys.meta_path" in text or b"sys.modules[" in text:
                        module = self.world.module(one.name)
                        if module is not None:
                            yield module

    # --- wording

    def _worded(
        self, ref: str, reference: Reference, module: Module | None, names: tuple[str, ...], outcome: Outcome
    ) -> Resolution:
        match outcome:
            case Found():
                return self._found(ref, module, names, outcome)
            case Raises(reason=reason, module=source, line=line):
                return Resolution(ref, Finding.TOMBSTONE, file=source.path, line=line, reason=_plain(reason))
            case Open(reason=reason, hint=hint):
                tail = names[-1] if names and hint else None
                moved = f"{hint}:{tail}" if tail else hint
                return Resolution(ref, Finding.UNDECIDED, reason=_plain(reason), moved_to=moved)
            case Missing():
                return self._missing(ref, reference, module, names, outcome)

    def _found(self, ref: str, module: Module | None, names: tuple[str, ...], found: Found) -> Resolution:
        thing = found.object
        if thing.module is not None and not (
            thing.module.is_standard or thing.module.distribution is self.world.primary
        ):
            found = found.by(How.OTHER_DISTRIBUTION)
        tombstone = retirement.tombstone_of(self.finder, found)
        if tombstone is not None:
            return self._described(ref, found, Finding.TOMBSTONE, tombstone.reason)
        said = found.deprecated or retirement.deprecation_of(self.finder, thing)
        if said is None and module is not None:
            said = retirement.module_deprecation(module)
        state = Finding.PRESENT if said is None else Finding.DEPRECATED
        moved = None
        if said is not None and names and found.deprecated is not None and thing.module is not None:
            moved = _target_of_object(thing)
        return self._described(ref, found, state, said, moved)

    def _described(
        self, ref: str, found: Found, state: Finding, reason: str | None, moved: str | None = None
    ) -> Resolution:
        thing = found.object
        source = thing.module
        read = source is not None and not source.is_standard
        path, line = (source.path, thing.line) if read and source is not None else _last_place(found.hops)
        artifact = source.distribution.artifact if source is not None and not source.is_standard else None
        return Resolution(
            ref=ref,
            state=state,
            how=next((how for how in How if how in found.how), How.DEFINITION),
            kind=describing.kind_of(thing),
            file=path,
            line=line if path is not None else None,
            signature=describing.signature_of(thing) if thing.outside is None else None,
            doc=describing.doc_of(thing) if thing.outside is None else None,
            reason=_plain(reason) if reason is not None else None,
            moved_to=moved,
            target=thing.outside or _target_of_object(thing),
            package=artifact.name if artifact is not None and thing.outside is None else None,
            version=artifact.version if artifact is not None and thing.outside is None else None,
            chain=found.hops,
        )

    def _missing(
        self, ref: str, reference: Reference, module: Module | None, names: tuple[str, ...], missing: Missing
    ) -> Resolution:
        last = reference.module.rpartition(".")[2] if not reference.names else names[0] if names else reference.names[0]
        asked = f"{reference.module}:{'.'.join(reference.names)}" if reference.names else reference.module
        moved = None
        if not missing.candidates:
            head = names[0] if names and reference.names else last
            moved = neighbours.moved_to(self.finder, head, _colon(asked))
        near: tuple[str, ...] = () if moved is None else (moved,)
        if missing.candidates and names:
            near = neighbours.similar(missing.candidates, _owner(module, names), names[-1])
        elif module is not None and names:
            near += neighbours.nearest(self.finder, module, names[0])
        reason = _plain(missing.reason)
        unique = tuple(dict.fromkeys(near))[: neighbours.MAX_NEAREST]
        return Resolution(ref, Finding.ABSENT, reason=reason, nearest=unique, moved_to=moved)

    # --- listing

    def public_names(self) -> Iterator[PublicName]:
        """Yield the public names of the first artifact, sorted by reference."""
        listed: dict[str, str | None] = {}
        for name in sorted(self.world.primary.layout.modules):
            if _PRIVATE.search(name) or _is_test(name):
                continue
            module = self.world.module(name)
            if module is not None and module.distribution is self.world.primary:
                listed.update(self._public_in(module))
        for ref in sorted(listed):
            yield PublicName(ref, listed[ref])

    def _public_in(self, module: Module) -> Iterator[tuple[str, str | None]]:
        exported = self.finder.exported(module)
        table = lazy.table_of_replacement(self.finder, module) if exported is None else None
        listed = exported or table
        if listed is None:
            listed = {
                name for name, one in module.scope.bindings.items() if one.alias is None and not name.startswith("_")
            }
        for name in sorted(str(one) for one in listed if isinstance(one, str)):
            outcome = self.finder.name(module, name)
            # the keys of a lazy table are modules; they are listed by what is in them
            if isinstance(outcome, Found) and not (table is not None and outcome.object.is_module):
                yield f"{module.name}:{name}", outcome.object.outside or _target_of_object(outcome.object)


def _is_test(name: str) -> bool:
    return any(part in {"tests", "test", "testing", "conftest"} for part in name.split("."))


def _owner(module: Module | None, names: tuple[str, ...]) -> str:
    head = ".".join(names[:-1])
    return f"{module.name}:{head}" if module is not None else head


def _colon(asked: str) -> str:
    if ":" in asked:
        return asked
    module, _, name = asked.rpartition(".")
    return f"{module}:{name}"


def _target_of(value: object) -> str | None:
    if isinstance(value, ModuleValue):
        return value.name
    return f"{value.module}:{value.name}" if isinstance(value, Named) else None


def _target_of_object(thing: Object) -> str | None:
    if thing.module is None:
        return None
    return f"{thing.module.name}:{thing.qualname}" if thing.qualname else thing.module.name


def _last_place(hops: tuple[str, ...]) -> tuple[str | None, int | None]:
    if not hops:
        return None, None
    path, _, line = hops[-1].rpartition(":")
    return path, int(line)


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
