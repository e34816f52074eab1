"""Loading a snapshot into Neo4j: a new build beside the live one, verified, then switched to at once."""
