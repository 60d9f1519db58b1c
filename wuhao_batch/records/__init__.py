"""records.db: what happened and what was decided. Nothing else writes to it."""
