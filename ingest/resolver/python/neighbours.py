"""What stands near a name that is not there: names that look like it, and the place where the same tail is now."""

import re
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from ingest.resolver.python.evaluation.values import Called, Exhausted
from ingest.resolver.python.finder import Finder
from ingest.resolver.python.layout import Form
from ingest.resolver.python.lazy import names_in_call
from ingest.resolver.python.module import Distribution, Module
from ingest.resolver.python.outcome import Found
from ingest.resolver.python.scope import RUNTIME
from ingest.resolver.resolution import How

MAX_NEAREST = 3
MAX_PLACES = 8
MAX_STARS = 30
_LIKENESS = 75
_NOT_PUBLIC = re.compile(r"(?:^|\.)(?:_|tests?\b|testing\b|conftest|examples?\b|benchmarks?\b)")


def nearest(finder: Finder, module: Module, name: str) -> tuple[str, ...]:
    """Return the public names of a module that look most like one that it does not have."""
    names = sorted(one for one in _names_of(finder, module) if not one.startswith("_"))
    hits = process.extract(name, names, scorer=fuzz.ratio, limit=MAX_NEAREST, score_cutoff=_LIKENESS)
    return tuple(f"{module.name}:{hit}" for hit, _, _ in hits)


def similar(names: tuple[str, ...], owner: str, name: str) -> tuple[str, ...]:
    """Return the names below `owner` that look most like `name`."""
    hits = process.extract(name, names, scorer=fuzz.ratio, limit=MAX_NEAREST, score_cutoff=_LIKENESS)
    return tuple(f"{owner}.{hit}" for hit, _, _ in hits)


def _names_of(finder: Finder, module: Module) -> set[str]:
    """Return the names that a module binds, exports, or serves by a table, as far as they are quickly listed."""
    names: set[str] = set()
    seen: set[Module] = set()
    queue = [module]
    while queue and len(seen) < MAX_STARS:
        one = queue.pop(0)
        if one in seen:
            continue
        seen.add(one)
        names |= {name for name, binding in one.scope.bindings.items() if binding.when in RUNTIME}
        names |= _listed(finder, one)
        stars = [finder.world.module(one.absolute(node)) for node, when in one.scope.stars if when in RUNTIME]
        queue += [star for star in stars if star is not None]
    return names | {child.rpartition(".")[2] for child in finder.world.children(module.name)}


def _listed(finder: Finder, module: Module) -> set[str]:
    try:
        exported = finder.exported(module) or set()
        replaced = finder.evaluator.replaced.get(module)
        served = names_in_call(finder, module, replaced) if isinstance(replaced, Called) else set()
    except Exhausted:
        return set()
    return {str(one) for one in exported | served if isinstance(one, str) and one.isidentifier()}


def moved_to(finder: Finder, name: str, asked: str) -> str | None:
    """Return the shortest public path of a top-level definition with the same name, elsewhere in what is at hand.

    A name that several modules define has moved to none of them for certain: then nothing is said.
    """
    found: dict[str, str] = {}
    for distribution in list(finder.world.distributions):
        for place in _defining(distribution, name):
            module = finder.world.module(place)
            if module is None or len(found) > MAX_PLACES:
                continue
            path = _public_path(finder, module, name)
            if path is not None and path != asked:
                found.setdefault(path, place)
    if not found:
        return None
    best = min(found, key=lambda path: (path.count("."), len(path), path))
    tail = asked.rpartition(":")[0].rpartition(".")[2]
    same_tail = [path for path in found if path.rpartition(":")[0].rpartition(".")[2] == tail]
    return same_tail[0] if len(same_tail) == 1 else best if len(found) == 1 else None


def _defining(distribution: Distribution, name: str) -> Iterator[str]:
    word = re.escape(name.encode())
    pattern = re.compile(rb"^(?:class|def|async def)[ \t]+" + word + rb"\b", re.MULTILINE)
    needle = name.encode()
    for one in distribution.layout.modules.values():
        if one.form is not Form.SOURCE or one.path is None or _NOT_PUBLIC.search(one.name.rpartition(".")[0] + "."):
            continue
        text = distribution.source(one.path)
        if needle in text and pattern.search(text):
            yield one.name


def _public_path(finder: Finder, module: Module, name: str) -> str | None:
    pieces = module.name.split(".")
    own = finder.name(module, name)
    if not isinstance(own, Found):
        return None
    for end in range(1, len(pieces) + 1):
        path = ".".join(pieces[:end])
        package = finder.world.module(path)
        if package is None or _NOT_PUBLIC.search(path):
            continue
        outcome = finder.name(package, name)
        if isinstance(outcome, Found) and outcome.object.node is own.object.node and How.FIELD not in outcome.how:
            return f"{path}:{name}"
    return None
