"""Dependencies that a stranger made to harm: what leads into them is undecided, the rest is decided, and time ends."""

import hashlib
import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.vocabulary import Finding
from ingest.resolver import NpmRequirement, Wanted
from ingest.resolver.isolated import ArtifactFile, Reader
from tests.ingest.wheels import tarball_bytes

P, A, U = Finding.PRESENT, Finding.ABSENT, Finding.UNDECIDED
MANIFEST = {"name": "far", "version": "1.0.0", "types": "./index.d.ts"}
OWN = "export * from 'far';\nexport declare const own: 1;"


def entry(name: str, body: bytes = b"", kind: bytes = tarfile.REGTYPE, target: str = "") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        info = tarfile.TarInfo(name)
        info.size, info.type, info.linkname = len(body), kind, target
        archive.addfile(info, io.BytesIO(body))
    return out.getvalue()


def declaring(text: str) -> bytes:
    return tarball_bytes({"index.d.ts": text}, MANIFEST)


UNREADABLE: dict[str, Callable[[], bytes]] = {
    "no archive": lambda: b"MZ" * 500,
    "cut off": lambda: declaring("export declare const x: 1;" * 5000)[:-200],
    "no manifest": lambda: entry("package/index.d.ts", b"export declare const x: 1;"),
    "a name outside": lambda: entry("package/../../etc/cron.d/x", b"x"),
    "a link": lambda: entry("package/index.d.ts", kind=tarfile.SYMTYPE, target="/etc/passwd"),
    "a bomb": lambda: entry("package/index.d.ts", b"\n" * (9 * 1024 * 1024)),
    "a manifest that is no object": lambda: tarball_bytes({"package.json": "[]"}),
    "a manifest nested deeply": lambda: tarball_bytes({"package.json": "[" * 100_000}),
    "another package": lambda: tarball_bytes({"index.d.ts": ""}, MANIFEST | {"name": "pkg"}),
}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def findings(reader: Reader, folder: Path, far: bytes, digest: str | None = None) -> dict[str, tuple[Finding, str]]:
    (folder / "pkg-1.0.0.tgz").write_bytes(tarball_bytes({"index.d.ts": OWN}, {"dependencies": {"far": "1"}}))
    (folder / "far-1.0.0.tgz").write_bytes(far)
    asked: list[str] = []

    def fetch(wanted: Wanted) -> ArtifactFile | None:
        assert isinstance(wanted, NpmRequirement)
        asked.append(str(wanted))
        return ArtifactFile(folder / "far-1.0.0.tgz", digest or hashlib.sha256(far).hexdigest())

    found = reader.resolve(["pkg:own", "pkg:x", "pkg:y"], [ArtifactFile(folder / "pkg-1.0.0.tgz")], fetch)
    assert len(asked) <= 1
    return {one.ref.partition(":")[2]: (one.state, one.reason or "") for one in found}


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_dependency_that_cannot_be_read_harms_nothing_else(what: str, reader: Reader, tmp_path: Path) -> None:
    with reader:
        found = findings(reader, tmp_path, UNREADABLE[what]())
    assert [found[name][0] for name in ("own", "x", "y")] == [P, U, U]
    assert "far c" in found["x"][1]  # cannot be read, came under another name
    assert str(tmp_path) not in found["x"][1]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["far-1.0.0.tgz", "pkg-1.0.0.tgz"]


def test_a_dependency_with_other_bytes_than_its_digest_names_is_not_read(reader: Reader, tmp_path: Path) -> None:
    with reader:
        found = findings(reader, tmp_path, declaring("export declare const x: 1;"), "0" * 64)
    assert (found["own"][0], found["x"][0]) == (P, U)


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("export declare const x: " + "[" * 20_000 + "]" * 20_000 + ";", {P, U}),
        ("".join(f"export * from './{number}';\n" for number in range(20_000)) + "export declare const x: 1;", {P}),
        ("export * from './index';\n" * 5_000 + "export declare const x: 1;", {P}),
        ("export namespace x " + "{ namespace a " * 2_000 + "}" * 2_000, {P, U}),
        ("export { x } from 'pkg';", {U}),
    ],
    ids=["nested deeply", "lost stars", "stars to itself", "namespaces in namespaces", "a circle of two packages"],
)
def test_odd_declarations_end_with_a_finding(text: str, states: set[Finding], reader: Reader, tmp_path: Path) -> None:
    with reader:
        found = findings(reader, tmp_path, declaring(text))
    assert found["own"][0] is P
    assert found["x"][0] in states
