"""Print what to learn for a goal, by the client that `scripts/clients` makes from the schema.

    python examples/clients/python/learn.py company-docs-chatbot --known tokenization --known embedding

Needs httpx and pydantic.
"""

import argparse
import sys

import httpx
from duramen_client import Duramen, Level
from duramen_client.exceptions import GraphQLClientError


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Print what to learn for a goal.")
    parser.add_argument("goal", help="the goal's slug, such as company-docs-chatbot")
    parser.add_argument("--known", action="append", default=[], help="the slug of a concept that you know; repeatable")
    parser.add_argument("--endpoint", default="http://127.0.0.1:8000/graphql")
    arguments = parser.parse_args()
    headers = {"Accept": "application/graphql-response+json"}
    try:
        with Duramen(arguments.endpoint, headers=headers) as duramen:
            path = duramen.learning_path(arguments.goal, arguments.known).learning_path
    except (GraphQLClientError, httpx.HTTPError) as problem:
        print(problem, file=sys.stderr)
        return 1
    for part in path.slices:
        print(f"{part.number}. {part.name}: {part.runs}")
        for step in part.steps:
            depth = "in depth" if step.level is Level.DESIGN else step.level.value.lower()
            print(f"   {step.concept.name} ({depth}): {step.outcome}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
