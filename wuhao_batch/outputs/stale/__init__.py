"""Papers in `output/` that were made from other results than the present ones."""
