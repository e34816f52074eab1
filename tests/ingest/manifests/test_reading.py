"""Files and folders: what is found, followed and refused. These run the child process."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.dependencies import Manifests
from ingest.manifests import read_paths, read_text
from ingest.manifests.limits import Limits
from ingest.manifests.reading import read_files
from tests.ingest.manifests.samples import told

Tree = Callable[[dict[str, str]], Path]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """Return a function that writes files below a project's folder, in which the test then is."""

    def write(files: dict[str, str]) -> Path:
        root = tmp_path / "project"
        root.mkdir()
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        monkeypatch.chdir(root)
        return root

    return write


def _names(found: Manifests) -> list[tuple[str, str, int]]:
    return [(one.name, one.file, one.line) for one in found.dependencies]


def test_a_folder_is_searched_for_manifests_but_not_for_what_others_wrote(tree: Tree) -> None:
    tree(
        {
            "pyproject.toml": '[project]\ndependencies = ["a"]\n',
            "requirements/base.txt": "b\n",
            "docs/notes.txt": "not a manifest\n",
            "web/package.json": '{"dependencies": {"c": "1"}}',
            "web/node_modules/x/package.json": '{"dependencies": {"no": "1"}}',
            ".venv/requirements.txt": "no\n",
            "venv/requirements.txt": "no\n",
        }
    )
    assert _names(read_paths([Path()])) == [
        ("a", "pyproject.toml", 2),
        ("b", "requirements/base.txt", 1),
        ("c", "web/package.json", 1),
    ]


def test_an_empty_folder_is_a_problem_and_not_nothing(tree: Tree) -> None:
    tree({"README.md": "x"})
    assert told(read_paths([Path()]).problems) == [(1, "not-found")]


def test_a_file_that_is_not_there_does_not_hide_the_others(tree: Tree) -> None:
    tree({"requirements.txt": "a\n"})
    found = read_paths([Path("nope.txt"), Path("requirements.txt"), Path("requirements.txt")])
    assert _names(found) == [("a", "requirements.txt", 1)]
    assert [(one.file, one.code) for one in found.problems] == [("nope.txt", "not-found")]


def test_includes_are_followed_once_and_constraints_stay_constraints(tree: Tree) -> None:
    tree(
        {
            "requirements.txt": "-r requirements/base.txt\n-c limits.txt\n-r requirements/base.txt\n",
            "requirements/base.txt": "a\n-r more/deep.txt\n",
            "requirements/more/deep.txt": "b\n",
            "limits.txt": "a<2\n",
        }
    )
    found = read_paths([Path("requirements.txt")])
    assert [(one.name, one.file, one.kind) for one in found.dependencies] == [
        ("a", "requirements/base.txt", "runtime"),
        ("a", "limits.txt", "constraint"),
        ("b", "requirements/more/deep.txt", "runtime"),
    ]
    assert found.problems == found.dynamic == ()


def test_a_project_that_is_depended_on_by_its_folder_is_followed(tree: Tree) -> None:
    tree(
        {
            "requirements.txt": "-e .[dev]\n./libs/own\n-e ./libs/none\n-e ../outside\n",
            "pyproject.toml": '[project]\ndependencies = ["a"]\n',
            "libs/own/setup.cfg": "[options]\ninstall_requires = b\n",
            "../outside/pyproject.toml": '[project]\ndependencies = ["hunter2"]\n',
        }
    )
    found = read_paths([Path("requirements.txt")])
    assert _names(found) == [("a", "pyproject.toml", 2), ("b", "libs/own/setup.cfg", 2)]
    assert told(found.dynamic) == [(3, "not-followed"), (4, "not-followed")]
    assert found.problems == ()


def test_a_circle_of_includes_ends_and_is_told(tree: Tree) -> None:
    tree({"requirements.txt": "a\n-r b.txt\n", "b.txt": "b\n\n-r requirements.txt\n-r b.txt\n"})
    found = read_paths([Path("requirements.txt")])
    assert [one.name for one in found.dependencies] == ["a", "b"]
    assert [(one.file, one.line, one.code) for one in found.problems] == [
        ("b.txt", 3, "include-cycle"),
        ("b.txt", 4, "include-cycle"),
    ]


def test_fan_out_reads_each_file_once(tree: Tree) -> None:
    depth, width = 12, 6
    files = {
        f"requirements-{level}-{index}.txt": "".join(
            f"-r requirements-{level + 1}-{other}.txt\n" for other in range(width)
        )
        + f"p{level}-{index}\n"
        for level in range(depth)
        for index in range(width)
    }
    files |= {f"requirements-{depth}-{index}.txt": "end\n" for index in range(width)}
    tree(files)
    found = read_paths([Path("requirements-0-0.txt")])
    assert len(found.files) == depth * width + 1
    assert found.problems == ()


def test_too_many_manifests_end_the_reading_and_are_told_once(tree: Tree) -> None:
    tree({f"requirements-{index:02}.txt": f"p{index}\n" for index in range(9)})
    found = read_files([Path()], None, Limits(manifests=4))
    assert [one.name for one in found.dependencies] == ["p0", "p1", "p2", "p3"]
    assert [(one.file, one.code) for one in found.problems] == [("requirements-04.txt", "too-many")]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("../secret.txt", "outside"),
        ("../nope.txt", "outside"),
        ("/etc/passwd", "outside"),
        ("link.txt", "outside"),
        ("folder/secret.txt", "outside"),
        ("~/x.txt", "not-found"),
        (".env", "not-followed"),
        ("file:///etc/passwd", "not-followed"),
    ],
)
def test_nothing_outside_of_the_project_is_read_or_shown(tree: Tree, path: str, code: str) -> None:
    root = tree({"requirements.txt": f"a\n-r {path}\n", ".env": "hunter2\n"})
    (root.parent / "secret.txt").write_text("hunter2\n")
    (root / "link.txt").symlink_to("../secret.txt")
    (root / "folder").symlink_to("..")
    found = read_paths([Path("requirements.txt")])
    assert _names(found) == [("a", "requirements.txt", 1)]
    (told_,) = (*found.problems, *found.dynamic)
    assert (told_.file, told_.line, told_.code) == ("requirements.txt", 2, code)
    assert "hunter2" not in repr(found)
    assert "root:" not in repr(found)


def test_a_manifest_that_is_a_link_out_of_the_project_is_refused(tree: Tree) -> None:
    root = tree({})
    (root.parent / "secret.txt").write_text("hunter2\n")
    (root / "requirements.txt").symlink_to("../secret.txt")
    for path in (Path(), Path("requirements.txt")):
        found = read_paths([path])
        assert told(found.problems) == [(1, "outside")]
        assert "hunter2" not in repr(found)


def test_a_repository_is_one_project(tree: Tree) -> None:
    root = tree({"base.txt": "a\n", "requirements/dev.txt": "-r ../base.txt\n"})
    assert told(read_paths([Path("requirements/dev.txt")]).problems) == [(1, "outside")]
    (root / ".git").mkdir()
    assert _names(read_paths([Path("requirements/dev.txt")])) == [("a", "base.txt", 1)]


def test_what_is_no_regular_file_is_refused_without_waiting(tree: Tree) -> None:
    root = tree({"folder.txt/x": "", "requirements.txt": "-r fifo.txt\n-r folder.txt\n-r loop.txt\n-r socket.txt\n"})
    os.mkfifo(root / "fifo.txt")
    os.mkfifo(root / "Pipfile")
    (root / "loop.txt").symlink_to("loop.txt")
    with socket.socket(socket.AF_UNIX) as endpoint:
        endpoint.bind("socket.txt")
        found = read_paths([Path()])
    assert [(one.file, one.line, one.code) for one in found.problems] == [
        ("requirements.txt", 1, "not-a-file"),
        ("requirements.txt", 2, "not-a-file"),
        ("requirements.txt", 3, "not-a-file"),
        ("requirements.txt", 4, "not-a-file"),
        ("Pipfile", 1, "not-a-file"),
    ]


def test_paths_that_are_none_are_told(tree: Tree) -> None:
    root = tree({"requirements.txt": f"a\n-r {'x' * 300}.txt\n-r loop/x.txt\n"})
    (root / "loop").symlink_to("loop")
    paths = [Path("requirements.txt"), Path("y" * 5000), Path("loop/x.txt"), Path("loop"), Path("a\0b")]
    found = read_paths(paths, Path("z" * 5000))
    assert _names(found) == [("a", "requirements.txt", 1)]
    assert [(one.line, one.code) for one in found.problems if one.file == "requirements.txt"] == [
        (2, "not-a-file"),
        (3, "not-a-file"),
    ]
    assert [one.code for one in found.problems if one.file != "requirements.txt"] == [
        "not-a-file"
    ] * 4  # loop/x.txt was told already


def test_a_device_is_refused() -> None:
    assert told(read_paths([Path("/dev/zero")]).problems) == [(1, "not-a-file")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"a\n\xff\n", (2, "not-text")),
        (b"a\nb\0\n", (2, "not-text")),
        (b"\x1f\x8b\x08\x00", (1, "not-text")),
        (b"x" * 3000, (1, "too-large")),
    ],
)
def test_binary_and_large_files_are_refused(tree: Tree, body: bytes, expected: tuple[int, str]) -> None:
    root = tree({})
    (root / "requirements.txt").write_bytes(body)
    assert told(read_files([Path("requirements.txt")], None, Limits(file_bytes=2000)).problems) == [expected]


@pytest.mark.parametrize(
    "body",
    [b"a\r\nb\r\n", "\ufeffa\nb".encode(), "\ufeffa\nb".encode("utf-16-le"), "\ufeffa\rb".encode("utf-16-be")],
)
def test_what_windows_writes_is_read(tree: Tree, body: bytes) -> None:
    root = tree({})
    (root / "requirements.txt").write_bytes(body)
    assert _names(read_paths([Path("requirements.txt")])) == [
        ("a", "requirements.txt", 1),
        ("b", "requirements.txt", 2),
    ]


def test_names_of_files_are_shown_without_codes_that_a_terminal_obeys(tree: Tree) -> None:
    tree({"requirements-\x1b[31m.txt": "a b\n", "b.txt": "-r nope\x1b[31m.txt\n"})
    found = read_paths([Path(), Path("b.txt")])
    assert all(one.isprintable() for one in found.files)
    assert all(one.message.isprintable() and one.file.isprintable() for one in found.problems)
    assert len(found.problems) == 2


def test_sources_are_read_below_a_folder(tree: Tree) -> None:
    tree(
        {
            "requirements.txt": "a\n",
            "src/app.py": "import openai\n",
            "src/old.py": "# coding: latin-1\nimport dspy  # \u00e9\n",
            "src/bad.py": "import (\n",
            "src/.venv/x.py": "import no\n",
        }
    )
    Path("src/old.py").write_bytes("# coding: latin-1\nimport dspy  # \u00e9\n".encode("latin-1"))
    found = read_paths([Path("requirements.txt")], Path("src"))
    assert [(one.module, one.file, one.line) for one in found.imports] == [
        ("openai", "src/app.py", 1),
        ("dspy", "src/old.py", 2),
    ]
    assert [(one.file, one.line, one.code) for one in found.problems] == [("src/bad.py", 1, "syntax")]


def test_a_source_folder_without_sources_is_told(tree: Tree) -> None:
    tree({"requirements.txt": "a\n", "src/x.txt": ""})
    for source in (Path("src"), Path("nope")):
        assert told(read_paths([Path("requirements.txt")], source).problems) == [(1, "not-found")]


def test_a_text_is_read_by_its_name_and_includes_are_not_followed(tree: Tree) -> None:
    tree({"base.txt": "hunter2\n"})
    found = read_text("requirements.txt", "a\n-r base.txt\n-c https://example.org/x.txt\n")
    assert _names(found) == [("a", "requirements.txt", 1)]
    assert told(found.dynamic) == [(2, "not-followed"), (3, "not-followed")]
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize(
    "name", ["", "a/b/requirements.txt", "C:\\x\\requirements.txt", "../../requirements.txt", "pasted"]
)
def test_any_name_will_do_for_a_text(name: str) -> None:
    found = read_text(name, b"openai==1.0\n")
    assert [(one.name, one.pinned) for one in found.dependencies] == [("openai", "1.0")]
    assert found.files == (found.dependencies[0].file,)


def test_a_text_that_is_binary_is_a_problem() -> None:
    assert told(read_text("requirements.txt", b"a\n\xff").problems) == [(2, "not-text")]


@pytest.mark.parametrize("text", ["a\n\ud800", "a\n\udcff\n"])
def test_half_a_character_is_no_text(text: str) -> None:
    assert told(read_text("requirements.txt", text).problems) == [(2, "not-text")]


def test_a_name_that_is_no_text_is_shown_all_the_same() -> None:
    (one,) = read_text("requirements-\udcff.txt", "a\n").dependencies
    assert one.file == "requirements-\\udcff.txt"
