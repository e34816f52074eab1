"""Applications that are made when somebody first needs them, so that a start does not wait for them."""

import asyncio
import threading
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send


class Later:
    """An application that is made once, in a thread: meanwhile others are answered."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        """Let `make` make it."""
        self._make = make
        self._made: list[ASGIApp] = []
        self._lock = threading.Lock()

    def made(self) -> ASGIApp:
        """Return the application; who asks first makes it, and the others wait."""
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        app = self._made[0] if self._made else await asyncio.to_thread(self.made)
        await app(scope, receive, send)
