"""From YAML in git to records: reading with positions, checks and their messages, the canonical form, publishing."""
