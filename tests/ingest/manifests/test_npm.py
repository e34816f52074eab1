"""package.json and package-lock.json."""

from pathlib import Path

import pytest

from graph.vocabulary import Ecosystem
from ingest.manifests import read_paths
from ingest.manifests.limits import Limits
from ingest.manifests.reading import read_files
from tests.ingest.manifests.samples import manifests, reading, row, rows, told

PACKAGE = """
    {
      "name": "rag-web",
      "workspaces": ["packages/*", "!packages/old"],
      "dependencies": {
        "@langchain/core": "^1.0.0",
        "openai": "4.2.1",
        "lc-old": "npm:langchain@~0.3 || ^1",
        "scoped": "npm:@scope/name",
        "berry": "npm:^2.0.0",
        "local": "file:../x",
        "hub": "user/repo#main",
        "secret": "git+https://user:token@github.com/x/y.git#semver:^1",
        "member": "workspace:*"
      },
      "peerDependencies": {
        "react": ">=18",
        "vue": "*"
      },
      "peerDependenciesMeta": {"vue": {"optional": true}},
      "optionalDependencies": {"sharp": "=v0.33.1"},
      "devDependencies": {
        "typescript": "latest"
      },
      "overrides": {
        "zod": {".": "3", "@x/y@^2": "4"},
        "openai": "$openai"
      },
      "resolutions": {"**/a/b@^1": "2.0.0"}
    }
    """
LOCK = """
    {
      "name": "rag-web", "lockfileVersion": 3,
      "packages": {
        "": {"workspaces": ["packages/*"], "dependencies": {"openai": "^4", "lc-old": "npm:langchain@1"}},
        "packages/ui": {"version": "1.0.0", "devDependencies": {"ai": "^5", "zod": "^3"}},
        "node_modules/ui": {"resolved": "packages/ui", "link": true},
        "node_modules/openai": {"version": "4.2.1"},
        "node_modules/lc-old": {"name": "langchain", "version": "1.2.0"},
        "node_modules/ai": {
          "version": "5.0.1"
        },
        "node_modules/@a/b": {"version": "1.0.0"},
        "node_modules/openai/node_modules/ai": {"version": "2.0.0"},
        "packages/ui/node_modules/zod": {"version": "3.0.0"}
      }
    }
    """
LOCK_1 = """
    {
      "lockfileVersion": 1,
      "dependencies": {
        "openai": {"version": "4.2.1", "requires": {"zod": "^3"},
          "dependencies": {
            "zod": {"version": "3.1.0"}}},
        "zod": {"version": "2.0.0"}
      }
    }
    """


def test_tables_are_read_with_lines_and_kinds() -> None:
    assert rows("package.json", PACKAGE) == [
        ("@langchain/core", "^1.0.0", 5, "runtime"),
        ("openai", "4.2.1", 6, "runtime"),
        ("langchain", "~0.3 || ^1", 7, "runtime"),
        ("@scope/name", "", 8, "runtime"),
        ("berry", "^2.0.0", 9, "runtime"),
        ("local", "file:../x", 10, "runtime"),
        ("hub", "user/repo#main", 11, "runtime"),
        ("secret", "git+https://github.com/x/y.git#semver:^1", 12, "runtime"),
        ("member", "workspace:*", 13, "runtime"),
        ("typescript", "latest", 22, "development"),
        ("sharp", "=v0.33.1", 20, "optional"),
        ("react", ">=18", 16, "peer"),
        ("vue", "*", 17, "optional"),
        ("zod", "3", 25, "constraint"),
        ("@x/y", "4", 25, "constraint"),
        ("b", "2.0.0", 28, "constraint"),
    ]
    assert manifests("package.json", PACKAGE).problems == ()


def test_aliases_pins_and_sources_are_kept() -> None:
    found = {one.name: one for one in manifests("package.json", PACKAGE).dependencies}
    assert {one.ecosystem for one in found.values()} == {Ecosystem.NPM}
    assert (found["langchain"].alias, found["@scope/name"].alias, found["berry"].alias) == ("lc-old", "scoped", None)
    assert (found["openai"].pinned, found["sharp"].pinned, found["@langchain/core"].pinned) == ("4.2.1", "0.33.1", None)
    assert (found["hub"].source, found["openai"].source, found["react"].source) == ("user/repo#main", None, None)
    assert "token" not in repr(found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"lockfileVersion": 3}', []),
        ('{"dependencies": {}}', []),
        ('{\n"lockfileVersion": 9}', [(2, "version `9` of this format is not known; versions 1 to 3 are")]),
        ('{"lockfileVersion": "x"}', [(1, "version `x` of this format is not known; versions 1 to 3 are")]),
    ],
)
def test_a_lock_of_an_unknown_version_is_never_read_as_none(text: str, said: list[tuple[int, str]]) -> None:
    assert [(one.line, one.message) for one in manifests("package-lock.json", text).problems] == said


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://user:secret@host.example/x.tgz?token=secret#frag", "https://host.example/x.tgz#frag"),
        ("git+ssh://git@github.com/x/y.git", "git+ssh://github.com/x/y.git"),
        ("npm:x@>=1 <2 || ^3", ">=1 <2 || ^3"),
    ],
)
def test_a_range_shows_no_credentials(written: str, shown: str) -> None:
    (one,) = manifests("package.json", f'{{"dependencies": {{"a": "{written}"}}}}').dependencies
    assert one.specifier == shown


@pytest.mark.parametrize(
    ("written", "name", "specifier"),
    [
        ("npm:vue@^3", "vue", "^3"),
        ("npm:xml2js@1", "xml2js", "1"),
        ("npm:7zip-bin@5", "7zip-bin", "5"),
        ("npm:@scope/x@latest", "@scope/x", "latest"),
        ("npm:^2.0.0", "a", "^2.0.0"),
        ("npm:2", "a", "2"),
        ("npm:v2.1.0", "a", "v2.1.0"),
        ("npm:x.x", "a", "x.x"),
        ("npm:*", "a", "*"),
    ],
)
def test_an_alias_is_told_from_a_range(written: str, name: str, specifier: str) -> None:
    (one,) = manifests("package.json", f'{{"dependencies": {{"a": "{written}"}}}}').dependencies
    assert (one.name, one.specifier, one.alias) == (name, specifier, None if name == "a" else "a")


def test_members_of_a_workspace_are_referred_to() -> None:
    assert [(one.path, one.members) for one in reading("package.json", PACKAGE).includes] == [
        ("packages/*", "package.json")
    ]
    found = reading("package.json", '{"workspaces": {"packages": ["a"], "catalog": {"x": "1"}}}')
    assert [one.path for one in found.includes] == ["a"]
    assert told(found.manifests.notes) == [(1, "ignored")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"dependencies": {\n"bad name": "1"}}', (2, "bad-name")),
        ('{"dependencies": {\n"\\u001b[31m": "1"}}', (2, "bad-name")),
        ('{"dependencies": {\n"a": "npm:b c"}}', (2, "bad-name")),
        ('{"dependencies": {\n"a": 3}}', (2, "wrong-type")),
        ('{"dependencies": {\n"a": null}}', (2, "wrong-type")),
        ('{\n"dependencies": ["a"]}', (2, "wrong-type")),
        ('{"dependencies": {"a": "1",\n"a": "2"}}', (2, "duplicate-key")),
        ('{"dependencies": {"x": "1",}}', (1, "syntax")),
        ('{\n"dependencies": {', (2, "syntax")),
        ("[]", (1, "wrong-type")),
        ("", (1, "syntax")),
        ("[" * 100_000, (1, "too-deep")),
        ('{"a":\n' * 100 + "1" + "}" * 100, (66, "too-deep")),
        ('{"a": ' + "9" * 5000 + "}", (1, "syntax")),
        ('{"dependencies": {"a": "' + "1" * 3000 + '"}}', (1, "bad-requirement")),
    ],
)
def test_what_is_wrong_has_its_line(text: str, expected: tuple[int, str]) -> None:
    assert told(manifests("package.json", text).problems) == [expected]


def test_a_range_is_shown_without_codes_that_a_terminal_obeys() -> None:
    (one,) = manifests("package.json", '{"dependencies": {"a": "\\u001b[31m1"}}').dependencies
    assert one.specifier == "\\x1b[31m1"


def test_a_lock_tells_what_the_project_and_its_members_ask_for() -> None:
    found = manifests("package-lock.json", LOCK).dependencies
    assert [(row(one), one.direct) for one in found] == [
        (("openai", "4.2.1", 7, "locked"), True),
        (("langchain", "1.2.0", 8, "locked"), True),
        (("ai", "5.0.1", 9, "locked"), True),
        (("@a/b", "1.0.0", 12, "locked"), False),
        (("ai", "2.0.0", 13, "locked"), False),
        (("zod", "3.0.0", 14, "locked"), True),
    ]
    assert found[1].alias == "lc-old"
    assert [one.pinned for one in found] == [one.specifier for one in found]


def test_a_lock_of_version_1_tells_only_what_nobody_else_needs() -> None:
    found = manifests("package-lock.json", LOCK_1)
    assert [(one.name, one.specifier, one.line, one.direct) for one in found.dependencies] == [
        ("openai", "4.2.1", 4, True),
        ("zod", "2.0.0", 7, False),
        ("zod", "3.1.0", 6, False),
    ]
    assert told(found.notes) == [(1, "direct-unknown")]


def test_a_workspace_that_no_file_system_can_name_costs_only_itself(tmp_path: Path) -> None:
    root = tmp_path / "package.json"
    root.write_text('{"dependencies": {"openai": "4"},\n"workspaces": ["\\ud800", "a"]}')
    found = read_paths([root])
    assert [one.name for one in found.dependencies] == ["openai"]
    assert told(found.problems) == [(2, "not-text")]


def test_workspaces_are_followed_inside_of_the_project(tmp_path: Path) -> None:
    for folder, name in [("packages/ui", "ai"), ("packages/old/deep", "deep"), ("other", "other")]:
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "package.json").write_text(f'{{"dependencies": {{"{name}": "1"}}}}')
    root = tmp_path / "package.json"
    root.write_text('{"workspaces": ["packages/*", "../x", "*a*a*a*a*"], "dependencies": {"openai": "4"}}')
    found = read_paths([root])
    assert [one.name for one in found.dependencies] == ["openai", "ai"]
    assert told(found.dynamic) == [(1, "not-followed"), (1, "not-followed")]


def test_a_project_is_searched_once_for_all_its_workspaces(tmp_path: Path) -> None:
    for name in "abcd":
        (tmp_path / name).mkdir()
        (tmp_path / name / "package.json").write_text(f'{{"dependencies": {{"{name}": "1"}}}}')
    root = tmp_path / "package.json"
    root.write_text('{"workspaces": ["a", "b", "c", "d"]}')
    found = read_files([root], None, Limits(entries=9))  # four folders, and a file in each and beside them
    assert sorted(one.name for one in found.dependencies) == ["a", "b", "c", "d"]
    assert found.problems == ()
