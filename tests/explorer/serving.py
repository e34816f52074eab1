"""The explorer on a free port of this process, in a thread, for as long as a test needs it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from schema.limits import Limits

_PATIENCE = 60
"""Seconds after which something is taken not to come at all: a machine may be slow, and busy with other tests."""
PATIENT = Limits(seconds=_PATIENCE)
"""For pages that are looked at, not how fast a loaded machine makes them."""


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serve `app` and yield its address without a slash."""
    config = uvicorn.Config(app, port=0, log_level="critical", ws="none", lifespan="off", loop="asyncio")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + _PATIENCE
        while not server.started:
            assert thread.is_alive(), "the server ended before it was ready"
            assert time.monotonic() < deadline, "the server was not ready in time"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(_PATIENCE)
        assert not thread.is_alive(), "the server did not end in time"
