"""output/compare.xlsx: two periods side by side."""
