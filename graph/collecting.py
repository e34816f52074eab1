"""The collector of cyclic garbage at rest while records are made by the hundred thousand, which hold no cycles.

It would walk all of them again and again: three quarters of the time that it takes to decode the records of a content.
"""

import contextlib
import gc
import threading
from collections.abc import Iterator

_lock = threading.Lock()
_at_rest = 0
_to_enable = False


@contextlib.contextmanager
def no_collecting() -> Iterator[None]:
    """Let nothing look for cycles meanwhile, in this or another thread; it begins again when the last one is done."""
    global _at_rest, _to_enable  # noqa: PLW0603 - the collector is one for the process
    with _lock:
        if _at_rest == 0:
            _to_enable = gc.isenabled()
            gc.disable()
        _at_rest += 1
    try:
        yield
    finally:
        with _lock:
            _at_rest -= 1
            if _at_rest == 0 and _to_enable:
                gc.enable()
