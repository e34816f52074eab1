"""The graph itself: records, the immutable snapshot, and the store protocol with its stores. It imports no other package of ours."""
