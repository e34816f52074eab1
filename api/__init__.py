"""The parts where all others meet: the server, GraphQL over HTTP, the explorer, the `duramen` command."""
