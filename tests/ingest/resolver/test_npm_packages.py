# ruff: noqa: E501 - a case on a line is easier to compare than one that is wrapped
"""Names that an npm package hands on from others: found where they are defined, as npm would have installed them."""

import io
from collections.abc import Mapping, Sequence

import pytest

from graph.vocabulary import Finding
from ingest.artifacts.artifact import Artifact
from ingest.artifacts.errors import CorruptArtifact
from ingest.artifacts.tarball import open_tarball
from ingest.resolver import How, NpmRequirement, Resolution, Wanted, resolve
from ingest.resolver.npm import packages as module
from ingest.resolver.npm.packages import MAX_DEPTH
from ingest.resolver.requirements import is_npm_range
from tests.ingest.wheels import tarball_bytes

P, A, U = Finding.PRESENT, Finding.ABSENT, Finding.UNDECIDED
Files = Mapping[str, str]


def package(name: str, files: Files, version: str = "1.0.0", **manifest: object) -> Artifact:
    said = {"name": name, "version": version, "types": "./index.d.ts", **manifest}
    return open_tarball(io.BytesIO(tarball_bytes(files, said)), f"{name.replace('/', '-')}.tgz")


class Index:
    """Gives packages by ``NAME@RANGE`` and notes what it was asked for."""

    def __init__(self, held: Mapping[str, Artifact]) -> None:
        self.held = held
        self.asked: list[str] = []

    def __call__(self, wanted: Wanted) -> Artifact | None:
        assert isinstance(wanted, NpmRequirement)
        self.asked.append(str(wanted))
        return self.held.get(str(wanted))


def found(ref: str, asked: Artifact, held: Mapping[str, Artifact], at_hand: Sequence[Artifact] = ()) -> Resolution:
    (one,) = resolve([ref], [asked, *at_hand], Index(held))
    return one


def asking(source: str, **manifest: object) -> Artifact:
    return package("pkg", {"index.d.ts": source}, **manifest)


FAR = package("far", {"index.d.ts": "\nexport declare class Y { go(): void }\nexport interface T {}\n"}, "1.4.0")


def test_a_finding_names_the_package_and_the_version_that_define_it() -> None:
    one = found("pkg:Y", asking("export * from 'far';", dependencies={"far": "^1.0.0"}), {"far@^1.0.0": FAR})
    assert (one.state, one.how, one.kind) == (P, How.OTHER_DISTRIBUTION, "class")
    assert (one.package, one.version, one.file, one.line) == ("far", "1.4.0", "index.d.ts", 2)
    assert one.chain == ("index.d.ts:1", "index.d.ts:2")


@pytest.mark.parametrize(
    ("source", "findings"),
    [
        ("export * from 'far';", {"Y": P, "Y.go": P, "Y.stop": A, "T": P, "Z": A}),
        ("export { Y as X } from 'far';", {"X": P, "X.go": P, "Y": A}),
        ("export * as far from 'far';", {"far": P, "far.Y": P, "far.Z": A}),
        ("export type { T } from 'far';", {"T": P, "Y": A}),
        ("import { Y } from 'far';\nexport declare class Own extends Y {}", {"Own.go": P, "Own.stop": A}),
        ("export { Dead } from 'far';", {"Dead": U}),
        ("export { Y } from 'far/sub';", {"Y": U}),
    ],
)
def test_what_is_handed_on_is_decided_by_the_package_that_has_it(source: str, findings: Mapping[str, Finding]) -> None:
    asked = asking(source, dependencies={"far": "^1.0.0"})
    for name, finding in findings.items():
        one = found(f"pkg:{name}", asked, {"far@^1.0.0": FAR})
        assert one.state is finding, one


def test_a_dead_name_says_in_which_release_it_is_missing() -> None:
    asked = asking("export { Dead } from 'far';", dependencies={"far": "1.4.0"})
    assert "(far 1.4.0), which does not export it" in str(found("pkg:Dead", asked, {"far@1.4.0": FAR}).reason)


def test_what_a_dependency_hands_on_of_a_third_that_is_not_read_stands_where_it_hands_it_on() -> None:
    middle = package("middle", {"index.d.ts": "\n\nexport { E } from 'node:events';"}, "2.0.0")
    one = found("pkg:E", asking("export * from 'middle';", dependencies={"middle": "2"}), {"middle@2": middle})
    assert (one.state, one.kind, one.package, one.version, one.line) == (P, None, "middle", "2.0.0", 3)
    assert one.target == "node:events:E"


@pytest.mark.parametrize("key", ["dependencies", "peerDependencies", "optionalDependencies"])
def test_every_kind_of_dependency_is_followed(key: str) -> None:
    asked = asking("export * from 'far';", **{key: {"far": ">=1 <2"}})
    assert found("pkg:Y", asked, {"far@>=1 <2": FAR}).state is P


def test_names_are_followed_through_several_packages() -> None:
    middle = package("middle", {"index.d.ts": "export * from 'far';"}, dependencies={"far": "~1.4"})
    asked = asking("export * from 'middle';", dependencies={"middle": "2"})
    held = {"middle@2": middle, "far@~1.4": FAR}
    assert found("pkg:Y", asked, held).package == "far"
    assert found("pkg:Z", asked, held).state is A


def test_packages_that_export_each_other_end() -> None:
    other = package(
        "other", {"index.d.ts": "export * from 'pkg';\nexport declare const o: 1;"}, dependencies={"pkg": "*"}
    )
    asked = asking("export * from 'other';\nexport declare const p: 1;", dependencies={"other": "*"})
    held = {"other@*": other}
    assert [found(f"pkg:{name}", asked, held).state for name in "opz"] == [P, P, A]


def test_a_peer_is_the_one_that_the_package_asked_brings() -> None:
    middle = package("middle", {"index.d.ts": "export * from 'far';"}, peerDependencies={"far": ">=1"})
    asked = asking("export * from 'middle';", dependencies={"middle": "1", "far": "1.4.0"})
    index = Index({"middle@1": middle, "far@1.4.0": FAR})
    (one,) = resolve(["pkg:Y"], [asked], index)
    assert (one.state, index.asked) == (P, ["middle@1", "far@1.4.0"])


def test_one_package_may_be_there_in_two_versions() -> None:
    old = package("far", {"index.d.ts": "export declare const old: 1;"}, "0.9.0")
    middle = package("middle", {"index.d.ts": "export * from 'far';"}, dependencies={"far": "^0.9.0"})
    asked = asking("export * from 'middle';\nexport * from 'far';", dependencies={"middle": "1", "far": "^1.0.0"})
    held = {"middle@1": middle, "far@^1.0.0": FAR, "far@^0.9.0": old}
    assert [found(f"pkg:{name}", asked, held).version for name in ("old", "Y")] == ["0.9.0", "1.4.0"]


def test_an_alias_leads_to_the_package_that_it_names() -> None:
    asked = asking("export * from 'nick/sub';", dependencies={"nick": "npm:@real/far@^2.0.0"})
    real = package("@real/far", {"sub.d.ts": "export declare const s: 1;"}, "2.1.0", exports={"./sub": "./sub.js"})
    one = found("pkg:s", asked, {"@real/far@^2.0.0": real})
    assert (one.state, one.package, one.version) == (P, "@real/far", "2.1.0")


@pytest.mark.parametrize(
    "written",
    [
        "workspace:*", "workspace:^1.0.0", "file:../far", "link:../far", "../far", "/far", "~/far", "git+ssh://git@h/x.git",
        "git://h/x", "github:user/far", "user/far", "http://127.0.0.1/far.tgz", "https://h/far.tgz", "portal:../far",
        "catalog:", "patch:far@1#p", "--registry=http://h", "-1", "^1.0.0 --x", "1.0.0\n", "$(id)", ">=1;id", "1 || ../x",
        "npm:../far@1", "npm:@a/../b@1", "npm:far@file:../x", "9" * 500,
    ],
)  # fmt: skip
def test_what_is_no_range_of_published_versions_is_never_asked_for(written: str) -> None:
    index = Index({})
    (one,) = resolve(["pkg:Y"], [asking("export * from 'far';", dependencies={"far": written})], index)
    assert (one.state, index.asked) == (U, [])
    assert "far is asked for as" in str(one.reason)
    assert len(str(one.reason)) < 300


@pytest.mark.parametrize(
    "text",
    ["", "*", "x", "1", "1.x", "v1.2.3", "^1.2.3-beta.1", "~1.2", "~>1.2", ">=1 <2", ">= 1.0 < 2.0", "1 || 2", "1||2",
     "1.2 - 2.3", "=1.2.3+build", "latest", "next"],
)  # fmt: skip
def test_the_forms_of_ranges_that_npm_documents_are_known(text: str) -> None:
    assert is_npm_range(text)


def test_a_long_range_is_refused_at_once() -> None:
    assert not is_npm_range("1 " * 190 + "!")
    assert not is_npm_range(">" * 399)


def test_without_a_fetcher_what_leaves_the_package_is_undecided_and_says_so() -> None:
    (one,) = resolve(["pkg:Y"], [asking("export * from 'far';", dependencies={"far": "1"})])
    assert (one.state, one.reason) == (
        U, "index.d.ts:1 exports all names of far, which was not read: far is not at hand"
    )  # fmt: skip


def test_a_package_that_is_no_dependency_is_not_asked_for() -> None:
    index = Index({})
    (one,) = resolve(["pkg:Y"], [asking("export * from 'far';", devDependencies={"far": "1"})], index)
    assert (one.state, index.asked) == (U, [])
    assert str(one.reason).endswith("far is no dependency of pkg 1.0.0")


def test_a_package_at_hand_is_taken_unless_another_exact_version_is_wanted() -> None:
    asked = asking("export * from 'far';", dependencies={"far": "^3.0.0"})
    assert found("pkg:Y", asked, {}, [FAR]).version == "1.4.0"
    asked = asking("export * from 'far';", dependencies={"far": "3.0.0"})
    assert found("pkg:Y", asked, {}, [FAR]).state is U


def test_a_package_that_comes_under_another_name_is_not_read() -> None:
    asked = asking("export * from 'far';", dependencies={"far": "1"})
    one = found("pkg:Y", asked, {"far@1": package("evil", {"index.d.ts": "export declare const Y: 1;"})})
    assert (one.state, str(one.reason).rpartition(": ")[2]) == (U, "far came under another name")


def test_a_broken_dependency_leaves_everything_else_decided() -> None:
    asked = asking("export * from 'bad';\nexport declare const own: 1;", dependencies={"bad": "1"})

    def fetch(_: Wanted) -> Artifact | None:
        raise CorruptArtifact("bad-1.tgz", "not a gzipped tar that can be read")

    own, other = resolve(["pkg:own", "pkg:other"], [asked], fetch)
    assert (own.state, other.state) == (P, U)
    assert str(other.reason).endswith("bad cannot be read (not a gzipped tar that can be read)")


def test_a_dependency_with_a_manifest_that_is_no_object_leaves_everything_else_decided() -> None:
    held = package("bad", {"index.d.ts": ""}, exports=[[["./index.js"]]], typesVersions=3, dependencies=[1])
    asked = asking("export * from 'bad';\nexport declare const own: 1;", dependencies={"bad": "1"})
    assert found("pkg:own", asked, {"bad@1": held}).state is P


def test_packages_are_followed_to_a_bounded_depth() -> None:
    def link(number: int) -> Artifact:
        following = {f"p{number + 1}": "1"}
        return package(f"p{number}", {"index.d.ts": f"export * from 'p{number + 1}';"}, dependencies=following)

    index = Index({f"p{number}@1": link(number) for number in range(1, 40)})
    (one,) = resolve(["p0:x"], [link(0)], index)
    assert (one.state, len(index.asked)) == (U, MAX_DEPTH)
    assert str(one.reason).endswith(f"lies more than {MAX_DEPTH} packages away")


@pytest.mark.parametrize("limit", ["MAX_FETCHED", "MAX_FETCHED_BYTES"])
def test_a_bounded_number_of_packages_is_fetched_for_one_question(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, limit, 3)
    names = [f"p{number}" for number in range(20)]
    held = {f"{name}@1": package(name, {"index.d.ts": "export {};"}) for name in names}
    asked = asking("".join(f"export * from '{name}';\n" for name in names), dependencies=dict.fromkeys(names, "1"))
    index = Index(held)
    (one,) = resolve(["pkg:x"], [asked], index)
    assert (one.state, len(index.asked) <= 3) == (U, True)
    assert str(one.reason).endswith("is one package more than is read for one question")


def test_hints_for_what_is_gone_fetch_nothing() -> None:
    files = {"index.d.ts": "export declare const a: 1;", "sub.d.ts": "export * from 'far';"}
    exports = {".": "./index.js", "./sub": "./sub.js"}
    index = Index({"far@1": FAR})
    asked = package("pkg", files, exports=exports, dependencies={"far": "1"})
    gone, there = resolve(["pkg:Y", "pkg/sub:Y"], [asked], index)
    assert (gone.state, gone.moved_to, there.state) == (A, None, P)


# --- declarations that others wrote

TYPES = package("@types/plain", {"index.d.ts": "export declare function go(): void;"}, "3.1.0")
PLAIN = package("plain", {"index.js": ""}, "3.2.0", types=None, main="index.js")


def test_a_package_without_declarations_is_read_by_those_that_others_wrote() -> None:
    one = found("plain:go", PLAIN, {"@types/plain@3": TYPES})
    assert (one.state, one.how, one.package, one.version) == (P, How.OTHER_DISTRIBUTION, "@types/plain", "3.1.0")


def test_what_others_did_not_declare_may_be_there_all_the_same() -> None:
    one = found("plain:stop", PLAIN, {"@types/plain@3": TYPES})
    assert (one.state, "@types/plain 3.1.0 may not declare all" in str(one.reason)) == (U, True)
    asked = asking("export * from 'plain';", dependencies={"plain": "3", "@types/plain": "^3.0.0"})
    assert found("pkg:stop", asked, {"plain@3": PLAIN, "@types/plain@^3.0.0": TYPES}).state is U
    assert found("pkg:go", asked, {"plain@3": PLAIN, "@types/plain@^3.0.0": TYPES}).state is P


def test_types_alone_are_enough_where_they_are_a_dependency() -> None:
    scoped = package("@types/org__it", {"index.d.ts": "export interface T {}"})
    asked = asking("export { T } from '@org/it';", dependencies={"@types/org__it": "1"})
    assert found("pkg:T", asked, {"@types/org__it@1": scoped}).package == "@types/org__it"


# --- entry points

CONDITIONS = {
    ".": {"types": {"import": "./index.d.mts", "default": "./none.d.ts"}, "default": "./index.js"},
    "./old": {"types@<4.8": "./none.d.ts", "types@>=4.8": "./new.d.ts"},
    "./closed": {"types": None, "default": "./new.js"},
    "./w/*": "./w/*.js",
    "./w/private/*": None,
    "./w/*.css": "./w/*.css",
    "./lib/": "./w/",
}


@pytest.mark.parametrize(
    ("ref", "finding"),
    [
        ("far:i", P), ("far/old:n", P), ("far/closed:n", A), ("far/w/a:a", P), ("far/w/private/a:a", A), ("far/w/none:a", A),
        ("far/lib/a.js:a", P), ("far/other:a", A), ("far/../far:a", A),
    ],
)  # fmt: skip
def test_entry_points_of_other_packages_are_found_by_their_exports_map(ref: str, finding: Finding) -> None:
    files = {
        "index.d.mts": "export declare const i: 1;", "new.d.ts": "export declare const n: 1;", "w/a.d.ts": "export declare const a: 1;",
        "w/private/a.d.ts": "export declare const a: 1;", "new.js": "",
    }  # fmt: skip
    far = package("far", files, exports=CONDITIONS)
    specifier, _, name = ref.partition(":")
    asked = asking(f"export * as it from '{specifier}';", dependencies={"far": "1"})
    one = found(f"pkg:it.{name}", asked, {"far@1": far})
    assert one.state is (P if finding is P else U), one


def test_the_table_of_types_for_the_compiler_that_is_read_for_counts() -> None:
    versions = {"<4.0": {"*": ["old/*"]}, ">=5.0": {"*": ["new/*"]}, "*": {"*": ["any/*"]}}
    files = {
        f"{folder}/{file}.d.ts": f"export declare const {folder}: 1;"
        for folder in ("old", "new", "any")
        for file in ("index", "sub")
    }
    far = package("far", files, typesVersions=versions)
    asked = asking("export * from 'far';\nexport * from 'far/sub';", dependencies={"far": "1"})
    assert [found(f"pkg:{one}", asked, {"far@1": far}).state for one in ("new", "old", "any")] == [P, A, A]
