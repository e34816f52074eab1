"""A partial evaluator for the little Python that packages compute their public names with; it calls nothing real.

Whatever it does not know is `UNKNOWN`, and an unknown test takes both branches. Steps, depth and sizes are bounded.
"""
