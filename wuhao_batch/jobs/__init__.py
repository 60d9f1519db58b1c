"""The commands as plain functions: from a workspace and options to a result value."""
