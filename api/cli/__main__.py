"""`python -m api.cli`: the `duramen` command of a checkout."""

from api.cli.run import main

main()
