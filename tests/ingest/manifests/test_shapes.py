"""Documents with the right keys and anything below them: the reader says what is wrong, and never fails."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ingest.manifests.samples import reading

TEXTS = st.sampled_from(
    [
        "",
        "a",
        "a>=1",
        "^1 || ^3",
        "*",
        "1.0",
        "==1.0",
        "a b",
        "npm:b@1",
        "pkg:pypi/a@1",
        "pkg:npm/a",
        "git",
        "..",
        "\x1b[31m",
    ]
) | st.text(st.characters(codec="utf-8"), max_size=5)
SCALARS = TEXTS | st.booleans() | st.integers(-2, 2)
KEYS = {
    "package.json": (
        "dependencies devDependencies optionalDependencies peerDependencies peerDependenciesMeta overrides resolutions "
        "pnpm workspaces packages catalog optional . a @b/c a@1"
    ),
    "package-lock.json": (
        "packages dependencies requires version name resolved link node_modules/a a/node_modules/b lockfileVersion a"
    ),
    "bom.json": "metadata component components bom-ref purl dependencies ref dependsOn",
    "Pipfile.lock": "default develop _meta version markers extras git ref a b sys_platform",
    "Pipfile": "packages dev-packages version markers extras git ref path a b sys_platform",
    "uv.lock": (
        "package manifest members requirements name version source editable virtual git dependencies dev-dependencies "
        "optional-dependencies marker"
    ),
    "poetry.lock": "package name version groups category markers dependencies source type url reference metadata a",
    "pdm.lock": "package name version groups dependencies git ref a",
    "pylock.toml": "packages name version marker dependencies vcs url path commit-id directory archive a",
    "pyproject.toml": (
        "project name dependencies optional-dependencies dynamic dependency-groups include-group build-system requires "
        "tool poetry group extras version python platform markers uv dev-dependencies sources workspace members git "
        "tag pdm rye hatch envs metadata hooks requirements_txt files flit requires-extra setuptools file a b"
    ),
}


def _documents(name: str) -> st.SearchStrategy[dict[str, Any]]:
    keys = st.sampled_from(KEYS[name].split()) | st.text(st.characters(codec="utf-8"), max_size=3)
    values: st.SearchStrategy[Any] = st.recursive(
        SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4), max_leaves=25
    )
    return st.dictionaries(keys, values, max_size=5)


def _toml(value: Any) -> str:
    """Write a value in one line, as TOML takes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


@pytest.mark.parametrize("name", KEYS)
@settings(max_examples=40)
@given(data=st.data())
def test_any_shape_is_read_or_told(name: str, data: st.DataObject) -> None:
    document = data.draw(_documents(name))
    as_json = name.endswith((".json", "Pipfile.lock"))
    text = (
        json.dumps(document, indent=1)
        if as_json
        else "\n".join(f"{_toml(k)} = {_toml(v)}" for k, v in document.items())
    )
    found = reading(name, text)
    told = (*found.manifests.problems, *found.manifests.dynamic, *found.manifests.notes)
    assert all(one.code not in {"reader-failed", "syntax", "too-deep"} for one in told)
    lines = text.count("\n") + 1
    assert all(1 <= one.line <= lines for one in (*told, *found.manifests.dependencies))
    shown = [text for one in found.manifests.dependencies for text in (one.name, one.specifier, one.source, one.group)]
    assert all(one is None or one.isprintable() for one in (*shown, *(one.message for one in told)))
