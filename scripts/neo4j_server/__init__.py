"""What `scripts/neo4j` does: install, start, stop, kill, status and wipe a local Neo4j Community server.

One data folder is one instance. The server is fetched once a version by the Maven client of the machine, with its own
settings, and runs in a process group of its own; it listens on 127.0.0.1 and serves Bolt only. Each instance gets a
random password unless one is given; it is kept in the data folder, readable by its owner alone.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not running (`status`) or in conflict with what is there (`start`).
"""
