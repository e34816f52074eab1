"""Ids of requests: 64 random bits each, drawn from the system many at a time."""

import os
import secrets

_AT_ONCE = 128
ID_BYTES = 16
"""How long an id is: the digits of a hexadecimal number."""


def draw(ids: list[bytes]) -> None:
    """Put new ids into a list that has become empty."""
    digits = secrets.token_hex(ID_BYTES // 2 * _AT_ONCE).encode("ascii")
    ids.extend([digits[at : at + ID_BYTES] for at in range(0, len(digits), ID_BYTES)])


IDS: list[bytes] = []
"""Ids that nobody has yet: take the last one, and `draw` when there is none. A child process begins with none."""
os.register_at_fork(after_in_child=IDS.clear)
