"""What the pages of a concept and of a framework say, and how carefully they say it."""

from tests.explorer.catalogue import HOSTILE
from tests.explorer.conftest import Soup, words


def test_a_concept_is_told_whole(soup: Soup) -> None:
    text = words(soup("/concepts/reranking").main)
    for part in ("What reranking is.", "What stays of reranking.", "a query", "passages", "Names it.", "Designs it."):
        assert part in text
    for part in ("More costs more.", "It can fail.", "Takes a query and returns passages.", "arXiv:2001.00001"):
        assert part in text


def test_what_a_concept_is_called_is_told_apart_from_terms_that_lead_to_it(soup: Soup) -> None:
    kickers = [words(one) for one in soup("/concepts/chunking").select(".head .kicker")]
    assert kickers == ["Also called splitting", "Terms that lead here: overlap"]


def test_neighbours_are_linked_both_ways(soup: Soup) -> None:
    def beside(path: str) -> dict[str, list[str]]:
        sections = soup(path).select(".aside-box section")
        return {s.h2.get_text(): [a["href"] for a in s.find_all("a")] for s in sections}

    retrieval = beside("/concepts/retrieval")
    assert retrieval["Needs first"] == ["/concepts/chunking"]
    assert set(retrieval["Leads to"]) == {"/concepts/rag", "/concepts/reranking"}
    assert retrieval["Part of"] == ["/concepts/rag"]
    assert retrieval["Roles that require it"] == ["/roles/builder"]
    rag = beside("/concepts/rag")
    assert rag["Has as parts"] == ["/concepts/retrieval"]
    assert rag["Measured by"] == ["/concepts/evaluation"]
    assert rag["Goals that require it"] == ["/goals/chatbot"]
    assert "Nothing: you can start here." in soup("/concepts/chunking").get_text()


def test_states_are_words_signs_and_never_praise(soup: Soup) -> None:
    rows = {
        row.th.a.get_text(): row.select_one(".state").get_text()
        for row in soup("/concepts/retrieval").select("tbody tr")
    }
    assert rows == {
        HOSTILE: "✕names gone",
        "Haystack": "?not checked yet",
        "Jslib": "?not checked yet",
        "Old-chain": "✕names gone",
    }
    assert soup("/concepts/reranking").select_one(".state").get_text() == "✓names found"
    assert soup("/concepts/hostile").select_one(".state").get_text() == "↘names leaving"
    assert "does not say that the tool does the work well" in soup("/concepts/retrieval").main.get_text()


def test_found_names_carry_release_and_day(soup: Soup) -> None:
    symbols = words(soup("/concepts/reranking").select_one(".symbols"))
    assert "from haystack.rankers import Ranker" in symbols
    assert "to use · found in haystack-ai 2.0.0 on 2026-11-01 · since 2.0.0 (2026-01-01)" in symbols
    assert "haystack/rankers.py:12 of 2.0.0" in symbols


def test_former_names_are_shown_as_such_with_what_replaced_them(soup: Soup) -> None:
    former = words(soup("/concepts/rag").select_one(".former"))
    assert "old.chains:QA" in former
    assert "former: was in old-chain 0.1.0" in former
    assert "now haystack.retrievers:Retriever in haystack-ai" in former
    gone = soup("/frameworks/old-chain").select("#former ~ .gone .former")
    assert len(gone) == 1, "a name that two mappings share is listed once"


def test_a_practice_needs_no_tool(soup: Soup) -> None:
    text = soup("/concepts/error-analysis").main.get_text()
    assert "no tool is needed" in text
    assert "No framework is mapped" not in text
    assert "No framework is mapped to Evaluation yet" in soup("/concepts/evaluation").main.get_text()


def test_a_faded_concept_says_what_took_its_place(soup: Soup) -> None:
    notice = soup("/concepts/faded").select_one(".notice")
    assert "Nobody does it any more." in notice.get_text()
    assert notice.a["href"] == "/concepts/retrieval"


def test_a_framework_is_told_whole(soup: Soup) -> None:
    page = soup("/frameworks/jslib")
    text = words(page.main)
    assert "npm install @js/core" in text
    assert "an API key" in text
    assert "a server" in text
    assert [words(row.th) for row in page.select("tbody tr")] == [
        "Retrieval",
        "Chunking ● core ?not checked yet",
        "Retrieval ○ hook ?not checked yet",
    ]
    old = soup("/frameworks/old-chain")
    assert old.select_one(".notice a")["href"] == "/frameworks/haystack"
    assert "Old-chain" in soup("/frameworks/haystack").select_one(".facts").get_text()


def test_roles_and_goals_are_told_whole(soup: Soup) -> None:
    role = words(soup("/roles/builder").main)
    assert "Search is the product." in role
    assert "Somebody else reads the errors." in role
    goal = words(soup("/goals/chatbot").main)
    for part in ("First answer", "One question is answered.", "It answers.", "It ranks."):
        assert part in goal


def test_what_to_learn_next_says_what_else_is_needed(soup: Soup) -> None:
    def entries(path: str) -> dict[str, str]:
        section = soup(path).find(id="next").parent
        return {words(entry.dt): words(entry.dd) for entry in section.select(".entry")}

    assert list(entries("/concepts/chunking").items()) == [
        ("Retrieval", "nothing else is needed for it"),
        ("Retrieval-augmented generation", "needs Retrieval too"),
    ]
    assert soup("/concepts/reranking").find(id="next") is None


def test_prerequisites_are_drawn_and_listed(soup: Soup) -> None:
    section = soup("/concepts/reranking").find(id="before").parent
    drawn = [a["href"] for a in section.select("svg a")]
    assert sorted(drawn) == ["/concepts/chunking", "/concepts/reranking", "/concepts/retrieval"]
    assert [a["href"] for a in section.select("ol a")] == ["/concepts/chunking", "/concepts/retrieval"]
    assert soup("/concepts/chunking").find(id="before") is None, "there is nothing to draw"


def test_each_mapping_leads_to_its_swap_and_its_form(soup: Soup) -> None:
    links = [a["href"] for a in soup("/concepts/reranking").select(".actions a")]
    assert links[0] == "/swap?from=haystack&concept=reranking"
    assert "/contribute?framework=haystack&concept=reranking" in links
    assert links == [a["href"] for a in soup("/frameworks/haystack").select(".actions a")][: len(links)]


def test_a_concept_says_how_many_packages_had_it_then_and_now(soup: Soup) -> None:
    said = words(soup("/concepts/retrieval").select_one(".callout"))
    assert "Of 3 packages followed since 2023-12-31, 2 had names for it then and 2 on 2026-11-01" in said
    assert "in 2023 it was called “Dense retrieval”" in said


def test_a_framework_shows_its_names_releases_and_stand_ins(soup: Soup) -> None:
    page = soup("/frameworks/haystack")
    survival = words(page.find(id="survival").parent)
    for part in (
        "75 % same path, 25 % moved, 0 % gone",
        "Few names.",
        "2024-01-01 to 2026-11-01",
        "nothing of how well",
    ):
        assert part in survival
    assert "haystack-ai 2 releases" in words(page.find(id="releases").parent)
    assert "Nobody has followed the names of Jslib" in words(soup("/frameworks/jslib").main)
    stands_in = soup("/frameworks/old-chain").find(id="nearest").parent
    assert "/swap?from=old-chain&to=haystack" in {a["href"] for a in stands_in.select("a")}
    assert "/compare?a=old-chain&b=haystack" in {a["href"] for a in stands_in.select("a")}
