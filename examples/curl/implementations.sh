#!/bin/sh
# Prints which frameworks implement a concept, as the JSON of the answer.
#   examples/curl/implementations.sh [CONCEPT] [ENDPOINT]
# CONCEPT is a slug: small letters, digits and hyphens.
set -eu
concept=${1:-reranking}
endpoint=${2:-http://127.0.0.1:8000/graphql}

# The concept goes in as a variable, never into the text of the query.
curl --silent --show-error --fail-with-body "$endpoint" \
  --header 'Content-Type: application/json' \
  --header 'Accept: application/graphql-response+json' \
  --data @- <<JSON
{
  "query": "query Implementations(\$concept: String!) { concept(slug: \$concept) { mappings(first: 100) { nodes { coverage state framework { slug } symbols { ref former } } } } }",
  "variables": { "concept": "$concept" }
}
JSON
