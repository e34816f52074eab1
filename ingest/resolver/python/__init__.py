"""References into wheels, on the standard library's `ast`: only modules that a name passes through are parsed."""
