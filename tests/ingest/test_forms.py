"""Forms that a value may have: addresses, licences, package URLs, ISBNs, sentences, references."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packageurl import PackageURL

from ingest.checks.addresses import address_problem
from ingest.checks.concepts import has_right_check_digit
from ingest.checks.packages import licence_problem
from ingest.checks.prose import sentences_in
from ingest.documents import PURL_PATTERN
from ingest.intended import intended_purl, intended_reference, intended_slug
from ingest.suggestions import nearest
from ingest.yaml_subset import AmbiguousScalar, resolve_plain
from tests.ingest.small_content import ALPHA, ErrorsAfter, with_change


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/deepset-ai/haystack",
        "https://docs.haystack.deepset.ai/docs/retrievers#top",
        "https://en.wikipedia.org/wiki/Precision_and_recall_(statistics)",
        "https://example.org/?a=1&b=%20",
        "https://xn--bcher-kva.example.com/",
    ],
)
def test_a_public_address_is_accepted(url: str) -> None:
    assert address_problem(url) is None


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://me@github.com/", "a user name before the host"),
        ("https://me:secret@github.com/", "a user name before the host"),
        ("https://github.com@evil.org/", "a user name before the host"),
        ("https://github.com:443/", "a port"),
        ("https://github.com:/", "a port"),
        ("https://github.com:x/", "not an address"),
        ("https://127.0.0.1/", "an IP address for a host"),
        ("https://[::1]/", "an IP address for a host"),
        ("https://[::1/", "not an address"),
        ("https://2130706433/", "an IP address for a host"),
        ("https://0x7f000001/", "an IP address for a host"),
        ("https://0x7f.1/", "an IP address for a host"),
        ("https://1.1/", "an IP address for a host"),
        ("https://localhost/", "not a public host name"),
        ("https://printer.local/", "not a public host name"),
        ("https://GitHub.com/", "not a lower-case host name"),
        ("https://a_b.com/", "not a lower-case host name"),
        ("https://-a.com/", "not a lower-case host name"),
        ("https://github.com./", "not a lower-case host name"),
        ("https:///path", "not a public host name"),
        ("https://b\u00fccher.de/", "a character that may not stand in an address"),
        ("https://github.com/<b>", "a character that may not stand in an address"),
        ("https://github.com\\@evil.org/", "a character that may not stand in an address"),
        ("https://github.com/ x", "a character that may not stand in an address"),
    ],
)
def test_another_address_is_refused(url: str, problem: str) -> None:
    assert address_problem(url) == problem


@given(st.text(max_size=40))
def test_no_address_surprises_the_check(rest: str) -> None:
    address_problem(f"https://{rest}")


@pytest.mark.parametrize(
    "expression",
    [
        "MIT",
        "Apache-2.0",
        "MIT OR Apache-2.0",
        "Apache-2.0 WITH LLVM-exception",
        "LicenseRef-Own",
        "MIT AND LicenseRef-Own",
        "LicenseRef-Own OR LicenseRef-Own-2",
        "MIT AND (LicenseRef-Own.1 OR LicenseRef-2)",
    ],
)
def test_a_licence_expression_is_accepted(expression: str) -> None:
    assert licence_problem(expression) is None


@pytest.mark.parametrize(
    "expression",
    [
        *("mit", "Apache 2.0", "MIT OR", "(MIT", "MIT/Apache-2.0", "GPL-2.0+", "Proprietary"),
        *("( )", "( AND MIT", ") MIT (", "()"),
        *("LicenseRef-", "LicenseRef-<b>", "LicenseRef-a_b", "LicenseRef-\u00e9"),
    ],
)
def test_another_licence_is_refused(expression: str) -> None:
    assert licence_problem(expression) is not None


@given(st.text(min_size=2, max_size=80))
def test_no_licence_surprises_the_check(expression: str) -> None:
    licence_problem(expression)


@given(st.from_regex(PURL_PATTERN, fullmatch=True))
def test_a_package_url_that_is_accepted_is_canonical(purl: str) -> None:
    assert PackageURL.from_string(purl).to_string() == purl


@pytest.mark.parametrize(
    ("isbn", "right"), [("9780262046824", True), ("9780262046825", False), ("9781118809990", True)]
)
def test_the_last_digit_of_an_isbn_follows_from_the_others(isbn: str, right: bool) -> None:
    assert has_right_check_digit(isbn) is right


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One sentence.", 1),
        ("One. Two.", 2),
        ("It has 3.5 of 10 points, e.g. Python 3.11 has more.", 1),
        ("Tools such as J. Smith's are used, i.e. Two of them.", 1),
        ("Is it one? No, two!", 2),
        ('He said "stop." Then he left.', 2),
        ("It ends (for now.) Then it goes on.", 2),
        ("A name such as v1.2.3 or node.js is no end.", 1),
        ("Cohen et al. Found it, see Fig. 3 for more.", 1),
        ("One... Two.", 2),
    ],
)
def test_sentences_are_counted_as_a_reader_would(text: str, count: int) -> None:
    assert sentences_in(text) == count


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("retreival", ["retrieval", "reranking"], "retrieval"),
        ("ranking", ["retrieval", "reranking"], "reranking"),
        ("todo", ["tool-use", "tokenization"], None),
        ("", ["a"], None),
        ("x" * 1000, ["x" * 999], None),
        ("ab", ["ac", "aa"], None),
    ],
)
def test_only_what_is_near_is_suggested(word: str, known: list[str], near: str | None) -> None:
    assert nearest(word, known) == near


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("", None),
        ("0", 0),
        ("-12", -12),
        ("2.5", 2.5),
        ("yEs", "yEs"),
        ("2.18.1", "2.18.1"),
        ("2026-11-24", "2026-11-24"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("+", "+"),
        ("0x", "0x"),
        ("٣", "٣"),
    ],
)
def test_plain_scalars_mean_what_yaml_1_2_says(text: str, value: object) -> None:
    assert resolve_plain(text) == value
    assert type(resolve_plain(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "True",
        "FALSE",
        "Null",
        "~",
        "007",
        "+1",
        "0x1F",
        "0o17",
        "1e3",
        "1.5e3",
        ".5",
        "5.",
        ".inf",
        "-.INF",
        ".nan",
        "9" * 19,
    ],
)
def test_spellings_that_readers_disagree_about_are_refused(text: str) -> None:
    with pytest.raises(AmbiguousScalar):
        resolve_plain(text)


@pytest.mark.parametrize("ref", ["alpha_extra:embed", "alpha_extra.a.b:C.method", "alpha_extra._private:_f", "x:Y"])
def test_a_python_reference_is_accepted(ref: str, errors_after: ErrorsAfter) -> None:
    assert errors_after(with_change(ALPHA, "ref: alpha_extra:embed", f"ref: {ref}")) == []


@pytest.mark.parametrize(
    "ref", ["a/b:c", "a-b:c", "@a/b:c", "a..b:c", ".a:b", "a.:b", "1a:b", "a:$b", "a.import:b", "a:None"]
)
def test_another_python_reference_is_refused(ref: str, errors_after: ErrorsAfter) -> None:
    (error,) = errors_after(with_change(ALPHA, "ref: alpha_extra:embed", f'ref: "{ref}"'))
    assert "error[DUR511]" in error


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Tool use", "tool-use"),
        ("Re_Ranking", "re-ranking"),
        ("-a--b-", "a-b"),
        ("é", None),
        ("a" * 63 + " b", "a" * 63),
    ],
)
def test_the_slug_that_a_name_would_have(written: str, meant: str | None) -> None:
    assert intended_slug(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("pkg:pypi/Haystack_AI", "pkg:pypi/haystack-ai"),
        ("pkg:PyPI/haystack-ai@2.0.0", "pkg:pypi/haystack-ai"),
        ("pkg:npm/@langchain/core@1.0.0", "pkg:npm/%40langchain/core"),
        ("pkg:npm/%40langchain/core@1.0.0", "pkg:npm/%40langchain/core"),
        ("pkg:npm/ai@6", "pkg:npm/ai"),
        ("haystack-ai", None),
        ("pkg:cargo/serde", None),
    ],
)
def test_the_package_url_that_was_meant(written: str, meant: str | None) -> None:
    assert intended_purl(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("haystack.components.rankers.LLMRanker", "haystack.components.rankers:LLMRanker"),
        ("haystack.Pipeline.run", "haystack:Pipeline.run"),
        ("backoff.on_exception", "backoff:on_exception"),
        ("from haystack.components.rankers import LLMRanker", "haystack.components.rankers:LLMRanker"),
        ("haystack import Pipeline", "haystack:Pipeline"),
        ("haystack:Pipeline()", "haystack:Pipeline"),
        ("haystack", None),
        ("import haystack", None),
    ],
)
def test_the_reference_that_was_meant(written: str, meant: str | None) -> None:
    assert intended_reference(written) == meant
