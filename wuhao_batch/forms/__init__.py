"""Outgoing forms: where their cells are, how they are armed and stamped."""
