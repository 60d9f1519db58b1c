"""What a run publishes."""
