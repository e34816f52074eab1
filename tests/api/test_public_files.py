"""Files of the graph: what is the same for everybody is worked out once."""

import pytest

from api import public_files
from api.public_files import StoredFile


@pytest.mark.parametrize("accepted", [b"gzip", b"identity"])
def test_a_file_is_hashed_once_however_often_it_is_asked_for(monkeypatch: pytest.MonkeyPatch, accepted: bytes) -> None:
    file = StoredFile.of(b"text " * 500, "text/plain", "no-cache")
    monkeypatch.delattr(public_files, "entity_tag")
    scope = {"type": "http", "method": "GET", "headers": [(b"accept-encoding", accepted)]}
    tag = file.reply(scope).headers["etag"]
    again = {**scope, "headers": [*scope["headers"], (b"if-none-match", tag.encode())]}
    assert file.reply(again).status == 304
