"""What stops a load, besides the errors of the store itself."""


class LoadProblem(Exception):
    """The base; each message is one line for the person who loads."""


class LeaseHeld(LoadProblem):
    """Another loader is at work."""

    def __init__(self, owner: str, seconds: float) -> None:
        """Name the loader and when it was last heard of."""
        super().__init__(f"another load is under way: {owner}, last heard of {seconds:.0f} s ago")
        self.owner = owner


class LeaseLost(LoadProblem):
    """This loader was silent for too long, and another one took over: nothing of it becomes visible."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("another load took over because this one was silent for too long; load again")


class NotAsWritten(LoadProblem):
    """What was read back differs from what was written: the build is never shown."""
