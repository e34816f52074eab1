"""pyproject.toml in the dialects of PEP 518, 621 and 735, PDM, uv, Hatch and Flit."""

import pytest

from graph.dependencies import DependencyKind
from tests.ingest.manifests.samples import manifests, reading, rows, told

REAL = """
    [build-system]
    requires = ["hatchling>=1.27"]
    build-backend = "hatchling.build"

    [project]
    name = "Rag.Service"
    version = "1.0"
    dependencies = [
        "langchain-core>=0.3,<1",  # the core
        "OpenAI[realtime]==1.2.3; python_version >= '3.10'",
        'torch @ https://download.example/torch-2.0-py3-none-any.whl',
    ]

    [project.optional-dependencies]
    all = ["rag-service[local]"]
    local = [
        "llama_cpp_python",
    ]

    [dependency-groups]
    dev = ["pytest>8", {include-group = "lint"}]
    lint = [
        "ruff==0.17.6",
    ]

    [tool.uv]
    dev-dependencies = ["mypy"]
    constraint-dependencies = ["numpy<2"]
    override-dependencies = [
        "werkzeug==2.3.0"]

    [tool.uv.sources]
    langchain-core = { git = "https://tok:en@github.com/x/y", tag = "v1" }
    llama-cpp-python = [{ path = "../llama" }, { index = "x" }]
    """


def test_each_list_is_read_with_lines_and_kinds() -> None:
    assert rows("pyproject.toml", REAL) == [
        ("hatchling", ">=1.27", 2, "build"),
        ("langchain-core", "<1,>=0.3", 9, "runtime"),
        ("openai", "==1.2.3", 10, "runtime"),
        ("torch", "", 11, "runtime"),
        ("llama-cpp-python", "", 17, "optional"),
        ("pytest", ">8", 21, "development"),
        ("ruff", "==0.17.6", 23, "development"),
        ("mypy", "", 27, "development"),
        ("numpy", "<2", 28, "constraint"),
        ("werkzeug", "==2.3.0", 30, "constraint"),
    ]
    assert manifests("pyproject.toml", REAL).problems == ()


def test_groups_extras_markers_pins_and_sources_are_kept() -> None:
    found = {one.name: one for one in manifests("pyproject.toml", REAL).dependencies}
    openai = found["openai"]
    assert (openai.extras, openai.marker, openai.pinned) == (("realtime",), 'python_version >= "3.10"', "1.2.3")
    assert found["langchain-core"].source == "git+https://github.com/x/y@v1"
    assert (found["llama-cpp-python"].group, found["llama-cpp-python"].source) == ("local", "../llama")
    assert (found["torch"].source, found["torch"].pinned) == (
        "https://download.example/torch-2.0-py3-none-any.whl",
        "2.0",
    )
    assert {name: one.group for name, one in found.items() if one.kind is DependencyKind.DEVELOPMENT} == {
        "pytest": "dev",
        "ruff": "lint",
        "mypy": "dev",
    }
    assert [name for name, one in found.items() if not one.direct] == ["numpy", "werkzeug"]


def test_dynamic_lists_are_never_read_as_none() -> None:
    found = manifests(
        "pyproject.toml",
        '[project]\nname = "x"\ndynamic = [\n  "version",\n  "dependencies",\n"optional-dependencies"]\n',
    )
    assert found.dependencies == ()
    assert told(found.dynamic) == [(5, "dynamic"), (6, "dynamic")]


def test_files_that_setuptools_takes_a_list_from_are_followed() -> None:
    found = reading(
        "pyproject.toml",
        '[project]\ndynamic = ["dependencies", "optional-dependencies"]\n[tool.setuptools.dynamic]\n'
        'dependencies = { file = ["requirements.txt", "more.in"] }\noptional-dependencies.gpu = { file = "gpu.txt" }\n',
    )
    assert found.manifests.dynamic == ()
    assert [(one.path, one.line, one.group) for one in found.includes] == [
        ("requirements.txt", 4, None),
        ("more.in", 4, None),
        ("gpu.txt", 5, "gpu"),
    ]


def test_a_dynamic_list_that_is_in_the_file_after_all_is_not_called_dynamic() -> None:
    poetry = manifests(
        "pyproject.toml",
        '[project]\ndynamic = ["dependencies", "optional-dependencies"]\n[tool.poetry.dependencies]\na = "1"\n'
        "[tool.poetry.extras]\n",
    )
    assert (poetry.dynamic, [one.name for one in poetry.dependencies]) == ((), ["a"])
    hatch = reading(
        "pyproject.toml",
        '[project]\ndynamic = ["dependencies"]\n[tool.hatch.metadata.hooks.requirements_txt]\n'
        'files = ["requirements.txt"]\n',
    )
    assert (hatch.manifests.dynamic, [(one.path, one.line) for one in hatch.includes]) == (
        (),
        [("requirements.txt", 4)],
    )


def test_pdm_groups_take_editable_places() -> None:
    text = """
        [tool.pdm.dev-dependencies]
        test = [
            "pytest>8",
            "-e file:///${PROJECT_ROOT}/sub#egg=sub",
        ]
        """
    assert rows("pyproject.toml", text) == [("pytest", ">8", 3, "development"), ("sub", "", 4, "development")]


def test_rye_environments_of_hatch_and_the_old_lists_of_flit_are_read() -> None:
    text = """
        [tool.rye]
        dev-dependencies = ["nox"]
        [tool.hatch.envs.docs]
        dependencies = ["mkdocs"]
        [tool.flit.metadata]
        requires = ["requests"]
        [tool.flit.metadata.requires-extra]
        test = ["pytest"]
        """
    assert rows("pyproject.toml", text) == [
        ("nox", "", 2, "development"),
        ("mkdocs", "", 4, "development"),
        ("requests", "", 6, "runtime"),
        ("pytest", "", 8, "optional"),
    ]


def test_members_of_a_workspace_are_referred_to() -> None:
    found = reading("pyproject.toml", '[tool.uv.workspace]\nmembers = ["packages/*",\n"apps/web"]\n')
    assert [(one.path, one.line, one.members) for one in found.includes] == [
        ("packages/*", 2, "pyproject.toml"),
        ("apps/web", 3, "pyproject.toml"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[project]\ndependencies = 3\n", [(2, "wrong-type")]),
        ("[project]\ndependencies = [\n3]\n", [(3, "wrong-type")]),
        ("project = 1\n", [(1, "wrong-type")]),
        ('[project]\ndependencies = ["a b"]\n', [(2, "bad-requirement")]),
        ('[dependency-groups]\na = [{include-group = "b"}]\n', [(2, "not-found")]),
        ('[dependency-groups]\na = [{include-group = "b"}]\nb=[\n{include-group = "A"}]', [(4, "include-cycle")]),
        ('[dependency-groups]\na = [{include-group = "a"}]\n', [(2, "include-cycle")]),
        ('[dependency-groups]\na = [{other = "b"}]\n', [(2, "wrong-type")]),
        ("[project]\n[project]\n", [(2, "duplicate-key")]),
        ("a = 1\na = 2\n", [(2, "duplicate-key")]),
        ("a = 1\nb = [\n", [(3, "syntax")]),
        ("a = 1\n= 2\n", [(2, "syntax")]),
        ('a = "\x1b[31m"\n', [(1, "syntax")]),
        ("a = " + "[" * 5000, [(1, "too-deep")]),
        ("a = " + "[" * 100 + "]" * 100, [(1, "too-deep")]),
        ("[tool.uv.sources]\nx = 1\n", [(2, "wrong-type")]),
        ("[tool.poetry]\ngroup = [1]\n", [(2, "wrong-type")]),
    ],
)
def test_what_is_wrong_has_its_line(text: str, expected: list[tuple[int, str]]) -> None:
    assert told(manifests("pyproject.toml", text).problems) == expected


def test_wrong_parts_leave_the_others() -> None:
    text = '[project]\ndependencies = ["a", 3, "b >>", "c"]\n[dependency-groups]\nx = 1\ny = ["d"]\n'
    assert [one.name for one in manifests("pyproject.toml", text).dependencies] == ["a", "c", "d"]
