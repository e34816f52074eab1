"""The addresses of the explorer in the test catalogue: one of each kind of page, and each state worth looking at."""

PAGES = (
    "/",
    "/concepts",
    "/concepts?family=retrieval",
    "/concepts/reranking",
    "/concepts/error-analysis",
    "/concepts/hostile",
    "/concepts/faded",
    "/frameworks",
    "/frameworks/haystack",
    "/frameworks/old-chain",
    "/frameworks/edge",
    "/roles",
    "/roles/builder",
    "/goals",
    "/goals/chatbot",
    "/search",
    "/search?q=retrieval",
    "/search?q=retreival",
    "/explain",
    "/explain?example=chatbot-2023",
    "/graphiql",
    "/about",
)
ERRORS = {"/concepts/rerankin": 404, "/nowhere/at/all": 404, "/concepts/halves": 410}
