"""`search`: nodes by the words that a learner types."""

from typing import TYPE_CHECKING, Any, NamedTuple

from graph.questions.pages import RankedPage, ranked_page
from graph.questions.search import MOST_PARTS, SearchHit, SearchKind, TextPart, search
from graph.questions.search_index import SearchField, search_index
from graph.store import Page
from schema.declare import Argument, Arguments, Column, Computed, Counts, EnumType, ObjectType, Question, Text
from schema.limits import DEFAULT_PAGE
from schema.types.node import PAGE_INFO_FIELD
from schema.types.questions.reason import BECAUSE, node_field

if TYPE_CHECKING:
    from schema.reading import Reader

_LONGEST_PAGE = 100

SEARCH_KIND = EnumType(
    "SearchKind",
    "The kinds of nodes that are searched.",
    SearchKind,
    {
        SearchKind.FAMILY: "Families of concepts.",
        SearchKind.CONCEPT: "Concepts.",
        SearchKind.FRAMEWORK: "Frameworks.",
        SearchKind.SYMBOL: "Public names of packages.",
        SearchKind.PACKAGE: "Packages.",
        SearchKind.ROLE: "Roles.",
        SearchKind.GOAL: "Goals.",
    },
)
SEARCH_FIELD_KIND = EnumType(
    "SearchField",
    "Where in a node the words were found.",
    SearchField,
    {
        SearchField.NAME: "In its name.",
        SearchField.ALIAS: "In another name for it.",
        SearchField.TERM: "In a term that leads to it: a kind, part, measure or neighbour.",
        SearchField.PACKAGE: "In the name of a package.",
        SearchField.SYMBOL: "In the name of a symbol.",
        SearchField.DEFINITION: "In what is said of it.",
        SearchField.CONTEXT: "In what it belongs to: a module, a framework, a concept.",
    },
)
TEXT_PART = ObjectType(
    "TextPart",
    "A run of a text. The parts, one after the other, are the whole text, so that nothing needs to be cut or escaped.",
    (
        Column("text", "String!", "The run."),
        Column("matched", "Boolean!", "Whether it is what the query means."),
    ),
    record=TextPart,
)
SEARCH_HIT = ObjectType(
    "SearchHit",
    "Something that the words of a query mean.",
    (
        node_field("node", "Node", "What was found.", lambda hit: hit.key),
        Column("kind", "SearchKind!", "Its kind."),
        Column("field", "SearchField!", "Where the words fit best."),
        Column("highlights", "[TextPart!]!", "The text there, in parts.", attribute="parts", most=MOST_PARTS),
        BECAUSE,
    ),
    record=SearchHit,
)


class _EdgeItem(NamedTuple):
    """A hit with its cursor."""

    cursor: str
    node: SearchHit


def _edges(page: Any) -> list[_EdgeItem]:
    return [_EdgeItem(cursor, hit) for cursor, hit in zip(page.cursors, page.items, strict=True)]


SEARCH_HIT_EDGE = ObjectType(
    "SearchHitEdge",
    "A hit with its place.",
    (
        Column("cursor", "String!", "Its place, opaque; good for the same query and version only."),
        Column("node", "SearchHit!", "The hit.", counts=Counts.NOTHING),
    ),
    record=_EdgeItem,
)
SEARCH_HIT_CONNECTION = ObjectType(
    "SearchHitConnection",
    "A page of what the words of a query mean, best first.",
    (
        Computed("edges", "[SearchHitEdge!]!", "The hits with cursors.", function=_edges, counts=Counts.PAGE_ITEMS),
        Column("nodes", "[SearchHit!]!", "The hits.", attribute="items", counts=Counts.PAGE_ITEMS),
        PAGE_INFO_FIELD,
        Column("totalCount", "Int!", "How many hits there are, 200 at most.", attribute="total"),
    ),
    record=RankedPage,
)


async def _search(reader: "Reader", arguments: Arguments) -> RankedPage[SearchHit]:
    query, kinds = arguments["query"], sorted(set(arguments.get("kinds") or ()))
    hits = search(await reader.projection(search_index), query, kinds)
    first = arguments.get("first")
    page = Page(first=DEFAULT_PAGE if first is None else first, after=arguments.get("after"))
    return ranked_page("search", [query, kinds], reader.version, hits, page)


SEARCH_FIELD = Question(
    "search",
    "SearchHitConnection!",
    "What the words of a learner mean: concepts, frameworks, symbols, packages, roles, goals and families, the obvious "
    "one first. Typing errors, missing endings, accents and case do not matter. Equal hits are never told apart by "
    "popularity.",
    arguments=(
        Argument("query", "String!", "The words, such as `vector db`."),
        Argument("kinds", "[SearchKind!]", "The kinds of nodes to search; all if left out."),
        Argument("first", "Int", "How many hits, 1 to 100; 20 if left out."),
        Argument("after", "String", "Start after the hit with this cursor.", text=Text.OPAQUE),
    ),
    resolve=_search,
    paged=True,
    most=_LONGEST_PAGE,
)
TYPES = (SEARCH_HIT_CONNECTION, SEARCH_HIT_EDGE, SEARCH_HIT, TEXT_PART, SEARCH_KIND, SEARCH_FIELD_KIND)
