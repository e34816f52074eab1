"""From YAML in git to records: reading with positions, checks with messages, the canonical form, building and publishing."""
