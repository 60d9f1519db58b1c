"""How far every branch is: output/status.xlsx."""
