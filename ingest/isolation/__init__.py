"""Child processes with limits, in which files of strangers are read."""
