# ruff: noqa: E501 - a package on a line is easier to compare than one that is wrapped
"""Every way in which npm packages export a name, each in a tarball as small as it gets, with the finding it must give."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from graph.vocabulary import Finding
from ingest.artifacts.artifact import Artifact
from ingest.resolver import How, NpmRequirement, ObjectKind, Wanted, resolve
from tests.ingest.wheels import tarball

P, D, A, U = Finding.PRESENT, Finding.DEPRECATED, Finding.ABSENT, Finding.UNDECIDED
MAIN = {"types": "./index.d.ts"}


@dataclass(frozen=True)
class Case:
    """Files and manifest of a tarball, and the findings for references into it."""

    files: Mapping[str, str]
    findings: Mapping[str, Finding | tuple[Finding, str] | tuple[Finding, str, str]]
    manifest: Mapping[str, object] = field(default_factory=lambda: MAIN)
    others: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


CASES: dict[str, Case] = {
    "declarations": Case(
        {
            "index.d.ts": "export declare class C<T> { constructor(a: T); run(): void; static make(): C<any>; x: string; get y(): number }\n"
            "export declare function f(a: string): number;\nexport declare const k: number, fn: (a: string) => void;\nexport interface I { a(): void }\n"
            "export type T = string | number;\nexport declare enum E { One, Two = 2 }\nexport declare namespace N { const inner: number; namespace Deep { type t = 1 } }\n"
            "declare const hidden: number;\nexport declare abstract class B { abstract go(): void }\nexport {};",
        },
        {
            "pkg:C": (P, "definition", "class"), "pkg:f": (P, "definition", "function"), "pkg:k": (P, "definition", "constant"), "pkg:fn": (P, "definition", "function"),
            "pkg:I": (P, "definition", "type"), "pkg:T": (P, "definition", "type"), "pkg:E": (P, "definition", "constant"), "pkg:N": (P, "definition", "module"),
            "pkg:hidden": A, "pkg:B.go": (P, "definition", "method"), "pkg:C.run": (P, "definition", "method"), "pkg:C.make": P, "pkg:C.x": (P, "definition", "constant"),
            "pkg:C.y": P, "pkg:C.z": A, "pkg:E.One": P, "pkg:E.Two": P, "pkg:E.Three": A, "pkg:N.inner": P, "pkg:N.Deep.t": P, "pkg:N.none": A, "pkg:I.a": P, "other:x": A,
        },
    ),
    "re-exports": Case(
        {
            "index.d.ts": "import { B } from './b.js';\nimport * as all from './b.js';\nexport { A, A as Other } from './a.js';\nexport { B as Bee, all };\nexport * from './s';\nexport * as ns from './s';\n"
            "export type { T } from './a.js';\nexport type * from './u';\nexport { default as D } from './a.js';\nexport { Gone } from './a.js';\nexport * from './lost';",
            "a.d.ts": "export declare class A { }\nexport type T = 1;\nexport default function main(): void;",
            "b.d.ts": "declare const local: number;\nexport { local as B };", "s/index.d.ts": "export declare const s: 1;\nexport default s;", "u.d.ts": "export interface U {}",
        },
        {
            "pkg:A": (P, "re-export", "class"), "pkg:Other": (P, "re-export", "class"), "pkg:Bee": (P, "alias", "constant"), "pkg:s": P, "pkg:ns": (P, "re-export", "module"),
            "pkg:ns.s": P, "pkg:all.B": P, "pkg:T": (P, "re-export", "type"), "pkg:U": P, "pkg:D": (P, "re-export", "function"), "pkg:default": A, "pkg:Gone": U, "pkg:nothing": U,
        },
    ),
    "what is not exported": Case(
        {"index.d.ts": "export * from './s';\nexport declare const own: 1;", "s.d.ts": "export declare const s: 1;\nexport default s;"},
        {"pkg:s": P, "pkg:own": P, "pkg:default": A, "pkg:S": A},
    ),
    "default exports": Case(
        {"index.d.ts": "declare const it: number;\nexport default it;", "c.d.ts": "export default class { go(): void }"},
        {"pkg:default": P, "pkg:it": A, "pkg/c:default": (P, "definition", "class"), "pkg/c:default.go": P},
    ),
    "export =": Case(
        {"index.d.ts": "declare namespace lib { function go(): void; }\ndeclare function lib(): void;\nexport = lib;"}, {"pkg:go": P, "pkg:default": P, "pkg:stop": A},
    ),
    "implicit exports of an ambient file": Case({"index.d.ts": "declare const a: 1;\nexport declare const b: 2;"}, {"pkg:a": P, "pkg:b": P}),
    "the exports map": Case(
        {
            "dist/index.d.ts": "export declare const main: 1;", "dist/index.d.mts": "export declare const esm: 1;", "dist/sub.d.cts": "export declare const sub: 1;",
            "dist/w/one/index.d.ts": "export declare const one: 1;", "dist/untyped.js": "", "dist/hidden.d.ts": "export declare const hidden: 1;", "dist/internal.d.ts": "export declare const i: 1;",
            "dist/user.d.ts": "export { i } from '#internal';\nexport { main } from 'pkg';",
        },
        {
            "pkg:esm": P, "pkg:main": A, "pkg/sub:sub": P, "pkg/w/one:one": P, "pkg/w/two:one": A, "pkg/untyped:x": U, "pkg/dist/hidden:hidden": A, "pkg/closed:x": A, "pkg/user:i": P, "pkg/user:main": U,
        },
        {
            "exports": {
                ".": {"browser": "./dist/index.js", "import": {"types": "./dist/index.d.mts", "default": "./dist/index.mjs"}, "require": {"types": "./dist/index.d.ts"}},
                "./sub": {"require": "./dist/sub.cjs"}, "./w/*": {"types": "./dist/w/*/index.d.ts"}, "./untyped": "./dist/untyped.js", "./closed": None, "./user": "./dist/user.js",
            },
            "imports": {"#internal": "./dist/internal.js"},
        },
    ),
    "no exports map": Case(
        {"lib/main.d.ts": "export declare const a: 1;", "lib/other.d.ts": "export declare const b: 1;", "types/x.d.ts": "export declare const x: 1;"},
        {"pkg:a": P, "pkg/lib/other:b": P, "pkg/lib/other.js:b": P, "pkg/x:x": P, "pkg/none:x": A},
        {"main": "lib/main.js", "typesVersions": {"*": {"*": ["types/*"]}}},
    ),
    "deprecations": Case(
        {
            "index.d.ts": "/** Old.\n * @deprecated use b */\nexport declare function a(): void;\n/** New. */\nexport declare function b(): void;\n"
            "/** @deprecated with a string */\nexport declare function c(x: string): void;\n/** Fine. */\nexport declare function c(x: number): void;\n"
            "export declare class K { /** @deprecated go */ old(): void; fresh(): void }\nexport { /** @deprecated renamed */ z as y } from './z';\n/** mentions deprecated */\nexport declare const d: 1;",
            "z.d.ts": "export declare const z: 1;",
        },
        {"pkg:a": D, "pkg:b": P, "pkg:c": P, "pkg:K": P, "pkg:K.old": D, "pkg:K.fresh": P, "pkg:y": D, "pkg:d": P},
    ),
    "other packages": Case(
        {
            "index.d.ts": "import { Far } from 'far';\nexport { x } from 'near';\nexport { y } from 'far';\nexport * as far from 'far';\nexport declare class A extends Far { own(): void }",
            "star.d.ts": "export * from 'near';\nexport * from 'far';", "near.d.ts": "export * from 'near';",
        },
        {
            "pkg:x": (P, "other-distribution", "constant"), "pkg:y": (P, "other-distribution"), "pkg:far": (P, "other-distribution"), "pkg:A.own": P, "pkg:A.gone": U, "pkg:y.z": U,
            "pkg/star:x": P, "pkg/star:z": U, "pkg/near:x": P, "pkg/near:z": A,
        },
        {"types": "./index.d.ts", "dependencies": {"near": "^1.0.0"}},
        others={"near": {"index.d.ts": "export declare const x: 1;"}},
    ),
    "members through types": Case(
        {
            "index.d.ts": "interface Base { deep(): void }\ninterface Api extends Base { chat: Chat }\ndeclare class Chat { create(): void }\nexport declare class Client implements Api { chat: Chat; n: number }\n"
            "export declare const client: Client;\nexport declare const table: { go(): void };\nexport declare const odd: typeof client;\nexport interface Sub extends Api {}\nexport declare const g: Box<string>;\ndeclare class Box<T> { open(): T }",
        },
        {
            "pkg:Client.chat.create": P, "pkg:Client.chat.none": A, "pkg:client.chat": P, "pkg:table.go": P, "pkg:table.stop": A, "pkg:odd.chat": U, "pkg:Sub.deep": (P, "inherited", "method"),
            "pkg:Sub.chat": P, "pkg:g.open": P, "pkg:Client.n.x": U,
        },
    ),
    "syntax that the grammar does not know": Case(
        {
            "index.d.ts": "export declare const a: import('./a').Box<string, import('./a').Box>;\nexport declare class V<in T, out U> { x: T }\nexport declare const b: 1;\nexport declare $$ broken <<<;\nexport declare const c: 1;",
        },
        {"pkg:a": P, "pkg:V": P, "pkg:b": P, "pkg:c": P, "pkg:broken": U, "pkg:zzz": A},
    ),
    "classes of the language": Case(
        {
            "index.d.ts": "declare class Base extends Error { own: 1 }\nexport declare class E extends Base {}\nexport declare class M<K> extends Map<K, 1> {}\n"
            "declare class Error2 {}\nexport declare class S extends Error2 {}\nexport declare class W extends EventTarget {}\nexport declare class T extends TypeError {}",
            "shadow.d.ts": "declare class Error { code: 1 }\nexport declare class E extends Error {}",
        },
        {
            "pkg:E.message": (P, "inherited"), "pkg:E.own": (P, "inherited", "constant"), "pkg:E.code": A, "pkg:E.captureStackTrace": U, "pkg:M.get": P, "pkg:M.push": A,
            "pkg:S.message": A, "pkg:W.dispatchEvent": U, "pkg:T.stack": P, "pkg:T.toString": P, "pkg/shadow:E.code": P, "pkg/shadow:E.message": A,
        },
    ),
    "a namespace sees what stands around it": Case(
        {
            "index.d.ts": "import { Type } from './t';\ndeclare class Local { go(): void }\ndeclare const lib: lib.Lib;\ndeclare namespace lib { export { Type, Local as Alias }; export interface Lib { run(): void }\n"
            "export const lib: Lib; export namespace deep { export { Type } } }\nexport = lib;",
            "t.d.ts": "export interface Type { a: 1 }",
        },
        {
            "pkg:Type": P, "pkg:Type.a": P, "pkg:Alias": P, "pkg:Alias.go": P, "pkg:Local": A, "pkg:lib": P, "pkg:run": P, "pkg:lib.run": P, "pkg:deep.Type": P, "pkg:Other": A,
        },
    ),
    "what a written type constructs": Case(
        {
            "index.d.ts": "declare class Made<T> { send(): T }\ndeclare class Plain { stop(): void }\ndeclare const Base: { new (a: string): Made<1>; new (): Plain; of(): void };\nexport declare class C extends Base { own(): void }\n"
            "export declare const open: { [key: string]: number; one: 1 };",
        },
        {"pkg:C.send": (P, "inherited"), "pkg:C.stop": P, "pkg:C.of": P, "pkg:C.own": P, "pkg:C.none": A, "pkg:open.one": P, "pkg:open.two": U},
    ),
    "the default of a CommonJS module": Case(
        {
            "index.d.ts": "export { default as all } from './c.cjs';\nexport { default as it } from './e.cjs';\nexport { default as none } from './m.mjs';",
            "c.d.cts": "export declare const x: 1;", "e.d.cts": "declare function go(): void;\nexport = go;", "m.d.mts": "export declare const y: 1;",
        },
        {"pkg:all": (P, "re-export", "module"), "pkg:all.x": P, "pkg:it": (P, "re-export", "function"), "pkg:none": U},
    ),
    "imports that name the source": Case(
        {"index.d.ts": "export * from './a.ts';\nexport * from './b.mts';\nexport * from './c.tsx';\nexport * from './d.ts';", "a.d.ts": "export declare const a: 1;", "b.d.mts": "export declare const b: 1;",
         "c.d.ts": "export declare const c: 1;", "d.ts": "export const d = 1;"},
        {"pkg:a": P, "pkg:b": P, "pkg:c": P, "pkg:d": P, "pkg:e": A},
    ),
    "circles": Case(
        {"index.d.ts": "export * from './a';\nexport { x } from './a';", "a.d.ts": "export * from './index';\nexport { x } from './index';\nexport declare class A extends A {}"}, {"pkg:x": U, "pkg:y": A, "pkg:A.z": U},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("case", "ref"), [(name, ref) for name, case in CASES.items() for ref in case.findings])
def test_a_pattern_gives_its_finding(case: str, ref: str) -> None:
    given = CASES[case]
    others = {name: tarball(files, {"name": name, **MAIN}) for name, files in given.others.items()}

    def fetch(wanted: Wanted) -> Artifact | None:
        return others.get(wanted.name) if isinstance(wanted, NpmRequirement) else None

    (found,) = resolve([ref], [tarball(given.files, given.manifest)], fetch)
    expected = given.findings[ref]
    state, how, kind = (*expected, None, None)[:3] if isinstance(expected, tuple) else (expected, None, None)
    assert found.state is state, found
    if how is not None:
        assert found.how is How(how), found
    if kind is not None:
        assert found.kind is ObjectKind(kind), found


def test_a_finding_says_where_and_what() -> None:
    source = "/** Adds.\n * More. */\nexport declare function add(a: number,\n  b?: number): number;\n"
    (found,) = resolve(["pkg:add"], [tarball({"index.d.ts": source}, MAIN)])
    assert (found.file, found.line, found.package, found.version) == ("index.d.ts", 3, "pkg", "1.0.0")
    assert found.signature == "(a: number, b?: number): number"
    assert found.doc == "Adds."


def test_a_signature_has_no_comments() -> None:
    source = """export declare function fall(
      /** The models to try, in order. */
      ...models: ("a // b" | string)[]): { // what it gives
        url: "https://x"; /* é, the last */ last?: number };"""
    (found,) = resolve(["pkg:fall"], [tarball({"index.d.ts": source}, MAIN)])
    assert found.signature == '( ...models: ("a // b" | string)[]): { url: "https://x"; last?: number }'


def test_what_is_gone_names_its_neighbours_and_its_new_entry_point() -> None:
    manifest = {"exports": {".": "./index.js", "./moved": "./moved.js"}}
    files = {"index.d.ts": "export declare const generateText: 1;", "moved.d.ts": "export declare const embed: 1;"}
    near, moved = resolve(["pkg:generateTexts", "pkg:embed"], [tarball(files, manifest)])
    assert near.nearest == ("pkg:generateText",)
    assert moved.moved_to == "pkg/moved:embed"
