"""Files: served from memory under hashed names for good, in both codings, never in parts; GraphiQL as it appears."""

import gzip
import json
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup
from starlette.applications import Starlette

from api.explorer import Assets, routes
from api.explorer.headers import GRAPHIQL_POLICY, takes_gzip
from graph.memory import MemoryStore
from graph.snapshot import Snapshot
from schema.engine import Engine
from tests.explorer.catalogue import catalogue
from tests.explorer.conftest import Soup
from tests.explorer.serving import serving


def _files(soup: Soup) -> list[str]:
    head = soup("/").head
    return [element.get("href") or element["src"] for element in head.select("link[href], script[src]")]


def test_files_are_kept_for_good(client: httpx.Client, soup: Soup) -> None:
    files = _files(soup)
    assert {Path(file).suffix for file in files} == {".css", ".js", ".svg"}
    for file in files:
        response = client.get(file)
        assert response.status_code == 200
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert response.headers["x-content-type-options"] == "nosniff"
        plain = client.get(file, headers={"Accept-Encoding": "identity"})
        assert plain.content == response.content
        assert "content-encoding" not in plain.headers
    assert client.get(files[0].replace("-", "-0")).status_code == 404


def test_ranges_are_ignored(client: httpx.Client, soup: Soup) -> None:
    ranges = "bytes=" + ",".join(f"{i}-{i + 1}" for i in range(2000))
    for wanted in ("bytes=0-1", ranges):
        response = client.get(_files(soup)[0], headers={"Range": wanted})
        assert response.status_code == 200
        assert "content-range" not in response.headers


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        (None, False),
        ("", False),
        ("gzip", True),
        ("br, GZIP ;q=0.5", True),
        ("gzip;q=0", False),
        ("*", True),
        ("*;q=0, gzip", True),
        ("gzip; q=0.000, *", False),
        ("x" * 100_000, False),
    ],
)
def test_the_coding_is_negotiated(header: str | None, taken: bool) -> None:
    assert takes_gzip(header) is taken


def _write_bundle(folder: Path, name: str) -> None:
    folder.mkdir(exist_ok=True)
    for file in (f"{name}.js", f"{name}.css"):
        (folder / f"{file}.gz").write_bytes(gzip.compress(file.encode()))
    manifest = {
        "script": f"{name}.js",
        "style": f"{name}.css",
        "files": {f"{name}.js": "text/javascript; charset=utf-8", f"{name}.css": "text/css; charset=utf-8"},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_graphiql_is_picked_up_when_it_appears(tmp_path: Path) -> None:
    folder = tmp_path / "graphiql"
    store = MemoryStore(Snapshot.of(catalogue()))
    engine = Engine(store)
    with (
        serving(Starlette(routes=routes(engine, Assets(folder), store))) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):

        def editor() -> str | None:
            found = BeautifulSoup(client.get("/graphiql").text, "html.parser").find(id="graphiql")
            return None if found is None else found["data-script"]

        assert editor() is None
        first_tag = client.get("/graphiql").headers["etag"]

        folder.mkdir()
        (folder / "manifest.json").write_text("{half", encoding="utf-8")
        assert editor() is None, "a half bundle is no bundle"

        _write_bundle(folder, "one")
        assert editor() == "/static/graphiql/one.js"
        assert client.get("/graphiql").headers["etag"] != first_tag
        served = client.get("/static/graphiql/one.js")
        assert served.text == "one.js"
        assert served.headers["content-security-policy"] == GRAPHIQL_POLICY, "workers take their policy from it"
        assert "immutable" in served.headers["cache-control"]

        (folder / "manifest.json").unlink()
        assert editor() == "/static/graphiql/one.js", "readers may have the page open"
        _write_bundle(folder, "another")
        assert editor() == "/static/graphiql/another.js"
        assert client.get("/static/graphiql/one.js").status_code == 404


def test_names_in_a_manifest_do_not_leave_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.gz").write_bytes(gzip.compress(b"secret"))
    folder = tmp_path / "graphiql"
    _write_bundle(folder, "one")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"]["../secret"] = "text/plain"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert Assets(folder).bundle() is None


def test_examples_become_tabs(tmp_path: Path) -> None:
    (tmp_path / "who-implements.graphql").write_text("query Who { snapshot { version } }\n", encoding="utf-8")
    (tmp_path / "huge.graphql").write_text("#" * 100_000, encoding="utf-8")
    (tmp_path / "README.md").write_text("no query", encoding="utf-8")
    examples = Assets(examples=tmp_path).examples
    assert [(example.name, example.document) for example in examples] == [
        ("who-implements", "query Who { snapshot { version } }")
    ]
    assert Assets(examples=tmp_path / "none").examples == ()
