"""The questions that learners and teams ask: pure, synchronous functions over a compact projection of one version."""
