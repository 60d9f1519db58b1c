"""Returns → results: status, ranks, proposals, and their analysis."""
