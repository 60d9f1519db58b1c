"""The feedback to each branch."""
