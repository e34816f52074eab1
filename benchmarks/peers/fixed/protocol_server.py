"""The same bytes to every request from a protocol on uvloop with httptools: ``python protocol_server.py PORT FILE``."""

import asyncio
import sys
from pathlib import Path

import httptools
import uvloop

BODY = Path(sys.argv[2]).read_bytes()
ANSWER = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
    + str(len(BODY)).encode()
    + b"\r\n\r\n"
    + BODY
)


class Fixed(asyncio.Protocol):
    """Answers whenever a request has come whole."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_message_complete(self) -> None:
        self.transport.write(ANSWER)


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Fixed, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
