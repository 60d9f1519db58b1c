"""Progress of every branch: output/status.xlsx."""
