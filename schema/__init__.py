"""The GraphQL schema and the engine that answers requests by it. Knows no HTTP, no YAML and no database."""
