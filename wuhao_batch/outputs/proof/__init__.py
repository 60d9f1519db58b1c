"""Proof of a run: what it was made from and what it made, and where two papers differ."""
