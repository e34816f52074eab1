"""Signatures compared by their parameters."""

import pytest

from ingest.evidence.signatures import difference, parameters_of


@pytest.mark.parametrize(
    ("signature", "names"),
    [
        ("()", []),
        ("(self, query: str, top_k: int = 10) -> list[Document]", ["self", "query", "top_k", "return"]),
        ("(a, /, b, *, c: dict[str, int] = {'x': 1, 'y': 2}, **rest)", ["a", "/", "b", "*", "c", "rest"]),
        ("(a: str = ',)', b=1)", ["a", "b"]),
        ("class Ranker(model: str)", ["model"]),
        ("({ model, prompt }: Options, ...rest: string[]): Promise<Result>", ["{…}", "rest", "return"]),
        ("({ a }?: A, [b, c]: [B, C], d: D, { e })", ["{…}", "{…} 2", "d", "{…} 3"]),
        ("(order: `before-${number}, (` | { 'a': 1 }, last?: L)", ["order", "last"]),
        ("(run: (input: string, retries: number) => void, name?: string)", ["run", "name"]),
        ("(tool: Tool<INPUT, OUTPUT> & Map<A, (b: B, c: C) => D>, e: F<G, H>): I<J, K>", ["tool", "e", "return"]),
        ("(a: bool = 1 < 2, b: bool = x > y, c: int = 3)", ["a", "b", "c"]),
        ("constant", ["return"]),
        ("", []),
        ("(unclosed, list[", ["unclosed", "list"]),
    ],
)
def test_the_parameters_of_a_signature(signature: str, names: list[str]) -> None:
    assert list(parameters_of(signature)) == names


def test_a_difference_names_what_was_added_removed_and_changed() -> None:
    before, after = "(self, query: str, top_k: int = 10, old=None) -> list", "(self, query: str, top_k: int = 5, new=1)"
    assert difference(before, after) == (("new",), ("old", "return"), ("top_k",))


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        (
            "({ model, n }: { model: M; n?: number; })",
            "({ model }: { readonly model: M; x: F<A, B>; })",
            "+x -n ~model",
        ),
        ("({ model: given }: { model: M } & A)", "({ model: taken, x }: { model: M } & A)", ""),
        ("({ a, ...rest }: A & { a: 1; })", "({ a, ...rest }: A & { a: 1; b: (c: C) => { d: D; }; })", "+b"),
        ("({ a, b, c }: { a: A; b: B; c: C })", "({ a, b, c }: Named & { a: 1; b: B; d: D })", "~a ~{…}"),
        ("({ a, b }: Named & { a: A })", "({ a, b }: { a: A; b: B })", "~{…}"),
        ("({ a }: { a: 1 | '{' })", "({ a }?: { a: 1 | '}' })", "~a ~{…}"),
        ("({ a }: { 'a-b': 1; [key: string]: X })", "({ a }: { 'a-b': 2; [key: string]: Y })", "~a-b ~{…}"),
        ("({ a }: { a: 1 } | { b: 2 })", "({ a }: { a: 1 } | { b: 3 })", "~{…}"),
        ("({ model }: Options): R", "(options: Options): R", "+options -{…}"),
        ("([a]: [A], { b }: { b: B })", "([a]: [A], { b }: { b: B; c: C })", "+c"),
        ("({ a })", "({ a: b })", "~{…}"),
    ],
)
def test_parameters_that_are_taken_apart_are_compared_by_what_their_type_lists(
    before: str, after: str, names: str
) -> None:
    added, removed, changed = difference(before, after)
    found = [*(f"+{one}" for one in added), *(f"-{one}" for one in removed), *(f"~{one}" for one in changed)]
    assert found == names.split()
    assert difference(after, after) == ((), (), ())


def test_spaces_and_line_breaks_are_no_change() -> None:
    assert difference("(a,\n    b = 1)", "(a, b = 1)") == ((), (), ())
