"""Duramen and its peers side by side on the same graph: see ``scripts/bench --help``."""
