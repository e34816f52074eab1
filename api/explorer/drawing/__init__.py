"""Pictures as SVG that the server draws: pure functions from content to markup, the same bytes each time."""
