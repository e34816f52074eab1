"""Print which frameworks implement a concept, and by which names.

    python examples/python/implementations.py reranking --endpoint http://127.0.0.1:8000/graphql

Needs httpx and nothing else.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

IMPLEMENTATIONS = """
query Implementations($concept: String!, $after: String) {
  concept(slug: $concept) {
    mappings(first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        coverage
        state
        framework { slug }
        symbols { ref former }
      }
    }
  }
}
"""
ATTEMPTS = 3


@dataclass(frozen=True)
class Implementation:
    """How one framework expresses the concept; `symbols` are the names that exist in its newest release."""

    framework: str
    coverage: str
    state: str
    symbols: tuple[str, ...]


class QueryFailed(Exception):
    """The service answered with errors; `code` tells them apart, the message is for people."""

    def __init__(self, message: str, code: str | None) -> None:
        super().__init__(message)
        self.code = code


class Duramen:
    """A client of one endpoint. Use it as a context manager, so that its connections are closed."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._http = httpx.Client(headers={"Accept": "application/graphql-response+json"}, timeout=10)

    def __enter__(self) -> "Duramen":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def query(self, document: str, variables: Mapping[str, object] | None = None) -> dict[str, Any]:
        """Return the data of an answer. An overloaded service is asked again after the time that it names."""
        body = {"query": document, "variables": variables or {}}
        response = self._http.post(self._endpoint, json=body)
        for _ in range(ATTEMPTS - 1):
            if response.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            time.sleep(float(response.headers.get("Retry-After", 1)))
            response = self._http.post(self._endpoint, json=body)
        answer = response.json()
        if errors := answer.get("errors"):
            raise QueryFailed(errors[0]["message"], errors[0].get("extensions", {}).get("code"))
        data: dict[str, Any] = answer["data"]
        return data

    def implementations(self, concept: str) -> Iterator[Implementation]:
        """Yield how frameworks express a concept, framework by framework, however many pages that takes.

        Raises:
            LookupError: If there is no such concept.
        """
        after: str | None = None
        while True:
            found = self.query(IMPLEMENTATIONS, {"concept": concept, "after": after})["concept"]
            if found is None:
                raise LookupError(f"there is no concept {concept!r}")
            for node in found["mappings"]["nodes"]:
                yield Implementation(
                    framework=node["framework"]["slug"],
                    coverage=node["coverage"],
                    state=node["state"],
                    symbols=tuple(symbol["ref"] for symbol in node["symbols"] if not symbol["former"]),
                )
            page = found["mappings"]["pageInfo"]
            if not page["hasNextPage"]:
                return
            after = page["endCursor"]


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Print which frameworks implement a concept.")
    parser.add_argument("concept", help="the concept's slug, such as reranking")
    parser.add_argument("--endpoint", default="http://127.0.0.1:8000/graphql")
    arguments = parser.parse_args()
    try:
        with Duramen(arguments.endpoint) as duramen:
            for one in duramen.implementations(arguments.concept):
                print(one.framework, one.coverage, one.state, *one.symbols, sep="\t")
    except (LookupError, QueryFailed, httpx.HTTPError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
