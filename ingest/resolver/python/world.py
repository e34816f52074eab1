"""The distributions that one question may look into: the one asked, those at hand, and requirements fetched for it."""

import sys
import sysconfig
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from graph.vocabulary import Ecosystem
from ingest.artifacts.artifact import Artifact
from ingest.artifacts.errors import ArtifactProblem
from ingest.resolver.python.layout import Form, ModuleFile
from ingest.resolver.python.module import STANDARD_LIBRARY, Distribution, Module

MAX_FETCHED = 24


class World:
    """Finds modules by dotted name; the first distribution that has a module wins."""

    def __init__(self, artifacts: Sequence[Artifact], fetch: Callable[[Requirement], Artifact | None] | None) -> None:
        """Take the artifact asked, then the others at hand."""
        self.primary = Distribution(artifacts[0])
        self.distributions = [self.primary, *(Distribution(one) for one in artifacts[1:])]
        self._fetch = fetch
        self._asked: set[str] = {one.artifact.name for one in self.distributions}
        self._fetched = 0
        self._modules: dict[str, Module | None] = {}

    def module(self, name: str) -> Module | None:
        """Return a module of the distributions at hand, or of the standard library."""
        if name not in self._modules:
            self._modules[name] = self._find(name)
        return self._modules[name]

    def owns(self, name: str) -> bool:
        """Tell whether a distribution at hand has the top-level package of a module."""
        top = name.partition(".")[0]
        return any(top in one.layout.modules for one in self.distributions)

    def children(self, name: str) -> list[str]:
        """Return the direct submodules of a module in all distributions at hand, sorted."""
        found: set[str] = set()
        for one in self.distributions:
            found.update(one.layout.children.get(name, ()))
        return sorted(found)

    def reach(self, name: str) -> Module | None:
        """Return a module like `module`, fetching requirements that may hold it."""
        while True:
            module = self.module(name)
            if module is not None and module.file.form is not Form.NAMESPACE:
                return module
            untried = [one for one in self.requirements_for(name) if canonicalize_name(one.name) not in self._asked]
            if not untried or not any(self._add(one) for one in untried):
                return module

    def is_shared(self, name: str) -> bool:
        """Tell whether other distributions may add modules where one of this name would be."""
        parent = name.rpartition(".")[0]
        module = self.module(parent) if parent else None
        if module is None:
            return self.is_shared(parent) if parent else False
        return module.file.form is Form.NAMESPACE or b"extend_path" in module.text or b"__path__" in module.text

    def unread(self, name: str) -> list[str]:
        """Return the requirements that may hold a module and could not be read, sorted."""
        have = {one.artifact.name for one in self.distributions}
        return sorted({str(one) for one in self.requirements_for(name) if canonicalize_name(one.name) not in have})

    def requirements_for(self, name: str) -> list[Requirement]:
        """Return the requirements, direct ones first, whose name says that they may hold a module."""
        top = canonicalize_name(name.partition(".")[0])
        if name.partition(".")[0] in sys.stdlib_module_names:
            return []
        return [one for holder, one in self._requirements() if _may_hold(holder, one, top)]

    def _requirements(self) -> Iterator[tuple[Distribution, Requirement]]:
        queue = deque(self.distributions)
        while queue:
            holder = queue.popleft()
            for requirement in holder.artifact.requires:
                yield holder, requirement

    def _add(self, requirement: Requirement) -> bool:
        name = canonicalize_name(requirement.name)
        if self._fetch is None or name in self._asked or self._fetched >= MAX_FETCHED:
            return False
        self._asked.add(name)
        try:
            artifact = self._fetch(requirement)
        except ArtifactProblem:  # a fault of a requirement is none of the package that was asked about
            return False
        if artifact is None:
            return False
        self._fetched += 1
        self.distributions.append(Distribution(artifact))
        self._modules = {key: found for key, found in self._modules.items() if found is not None and found.path}
        return True

    def _find(self, name: str) -> Module | None:
        namespace: Module | None = None
        for distribution in self.distributions:
            file = distribution.layout.modules.get(name)
            if file is None:
                continue
            if file.form is not Form.NAMESPACE:
                return Module(distribution, file)
            namespace = namespace or Module(distribution, file)
        return namespace or _standard_module(name)


def _may_hold(holder: Distribution, requirement: Requirement, top: str) -> bool:
    """Tell whether a requirement of `holder` may bring modules below the top-level package `top`."""
    name = canonicalize_name(requirement.name)
    if holder.layout.is_empty:
        return True
    own = holder.artifact.name
    own_tops = {canonicalize_name(one) for one in holder.layout.tops}
    return (
        name == top
        or name.startswith(f"{top}-")
        or name.endswith(f"-{top}")
        or ((name.startswith(f"{own}-") or own.startswith(f"{name}-")) and top in own_tops)
    )


@cache
def _standard_library() -> Distribution:
    root = Path(sysconfig.get_path("stdlib"))

    def read(path: str) -> bytes:
        return (root / path).read_bytes()

    artifact = Artifact(Ecosystem.PYPI, STANDARD_LIBRARY, "", STANDARD_LIBRARY, None, {}, read)
    return Distribution(artifact)


def _standard_module(name: str) -> Module | None:
    top = name.partition(".")[0]
    if top not in sys.stdlib_module_names:
        return None
    folder = Path(sysconfig.get_path("stdlib"))
    relative = name.replace(".", "/")
    for path, is_package in ((f"{relative}/__init__.py", True), (f"{relative}.py", False)):
        if (folder / path).is_file():
            distribution = _standard_library()
            members = distribution.artifact.members
            members[path] = (folder / path).stat().st_size  # type: ignore[index]  # grown as it is read
            return Module(distribution, ModuleFile(name, Form.SOURCE, path, is_package))
    return None
