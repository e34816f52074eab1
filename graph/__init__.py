"""The graph itself: records, the immutable snapshot, the store protocol and its stores. Imports nothing of ours."""
