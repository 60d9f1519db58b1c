"""What was handed in → results: status, ranks, proposals, and what they tell together."""
