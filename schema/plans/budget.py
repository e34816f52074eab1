"""How many bytes the caches of one snapshot hold, estimated, and how many they may."""


class Budget:
    """Counts what is kept. Who keeps something charges it; who owns all of it begins anew when it is too much."""

    __slots__ = ("held", "most")

    def __init__(self, most: int) -> None:
        """Allow `most` bytes."""
        self.most = most
        self.held = 0

    def charge(self, size: int) -> None:
        """Count `size` bytes more."""
        self.held += size

    @property
    def is_spent(self) -> bool:
        """Whether more is held than may be."""
        return self.held > self.most


ENTRY_BYTES = 120
"""What an entry of a dictionary costs beside its value, with some room for growth."""
