"""The same bytes to every request, from a bare ASGI application on uvicorn: ``python uvicorn_server.py PORT FILE``."""

import sys
from pathlib import Path
from typing import Any

import uvicorn

BODY = Path(sys.argv[2]).read_bytes()
HEADERS = [(b"content-type", b"application/json"), (b"content-length", str(len(BODY)).encode())]


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answer after the whole body was received."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": BODY})


if __name__ == "__main__":
    uvicorn.run(
        application, port=int(sys.argv[1]), loop="uvloop", http="httptools", log_level="critical", lifespan="off"
    )
