"""The graph itself: records, the immutable snapshot, the store protocol and its stores; imports nothing else of ours."""
