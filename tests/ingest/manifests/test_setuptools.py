"""setup.cfg, and setup.py without running it."""

import pytest

from tests.ingest.manifests.samples import manifests, reading, rows, told

CFG = """
    [metadata]
    name = my_pkg
    version = attr: my_pkg.VERSION

    [options]
    python_requires = >=3.8
    install_requires =
        langchain>=0.1  # the core
        # a comment
        openai ; python_version < "3.9"

        my-pkg[x]
    setup_requires = wheel; setuptools>60

    [options.extras_require]
    Dev = pytest
          ruff>=1
    [tool:pytest]
    addopts = -x
    """
PY = '''
    import os
    from setuptools import setup, find_packages

    BASE = ["numpy>=1", "pandas"]
    EXTRA: dict = {"ml": BASE + ["torch"], ":python_version<'3.8'": ["typing-extensions"]}
    changed = ["a"]
    changed.append("b")
    open(os.path.join("ran"), "w")

    setup(
        name="foo",
        packages=find_packages(),
        install_requires=BASE + [
            "requests>=2",
            "x" if os.name == "nt" else "y",
            *changed,
            "httpx",
        ],
        extras_require={**EXTRA, "test": """
            pytest
            tox>=2
        """},
        tests_require=open("x").read().splitlines(),
        **extra
    )
    '''


def test_setup_cfg_is_read_with_lines_and_kinds() -> None:
    assert rows("setup.cfg", CFG) == [
        ("langchain", ">=0.1", 8, "runtime"),
        ("openai", "", 10, "runtime"),
        ("wheel", "", 13, "build"),
        ("setuptools", ">60", 13, "build"),
        ("pytest", "", 16, "optional"),
        ("ruff", ">=1", 17, "optional"),
    ]
    found = manifests("setup.cfg", CFG)
    assert found.problems == found.dynamic == ()
    assert {one.group for one in found.dependencies} == {None, "Dev"}
    assert found.dependencies[1].marker == 'python_version < "3.9"'


def test_files_that_setup_cfg_names_are_referred_to() -> None:
    found = reading(
        "setup.cfg",
        "[options]\ninstall_requires = file: requirements.txt, more.txt\n[options.extras_require]\nx = file: x.txt\n",
    )
    assert [(one.path, one.line, one.group) for one in found.includes] == [
        ("requirements.txt", 2, None),
        ("more.txt", 2, None),
        ("x.txt", 4, "x"),
    ]


def test_what_setup_cfg_computes_is_dynamic() -> None:
    assert told(manifests("setup.cfg", "[options]\ninstall_requires = attr: a.b\n").dynamic) == [(2, "dynamic")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1\n", (1, "syntax")),
        ("[a]\nx = 1\n[a]\n", (3, "duplicate-key")),
        ("[a]\nx = 1\nx = 2\n", (3, "duplicate-key")),
        ("[a]\nx\n", (2, "syntax")),
        ("[options]\ninstall_requires =\n  a b\n", (3, "bad-requirement")),
        ("[options]\nx = \x01\n", (2, "not-text")),
    ],
)
def test_what_is_wrong_with_setup_cfg_has_its_line(text: str, expected: tuple[int, str]) -> None:
    assert told(manifests("setup.cfg", text).problems) == [expected]


def test_setup_py_is_read_as_far_as_it_holds_literals() -> None:
    assert rows("setup.py", PY) == [
        ("numpy", ">=1", 4, "runtime"),
        ("pandas", "", 4, "runtime"),
        ("requests", ">=2", 14, "runtime"),
        ("httpx", "", 17, "runtime"),
        ("numpy", ">=1", 4, "optional"),
        ("pandas", "", 4, "optional"),
        ("torch", "", 5, "optional"),
        ("typing-extensions", "", 5, "runtime"),
        ("pytest", "", 20, "optional"),
        ("tox", ">=2", 21, "optional"),
    ]


def test_what_setup_py_computes_is_dynamic_at_its_line() -> None:
    found = manifests("setup.py", PY)
    assert sorted(told(found.dynamic)) == [(15, "dynamic"), (23, "dynamic"), (24, "dynamic")]
    assert found.dependencies[7].marker == 'python_version < "3.8"'


@pytest.mark.parametrize(
    "text",
    [
        "print(1)\n",
        "from setuptools import setup\nif x:\n    a = ['b']\nsetup(install_requires=a)\n",
        "setup(install_requires=f())\n",
        "a = ['b']\na += ['c']\nsetup(install_requires=a)\n",
        "a = ['b']\na[0] = 'c'\nsetup(install_requires=a)\n",
        "def f(a=['b']):\n    setup(install_requires=a)\n",
        "setup(install_requires=[f'{x}'])\n",
        "setup(extras_require=f())\n",
        "a = a\nsetup(install_requires=a)\n",
    ],
)
def test_a_computed_list_is_never_read_as_none(text: str) -> None:
    found = manifests("setup.py", text)
    assert found.dependencies == ()
    assert len(found.dynamic) == 1


@pytest.mark.parametrize("text", ["setup(\n", "x = (\n" * 300, "setup(\x00)"])
def test_a_setup_py_that_is_no_python_is_a_problem(text: str) -> None:
    assert len(manifests("setup.py", text).problems) == 1


def test_names_that_multiply_each_other_are_given_up() -> None:
    text = "\n".join(f"a{index} = [a{index + 1}, a{index + 1}]" for index in range(60))
    found = manifests("setup.py", f"{text}\na60 = []\nsetup(install_requires=a0)\n")
    assert [code for _, code in told(found.dynamic)] == ["dynamic"]
