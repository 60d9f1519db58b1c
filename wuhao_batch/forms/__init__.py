"""Outgoing forms: armed once, then stamped for each branch."""
