"""Published artifacts (wheels, npm tarballs) opened in memory: checked against limits, never extracted, never run."""
