"""Requirements files: the grammar of pip, and what its tools write into them."""

from textwrap import dedent

import pytest

from graph.dependencies import DependencyKind
from graph.vocabulary import Ecosystem
from tests.ingest.manifests.samples import manifests, reading, row, rows, told

REAL = r"""
    # runtime of the service
    -i https://user:token@index.example/simple
    --extra-index-url=https://wheels.example/cpu
    LangChain_Core[All,b]>=0.3,<1 ; python_version < "3.12"  # the core

    openai==1.0.0 \
        --hash=sha256:aaaa \
        --hash=sha256:bbbb
    Some.Name
    torch @ https://u:p@download.example/torch-2.0-cp311-cp311-linux_x86_64.whl?token=1
    tiktoken ~= 0.7
    """


def test_a_requirement_has_its_name_specifier_line_and_kind() -> None:
    assert rows("requirements.txt", REAL) == [
        ("langchain-core", "<1,>=0.3", 4, "runtime"),
        ("openai", "==1.0.0", 6, "runtime"),
        ("some-name", "", 9, "runtime"),
        ("torch", "", 10, "runtime"),
        ("tiktoken", "~=0.7", 11, "runtime"),
    ]
    assert manifests("requirements.txt", REAL).problems == ()


def test_extras_marker_pin_and_source_are_kept() -> None:
    core, openai, _, torch, _ = manifests("requirements.txt", REAL).dependencies
    assert (core.ecosystem, core.extras, core.marker, core.pinned) == (
        Ecosystem.PYPI,
        ("all", "b"),
        'python_version < "3.12"',
        None,
    )
    assert openai.pinned == "1.0.0"
    assert (torch.source, torch.pinned) == ("https://download.example/torch-2.0-cp311-cp311-linux_x86_64.whl", "2.0")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("requirements.txt", "runtime"),
        ("requirements.in", "runtime"),
        ("requirements-dev.txt", "development"),
        ("dev-requirements.txt", "development"),
        ("requirements_test.txt", "development"),
        ("requirements-contest.txt", "runtime"),
        ("constraints.txt", "constraint"),
        ("constraints-3.11.txt", "constraint"),
    ],
)
def test_the_name_of_the_file_says_what_it_is_for(name: str, kind: str) -> None:
    (one,) = manifests(name, "openai\n").dependencies
    assert (one.kind, one.direct) == (kind, kind != "constraint")


def test_places_have_the_name_that_pip_would_give_them_or_are_dynamic() -> None:
    found = reading(
        "requirements.txt",
        dedent("""
        -e git+https://tok:en@github.com/x/y.git@main#egg=Foo_Bar[x]
        https://download.example/whl/flash_attn-2.0-cp311-cp311-linux_x86_64.whl
        ./wheels/numpy-1.0.tar.gz
        git+https://github.com/a/b
        -e .
        ./libs/own[extra]
        """),
    )
    assert [(one.name, one.pinned, one.source, one.line) for one in found.manifests.dependencies] == [
        ("foo-bar", None, "git+https://github.com/x/y.git@main", 2),
        ("flash-attn", "2.0", "https://download.example/whl/flash_attn-2.0-cp311-cp311-linux_x86_64.whl", 3),
        ("numpy", "1.0", "./wheels/numpy-1.0.tar.gz", 4),
    ]
    assert told(found.manifests.dynamic) == [(5, "unnamed")]
    assert [(one.path, one.line, one.project) for one in found.includes] == [(".", 6, True), ("./libs/own", 7, True)]


def test_includes_are_named_with_what_they_are() -> None:
    found = reading("requirements.txt", "-r base.txt\n-c limits.txt\n--requirement=more.txt # x\n")
    assert [(one.path, one.line, one.constraint) for one in found.includes] == [
        ("base.txt", 1, False),
        ("limits.txt", 2, True),
        ("more.txt", 3, False),
    ]


def test_what_constraints_include_are_constraints() -> None:
    found = reading("limits.txt", "-r base.txt\nnumpy<2\n", constraint=True)
    assert found.includes[0].constraint
    assert [row(one) for one in found.manifests.dependencies] == [("numpy", "<2", 2, "constraint")]
    assert not found.manifests.dependencies[0].direct


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("foo >> 3", "bad-requirement"),
        ("sk-secret 13", "bad-requirement"),
        ("foo --wat", "syntax"),
        ("--hash", "syntax"),
        ('-r "x', "syntax"),
        ("\x1b[31mred", "bad-requirement"),
        ("a" * 3000, "bad-requirement"),
        ("foo; (((((", "bad-requirement"),
        ("foo; " + "(" * 1900, "bad-requirement"),
        ("foo bar", "bad-requirement"),
        ("-q", "syntax"),
    ],
)
def test_a_bad_line_costs_itself_only_and_is_not_quoted(line: str, code: str) -> None:
    found = manifests("requirements.txt", f"openai\n{line}\nhttpx\n")
    assert [(one.name, one.line) for one in found.dependencies] == [("openai", 1), ("httpx", 3)]
    assert told(found.problems) == [(2, code)]
    assert line not in found.problems[0].message
    assert found.problems[0].message.isprintable()


def test_a_joined_line_ends_at_a_comment() -> None:
    assert rows("requirements.txt", "openai\\\n# why\nhttpx\\\n>=1\n") == [
        ("openai", "", 1, "runtime"),
        ("httpx", ">=1", 3, "runtime"),
    ]


@pytest.mark.parametrize(
    ("specifier", "pinned"),
    [("==1.0", "1.0"), ("===1.0-x", "1.0-x"), ("==1.*", None), ("~=1.0", None), ("==1.0,!=1.0.1", "1.0"), ("", None)],
)
def test_only_one_whole_version_pins(specifier: str, pinned: str | None) -> None:
    assert [one.pinned for one in manifests("requirements.txt", f"a{specifier}\n").dependencies] == [pinned]


def test_in_a_compiled_file_only_what_the_project_asks_for_is_direct() -> None:
    found = manifests(
        "requirements.txt",
        """
        #
        # This file is autogenerated by pip-compile with Python 3.11
        #
        aiohttp==3.9.0
            # via langchain
        langchain==0.3
            # via
            #   -r requirements.in
            #   langgraph
        numpy==1.26 \\
            --hash=sha256:aa
            # via
            #   langchain
            #   pandas
        httpx==0.27  # via my-service (pyproject.toml)
        pip==24.0
        """,
    )
    assert [(one.name, one.direct, one.kind) for one in found.dependencies] == [
        ("aiohttp", False, DependencyKind.LOCKED),
        ("langchain", True, DependencyKind.RUNTIME),
        ("numpy", False, DependencyKind.LOCKED),
        ("httpx", True, DependencyKind.RUNTIME),
        ("pip", True, DependencyKind.RUNTIME),
    ]


def test_without_the_header_of_a_compiler_a_comment_means_nothing() -> None:
    (one,) = manifests("requirements.txt", "aiohttp==3.9.0\n    # via langchain\n").dependencies
    assert one.direct


def test_every_option_of_pip_is_known() -> None:
    options = """
        --index-url https://i.example
        --pypi-url https://i.example
        --extra-index-url https://i.example
        --no-index
        -f wheels
        --find-links wheels
        --no-binary :all:
        --only-binary numpy
        --prefer-binary
        --require-hashes
        --pre
        --trusted-host i.example
        --use-feature fast-deps
        openai --config-settings a=b --global-option c
        """
    found = manifests("requirements.txt", options)
    assert found.problems == ()
    assert [one.name for one in found.dependencies] == ["openai"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("x[a", "a bracket is not closed"),
        ("x (>=1", "a bracket is not closed"),
        ("!!", "expected package name at the start of dependency specifier"),
    ],
)
def test_the_reason_is_told_in_words(line: str, why: str) -> None:
    (problem,) = manifests("requirements.txt", line).problems
    assert problem.message == f"this is no requirement as PEP 508 writes it: {why}"
