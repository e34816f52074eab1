"""The graph in Neo4j: its model there, the statements that read it, and the store that serves it.

The driver is imported in `connection` and `writing` only. Builds are written by `ingest.loading`.
"""
