"""How a number came about, down to the cells that it comes from."""
