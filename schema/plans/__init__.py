"""Compiled plans: an operation as one Python function over a snapshot in memory that writes the JSON of its answer.

A plan runs what the generic executor would run, field by field from the same declarations, and gives the same bytes.
What it can't do, and whatever goes wrong in it, is handed to the generic executor, which stays the reference.
"""
