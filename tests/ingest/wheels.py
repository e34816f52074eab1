"""Small wheels and npm tarballs made in memory, for tests."""

import io
import json
import tarfile
import textwrap
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from ingest.artifacts.artifact import Artifact
from ingest.artifacts.tarball import open_tarball
from ingest.artifacts.wheel import open_wheel


def metadata(name: str, version: str, requires: Sequence[str] = ()) -> str:
    lines = ["Metadata-Version: 2.3", f"Name: {name}", f"Version: {version}"]
    return "\n".join([*lines, *(f"Requires-Dist: {one}" for one in requires), ""])


def wheel_bytes(
    files: Mapping[str, str], name: str = "pkg", version: str = "1.0", requires: Sequence[str] = ()
) -> bytes:
    out = io.BytesIO()
    folder = f"{name.replace('-', '_')}-{version}.dist-info"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(path, textwrap.dedent(text))
        archive.writestr(f"{folder}/METADATA", metadata(name, version, requires))
    return out.getvalue()


def wheel_name(name: str = "pkg", version: str = "1.0") -> str:
    return f"{name.replace('-', '_')}-{version}-py3-none-any.whl"


def wheel(files: Mapping[str, str], name: str = "pkg", version: str = "1.0", requires: Sequence[str] = ()) -> Artifact:
    return open_wheel(io.BytesIO(wheel_bytes(files, name, version, requires)), wheel_name(name, version))


def write_wheel(
    folder: Path, files: Mapping[str, str], name: str = "pkg", version: str = "1.0", requires: Sequence[str] = ()
) -> Path:
    path = folder / wheel_name(name, version)
    path.write_bytes(wheel_bytes(files, name, version, requires))
    return path


def tarball_bytes(files: Mapping[str, str], manifest: Mapping[str, object] | None = None) -> bytes:
    out = io.BytesIO()
    content = {"package.json": json.dumps({"name": "pkg", "version": "1.0.0", **(manifest or {})}), **files}
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for path, text in content.items():
            data = textwrap.dedent(text).encode()
            entry = tarfile.TarInfo(f"package/{path}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def tarball(files: Mapping[str, str], manifest: Mapping[str, object] | None = None) -> Artifact:
    return open_tarball(io.BytesIO(tarball_bytes(files, manifest)), "pkg-1.0.0.tgz")
