"""Parsed sources, kept while they are used: releases that follow each other share most of their files."""

import ast
import hashlib
from collections import OrderedDict

KEPT_SOURCE_BYTES = 6 * 1024 * 1024
"""Sources whose trees are kept; a tree takes about twenty times the room of its source."""


class SyntaxTrees:
    """Trees by the digest of their source, the least recently used ones dropped. Nobody may change a tree."""

    def __init__(self, limit: int = KEPT_SOURCE_BYTES) -> None:
        """Keep trees of at most `limit` bytes of source."""
        self._limit = limit
        self._held = 0
        self._trees: OrderedDict[bytes, tuple[int, ast.Module]] = OrderedDict()

    def parsed(self, text: bytes) -> ast.Module:
        """Return the tree of a source.

        Raises:
            SyntaxError, ValueError, RecursionError, MemoryError: If it cannot be parsed.
        """
        key = hashlib.sha256(text).digest()
        if key in self._trees:
            self._trees.move_to_end(key)
            return self._trees[key][1]
        tree = ast.parse(text)
        self._trees[key] = (len(text), tree)
        self._held += len(text)
        while self._held > self._limit and len(self._trees) > 1:
            _, (size, _) = self._trees.popitem(last=False)
            self._held -= size
        return tree


TREES = SyntaxTrees()
