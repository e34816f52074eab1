"""Evidence: what published artifacts say about the symbols of the content, release by release, written to files."""
