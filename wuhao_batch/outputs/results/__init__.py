"""output/results.xlsx."""
