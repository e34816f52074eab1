"""Which format a file has: by its name, and where that says nothing by its content."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from ingest.manifests.collecting import Collector

Read = Callable[[str, Collector], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of manifests.

    Attributes:
        title: What it is called.
        names: A regular expression for the names of its files, in small letters.
        reader: Module and function that read it; loaded when it is needed, since parsers are large.
    """

    title: str
    names: str
    reader: str

    def read(self, text: str, out: Collector) -> None:
        """Read a text of this format.

        Raises:
            Unreadable: If it cannot be read, or not to its end.
        """
        module, _, name = self.reader.partition(":")
        function: Read = getattr(import_module(f"ingest.manifests.{module}"), name)
        function(text, out)


_PYPROJECT = Format("pyproject.toml", r"pyproject\.toml", "pyproject:read_pyproject")
_UV_LOCK = Format("uv.lock", r"uv\.lock", "python_locks:read_uv_lock")
_POETRY_LOCK = Format("poetry.lock", r"poetry\.lock", "python_locks:read_poetry_lock")
_PDM_LOCK = Format("pdm.lock", r"pdm\.lock", "python_locks:read_pdm_lock")
_PYLOCK = Format("pylock.toml", r"pylock(?:\.[^.]+)?\.toml", "python_locks:read_pylock")
_PIPFILE = Format("Pipfile", r"pipfile", "pipfile:read_pipfile")
_PIPFILE_LOCK = Format("Pipfile.lock", r"pipfile\.lock", "pipfile:read_pipfile_lock")
_SETUP_CFG = Format("setup.cfg", r"setup\.cfg", "setup_cfg:read_setup_cfg")
_SETUP_PY = Format("setup.py", r"setup\.py", "setup_py:read_setup_py")
_PACKAGE_JSON = Format("package.json", r"package\.json", "package_json:read_package_json")
_PACKAGE_LOCK = Format(
    "package-lock.json", r"(?:package-lock|npm-shrinkwrap|\.package-lock)\.json", "package_lock:read_package_lock"
)
_CYCLONEDX = Format("CycloneDX", r"bom\.json|.*[.-]cdx\.json|(?:.*[._-])?s?bom\.json", "bills:read_cyclonedx")
_PURLS = Format("list of purls", r"(?:.*[._-])?purls?\.(?:txt|json)", "bills:read_purls")
REQUIREMENTS = Format(
    "requirements.txt",
    r"(?:.*[._-])?(?:requirements?|constraints?)(?:[._-].*)?\.(?:txt|in|pip)",
    "requirements_txt:read_requirements",
)
FORMATS = (
    _PYPROJECT,
    _UV_LOCK,
    _POETRY_LOCK,
    _PDM_LOCK,
    _PYLOCK,
    _PIPFILE,
    _PIPFILE_LOCK,
    _SETUP_CFG,
    _SETUP_PY,
    _PACKAGE_JSON,
    _PACKAGE_LOCK,
    _CYCLONEDX,
    _PURLS,
    REQUIREMENTS,
)
PYTHON_SOURCE = Format("Python source", r".*\.py", "sources:read_source")

_LINES_OF_REQUIREMENTS = r".*\.(?:txt|in|pip|req|reqs)"
_REQUIREMENT = re.compile(
    r"-{1,2}[a-z]|\.{0,2}/|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\s*(?:$|[\[<>=!~;@#(\\])|[a-z+]+://"
)
_PURL = re.compile(r"pkg:[A-Za-z]")
_SETUP_CALL = re.compile(r"(?m)^(?:setuptools\.)?setup\(")
_SETUP_OPTION = re.compile(r"(?m)^(?:install_requires|setup_requires|tests_require)[ \t]*=|^\[options(?:\.[a-z_]+)?\]")
_LISTS = frozenset({"dependencies", "devDependencies", "peerDependencies", "optionalDependencies", "workspaces"})
_LOOKED_AT = 200
_LONGEST_NAME = 255
"""Characters; no file system has longer names, and what includes one gives work to the expressions above."""


def known_name(name: str, folder: str = "") -> Format | None:
    """Return the format that a file has by its name; in a folder ``requirements`` every text is one."""
    if len(name) > _LONGEST_NAME:
        return None
    for one in FORMATS:
        if re.fullmatch(one.names, name.lower()):
            return one
    listed = folder.lower() == "requirements" and re.fullmatch(_LINES_OF_REQUIREMENTS, name.lower())
    return REQUIREMENTS if listed else None


def recognise(name: str, text: str) -> Format | None:
    """Return the format of a file, by its name or its content; null where neither says it."""
    named = known_name(name)
    if named is not None:
        return named
    lines = [line.strip() for line in text.split("\n", _LOOKED_AT)[:_LOOKED_AT]]
    begun = [line for line in lines if line and not line.startswith("#")]
    if begun and all(_PURL.match(line) for line in begun):
        return _PURLS
    if re.fullmatch(_LINES_OF_REQUIREMENTS, name.lower()):
        return REQUIREMENTS
    return _by_content(text, begun, anything="." not in name)


def _by_content(text: str, begun: list[str], *, anything: bool) -> Format | None:
    """Tell a format by its content; `anything`, whose name excludes nothing, may be lines of requirements."""
    first = begun[0][:1] if begun else ""
    if first in {"{", "["}:
        found = _by_json(text)
        if found is not None:
            return found
    if _SETUP_CALL.search(text):
        return _SETUP_PY
    if _SETUP_OPTION.search(text):
        return _SETUP_CFG
    if anything and begun and all(_REQUIREMENT.match(line) for line in begun):
        return REQUIREMENTS
    return _by_toml(text)


def _by_json(text: str) -> Format | None:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(document, list):
        return _PURLS if document and all(isinstance(one, str) and _PURL.match(one) for one in document) else None
    if not isinstance(document, dict):
        return None
    told = ((_CYCLONEDX, {"bomFormat"}), (_PACKAGE_LOCK, {"lockfileVersion"}), (_PIPFILE_LOCK, {"_meta", "default"}))
    for form, keys in told:
        if keys <= document.keys():
            return form
    return _PACKAGE_JSON if _LISTS & document.keys() or {"name", "version"} <= document.keys() else None


def _by_toml(text: str) -> Format | None:
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError):
        return None
    return _of_toml(document)


def _of_toml(document: Mapping[str, Any]) -> Format | None:
    if "lock-version" in document and "packages" in document:
        return _PYLOCK
    if "package" in document:
        metadata = document.get("metadata")
        if not isinstance(metadata, dict):
            return _UV_LOCK if "version" in document else None
        return _PDM_LOCK if "lock_version" in metadata else _POETRY_LOCK
    if document.keys() & {"packages", "dev-packages"}:
        return _PIPFILE
    return _PYPROJECT if document.keys() & {"project", "build-system", "dependency-groups", "tool"} else None
