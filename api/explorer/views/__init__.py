"""One module a kind of page: what it asks of the graph and what it shows; the look is the templates' work."""
