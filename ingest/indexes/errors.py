"""Why an index gave no answer: one class a cause; messages name the package, never an address or a credential."""


class IndexProblem(Exception):
    """The base: `package` is the purl or name that was asked about."""

    def __init__(self, package: str, fault: str) -> None:
        """Keep both; the message joins them."""
        super().__init__(f"{package}: {fault}")
        self.package = package
        self.fault = fault


class UnknownPackage(IndexProblem):
    """The index has no package of this name."""


class UnknownRelease(IndexProblem):
    """The package has no such release, or none that can be read."""


class IndexUnavailable(IndexProblem):
    """The index is down, slow, or answered something that is no answer."""


class NotKept(IndexProblem):
    """The network may not be used, and the answer is not in the cache."""
